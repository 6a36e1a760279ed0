"""Who acts for the service: the names under which acts of operators are recorded."""

# Whoever uses the command line, and signs in with `forewarn signin`; no chat has this number.
AT_THE_SHELL = 0
SHELL = "shell"
# An operator who had all that is stored on them erased.
FORGOTTEN = "forgotten"
_CHAT, _KEY = "chat:", "key:"


def operator_name(chat_id: int) -> str:
    """Name the operator of a chat or of the command line."""
    return SHELL if chat_id == AT_THE_SHELL else f"{_CHAT}{chat_id}"


def key_name(name: str) -> str:
    """Name the program that acts with an API key."""
    return f"{_KEY}{name}"
