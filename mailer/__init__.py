"""E-mail: pure messages from templates, and the channel that sends them."""
