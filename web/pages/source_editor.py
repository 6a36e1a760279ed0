"""The operators' pages that add and edit sources, with what their settings give."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.catalogue import form
from monitor.errors import CatalogueError, ConfigurationError, EditConflictError
from monitor.language import Language, message
from monitor.model import Snapshot
from monitor.operators import AT_THE_SHELL, operator_name
from monitor.source import Kind, Render, Source
from monitor.trial_reading import TrialPreview, preview_of
from web import query_params
from web.context import WebContext
from web.diffing import DiffAddresses, view_of
from web.drafts import Draft, Drafts
from web.editing import SourceEditor
from web.locale import language_for
from web.notes import note
from web.rendering import page, rendered
from web.sessions import Sessions

NEW = "/operator/sources/new"
# So many stored captures are read with the settings of a draft.
CAPTURES = 5
_MOST_CAPTURES_SEEN = 30
_ACCEPTED = "accepted"
_DONE = ("saved", "undone", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorPages:
    """What the pages of the editor work with."""

    context: WebContext
    sessions: Sessions
    drafts: Drafts

    @property
    def editor(self) -> SourceEditor:
        """The editor of sources."""
        return self.context.editor


Show = Callable[[EditorPages, Request], Response]


def routes(pages: EditorPages) -> list[Route]:
    """Route the pages that add and edit sources. They come before those of any source's id."""

    def guarded(path: str, show: Show) -> Route:
        return Route(path, partial(signed_in, show, pages), methods=["GET"])

    def route(path: str, act: Callable[..., object]) -> Route:
        return Route(path, partial(act, pages), methods=["POST"])

    return [
        guarded(NEW, _new),
        guarded("/operator/sources/{source_id}/edit", _edit),
        route(NEW, _propose),
        route("/operator/sources/edit", _act),
        route("/operator/sources/preview", _preview),
    ]


def signed_in(show: Show, pages: EditorPages, request: Request) -> Response:
    """Show a page to operators only."""
    if pages.sessions.operator(request) is None:
        return note("sign_in_needed", language_for(request), status=401, request=request)
    return show(pages, request)


def _new(pages: EditorPages, request: Request) -> Response:
    draft = _draft(pages, request)
    if draft is None:
        return _start(pages, request, {})
    if draft.fetched and draft.fetched.error and "id" not in draft.fields:
        words = f"{_words(request, 'could_not_fetch')} {draft.fetched.error}"
        return _start(pages, request, draft.fields, words)
    return _form(pages, request, _chosen(draft, request))


def _start(
    pages: EditorPages, request: Request, typed: Mapping[str, str], problem: str = ""
) -> Response:
    """Ask for the address of a new source."""
    return page(
        request,
        "source_new.html.j2",
        typed=typed,
        problem=problem,
        folder=pages.editor.folder,
        is_lost=bool(request.query_params.get("draft")),
        url=request.query_params.get("url", ""),
        csrf=pages.sessions.form_token(request),
    )


async def _propose(pages: EditorPages, request: Request) -> Response:
    """Fetch the page of an address, to propose its source."""
    fields = await own_fields(pages, request)
    if fields is None:
        return note("sign_in_needed", language_for(request), status=403, request=request)
    url, organisation = fields.get("url", "").strip(), fields.get("organisation", "").strip()
    known = next((s for s in pages.context.sources.values() if s.url == url), None)
    if known or not url:
        key = "watched_already" if known else "no_address"
        words = message("editor", language_for(request), key, source=known.id if known else "")
        return await run_in_threadpool(_start, pages, request, fields, words)
    work = partial(pages.editor.propose, url, organisation, "")
    draft = Draft(source_id="", fields={"url": url}, stamp="", fetching=pages.drafts.fetch(work))
    return _to(draft, pages)


def _edit(pages: EditorPages, request: Request) -> Response:
    source = query_params.source(request, pages.context.directory)
    draft = _draft(pages, request)
    if draft is None or draft.source_id != source.id:
        stamp = pages.editor.stamp(source.organisation, source.id) if pages.editor.folder else ""
        draft = Draft(source_id=source.id, fields=form.fields_of(source), stamp=stamp)
    return _form(pages, request, _chosen(draft, request))


def _draft(pages: EditorPages, request: Request) -> Draft | None:
    """Return the draft of the address; a fetch that proposed a source gives it its fields."""
    draft = pages.drafts.get(request.query_params.get("draft", ""))
    fetched = draft.fetched if draft else None
    if draft is None or fetched is None or "id" in draft.fields or fetched.error:
        return draft
    entry = fetched.entry
    blank = dict.fromkeys(form.FIELDS, "") | {"enabled": form.ON, "listing.follow": form.ON}
    fields = blank | form.fields_of_keys(entry.keys)
    fields |= {"id": entry.source_id, "organisation": entry.organisation}
    stamp = pages.editor.stamp(entry.organisation, entry.source_id) if pages.editor.folder else ""
    return pages.drafts.keep(replace(draft, fields=fields, stamp=stamp))


def _chosen(draft: Draft, request: Request) -> Draft:
    """Put the selector of the picker into the form."""
    chosen = request.query_params.get("select")
    if chosen is None:
        return draft
    name = "listing.select" if request.query_params.get("of") == "listing" else "select"
    return replace(draft, fields={**draft.fields, name: chosen[:500]})


def _form(
    pages: EditorPages,
    request: Request,
    draft: Draft,
    problems: Iterable[CatalogueError] = (),
    conflict: str = "",
    status: int = 200,
) -> Response:
    """Show the form of a draft with what its settings give."""
    if draft.is_fetching:
        return page(request, "source_waiting.html.j2", draft=draft)
    read = _read(pages, draft.fields)
    found = tuple(problems) or (read if isinstance(read, tuple) else ())
    editor, fields = pages.editor, draft.fields
    body = rendered(
        "source_edit.html.j2",
        language_for(request),
        path=_path(draft),
        query=urlencode({"draft": draft.id}) if pages.drafts.get(draft.id) else "",
        draft=draft,
        form=form,
        place=editor.place(fields["organisation"], fields["id"]) if editor.folder else None,
        folder=editor.folder,
        fetched=draft.fetched,
        problems=_by_field(found),
        conflict=conflict,
        done=_done(request),
        kinds=list(Kind),
        renders=list(Render),
        csrf=pages.sessions.form_token(request),
        **_preview_values(
            pages, draft, None if isinstance(read, tuple) else read, language_for(request)
        ),
    )
    return HTMLResponse(body, status)


def _preview_values(
    pages: EditorPages, draft: Draft, source: Source | None, language: Language
) -> dict[str, object]:
    """Return what the preview shows; nothing of settings that are wrong."""
    used = pages.context.sources.get(draft.source_id)
    found = TrialPreview(readings=())
    if source:
        today = pages.context.clock().date()
        found = preview_of(source, used, captures(pages.context, draft), today)
    return {
        "used": used,
        "preview": found,
        "difference": view_of(found.edits, language),
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


async def _act(pages: EditorPages, request: Request) -> Response:
    """Do what a button of the form says."""
    fields = await own_fields(pages, request)
    if fields is None:
        return note("sign_in_needed", language_for(request), status=403, request=request)
    act = _ACTS.get(fields.get("do", ""))
    if act is None:
        raise HTTPException(400, f"do: {fields.get('do', '')[:80]}")
    return await run_in_threadpool(act, pages, request, _posted(pages, fields))


def _posted(pages: EditorPages, fields: Mapping[str, str]) -> Draft:
    """Return the draft that a form posts; what it fetched stays with it."""
    known = fields.get("source", "")
    source = pages.context.sources.get(known)
    typed = {name: fields.get(name, "") for name in form.FIELDS}
    if source:
        typed |= {"id": source.id, "organisation": source.organisation}
    before = pages.drafts.get(fields.get("draft", ""))
    return Draft(
        source_id=source.id if source else "",
        fields=typed,
        stamp=fields.get("stamp", ""),
        fetching=before.fetching if before else None,
    )


def _show(pages: EditorPages, request: Request, draft: Draft) -> Response:
    read = _read(pages, draft.fields)
    problems = read if isinstance(read, tuple) else ()
    return _form(pages, request, pages.drafts.keep(draft), problems)


def _save(pages: EditorPages, request: Request, draft: Draft) -> Response:
    read, entry = _read(pages, draft.fields), form.entry_of(draft.fields)
    if isinstance(read, tuple):
        return _form(pages, request, pages.drafts.keep(draft), read, status=422)
    if not draft.source_id and read.id in pages.context.sources:
        problem = CatalogueError("entry", 1, f"{read.id}.id: {_words(request, 'id_taken')}")
        return _form(pages, request, pages.drafts.keep(draft), (problem,), status=422)
    stamp = draft.stamp
    if not draft.source_id:
        # The id or the organisation of a new source may differ from what was proposed.
        stamp = pages.editor.stamp(entry.organisation, entry.source_id)
    act = partial(pages.editor.save, entry, stamp)
    name = "source-edited" if draft.source_id else "source-added"
    return _done_or_refused(pages, request, draft, act, name, "saved")


def _remove(pages: EditorPages, request: Request, draft: Draft) -> Response:
    source = _known(pages, draft)
    act = partial(pages.editor.remove, source.organisation, source.id, draft.stamp)
    return _done_or_refused(pages, request, draft, act, "source-removed", "removed")


def _undo(pages: EditorPages, request: Request, draft: Draft) -> Response:
    source = _known(pages, draft)
    act = partial(pages.editor.undo, source.organisation, source.id, draft.stamp)
    return _done_or_refused(pages, request, draft, act, "source-undone", "undone")


def _done_or_refused(
    pages: EditorPages,
    request: Request,
    draft: Draft,
    act: Callable[[], None],
    name: str,
    done: str,
) -> Response:
    try:
        act()
    except EditConflictError:
        words = _words(request, "changed_meanwhile")
        return _form(pages, request, pages.drafts.keep(draft), conflict=words, status=409)
    except ConfigurationError as error:
        return _form(pages, request, pages.drafts.keep(draft), conflict=str(error), status=422)
    source_id = draft.fields["id"].strip()
    _record(pages, request, name, source_id, draft)
    if source_id not in pages.context.sources:
        return RedirectResponse("/operator", 303)
    return RedirectResponse(f"/operator/sources/{source_id}/edit?done={done}", 303)


def _record(pages: EditorPages, request: Request, act: str, source_id: str, draft: Draft) -> None:
    operator = pages.sessions.operator(request)
    pages.context.stores.operator_acts.record(
        by=operator_name(AT_THE_SHELL if operator is None else operator),
        act=act,
        subject=source_id,
        detail=draft.fields.get("url", ""),
        at=pages.context.clock(),
    )


def _test(pages: EditorPages, request: Request, draft: Draft) -> Response:
    """Fetch the page of the draft now, as `forewarn sources test` does."""
    if isinstance(problems := _read(pages, draft.fields), tuple):
        return _form(pages, request, pages.drafts.keep(draft), problems, status=422)
    work = partial(pages.editor.fetch, form.entry_of(draft.fields))
    return _to(replace(draft, fetching=pages.drafts.fetch(work)), pages)


def _pick(pages: EditorPages, request: Request, draft: Draft) -> Response:
    del request
    return RedirectResponse(f"/operator/pick/{pages.drafts.keep(draft).id}", 303)


async def _preview(pages: EditorPages, request: Request) -> Response:
    """Return the part of the page that shows what the settings of a form give."""
    fields = await own_fields(pages, request)
    if fields is None:
        return note("sign_in_needed", language_for(request), status=403, request=request)
    return await run_in_threadpool(_preview_part, pages, request, _posted(pages, fields))


def _preview_part(pages: EditorPages, request: Request, draft: Draft) -> Response:
    read = _read(pages, draft.fields)
    problems = read if isinstance(read, tuple) else ()
    return page(
        request,
        "source_preview.html.j2",
        problems=_by_field(problems),
        **_preview_values(
            pages, draft, None if isinstance(read, tuple) else read, language_for(request)
        ),
    )


def _to(draft: Draft, pages: EditorPages) -> Response:
    """Send the browser to the page of a draft."""
    query = urlencode({"draft": pages.drafts.keep(draft).id})
    return RedirectResponse(f"{_path(draft)}?{query}", 303)


def _path(draft: Draft) -> str:
    """Return the address of the page that shows a draft, without its query."""
    return f"/operator/sources/{draft.source_id}/edit" if draft.source_id else NEW


async def own_fields(pages: EditorPages, request: Request) -> dict[str, str] | None:
    """Return the fields of an operator's form, several values one a line; None if it is not ours."""
    sent = await query_params.form(request)
    is_own = pages.sessions.is_own_form(request, sent.get("csrf", [""])[-1])
    if not is_own or pages.sessions.operator(request) is None:
        return None
    return {name: "\n".join(values) for name, values in sent.items()}


def _read(pages: EditorPages, fields: Mapping[str, str]) -> Source | tuple[CatalogueError, ...]:
    return pages.editor.read(form.entry_of(fields))


def _known(pages: EditorPages, draft: Draft) -> Source:
    source = pages.context.sources.get(draft.source_id)
    if source is None:
        raise HTTPException(404)
    return source


def _by_field(problems: Iterable[CatalogueError]) -> dict[str, str]:
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


def _done(request: Request) -> str:
    done = request.query_params.get("done", "")
    return done if done in _DONE else ""


def _words(request: Request, key: str) -> str:
    return message("editor", language_for(request), key)


_ACTS: Mapping[str, Callable[[EditorPages, Request, Draft], Response]] = {
    "preview": _show,
    "save": _save,
    "test": _test,
    "pick": _pick,
    "remove": _remove,
    "undo": _undo,
}
