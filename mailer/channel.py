"""The mail channel: SMTP, plain, TLS or STARTTLS."""

import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import aiosmtplib
from aiosmtplib.errors import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from monitor.errors import SendError
from monitor.model import Message, Subscriber

# The default policy wraps and encodes long headers, which kills List-Unsubscribe.
_POLICY = SMTP.clone(max_line_length=998)
_TIMEOUT_SECONDS = 30
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


class MailChannel:
    """Sends mail through one server."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._sender = sender
        self._options = {
            "hostname": parts.hostname,
            "port": parts.port or _PORTS[parts.scheme],
            "username": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "use_tls": parts.scheme == "smtps",
            "start_tls": parts.scheme == "smtp+starttls",
            "tls_context": None if parts.scheme == "smtp" else ssl.create_default_context(),
            "timeout": _TIMEOUT_SECONDS,
        }

    async def send(self, recipient: Subscriber, message: Message) -> str:
        """Hand one mail to the server; its answer. SendError when it is refused."""
        if not recipient.email:
            raise SendError("the subscriber has no address", permanent=True)
        mail = compose(message, recipient.email, self._sender, datetime.now(UTC))
        try:
            refused, answer = await aiosmtplib.send(mail, **self._options)  # type: ignore[arg-type]
        except SMTPRecipientsRefused as error:
            code = error.recipients[0].code
            raise SendError(
                f"the mail server refused the recipient ({code})",
                permanent=_is_final(code),
            ) from error
        except SMTPResponseException as error:
            raise SendError(
                f"the mail server answered {error.code}",
                permanent=_is_final(error.code),
            ) from error
        except (SMTPException, OSError) as error:
            raise SendError(
                f"the mail server cannot be reached ({type(error).__name__})"
            ) from error
        if refused:
            raise SendError("the mail server refused the recipient", permanent=True)
        return answer[:200]

    async def probe(self) -> None:
        """Connect, sign in and leave; SendError when that fails (`forewarn doctor`)."""
        client = aiosmtplib.SMTP(**self._options)  # type: ignore[arg-type]
        try:
            async with client:
                await client.noop()
        except (SMTPException, OSError) as error:
            raise SendError(f"the mail server cannot be used ({type(error).__name__})") from error


def compose(message: Message, to: str, sender: str, at: datetime) -> EmailMessage:
    """The mail with its headers; text first, HTML beside it."""
    mail = EmailMessage(policy=_POLICY)
    domain = Address(addr_spec=_address(sender)).domain or "localhost"
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = message.subject
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Id"] = f"Forewarn <forewarn.{domain}>"
    mail["List-Unsubscribe"] = f"<mailto:{_address(sender)}?subject=unsubscribe>"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message.message_id or uuid4().hex}@{domain}>"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def _address(sender: str) -> str:
    """The bare address of `Name <name@host>`."""
    return sender.rpartition("<")[2].rstrip("> ").strip()


def _is_final(code: int) -> bool:
    """A 5xx is for ever, a 4xx for now (RFC 5321, section 4.2.1)."""
    return code >= 500
