"""Telegram: the chat application, pure messages, and the channel that sends them."""
