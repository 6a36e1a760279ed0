"""Telegram: the chat application, pure messages, and the channel that sends them."""

import os

# Times of the library as timedelta, which is what its next version gives anyway.
os.environ.setdefault("PTB_TIMEDELTA", "1")
