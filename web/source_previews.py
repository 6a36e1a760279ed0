"""What the settings of a draft give, and which of its fields are wrong."""

from collections.abc import Iterable

from monitor.catalogue import form
from monitor.errors import CatalogueError
from monitor.language import Language
from monitor.model import Snapshot
from monitor.source import Source
from monitor.trial_reading import TrialPreview, preview_of
from web.context import WebContext
from web.diffing import DiffAddresses, view_of
from web.drafts import Draft

# So many stored captures are read with the settings of a draft.
CAPTURES = 5
_MOST_CAPTURES_SEEN = 30
_ACCEPTED = "accepted"
_MOST_EDITS = 30


def preview_values(
    context: WebContext, draft: Draft, source: Source | None, language: Language
) -> dict[str, object]:
    """Return what the preview shows; nothing of settings that are wrong."""
    used = context.sources.get(draft.source_id)
    found = TrialPreview(readings=())
    if source:
        today = context.clock().date()
        found = preview_of(source, used, captures(context, draft), today)
    return {
        "used": used,
        "preview": found,
        "difference": view_of(found.edits[:_MOST_EDITS], language),
        "edit_count": len(found.edits),
        "edits_shown": _MOST_EDITS,
        "at": DiffAddresses(language=source.language if source else ""),
        "is_valid": source is not None,
        "preview_language": source.language if source else "",
    }


def captures(context: WebContext, draft: Draft) -> list[Snapshot]:
    """Return the captures that a draft is tried on: what was fetched now, then the last stored ones."""
    fetched = draft.fetched.snapshot if draft.fetched else None
    if not draft.source_id:
        return [fetched] if fetched else []
    lines = context.stores.snapshots.of(draft.source_id, _MOST_CAPTURES_SEEN)
    good = [line.id for line in lines if line.verdict == _ACCEPTED][:CAPTURES]
    # Where none was accepted, for a wrong selector, say, the last one is what there is.
    chosen = good or [line.id for line in lines[:1]]
    stored = [context.stores.snapshots.get(draft.source_id, number) for number in chosen]
    return [one for one in (fetched, *stored) if one]


def by_field(problems: Iterable[CatalogueError]) -> dict[str, str]:
    """Return the reason of each problem by the field that it is about; '' for no field."""
    found: dict[str, str] = {}
    for problem in problems:
        where, _, reason = problem.reason.partition(": ")
        name = where.partition(".")[2] if reason else ""
        fitting = [one for one in form.FIELDS if name == one or name.startswith(f"{one}.")]
        if not fitting and "is no id;" in problem.reason:
            fitting, reason = ["id"], problem.reason
        if where == "organisation":
            fitting = ["organisation"]
        field = fitting[0] if fitting else ""
        found.setdefault(field, reason if fitting else problem.reason)
    return found
