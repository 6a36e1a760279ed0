"""Team chats and webhooks: pure messages, and the channel that sends them."""
