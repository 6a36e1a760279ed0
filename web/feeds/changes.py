"""The entries of changes: what a mail says of them, with the edits and their marked words."""

from collections.abc import Iterable, Mapping

from monitor import wording
from monitor.alert_card import AlertCard, card_of
from monitor.language import Language
from monitor.model import Change
from monitor.source import Source
from monitor.vocabulary import name_of
from web.feeds.entries import FeedEntry, FeedSite
from web.rendering import rendered

_MOST_EDITS = 5
_EXCERPT_CHARS = 600


def entries_of(
    changes: Iterable[Change], sources: Mapping[str, Source], language: Language, site: FeedSite
) -> list[FeedEntry]:
    """Make an entry of each change."""
    return [_entry(one, sources.get(one.source_id), language, site) for one in changes]


def _entry(change: Change, source: Source | None, language: Language, site: FeedSite) -> FeedEntry:
    link = site.address(f"/changes/{change.id}")
    card = card_of(change, source, language, limit=_EXCERPT_CHARS, most=_MOST_EDITS)
    facts = [line.text(language) for line in card.lines[1:]]
    name = wording.source_name(source, change.source_id, language)
    return FeedEntry(
        id=site.id_of(f"change {change.id}"),
        link=link,
        title=f"[{card.level}] {wording.headline(change, language)} – {name}",
        summary=" · ".join(filter(None, [*card.dates, *facts, card.explained])),
        # A change is never edited.
        published=change.detected_at,
        updated=change.detected_at,
        tags=tuple(_tags(change, language)),
        content=_content(change, source, card, language, link),
        about=change.url,
    )


def _tags(change: Change, language: Language) -> Iterable[tuple[str, str]]:
    yield change.category, name_of("categories", change.category, language)
    for topic in change.assessment.topics:
        yield topic, name_of("topics", topic, language)
    level = change.assessment.severity.level
    yield level, name_of("severities", level, language)


def _content(
    change: Change, source: Source | None, card: AlertCard, language: Language, link: str
) -> str:
    return rendered(
        "feed_entry.html.j2",
        language,
        change=change,
        card=card,
        facts=[line.text(language) for line in card.lines],
        more=card.more(len(card.edits), language),
        spoken=source.language if source else "",
        link=link,
    )
