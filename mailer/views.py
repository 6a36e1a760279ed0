"""View models of a digest: every text is final, and the templates decide nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.audience import AlertContext, Digest
from monitor.briefs import Brief
from monitor.checklists import checklist_for
from monitor.excerpt import Piece, excerpt, most_significant
from monitor.hyperlink import safe_link
from monitor.language import Language, message, texts
from monitor.model import Change, Edit
from monitor.source import Source
from monitor.tasks import dates_of
from monitor.text import shorten
from monitor.vocabulary import name_of
from monitor.watchlist import NameMatch
from monitor.watchlist.wording import named_lines, named_title
from monitor.wording import (
    brief_lines,
    change_source,
    deadlines,
    follows_line,
    headline,
    in_force,
    severity_name,
    stage_line,
    topic_names,
    upcoming_date,
    why,
)

_EXCERPT_CHARS = 600
_HEADLINE_CHARS = 200
_MAX_EDITS = 5
_MAX_COMING = 15
# Show no more changes in full: mail clients cut off a longer mail.
_MAX_IN_FULL = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class EditView:
    """An edit: its label, and the old and new text."""

    label: str
    was: tuple[Piece, ...]
    now: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A change.

    `anchor`: its link target within the mail. `named`: own names of the reader in it, and what to
    do first. `notes`: the notice that it follows, and whether an alert was sent at once. `step`: the
    first thing to do, or ''. `brief`: a model's brief with its mark. `link`, `calendar`: the change on the web and its dates as a file, or ''.
    """

    anchor: str
    level: str
    severity: str
    headline: str
    source: str
    dates: str
    named: tuple[str, ...]
    notes: tuple[str, ...]
    edits: tuple[EditView, ...]
    more: str
    why: str
    topics: str
    url: str
    step: str
    link: str
    calendar: str
    brief: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A category with its changes."""

    name: str
    changes: tuple[ChangeView, ...]


def groups(
    made: Digest, sources: Mapping[str, Source], language: Language, site: str
) -> tuple[GroupView, ...]:
    """Group the changes by category; shorten follow-up notices and those beyond the limit.

    `site`: the public address of the web pages, or ''.
    """
    in_full = {c.id for c in [c for c in made.changes if c.id not in made.follows][:_MAX_IN_FULL]}
    return tuple(
        GroupView(
            name=name_of("categories", category, language),
            changes=tuple(
                replace(
                    _view(
                        c,
                        sources.get(c.source_id),
                        language,
                        _notes(c, made, language),
                        _named(made.matches.get(c.id, ()), language),
                        f"{site}/changes/{c.id}" if site else "",
                        in_full=c.id in in_full,
                    ),
                    brief=_brief(made.briefs.get(c.id), language),
                )
                for c in changes
            ),
        )
        for category, changes in made.groups
    )


def coming(made: Digest, sources: Mapping[str, Source], language: Language) -> list[str]:
    """List the upcoming dates: what takes effect or falls due soon."""
    lines = [upcoming_date(one, sources, language) for one in made.coming[:_MAX_COMING]]
    more = len(made.coming) - len(lines)
    return lines + ([message("mailer", language, "more_coming", count=more)] if more else [])


def alone(
    change: Change, source: Source | None, language: Language, context: AlertContext
) -> ChangeView:
    """View a change in full, as the only one of a mail."""
    stage = stage_line(context.stage, language) if context.stage else ""
    follows = follows_line(context.earlier.title, language) if context.earlier else ""
    notes = tuple(filter(None, [stage, follows]))
    named = _named(context.matches, language)
    view = _view(change, source, language, notes, named, context.link, in_full=True)
    return replace(view, brief=_brief(context.brief, language))


def _view(
    change: Change,
    source: Source | None,
    language: Language,
    notes: tuple[str, ...],
    named: tuple[str, ...],
    link: str,
    *,
    in_full: bool,
) -> ChangeView:
    edits = most_significant(change.edits) if in_full else ()
    more = len(edits) - _MAX_EDITS
    dates = [*filter(None, [in_force(change, language)]), *deadlines(change, language)]
    return ChangeView(
        anchor=f"c{change.id}",
        level=change.assessment.severity.level,
        severity=severity_name(change, language),
        headline=shorten(headline(change, language), _HEADLINE_CHARS),
        source=change_source(change, source, language),
        dates=" · ".join(dates),
        named=named,
        notes=notes,
        edits=tuple(_edit_view(edit, language) for edit in edits[:_MAX_EDITS]),
        more=message("mailer", language, "more", count=more) if more > 0 else "",
        why=why(change.assessment, language),
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
    if brief is None:
        return ()
    lines = [label + line for label, line in brief_lines(brief, language)]
    return (*lines, texts("news", language)["machine_brief"])


def _first_step(change: Change, language: Language) -> str:
    """Return the first step of the change's checklist, with what the checklist is and is not."""
    found = checklist_for(change)
    if found is None:
        return ""
    title = message("news", language, "next_steps_for", title=found.title(language))
    words = texts("news", language)
    return f"{title}{words['colon']}{found.steps(language)[0]} {words['no_legal_advice']}"


def _notes(change: Change, made: Digest, language: Language) -> tuple[str, ...]:
    follows = made.follows.get(change.id, "")
    at_once = texts("news", language)["at_once"] if change.id in made.alerted else ""
    return tuple(filter(None, [follows and follows_line(follows, language), at_once]))


def _edit_view(edit: Edit, language: Language) -> EditView:
    sides = excerpt(edit, _EXCERPT_CHARS)
    label = " › ".join([name_of("ops", edit.op, language), *edit.path[-2:]])
    return EditView(label=label, was=sides.was, now=sides.now)
