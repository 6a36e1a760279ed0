"""View models of a digest: every text is final, and the templates decide nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.alert_card import EditCard, card_of, glossed, title_of
from monitor.audience import AlertContext, Digest
from monitor.briefs import Brief
from monitor.cases.wording import case_line
from monitor.checklists import checklist_for
from monitor.digest_wording import earlier_links, item_headline, item_notes
from monitor.excerpt import Piece
from monitor.hyperlink import safe_link
from monitor.language import Language, message, sentences, texts
from monitor.model import Change, Op
from monitor.source import Source
from monitor.tasks import dates_of
from monitor.text import shorten
from monitor.vocabulary import name_of
from monitor.watchlist import NameMatch
from monitor.watchlist.wording import named_lines, named_title
from monitor.wording import (
    brief_parts,
    follows_line,
    reading_step,
    stage_line,
    topic_names,
    upcoming_date,
)

_EXCERPT_CHARS = 600
_HEADLINE_CHARS = 200
_MAX_EDITS = 5
_MAX_COMING = 15
# Show no more changes in full: mail clients cut off a longer mail.
_MAX_IN_FULL = 30


@dataclass(frozen=True, slots=True)
class EditView:
    """An edit: its label, the old and new text, and what each side is called."""

    label: str
    was_name: str
    now_name: str
    was: tuple[Piece, ...]
    now: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A change.

    `anchor`: its link target within the mail. `lines`: its facts after the one that heads it.
    `concerns`: which subscriptions it matches, or ''. `named`: own names of the reader in it, and what to
    do first. `notes`: the notice that it follows, and whether an alert was sent at once. `step`: the
    first thing to do, or ''. `brief`: a model's brief with its mark. `link`, `calendar`: the change
    on the web and its dates as a file, or ''. `earlier`: the addresses of the other changes that it
    stands for.
    """

    anchor: str
    level: str
    severity: str
    headline: str
    source: str
    lines: tuple[str, ...]
    dates: str
    concerns: str
    named: tuple[str, ...]
    notes: tuple[str, ...]
    edits: tuple[EditView, ...]
    more: str
    found_at: str
    topics: str
    url: str
    step: str
    link: str
    calendar: str
    earlier: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A category with its changes."""

    name: str
    changes: tuple[ChangeView, ...]


def groups(
    made: Digest, sources: Mapping[str, Source], language: Language, site: str, timezone: str
) -> tuple[GroupView, ...]:
    """Group the changes by category; shorten follow-up notices and those beyond the limit.

    `site`: the public address of the web pages, or ''. `timezone`: the reader's.
    """
    in_full = {c.id for c in [c for c in made.changes if c.id not in made.follows][:_MAX_IN_FULL]}
    return tuple(
        GroupView(
            name=name_of("categories", category, language),
            changes=tuple(
                _in_digest(c, made, sources, language, site, timezone, in_full=c.id in in_full)
                for c in changes
            ),
        )
        for category, changes in made.groups
    )


def _in_digest(
    change: Change,
    made: Digest,
    sources: Mapping[str, Source],
    language: Language,
    site: str,
    timezone: str,
    *,
    in_full: bool,
) -> ChangeView:
    """View a listed change, and the changes that it stands for."""
    source = sources.get(change.source_id)
    view = _view(
        change,
        source,
        language,
        glossed(item_headline(change, made, language), source, language),
        tuple(item_notes(change, made, language)),
        _named(made.matches.get(change.id, ()), language),
        AlertContext(
            link=f"{site}/changes/{change.id}" if site else "", timezone=timezone, now=made.until
        ),
        in_full=in_full,
    )
    brief = _brief(made.briefs.get(change.id), language)
    return replace(view, earlier=earlier_links(change, made, site), brief=brief)


def coming(made: Digest, sources: Mapping[str, Source], language: Language) -> list[str]:
    """List the upcoming dates: what takes effect or falls due soon."""
    lines = [
        upcoming_date(one, sources, language, made.local_date) for one in made.coming[:_MAX_COMING]
    ]
    more = len(made.coming) - len(lines)
    return lines + ([message("mailer", language, "more_coming", count=more)] if more else [])


def alone(
    change: Change, source: Source | None, language: Language, context: AlertContext
) -> ChangeView:
    """View a change in full, as the only one of a mail."""
    stage = stage_line(context.stage, language) if context.stage else ""
    follows = follows_line(context.earlier.title, language) if context.earlier else ""
    case = case_line(context.case, language) if context.case else ""
    notes = tuple(filter(None, [stage, case, follows]))
    named = _named(context.matches, language)
    title = title_of(change, source, language)
    view = _view(change, source, language, title, notes, named, context, in_full=True)
    return replace(view, brief=_brief(context.brief, language))


def _view(  # noqa: PLR0913 - all that a change has beside its text
    change: Change,
    source: Source | None,
    language: Language,
    title: str,
    notes: tuple[str, ...],
    named: tuple[str, ...],
    context: AlertContext,
    *,
    in_full: bool,
) -> ChangeView:
    most, link = (_MAX_EDITS if in_full else 0), context.link
    card = card_of(change, source, language, context, limit=_EXCERPT_CHARS, most=most)
    facts = [line.text(language) for line in card.lines[1:]]
    return ChangeView(
        anchor=f"c{change.id}",
        level=change.assessment.severity.level,
        severity=card.level,
        headline=shorten(title, _HEADLINE_CHARS),
        source=card.source,
        lines=tuple(filter(None, [*facts, card.explained])),
        dates=" · ".join(card.dates),
        concerns=card.concerns,
        named=named,
        notes=notes,
        edits=tuple(_edit_view(edit, language) for edit in card.edits),
        more=card.more(len(card.edits), language) if in_full else "",
        found_at=card.found_at,
        topics=topic_names(change, language),
        url=safe_link(change.url),
        step=_first_step(change, language),
        link=link,
        calendar=f"{link}.ics" if link and dates_of(change) else "",
    )


def _named(matches: Sequence[NameMatch], language: Language) -> tuple[str, ...]:
    if not matches:
        return ()
    return (named_title(matches, language), *named_lines(matches, language))


def _brief(brief: Brief | None, language: Language) -> tuple[str, ...]:
    return tuple(label + line for label, line in brief_parts(brief, language))


def _first_step(change: Change, language: Language) -> str:
    """Return the first step of the change's checklist, with what the checklist is and is not."""
    found = checklist_for(change)
    if found is None:
        return reading_step(change, language)
    title = message("news", language, "next_steps_for", title=found.title(language))
    words = texts("news", language)
    first = title + words["colon"] + found.steps(language)[0]
    return sentences([first, words["no_legal_advice"]], language)


def _edit_view(edit: EditCard, language: Language) -> EditView:
    words = texts("news", language)
    only = {Op.ADDED: "added_side", Op.REMOVED: "removed_side"}.get(edit.op, "")
    was_name, now_name = words[only or "was"], words[only or "now"]
    return EditView(edit.place, was_name, now_name, edit.was, edit.now)
