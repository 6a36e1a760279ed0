"""Mails: subject, text and HTML in the subscriber's language. Pure."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined

from mailer import views
from monitor.alert_card import title_of
from monitor.audience import AlertContext, Digest, Message, PendingMessage, Subscriber
from monitor.digest_wording import (
    digest_introduction,
    digest_subject,
    digest_title,
    week_lines,
)
from monitor.language import Language, between_sentences, message, texts
from monitor.model import Change
from monitor.source import Source
from monitor.text import clean, sha256, shorten
from monitor.wording import (
    coverage,
    digest_count,
    remainders,
)

_SUBJECT_CHARS = 120
# A mail with this many changes or more begins with a table of contents.
_MIN_FOR_CONTENTS = 4


def digest(
    made: Digest,
    sources: Mapping[str, Source],
    subscriber: Subscriber,
    sender: str,
    stop: str = "",
    choices: str = "",
    site: str = "",
) -> Message:
    """Make a digest: the week in five lines, contents, changes by category, dates and coverage.

    `stop`: the signed address that ends these mails, or ''. `choices`: the address where the
    subscriber edits subscriptions, or ''. `site`: the public address of the web pages, or ''.
    """
    language = subscriber.language
    words = texts("mailer", language)
    values = {
        "heading": digest_title(made, language),
        "introduction": digest_introduction(made, subscriber),
        "week": week_lines(made, sources, language, subscriber.timezone),
        "greeting": words["greeting" if made.count else "greeting_none"],
        "count": digest_count(made, language) if made.count else "",
        "groups": views.groups(made, sources, language, site, subscriber.timezone),
        "has_contents": len(made.changes) >= _MIN_FOR_CONTENTS,
        "more": remainders(made, sources, language),
        "coming": views.coming(made, sources, language),
        "coverage": coverage(made.coverage, sources, language, subscriber.timezone, made.until),
        "choices": choices,
        "choices_text": message("mailer", language, "choices_text", link=choices),
        "why_you": words[f"why_you_{made.frequency}"],
        **_footer(language, sender, stop),
    }
    return Message(
        subject=digest_subject(made, sources, language),
        text=_plain_environment().get_template("digest.txt.j2").render(values),
        html=_html("digest.html.j2", values),
        # Mail clients show the same digest sent twice as one mail (RFC 5322, 3.6.4).
        message_id=sha256(f"digest {made.subscriber_id} {made.local_date}")[:32],
        unsubscribe=stop,
    )


def alert(
    change: Change,
    source: Source | None,
    subscriber: Subscriber,
    context: AlertContext,
    sender: str,
    stop: str = "",
) -> Message:
    """Make the mail of a change that states one of the subscriber's own names.

    `stop`: the signed address that ends these mails, or ''.
    """
    language = subscriber.language
    values = {
        "item": views.alone(change, source, language, context),
        "why_you": texts("mailer", language)["why_you_named"],
        **_footer(language, sender, stop),
    }
    subject = message(
        "mailer",
        language,
        "subject_named",
        headline=shorten(title_of(change, source, language), 90),
    )
    return Message(
        subject=shorten(clean(subject), _SUBJECT_CHARS),
        text=_plain_environment().get_template("alert.txt.j2").render(values),
        html=_html("alert.html.j2", values),
        message_id=sha256(f"alert {subscriber.id} {change.id}")[:32],
        unsubscribe=stop,
    )


def announcement(text: str, pending: PendingMessage, sender: str, stop: str = "") -> Message:
    """Make the mail of an operator's announcement."""
    language = pending.subscriber.language
    values = {"text": text, **_footer(language, sender, stop)}
    return Message(
        subject=texts("mailer", language)["announcement"],
        text=_plain_environment().get_template("announcement.txt.j2").render(values),
        html=_html("announcement.html.j2", values),
        message_id=sha256(f"announcement {pending.announcement_id} {pending.subscriber.id}")[:32],
        unsubscribe=stop,
    )


def confirmation(code: str, language: Language, link: str = "") -> Message:
    """Make the mail that confirms an address, by a code or by a signed link."""
    words = texts("mailer", language)
    lines = [message("mailer", language, "confirm_body", code=code)]
    if link:
        lines.append(message("mailer", language, "confirm_link", link=link))
    values = {
        "language": language,
        "words": words,
        "body": lines[0],
        "link": link,
    }
    return Message(
        subject=message("mailer", language, "confirm_subject", code=code),
        text="\n\n".join([*lines, words["confirm_other"]]) + "\n",
        html=_html("confirmation.html.j2", values),
    )


def _footer(language: Language, sender: str, stop: str) -> dict[str, Any]:
    key = "stop_text" if stop else "stop_bot"
    how = message("mailer", language, key, link=stop, sender=sender)
    return {
        "language": language,
        "words": texts("mailer", language),
        "news": texts("news", language),
        "between_sentences": between_sentences(language),
        "stop": stop,
        "how_to_stop": how,
    }


def _html(template: str, values: Mapping[str, Any]) -> str:
    html = _environment().get_template(template).render(values)
    return css_inline.inline(html, keep_style_tags=True, load_remote_stylesheets=False)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("mailer"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _plain_environment() -> Environment:
    return Environment(
        loader=PackageLoader("mailer"),
        autoescape=False,  # noqa: S701 - plain text; nothing interprets it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
