"""Why a message was not accepted, in words of the reader's language."""

from monitor.language import Language, texts

# What an error of a channel contains, in lower case, and the text `operator` that explains it.
_KNOWN = (
    ("blocked by the user", "error_blocked"),
    ("user is deactivated", "error_deactivated"),
    ("bot was kicked", "error_kicked"),
    ("not a member", "error_kicked"),
    ("chat not found", "error_no_chat"),
    ("has no chat", "error_no_chat"),
    ("has no address", "error_no_address"),
    ("refused the recipient", "error_recipient"),
    ("mail server refuses us", "error_mail_refuses"),
    ("mail server", "error_mail"),
    ("has no relay", "error_no_relay"),
    ("no key of a bot", "error_no_key"),
    ("not public", "error_not_public"),
    ("cannot be reached", "error_unreachable"),
    ("the webhook answered", "error_webhook"),
    ("token", "error_token"),
)


def send_error(error: str, language: Language) -> str:
    """Explain an error in words; '' for one that has none."""
    lowered = error.casefold()
    key = next((key for part, key in _KNOWN if part in lowered), "")
    return texts("operator", language)[key] if key else ""
