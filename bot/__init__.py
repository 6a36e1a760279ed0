"""Telegram: the chat application, pure messages, and the channel that sends them."""

import os

# Make the library return durations as timedelta, as its next version will by default.
os.environ.setdefault("PTB_TIMEDELTA", "1")
