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

# The default policy wraps and encodes long headers, which kills List-Unsubscribe.
_POLICY = SMTP.clone(max_line_length=998)
_POLICY_UTF8 = _POLICY.clone(utf8=True)
_TIMEOUT_SECONDS = 30
# Before a recipient is named: nothing of it is the recipient's fault, and an operator mends it.
_REFUSES_US = (
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPHeloError,
    SMTPSenderRefused,
)
# No such mailbox, or one that takes nothing from us: RFC 5321, section 4.2.3.
_NO_SUCH_ADDRESS = frozenset({550, 551, 553})
# The class, subject and detail of an answer (RFC 3463); servers put them first, seldom later.
_ENHANCED = re.compile(r"(?:^|[\s(\[#])5\.(\d{1,3})\.(\d{1,3})(?![\d.])", re.ASCII)
# Of these subjects only the first is about the address: 1 address, 2 mailbox, 3 system, 4 network,
# 5 protocol, 6 content, 7 policy. Of the mailbox: disabled (5.2.1) and moved (5.2.4, lists).
_OF_THE_ADDRESS = "1"
_DISABLED = ("2", "1")
# A sender that is refused (X.1.7, X.1.8) is ours, whatever the subject says.
_OF_THE_SENDER = frozenset({("1", "7"), ("1", "8")})
# The way there is blocked, or our name is: it passes, or we mend it.
_PASSING_SUBJECTS = frozenset({"3", "4", "5", "7"})
# Without such a code, words tell a policy against us from a mailbox that is not there.
_AGAINST_US = re.compile(
    r"spam|spf|dkim|dmarc|blacklist|blocklist|block list|blocked|reputation|policy|rbl\b|dnsbl"
    r"|spamhaus|barracuda|relay|authenticat|not authori[sz]ed|sender|banned|denied|reverse dns|ptr\b",
    re.IGNORECASE,
)
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


class MailChannel:
    """Sends mail through one server."""

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
        """Hand one mail to the server; its answer. SendError when it is refused."""
        if not recipient.email:
            raise SendError("the subscriber has no address", permanent=True)
        mail = compose(message, recipient.email, self._sender, datetime.now(UTC))
        try:
            refused, answer = await aiosmtplib.send(mail, **self._options)  # type: ignore[arg-type]
        except SMTPRecipientsRefused as error:
            refusal = error.recipients[0]
            raise _refusal("the recipient", refusal.code, refusal.message) from error
        except _REFUSES_US as error:
            raise SendError(f"the mail server refuses us ({error.code})") from error
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
    """A 5xx of the address is for ever, a 4xx for now (RFC 5321, section 4.2.1).

    A 5xx that is about us or the way there (RFC 3463) is no fault of the address: some attempts
    more, and the operators hear of it.
    """
    told = f"the mail server refused {what} ({code})"
    if code < 500:
        return SendError(told)
    if _is_about_us(answer):
        return SendError(f"{told}: {_code_of(answer) or 'a policy against us'}", doubtful=True)
    return SendError(told, permanent=True, recipient_gone=_is_gone(code, answer))


def _is_about_us(answer: str) -> bool:
    found = _ENHANCED.search(answer)
    if found is None:
        return _AGAINST_US.search(answer) is not None
    return found[1] in _PASSING_SUBJECTS or found.groups() in _OF_THE_SENDER


def _is_gone(code: int, answer: str) -> bool:
    found = _ENHANCED.search(answer)
    if found is None or found[1] == "0":
        return code in _NO_SUCH_ADDRESS
    return found[1] == _OF_THE_ADDRESS or found.groups() == _DISABLED


def _code_of(answer: str) -> str:
    """The enhanced code alone: the words may hold whatever a server writes."""
    found = _ENHANCED.search(answer)
    return f"5.{found[1]}.{found[2]}" if found else ""
