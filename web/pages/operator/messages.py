"""Messages that can never be sent: try again or drop, one or all of one cause; a test message."""

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.language import texts
from monitor.operators import AT_THE_SHELL
from web import query_params
from web.context import WebContext
from web.locale import language_for
from web.pages.operator.access import Form
from web.pages.operator.flash import Flash, operator_page, redirect
from web.send_errors import send_error
from web.sessions import Sessions

_PATH = "/operator/messages"
_LISTED = 50
# As many as one form does at a time; what remains is said.
_MOST = 500
_ACTS = ("retry", "drop")
# A cookie has room for no more.
_MOST_UNDONE = 200


def messages(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """List the causes with their counts, then the messages, the newest first."""
    before = query_params.cursor(request)
    parked, language = context.stores.parked, language_for(request)
    found = parked.latest(_LISTED + 1, before)
    listed, causes = found[:_LISTED], parked.causes()
    numbers = [one.about for one in listed if one.about]
    errors = {one.error for one in listed} | {one.error for one in causes}
    return operator_page(
        context,
        sessions,
        request,
        "operator_messages.html.j2",
        messages=listed,
        causes=causes,
        count=parked.count(),
        changes={change.id: change for change in context.stores.history.changes_of(numbers)},
        explained={error: send_error(error, language) for error in errors},
        next_before=listed[-1].id if len(found) > _LISTED else None,
        sources=context.sources,
    )


def decide(context: WebContext, request: Request, form: Form) -> Response:
    """Send messages again, or drop them after a confirmation."""
    ids, name = _ids(context, form), form.value("do")
    if name not in _ACTS:
        raise HTTPException(400, f"do: {name[:80]}")
    if name == "drop" and form.value("sure") != "yes":
        return redirect(context, f"{_PATH}/drop?{_query(form, ids)}", ())
    del request
    stores, now = context.stores, context.clock()
    done = stores.parked.retry(ids, now) if name == "retry" else stores.parked.drop(ids, now)
    undo = [
        stores.operator_acts.record(
            by=form.by, act=f"{name}-message", subject=f"message:{number}", at=now
        )
        for number in done
    ]
    return redirect(context, _PATH, _said(name, len(done), len(ids) - len(done), undo))


def send_test(context: WebContext, request: Request, form: Form) -> Response:
    """Enqueue a message to the operator's own chat, which goes the way of an alert."""
    if form.chat_id == AT_THE_SHELL:
        return redirect(context, _PATH, [Flash(key="said_test_no_chat", is_done=False)])
    stores, now = context.stores, context.clock()
    operator = stores.subscribers.operator(form.chat_id, now)
    text = texts("operator", language_for(request))["test_text"]
    stores.announcements.report(operator.id, text, now)
    stores.operator_acts.record(by=form.by, act="test-message", subject="", at=now)
    return redirect(context, _PATH, [Flash(key="said_test-message")])


def confirm_drop(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """Ask before messages are dropped: how many, and for which cause."""
    params = request.query_params
    channel, error = params.get("channel", ""), params.get("error", "")
    ids = [query_params.number(one) for one in params.getlist("id")[:_MOST]]
    if error:
        ids = context.stores.parked.ids_of(channel, error, _MOST)
    return operator_page(
        context,
        sessions,
        request,
        "operator_drop.html.j2",
        ids=ids,
        channel=channel,
        error=error,
        explained=send_error(error, language_for(request)),
    )


def _ids(context: WebContext, form: Form) -> list[int]:
    """Return the messages that a form names: by number, or all of one cause."""
    if form.value("error"):
        return context.stores.parked.ids_of(form.value("channel"), form.value("error"), _MOST)
    return [query_params.number(one) for one in form.values("id")[:_MOST]]


def _query(form: Form, ids: list[int]) -> str:
    if form.value("error"):
        pairs = [("channel", form.value("channel")), ("error", form.value("error"))]
    else:
        pairs = [("id", str(number)) for number in ids]
    return urlencode(pairs)


def _said(name: str, count: int, left: int, undo: list[int]) -> list[Flash]:
    """Say how many were done, with undo for what is dropped, and how many were not."""
    undoable = tuple(undo[:_MOST_UNDONE]) if name == "drop" else ()
    flashes = [Flash(key=f"said_{name}-message", values={"count": count}, undo=undoable)]
    if left:
        flashes.append(Flash(key="said_message_gone", is_done=False, values={"count": left}))
    return flashes if count else flashes[1:]
