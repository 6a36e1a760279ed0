"""The mail channel: SMTP, plain, TLS or STARTTLS."""

import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote
from uuid import uuid4

import aiosmtplib
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from monitor.address import wire_address
from monitor.audience import Message, Subscriber
from monitor.errors import SendError
from monitor.parsing.urls import split_url

# The default policy wraps and encodes long headers, which breaks List-Unsubscribe.
_POLICY = SMTP.clone(max_line_length=998)
_POLICY_UTF8 = _POLICY.clone(utf8=True)
_TIMEOUT_SECONDS = 30
# Refusals before a recipient is named: not the recipient's fault; an operator must fix them.
_REFUSALS_OF_US = (
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPHeloError,
    SMTPSenderRefused,
)
# No such mailbox, or one that accepts nothing from us: RFC 5321, section 4.2.3.
_NO_SUCH_ADDRESS = frozenset({550, 551, 553})
# The class, subject and detail of an answer (RFC 3463); most servers put them first.
_ENHANCED = re.compile(r"(?:^|[\s(\[#])5\.(\d{1,3})\.(\d{1,3})(?![\d.])", re.ASCII)
# Of these subjects only the first is about the address: 1 address, 2 mailbox, 3 system, 4 network,
# 5 protocol, 6 content, 7 policy. Of the mailbox: disabled (5.2.1) and moved (5.2.4, lists).
_OF_THE_ADDRESS = "1"
_DISABLED = ("2", "1")
# A refused sender address (X.1.7, X.1.8) is our fault, although its subject is 1.
_OF_THE_SENDER = frozenset({("1", "7"), ("1", "8")})
# The route or our reputation is blocked: it passes by itself, or an operator fixes it.
_TEMPORARY_SUBJECTS = frozenset({"3", "4", "5", "7"})
# Without an enhanced code, these words mark a policy against us, not a missing mailbox.
_AGAINST_US = re.compile(
    r"spam|spf|dkim|dmarc|blacklist|blocklist|block list|blocked|reputation|policy|rbl\b|dnsbl"
    r"|spamhaus|barracuda|relay|authenticat|not authori[sz]ed|sender|banned|denied|reverse dns|ptr\b",
    re.IGNORECASE,
)
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


class MailChannel:
    """Sends mail through one SMTP server."""

    def __init__(self, url: str, sender: str) -> None:
        parts = split_url(url)
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
        """Send one mail; return the server's answer. SendError when it is refused."""
        if not recipient.email:
            raise SendError("the subscriber has no address", permanent=True)
        mail = compose(message, recipient.email, self._sender, datetime.now(UTC))
        try:
            refused, answer = await aiosmtplib.send(mail, **self._options)  # type: ignore[arg-type]
        except SMTPRecipientsRefused as error:
            refusal = error.recipients[0]
            raise _send_error("the recipient", refusal.code, refusal.message) from error
        except _REFUSALS_OF_US as error:
            raise SendError(f"the mail server refuses us ({error.code})") from error
        except SMTPResponseException as error:
            raise _send_error("the mail", error.code, error.message) from error
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
        """Connect, sign in and quit; SendError when that fails (`forewarn doctor`)."""
        client = aiosmtplib.SMTP(**self._options)  # type: ignore[arg-type]
        try:
            async with client:
                await client.noop()
        except (SMTPException, OSError) as error:
            raise SendError(f"the mail server cannot be used ({type(error).__name__})") from error


def compose(message: Message, to: str, sender: str, at: datetime) -> EmailMessage:
    """Compose a mail with its headers, a text part and an HTML alternative.

    A message with an id is list mail and has List headers. The DKIM signature of a mail relay
    should include both List-Unsubscribe headers (RFC 8058, section 4).
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
    """Yield the headers of RFC 2919 and RFC 2369; with an HTTPS link also one-click (RFC 8058)."""
    by_mail = f"<mailto:{_address(sender)}?subject=unsubscribe>"
    link = message.unsubscribe
    yield "List-Id", f"Forewarn <forewarn.{domain}>"
    yield "List-Unsubscribe", f"<{link}>, {by_mail}" if link else by_mail
    if link.startswith("https://"):
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _address(sender: str) -> str:
    """Return the bare address of `Name <name@host>`."""
    return sender.rpartition("<")[2].rstrip("> ").strip()


def _send_error(what: str, code: int, answer: str) -> SendError:
    """Classify a refusal: 4xx is temporary, 5xx permanent (RFC 5321, section 4.2.1).

    A 5xx about us or the route (RFC 3463) is not the address's fault: it is tried some more times,
    and the operators are notified.
    """
    text = f"the mail server refused {what} ({code})"
    if code < 500:
        return SendError(text)
    if _is_about_us(answer):
        return SendError(
            f"{text}: {_enhanced_code(answer) or 'a policy against us'}", doubtful=True
        )
    return SendError(text, permanent=True, recipient_gone=_is_gone(code, answer))


def _is_about_us(answer: str) -> bool:
    match = _ENHANCED.search(answer)
    if match is None:
        return _AGAINST_US.search(answer) is not None
    return match[1] in _TEMPORARY_SUBJECTS or match.groups() in _OF_THE_SENDER


def _is_gone(code: int, answer: str) -> bool:
    match = _ENHANCED.search(answer)
    if match is None or match[1] == "0":
        return code in _NO_SUCH_ADDRESS
    return match[1] == _OF_THE_ADDRESS or match.groups() == _DISABLED


def _enhanced_code(answer: str) -> str:
    """Return only the enhanced code: the rest of the answer may contain any text."""
    match = _ENHANCED.search(answer)
    return f"5.{match[1]}.{match[2]}" if match else ""
