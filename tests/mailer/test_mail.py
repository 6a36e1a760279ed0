"""The digest mail, and the channel that hands it to a real SMTP server."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest

from mailer.channel import MailChannel, compose
from mailer.messages import confirmation, digest
from monitor.address import normal_address, wire_address
from monitor.audience import (
    Coverage,
    Digest,
    Failing,
    Frequency,
    Message,
    Subscriber,
    UpcomingDate,
)
from monitor.errors import SendError
from monitor.language import Language
from monitor.model import Assessment, Reason, Severity
from tests.bot.test_messages import NOW, SOURCE, change
from tests.doubles.smtp import MailServer, body_of

SENDER = "Forewarn <news@example.org>"
HOSTILE = "{{ 7*7 }}<script>alert(1)</script>\r\nBcc: thief@example.org\x00\u2028"


def subscriber(language: Language = Language.EN, email: str = "li@example.org") -> Subscriber:
    return Subscriber(
        id=7,
        language=language,
        timezone="UTC",
        digest_hour=8,
        chat_id=None,
        email=email,
        active=True,
        created_at=NOW,
    )


def made(*groups: tuple[str, tuple[object, ...]]) -> Digest:
    return Digest(
        subscriber_id=7,
        local_date=date(2026, 3, 1),
        since=NOW,
        until=NOW,
        groups=groups or (("platform-policy", (change(),)),),  # type: ignore[arg-type]
        coverage=Coverage(watched=45, checked=42, failing=(Failing(source_id="ring-rules"),)),
    )


def render(language: Language = Language.EN, *groups: tuple[str, tuple[object, ...]]) -> Message:
    return digest(made(*groups), {"ring-rules": SOURCE}, subscriber(language), SENDER)


def test_the_subject_tells_the_news() -> None:
    assert render().subject == "1 affects your business: Harbour & Sons – Fee: USD 5→USD 7"
    period = Reason(rule="period", severity=Severity.URGENT, words=("appeals", "30 天", "7 天"))
    urgent = Assessment(severity=Severity.URGENT, rules=3, reasons=(period,))
    many = render(
        Language.ZH,
        ("platform-policy", (*(change(id=n) for n in range(13, 17)), change(assessment=urgent))),
    )
    assert many.subject == (
        "【1 条要处理】Harbour & Sons｜申诉期限 30→7 天；费用 USD 5→USD 7，另 3 条"
    )


def test_a_subject_is_short_whatever_it_names() -> None:
    long = "word " * 60
    fact = Reason(rule="banned", severity=Severity.URGENT, words=(long, "", ""))
    judged = Assessment(severity=Severity.URGENT, rules=3, reasons=(fact,))
    many = tuple(change(id=n, title=long, assessment=judged) for n in range(12, 40))
    subject = render(Language.EN, ("platform-policy", many)).subject

    assert len(subject) <= 120
    assert subject.startswith("28 to act on: ")
    assert subject.endswith(" (+26)")


def test_text_and_html_say_the_same() -> None:
    mail = render()

    for words in (
        "Marketplace rules",
        "In force 1 Mar 2027 (in 365 days)",
        "42 of 45 pages",
        "USD",
    ):
        assert words in mail.text
        assert words in mail.html
    assert "<ins" in mail.html
    assert "\n- Before: The fee is USD 5 for" in mail.text
    assert "\n+ After: The fee is USD 7 for" in mail.text
    assert "<script" not in mail.html


@pytest.mark.parametrize(
    ("language", "step"), [(Language.EN, "What to do: Fees rise: Note"), (Language.ZH, "怎么办：费用上涨：写清")]
)  # fmt: skip
def test_a_change_has_its_first_step_its_address_and_its_dates(
    language: Language, step: str
) -> None:
    site = "https://f.example"
    told = made(("platform-policy", (change(),)))
    mail = digest(told, {SOURCE.id: SOURCE}, subscriber(language), "news@example.org", site=site)

    for part in (mail.text, mail.html):
        assert step in part
        assert "https://f.example/changes/12" in part
        assert "https://f.example/changes/12.ics" in part
    alone = digest(told, {SOURCE.id: SOURCE}, subscriber(language), "news@example.org")
    assert "/changes/12" not in alone.text + alone.html
    assert step in alone.text


def test_a_hostile_page_stays_inert_in_a_mail() -> None:
    fact = Reason(rule="permitted", severity=Severity.MAJOR, words=(HOSTILE, HOSTILE, HOSTILE))
    judged = Assessment(severity=Severity.MAJOR, rules=3, reasons=(fact,))
    hostile = change(title=HOSTILE, url="javascript:alert(1)", assessment=judged)
    mail = render(Language.EN, ("platform-policy", (hostile,)))
    raw = compose(mail, "li@example.org", SENDER, NOW).as_bytes()
    read = message_from_bytes(raw, policy=policy.default)

    assert "javascript:" not in mail.html
    assert "{{ 7*7 }}" in mail.subject
    assert read["Bcc"] is None
    assert len(read.get_all("Subject", [])) == 1


def test_headers_that_mail_programs_ask_for() -> None:
    mail = compose(render(), "li@example.org", SENDER, NOW)

    assert mail["List-Id"] == "Forewarn <forewarn.example.org>"
    assert mail["List-Unsubscribe"] == "<mailto:news@example.org?subject=unsubscribe>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Sun, 01 Mar 2026 08:00:00 +0000"
    assert b"List-Unsubscribe: <mailto:news@example.org?subject=unsubscribe>\r\n" in mail.as_bytes()


def test_the_same_digest_has_the_same_message_id() -> None:
    first, second = (compose(render(), "li@example.org", SENDER, NOW) for _ in range(2))

    assert first["Message-ID"] == second["Message-ID"]


async def test_a_mail_arrives_with_both_parts(mail_server: MailServer) -> None:
    receipt = await MailChannel(mail_server.url, SENDER).send(subscriber(), render())

    assert "kept" in receipt
    (mail,) = mail_server.mails
    assert mail["To"] == "li@example.org"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


async def test_a_code_arrives_in_the_reader_s_language(mail_server: MailServer) -> None:
    await MailChannel(mail_server.url, SENDER).send(
        subscriber(), confirmation("123456", Language.ZH)
    )

    assert mail_server.mails[0]["Subject"] == "您的验证码：123456"


@pytest.mark.parametrize(
    ("answer", "permanent"), [("550 no such user", True), ("451 try later", False)]
)
async def test_a_refusal_is_for_ever_or_for_now(
    mail_server: MailServer, answer: str, permanent: bool
) -> None:
    mail_server.refuse["li@example.org"] = answer
    with pytest.raises(SendError) as caught:
        await MailChannel(mail_server.url, SENDER).send(subscriber(), render())

    assert caught.value.permanent is permanent
    assert answer[:3] in str(caught.value)


async def test_a_server_that_is_away_is_for_now() -> None:
    with pytest.raises(SendError, match="cannot be reached") as caught:
        await MailChannel("smtp://user:secret@127.0.0.1:9", SENDER).send(subscriber(), render())

    assert not caught.value.permanent
    assert "secret" not in str(caught.value)


async def test_the_doctor_s_probe(mail_server: MailServer) -> None:
    await MailChannel(mail_server.url, SENDER).probe()
    with pytest.raises(SendError, match="cannot be used"):
        await MailChannel("smtp://127.0.0.1:9", SENDER).probe()


def test_a_time_without_news_has_a_plain_subject() -> None:
    empty = Digest(
        subscriber_id=7, local_date=date(2026, 3, 1), since=NOW, until=datetime(2026, 3, 1, 9, tzinfo=UTC),
        groups=(), coverage=Coverage(watched=1, checked=1, failing=()),
    )  # fmt: skip

    assert digest(empty, {}, subscriber(), SENDER).subject == "Nothing new in what you follow"


STOP = "https://forewarn.example.org/unsubscribe/" + "a" * 180


def test_one_click_stops_the_mail() -> None:
    """RFC 8058: both headers, https, on one line each, whatever the length."""
    mail = compose(
        digest(made(), {"ring-rules": SOURCE}, subscriber(), SENDER, STOP),
        "li@example.org",
        SENDER,
        NOW,
    )
    raw = mail.as_bytes()

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    line = f"List-Unsubscribe: <{STOP}>, <mailto:news@example.org?subject=unsubscribe>\r\n"
    assert line.encode() in raw
    assert STOP in body_of(mail)


def test_a_link_that_is_not_secure_is_no_one_click() -> None:
    message = digest(made(), {}, subscriber(), SENDER, "http://forewarn.example.org/unsubscribe/a")
    mail = compose(message, "li@example.org", SENDER, NOW)

    assert mail["List-Unsubscribe-Post"] is None
    assert mail["List-Unsubscribe"].startswith("<http://forewarn")


def test_the_mail_that_proves_an_address_is_of_no_list() -> None:
    link = "https://forewarn.example.org/confirm/abc"
    message = confirmation("123456", Language.EN, link)
    mail = compose(message, "li@example.org", SENDER, NOW)

    assert mail["List-Unsubscribe"] is None
    assert link in message.text
    assert f'href="{link}"' in message.html


def test_a_long_digest_begins_with_its_contents_and_ends_with_what_is_coming() -> None:
    many = tuple(change(id=n) for n in range(12, 18))
    coming = (UpcomingDate(day=date(2026, 3, 20), by=True, change=change()),)
    base = made(("platform-policy", many))
    mail = digest(replace(base, coming=coming), {"ring-rules": SOURCE}, subscriber(), SENDER)

    assert mail.html.count('href="#c') == 6
    assert mail.text.index("In this mail") < mail.text.index("== Marketplace rules ==")
    assert "In the next 30 days" in mail.html
    assert "- Do by 20 Mar: Harbour & Sons: Ring <rules>" in mail.text
    assert 'href="#c' not in render().html


def test_a_week_is_called_a_week() -> None:
    mail = digest(replace(made(), frequency=Frequency.WEEKLY), {}, subscriber(Language.ZH), SENDER)

    assert "周报 · 2026 年 3 月 1 日 周日" in mail.text
    assert "您在 Forewarn 预警订阅了周报" in mail.html


@pytest.mark.parametrize(
    ("typed", "kept", "wire"),
    [
        ("Li@Example.ORG", "Li@example.org", "Li@example.org"),
        ("li@例子.中国", "li@例子.中国", "li@xn--fsqu00a.xn--fiqs8s"),
        ("li@xn--fsqu00a.xn--fiqs8s", "li@例子.中国", "li@xn--fsqu00a.xn--fiqs8s"),
        ("用户@例子.中国", "用户@例子.中国", "用户@xn--fsqu00a.xn--fiqs8s"),
        ("li@163.com", "li@163.com", "li@163.com"),
        ("li@1.1.1.1.example.org", "li@1.1.1.1.example.org", "li@1.1.1.1.example.org"),
        ("li@0x7f.example.org", "li@0x7f.example.org", "li@0x7f.example.org"),
        (
            "li@local.internal.example.org",
            "li@local.internal.example.org",
            "li@local.internal.example.org",
        ),
    ],
)
def test_international_addresses(typed: str, kept: str, wire: str) -> None:
    assert normal_address(typed) == kept
    assert wire_address(kept) == wire
    assert compose(render(), kept, SENDER, NOW)["To"] == wire


@pytest.mark.parametrize(
    "typed",
    ["", "li", "li@", "@example.org", "li@example", "li@exa mple.org", "li@example.org\r\nBcc: x@y.z", "a..b@example.org",
     ".a@example.org", "li@-bad-.org", "li@example.org.", f"{'a' * 65}@example.org", "li\u2028@example.org", "li@ex_ample.org",
     "<li@example.org>", "li@127.0.0.1:25", "li@127.0.0.1", "li@0x7f.1", "li@0177.0.0.1", "li@127.1", "li@2130706433", "li@10.0.0.0x1",
     "li@0X7F.0.0.1", "li@\uff11\uff12\uff17.0.0.1", "li@8.8.8.8", "li@[127.0.0.1]", "li@[::1]", "li@[IPv6:2001:db8::1]", "li@::1", "li@localhost",
     "li@host.localhost", "li@localhost.localdomain", "li@printer.local", "li@mail.internal", "li@shop.lan", "li@fritz.box.home.arpa",
     "li@a.invalid", "li@a.test", "li@1.0.0.127.in-addr.arpa", "li@a.onion", "li@shop.example.0x", "li@a..example.org", "li@mail.LOCAL"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert normal_address(typed) is None


async def test_a_mail_to_an_international_address_arrives(mail_server: MailServer) -> None:
    await MailChannel(mail_server.url, SENDER).send(subscriber(email="用户@例子.中国"), render())

    assert mail_server.recipients == ["用户@xn--fsqu00a.xn--fiqs8s"]


@pytest.mark.parametrize(
    ("answer", "permanent", "gone"),
    [
        ("550 no such user", True, True), ("553 bad mailbox", True, True), ("552 mailbox full", True, False),
        ("554 5.4.4 no route", False, False), ("421 busy", False, False),
        ("550 5.7.1 our policy refuses you", False, False), ("550 5.7.26 unauthenticated mail", False, False),
        ("550 5.7.1 user unknown to the policy", False, False), ("550 your host is on the Spamhaus list", False, False),
        ("554 5.7.1 relay access denied", False, False), ("550 5.1.8 sender domain not found", False, False),
        ("550 5.1.1 no such user", True, True), ("550 #5.1.0 address rejected", True, True),
        ("550 5.2.1 the account is disabled", True, True), ("552 5.2.2 the mailbox is full", True, False),
        ("550 5.6.1 media not taken", True, False), ("550 5.0.0 mailbox unavailable", True, True),
        ("550 5.10.1 something new", True, False),
    ],
)  # fmt: skip
async def test_only_an_address_that_does_not_live_counts_against_it(
    mail_server: MailServer, answer: str, permanent: bool, gone: bool
) -> None:
    mail_server.refuse["li@example.org"] = answer
    with pytest.raises(SendError) as caught:
        await MailChannel(mail_server.url, SENDER).send(subscriber(), render())

    assert (caught.value.permanent, caught.value.recipient_gone) == (permanent, gone)


def test_chinese_sentences_stand_side_by_side() -> None:
    shown = render(Language.ZH, ("platform-policy", (change(),))).text

    assert not re.search(r"[。！？；] [\u4e00-\u9fff]", shown)


def test_the_first_digest_says_what_it_is_and_how_to_change_it() -> None:
    first = replace(made(), is_first=True)
    english = digest(first, {}, subscriber(), SENDER)
    chinese = digest(
        replace(first, frequency=Frequency.WEEKLY), {}, subscriber(Language.ZH), SENDER
    )

    for text in (english.text, english.html):
        assert (
            "This is your first daily digest: what changed of what you follow, every day at" in text
        )
        assert "/digest weekly 9" in text
    assert "这是您的第一份周报：每周一" in chinese.text
    assert "first daily" not in render().text
