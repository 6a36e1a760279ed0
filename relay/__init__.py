"""Team chats and webhooks: pure messages, and the channel that hands them over."""
