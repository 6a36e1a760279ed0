"""The card of an alert: what every channel says of a change, in one order. Plain text, never escaped.

level and source, facts by weight, dates, whom it concerns, before and after, what is left out,
when it was found. The channels only mark it up, and drop edits where their room ends.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from monitor.audience import NOTHING_MORE, AlertContext
from monitor.date_lines import date_lines
from monitor.edit_labels import EditPlace, place_name, place_of
from monitor.excerpt import Piece, excerpt, most_significant
from monitor.explanations import explanation
from monitor.fact_lines import FactLine, fact_lines, facts_of
from monitor.glossary import Glosser
from monitor.language import Language, message, texts
from monitor.model import Change, ChangeKind, Edit, Op, Severity
from monitor.organisations import organisation_name
from monitor.source import Source
from monitor.tasks import dates_of
from monitor.text import shorten
from monitor.vocabulary import goods, name_of
from monitor.wording import change_source, headline, severity_name
from monitor.written_days import written_time

_MOST_LINES = 4
_MOST_EDITS = 8
_MOST_GOODS = 3
_TITLE_CHARS = 200
# The category of what a marketplace itself demands of its sellers.
_OWN_RULES = "platform-policy"
# A rewrite of so many texts is read on the page itself.
_REWRITE_EDITS = 12
_REWRITE_CHARS = 3_000


@dataclass(frozen=True, slots=True)
class EditCard:
    """One edit: its place, and both sides with the changed words marked; a side may be empty."""

    op: Op
    place: str
    was: tuple[Piece, ...]
    now: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCard:
    """What an alert says of a change. `edits`: the first, at most; `edit_count`: how many there are.

    `lines`: the facts; `others`: how many facts are not shown. `explained`: what a stage or kind
    of notice means, or ''. `dates`: with their marks. `concerns`, `goods`, `found_at`: whole lines, or ''.
    """

    level: str
    source: str
    lines: tuple[FactLine, ...]
    explained: str
    dates: tuple[str, ...]
    concerns: str
    goods: str
    found_at: str
    edits: tuple[EditCard, ...]
    edit_count: int
    is_notice: bool

    def quotation(self, shown: int, language: Language) -> str:
        """Return what heads so many shown edits, and how many there are in all."""
        if self.is_notice:
            return texts("news", language)["notice_text"]
        key = "compared" if shown == self.edit_count else "compared_part"
        return message("news", language, key, count=self.edit_count, shown=shown)

    def more(self, shown: int, language: Language) -> str:
        """Say how many edits are left out when so many are shown; '' for none."""
        left = self.edit_count - shown
        key = "more_paragraphs" if self.is_notice else "more_edits"
        return message("news", language, key, count=left) if left > 0 else ""


def card_of(
    change: Change,
    source: Source | None,
    language: Language,
    context: AlertContext = NOTHING_MORE,
    *,
    limit: int,
    most: int = _MOST_EDITS,
) -> AlertCard:
    """Make the card of a change for one reader; `limit`: characters of a side, `most`: edits."""
    edits = most_significant(change.edits)
    glosser = Glosser(source.language if source else "", language)
    is_notice = change.kind is ChangeKind.NOTICE
    return AlertCard(
        level=severity_name(change, language),
        source=change_source(change, source, language),
        lines=tuple(_glossed(shown_lines(change, language), glosser)),
        explained=explanation(change, language),
        dates=_dates(change, language, context),
        concerns=_concerns(context, language),
        goods=about_line(change, source, language, context.concerns),
        found_at=_found_at(change, context, language),
        edits=tuple(_edit_cards(edits[:most], change, language, glosser, limit)),
        edit_count=len(edits),
        is_notice=is_notice,
    )


def shown_lines(change: Change, language: Language) -> tuple[FactLine, ...]:
    """Return the facts that an alert tells, the strongest first; a notice's title.

    The stored summary where no fact says more; a rewrite is named.
    """
    if change.kind is ChangeKind.NOTICE:
        return (FactLine("", shorten(change.title, _TITLE_CHARS), is_quoted=True),)
    found = fact_lines(change, language)[:_MOST_LINES]
    if found:
        return found
    words = change.summary or shorten(change.title, _TITLE_CHARS)
    stated = (FactLine("", words, is_quoted=True),) if words else ()
    return (*stated, *_rewrite(most_significant(change.edits), language))


def title_of(change: Change, source: Source | None, language: Language) -> str:
    """Return the headline of a change with the glosses that its reader needs."""
    return glossed(headline(change, language), source, language)


def glossed(text: str, source: Source | None, language: Language) -> str:
    """Return a text that quotes a source with the glosses that its reader needs."""
    return Glosser(source.language if source else "", language).text(text)


def undated(change: Change, language: Language) -> str:
    """Say that the changed text of a rule states no date, where a reader looks for one; or ''."""
    is_rule = change.kind is ChangeKind.CONTENT
    is_awaited = is_rule and change.assessment.severity >= Severity.MAJOR
    states_one = dates_of(change) or any(
        fact.rule == "date" for fact in facts_of(change.assessment)
    )
    return "" if states_one or not is_awaited else texts("news", language)["no_date"]


def local_day(change: Change, context: AlertContext) -> date:
    """Return the reader's day: now, or when the change was found."""
    return (context.now or change.detected_at).astimezone(ZoneInfo(context.timezone)).date()


def _rewrite(edits: Sequence[Edit], language: Language) -> tuple[FactLine, ...]:
    size = sum(len(edit.after) for edit in edits)
    is_large = len(edits) >= _REWRITE_EDITS or size >= _REWRITE_CHARS
    return (FactLine("", texts("news", language)["large_rewrite"]),) if is_large else ()


def _glossed(lines: Sequence[FactLine], glosser: Glosser) -> Iterator[FactLine]:
    for line in lines:
        value = glosser.text(line.value) if line.is_quoted else line.value
        yield replace(line, label=glosser.text(line.label), value=value)


def _dates(change: Change, language: Language, context: AlertContext) -> tuple[str, ...]:
    stated = date_lines(change, language, local_day(change, context))
    return stated or tuple(filter(None, [undated(change, language)]))


def _edit_cards(
    edits: Sequence[Edit], change: Change, language: Language, glosser: Glosser, limit: int
) -> Iterator[EditCard]:
    """Yield the edits; the place of one that stands where the one before does is not repeated."""
    above = EditPlace(())
    for edit in edits:
        sides = excerpt(edit, limit)
        place = place_of(edit, change.title)
        shown = place_name(place, glosser, language) if place != above else ""
        was, now = glosser.pieces(sides.was), glosser.pieces(sides.now)
        yield EditCard(edit.op, shown, was, now)
        above = place


def _concerns(context: AlertContext, language: Language) -> str:
    names = " \u00b7 ".join(context.concerns)
    return message("news", language, "concerns", names=names) if names else ""


def about_line(
    change: Change, source: Source | None, language: Language, concerns: Collection[str] = ()
) -> str:
    """Name the goods that a change is about, where no subscription that it matches names them.

    Of a marketplace's own rule that names no goods, its sellers.
    """
    names = [
        name_of("topics", topic, language) for topic in goods() if topic in change.assessment.topics
    ]
    if not names and source and change.category == _OWN_RULES and change.kind is ChangeKind.CONTENT:
        name = organisation_name(source.organisation, language)
        return message("news", language, "about_sellers", name=name)
    if not names or set(names) & set(concerns):
        return ""
    shown = texts("news", language)["comma"].join(names[:_MOST_GOODS])
    return message("news", language, "about", names=shown)


def _found_at(change: Change, context: AlertContext, language: Language) -> str:
    at = change.detected_at.astimezone(ZoneInfo(context.timezone))
    written = written_time(at, language, local_day(change, context))
    return message("news", language, "detected", at=written)
