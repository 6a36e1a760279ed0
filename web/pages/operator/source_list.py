"""All sources in a table: filtered, selected, and acted on together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.health import UNWELL, Health, State, state_of
from monitor.language import Language
from monitor.source import Source
from monitor.vocabulary import categories
from monitor.wording import source_name
from web import query_params
from web.context import WebContext
from web.locale import language_for
from web.pages.operator.access import Form
from web.pages.operator.flash import Flash, flash_of, operator_page, redirect
from web.sessions import Sessions
from web.source_acts import ActRequest, ActResult, act

_PATH = "/operator/sources"
_LISTED = 100
_BULK = ("check", "pause", "resume", "accept")
# Filters besides the states: what is held, what else needs attention.
_HELD, _UNWELL = "held", "unwell"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source of the table. `is_held`: a version of it waits for a decision. `job`: its open check."""

    source: Source
    state: State
    health: Health | None
    is_held: bool
    job: int | None


def source_list(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Show the sources that the filters select, those that fail longest first."""
    params, lines = request.query_params, _lines(context)
    found = _filtered(lines, request)
    start = query_params.number(params.get("from", ""), default=0)
    return operator_page(
        context,
        sessions,
        request,
        "operator_sources.html.j2",
        lines=found[start : start + _LISTED],
        count=len(found),
        start=start,
        following=start + _LISTED if len(found) > start + _LISTED else None,
        states=_states(lines),
        chosen={name: params.get(name, "") for name in ("state", "category", "q")},
        categories=categories(),
    )


def confirm(context: WebContext, request: Request, form: Form) -> Response:
    """Go to the page that counts and names the selected sources; or, confirmed, act on each."""
    name, ids = form.value("do"), form.values("source")
    chosen = [context.sources[one] for one in ids if one in context.sources]
    if name not in _BULK:
        raise HTTPException(400, f"do: {name[:80]}")
    del request
    if not chosen:
        return redirect(context, _PATH, [Flash(key="said_none_chosen", is_done=False)])
    if form.value("sure") != "yes":
        query = urlencode([("do", name), *(("source", one.id) for one in chosen)])
        return redirect(context, f"{_PATH}/confirm?{query}", ())
    wanted = ActRequest(by=form.by, why=form.value("why").strip())
    results = [(one.id, act(context, name, one, wanted)) for one in chosen]
    jobs = [result.job for _, result in results if result.job is not None]
    if len(results) == len(jobs) == 1:
        return redirect(context, f"/operator/checks/{jobs[0]}", ())
    return redirect(context, form.next_path(_PATH), _said(name, results))


def ask(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Ask before an act on many sources: what, how many, which."""
    params = request.query_params
    name = params.get("do", "")
    if name not in _BULK:
        raise HTTPException(400, f"do: {name[:80]}")
    ids = dict.fromkeys(params.getlist("source"))
    return operator_page(
        context,
        sessions,
        request,
        "operator_confirm.html.j2",
        do=name,
        chosen=[context.sources[one] for one in ids if one in context.sources],
    )


def _lines(context: WebContext) -> list[SourceLine]:
    now = context.clock()
    known = {one.source_id: one for one in context.stores.health.everything()}
    held = {one.source_id for one in context.stores.health.pending()}
    jobs = context.stores.jobs.open_ids()
    lines = [
        SourceLine(
            source=source,
            state=state_of(source, known.get(source.id), now),
            health=known.get(source.id),
            is_held=source.id in held,
            job=jobs.get(source.id),
        )
        for source in context.sources.values()
    ]
    return sorted(lines, key=_order)


def _order(line: SourceLine) -> tuple[bool, bool, str, str]:
    """Held ones first, then those that fail, the longest failing first."""
    since = line.health.failing_since if line.health else None
    is_unwell = line.state in UNWELL
    when = since.isoformat() if since and is_unwell else ""
    return not line.is_held, not is_unwell, when, line.source.id


def _filtered(lines: Sequence[SourceLine], request: Request) -> list[SourceLine]:
    params, language = request.query_params, language_for(request)
    state, category = params.get("state", ""), params.get("category", "")
    words = query_params.words(params.get("q", ""))
    return [
        line
        for line in lines
        if _is_in(line, state)
        and category in {"", line.source.category}
        and _has_words(line.source, words, language)
    ]


def _is_in(line: SourceLine, state: str) -> bool:
    if state == _HELD:
        return line.is_held
    if state == _UNWELL:
        return _is_unwell(line)
    return state in {"", line.state}


def _is_unwell(line: SourceLine) -> bool:
    """Return whether it needs attention; what is held is decided on elsewhere."""
    return line.state in UNWELL and not line.is_held


def _has_words(source: Source, words: Sequence[str], language: Language) -> bool:
    names = f"{source.id} {source_name(source, source.id, language)} {source.title} {source.url}"
    return all(word.casefold() in names.casefold() for word in words)


def _states(lines: Sequence[SourceLine]) -> list[tuple[str, int]]:
    """Count the sources of each filter, without those that select none."""
    counts = Counter(line.state for line in lines)
    special = {
        _HELD: sum(line.is_held for line in lines),
        _UNWELL: sum(_is_unwell(line) for line in lines),
    }
    found = [*special.items(), *((str(state), counts[state]) for state in State)]
    return [(name, count) for name, count in found if count]


def _said(name: str, results: Sequence[tuple[str, ActResult]]) -> list[Flash]:
    """Count what was done, with one undo for all of it; name what was not, each with why."""
    done = [result for _, result in results if result.is_done]
    undo = tuple(one.act_id for one in done if one.act_id and one.can_undo)
    flashes = [Flash(key=f"said_bulk_{name}", values={"count": len(done)}, undo=undo)]
    failed = [flash_of(source_id, result) for source_id, result in results if not result.is_done]
    return [*(flashes if done else []), *failed]
