"""What a mail says. Pure: values in, subject, text and HTML out, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.excerpt import Excerpt, Piece, excerpt, loudest
from monitor.language import texts
from monitor.model import (
    Change,
    ChangeKind,
    Digest,
    Edit,
    Language,
    Message,
    Severity,
    Subscriber,
)
from monitor.source import Source
from monitor.text import clean, sha256, shorten
from monitor.vocabulary import name_of
from monitor.wording import coverage, reasons, source_name

_SIDE = 600
_EDITS_TOLD = 5
_SUBJECT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class EditView:
    """An edit as the templates show it."""

    label: str
    was: tuple[Piece, ...]
    now: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A change as the templates show it."""

    level: str
    severity: str
    title: str
    dates: str
    edits: tuple[EditView, ...]
    summary: str
    more: str
    reasons: str
    url: str


def digest(made: Digest, sources: dict[str, Source], reader: Subscriber, sender: str) -> Message:
    """The daily digest: news in the subject, categories, coverage."""
    language = reader.language
    words = texts("mailer", language)
    values = {
        "language": language,
        "words": words,
        "heading": words["heading"].format(date=made.local_date.isoformat()),
        "greeting": words["greeting"],
        "groups": [_group(name, changes, sources, language) for name, changes in made.groups],
        "coverage": coverage(made.coverage, words, sources, language),
        "why_you": words["why_you"].format(sender=sender),
    }
    html = _environment().get_template("digest.html.j2").render(values)
    return Message(
        subject=_subject(made.changes, sources, language),
        text=_plain_environment().get_template("digest.txt.j2").render(values),
        html=css_inline.inline(html, keep_style_tags=True, load_remote_stylesheets=False),
        # The same digest sent twice is one mail to the reader's client (RFC 5322, 3.6.4).
        message_id=sha256(f"digest {made.subscriber_id} {made.local_date}")[:32],
    )


def confirmation(code: str, language: Language) -> Message:
    """The mail that proves an address."""
    words = texts("mailer", language)
    return Message(
        subject=words["confirm_subject"].format(code=code),
        text=words["confirm_body"].format(code=code),
    )


def _subject(changes: tuple[Change, ...], sources: dict[str, Source], language: Language) -> str:
    words = texts("mailer", language)
    if not changes:
        return clean(words["heading"].format(date="")).rstrip(" ,")
    first = max(changes, key=lambda change: change.assessment.severity)
    major = first.assessment.severity is Severity.MAJOR
    key = "subject_one" if len(changes) == 1 else "subject_many"
    told = words[key].format(
        mark=words["mark_major" if major else "mark_minor"],
        name=source_name(sources.get(first.source_id), first.source_id, language),
        summary=first.summary,
        count=len(changes),
    )
    return shorten(clean(told), _SUBJECT)


def _group(
    category: str,
    changes: tuple[Change, ...],
    sources: dict[str, Source],
    language: Language,
) -> dict[str, Any]:
    return {
        "name": name_of("categories", category, language),
        "changes": [_view(change, sources.get(change.source_id), language) for change in changes],
    }


def _view(change: Change, source: Source | None, language: Language) -> ChangeView:
    words = texts("mailer", language)
    edits = loudest(change.edits)
    more = len(edits) - _EDITS_TOLD
    severity = change.assessment.severity.label
    return ChangeView(
        level=severity,
        severity=name_of("severities", severity, language),
        title=_title(change, source, language),
        dates=" · ".join(_dates(change, words)),
        edits=tuple(_edit_view(edit, language) for edit in edits[:_EDITS_TOLD]),
        summary=change.summary,
        more=words["more"].format(count=more) if more > 0 else "",
        reasons=reasons(change.assessment, language),
        url=change.url if change.url.startswith(("http://", "https://")) else "",
    )


def _dates(change: Change, words: Mapping[str, str]) -> list[str]:
    """From when it holds, and by when something must be done."""
    judged = change.assessment
    force = [judged.effective_date] if judged.effective_date else []
    told = [words["effective"].format(date=day.isoformat()) for day in force]
    return told + [words["deadline"].format(date=day.isoformat()) for day in judged.deadlines[:3]]


def _title(change: Change, source: Source | None, language: Language) -> str:
    name = source_name(source, change.source_id, language)
    if change.kind is ChangeKind.NOTICE:
        return f"{name} – {texts('mailer', language)['notice']}: {shorten(change.title, 200)}"
    return name


def _edit_view(edit: Edit, language: Language) -> EditView:
    sides: Excerpt = excerpt(edit, _SIDE)
    label = " › ".join([name_of("ops", edit.op, language), *edit.path[-2:]])
    return EditView(label=label, was=sides.was, now=sides.now)


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
