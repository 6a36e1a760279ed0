"""The mail channel: SMTP, plain, TLS or STARTTLS."""

import re
import ssl
from collections.abc import Iterator
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
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from monitor.address import wire_address
from monitor.audience import Message, Subscriber
from monitor.errors import SendError

# The default policy wraps and encodes long headers, which kills List-Unsubscribe.
_POLICY = SMTP.clone(max_line_length=998)
_POLICY_UTF8 = _POLICY.clone(utf8=True)
_TIMEOUT_SECONDS = 30
# No such mailbox, or one that takes nothing from us: RFC 5321, section 4.2.3.
_NO_SUCH_ADDRESS = frozenset({550, 551, 553})
_PASSES = re.compile(r"5\.4\.[47]\b")
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
            refusal = error.recipients[0]
            raise _refusal("the recipient", refusal.code, refusal.message) from error
        except SMTPResponseException as error:
            raise _refusal("the mail", error.code, error.message) from error
        except SMTPNotSupported as error:
            raise SendError(
                "the mail server takes no address with such letters", permanent=True
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
    """The mail with its headers; text first, HTML beside it.

    A mail with an identity of its own is one of a list, and says how to leave it. What a
    relay signs (DKIM) should include both List-Unsubscribe headers (RFC 8058, section 4).
    """
    to = wire_address(to)
    mail = EmailMessage(policy=_POLICY if to.isascii() else _POLICY_UTF8)
    domain = Address(addr_spec=_address(sender)).domain or "localhost"
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = message.subject
    mail["Auto-Submitted"] = "auto-generated"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message.message_id or uuid4().hex}@{domain}>"
    if message.message_id:
        for name, value in _list_headers(message, sender, domain):
            mail[name] = value
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def _list_headers(message: Message, sender: str, domain: str) -> Iterator[tuple[str, str]]:
    """RFC 2919 and RFC 2369; with a secure link of our own, one click (RFC 8058)."""
    by_mail = f"<mailto:{_address(sender)}?subject=unsubscribe>"
    link = message.unsubscribe
    yield "List-Id", f"Forewarn <forewarn.{domain}>"
    yield "List-Unsubscribe", f"<{link}>, {by_mail}" if link else by_mail
    if link.startswith("https://"):
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _address(sender: str) -> str:
    """The bare address of `Name <name@host>`."""
    return sender.rpartition("<")[2].rstrip("> ").strip()


def _refusal(what: str, code: int, answer: str) -> SendError:
    """A 5xx is for ever, a 4xx for now (RFC 5321, section 4.2.1).

    Some 5xx say that the way there is blocked, which passes: X.4.4, X.4.7 (RFC 3463).
    """
    passes = code < 500 or _PASSES.match(answer) is not None
    return SendError(
        f"the mail server refused {what} ({code})",
        permanent=not passes,
        recipient_gone=not passes and code in _NO_SUCH_ADDRESS,
    )
