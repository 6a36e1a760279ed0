"""The operators' pages that add and edit sources, with what their settings give."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.catalogue import form
from monitor.errors import CatalogueError, ConfigurationError, EditConflictError
from monitor.language import message
from monitor.operators import AT_THE_SHELL, operator_name
from monitor.source import Kind, Source
from web import query_params
from web.context import WebContext
from web.drafts import Draft, Drafts
from web.editing import SourceEditor
from web.locale import language_for
from web.pages.operator import access
from web.rendering import page, rendered
from web.sessions import Sessions
from web.source_previews import by_field, preview_values

NEW = "/operator/sources/new"
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
Act = Callable[[EditorPages, Request, Mapping[str, str]], Response]


def routes(pages: EditorPages) -> list[Route]:
    """Route the pages that add and edit sources. They come before those of any source's id."""
    return [
        guarded(pages, NEW, _new),
        guarded(pages, "/operator/sources/{source_id}/edit", _edit),
        _posts(pages, NEW, _propose),
        _posts(pages, "/operator/sources/edit", _act),
        _posts(pages, "/operator/sources/preview", _preview),
    ]


def guarded(pages: EditorPages, path: str, show: Show) -> Route:
    """Route a page that only operators see."""

    def shown(context: WebContext, sessions: Sessions, request: Request) -> Response:
        del context, sessions
        return show(pages, request)

    return access.guarded(pages.context, pages.sessions, path, shown)


def _posts(pages: EditorPages, path: str, act: Act) -> Route:
    """Route what a form does; several values of a field are lines of one."""

    def done(context: WebContext, request: Request, sent: access.Form) -> Response:
        del context
        fields = {name: "\n".join(values) for name, values in sent.fields.items()}
        return act(pages, request, fields)

    return access.posted(pages.context, pages.sessions, path, done)


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
        gone=pages.drafts.get(request.query_params.get("gone", "")),
        said=(),
        csrf=pages.sessions.form_token(request),
    )


def _propose(pages: EditorPages, request: Request, fields: Mapping[str, str]) -> Response:
    """Fetch the page of an address, to propose its source."""
    url, organisation = fields.get("url", "").strip(), fields.get("organisation", "").strip()
    known = next((s for s in pages.context.sources.values() if s.url == url), None)
    if known or not url:
        key = "watched_already" if known else "no_address"
        words = message("editor", language_for(request), key, source=known.id if known else "")
        return _start(pages, request, fields, words)
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
        return page(request, "source_waiting.html.j2", draft=draft, said=())
    read = _read(pages, draft.fields)
    found = tuple(problems) or (read if isinstance(read, tuple) else ())
    editor, fields = pages.editor, draft.fields
    body = rendered(
        "source_edit.html.j2",
        language_for(request),
        path=_path(draft),
        query=urlencode({"draft": draft.id}) if pages.drafts.get(draft.id) else "",
        said=(),
        draft=draft,
        form=form,
        place=editor.place(fields["organisation"], fields["id"]) if editor.folder else None,
        folder=editor.folder,
        fetched=draft.fetched,
        problems=by_field(found),
        conflict=conflict,
        done=_done(request),
        kinds=list(Kind),
        csrf=pages.sessions.form_token(request),
        **preview_values(
            pages.context, draft, None if isinstance(read, tuple) else read, language_for(request)
        ),
    )
    return HTMLResponse(body, status)


def _act(pages: EditorPages, request: Request, fields: Mapping[str, str]) -> Response:
    """Do what a button of the form says."""
    act = _ACTS.get(fields.get("do", ""))
    if act is None:
        raise HTTPException(400, f"do: {fields.get('do', '')[:80]}")
    return act(pages, request, _posted(pages, fields))


def _posted(pages: EditorPages, fields: Mapping[str, str]) -> Draft:
    """Return the draft that a form posts; what it fetched stays with it."""
    known = fields.get("source", "")
    source = pages.context.sources.get(known)
    typed = {name: fields.get(name, "") for name in form.FIELDS}
    if source:
        typed |= {"id": source.id, "organisation": source.organisation}
    before = pages.drafts.get(fields.get("draft", ""))
    return Draft(
        source_id=known,
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
    organisation, source_id = draft.fields["organisation"], draft.fields["id"]
    act = partial(pages.editor.undo, organisation, source_id, draft.stamp)
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
    _record(pages, request, name, source_id, draft.fields["url"])
    if source_id not in pages.context.sources:
        stamp = pages.editor.stamp(draft.fields["organisation"], source_id)
        gone = pages.drafts.keep(replace(draft, stamp=stamp))
        return RedirectResponse(f"{NEW}?{urlencode({'gone': gone.id})}", 303)
    _close_proposals(pages, request, draft.fields["url"])
    return RedirectResponse(f"/operator/sources/{source_id}/edit?done={done}", 303)


def _close_proposals(pages: EditorPages, request: Request, url: str) -> None:
    """Close the proposals of an address that is watched by now."""
    proposals = pages.context.stores.proposals
    for one in proposals.waiting():
        if one.proposal.url == url and proposals.close(one.id):
            _record(pages, request, "close-proposal", f"proposal:{one.id}", url)


def _record(pages: EditorPages, request: Request, act: str, subject: str, detail: str) -> None:
    operator = pages.sessions.operator(request)
    pages.context.stores.operator_acts.record(
        by=operator_name(AT_THE_SHELL if operator is None else operator),
        act=act,
        subject=subject,
        detail=detail,
        at=pages.context.clock(),
    )


def _test(pages: EditorPages, request: Request, draft: Draft) -> Response:
    """Fetch the page of the draft now, as `forewarn sources test` does."""
    if isinstance(problems := _read(pages, draft.fields), tuple):
        return _form(pages, request, pages.drafts.keep(draft), problems, status=422)
    work = partial(pages.editor.fetch, form.entry_of(draft.fields))
    return _to(replace(draft, fetching=pages.drafts.fetch(work)), pages)


def _pick(pages: EditorPages, request: Request, draft: Draft, of: str = "page") -> Response:
    """Open the picker, for the page itself or for the pages of its entries."""
    del request
    return RedirectResponse(f"/operator/pick/{pages.drafts.keep(draft).id}?of={of}", 303)


def _preview(pages: EditorPages, request: Request, fields: Mapping[str, str]) -> Response:
    """Return the part of the page that shows what the settings of a form give."""
    draft = _posted(pages, fields)
    read = _read(pages, draft.fields)
    source, problems = (None, read) if isinstance(read, tuple) else (read, ())
    values = preview_values(pages.context, draft, source, language_for(request))
    return page(request, "source_preview.html.j2", problems=by_field(problems), **values)


def _to(draft: Draft, pages: EditorPages) -> Response:
    """Send the browser to the page of a draft."""
    query = urlencode({"draft": pages.drafts.keep(draft).id})
    return RedirectResponse(f"{_path(draft)}?{query}", 303)


def _path(draft: Draft) -> str:
    """Return the address of the page that shows a draft, without its query."""
    return f"/operator/sources/{draft.source_id}/edit" if draft.source_id else NEW


def _read(pages: EditorPages, fields: Mapping[str, str]) -> Source | tuple[CatalogueError, ...]:
    return pages.editor.read(form.entry_of(fields))


def _known(pages: EditorPages, draft: Draft) -> Source:
    source = pages.context.sources.get(draft.source_id)
    if source is None:
        raise HTTPException(404)
    return source


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
    "pick-entry": partial(_pick, of="listing"),
    "remove": _remove,
    "undo": _undo,
}
