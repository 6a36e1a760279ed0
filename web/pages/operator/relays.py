"""Team chats and webhooks: how they fare; pause one, so that what is for it waits."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web import query_params
from web.context import WebContext
from web.locale import language_for
from web.pages.operator.access import Form
from web.pages.operator.flash import Flash, operator_page, redirect
from web.send_errors import send_error
from web.sessions import Sessions

_PATH = "/operator/relays"


def relays(context: WebContext, sessions: Sessions, request: Request) -> Response:
    """List all relays, those that fail first."""
    found, language = context.stores.relays.all(), language_for(request)
    return operator_page(
        context,
        sessions,
        request,
        "operator_relays.html.j2",
        relays=found,
        explained={one.error: send_error(one.error, language) for one in found},
    )


def decide(context: WebContext, request: Request, form: Form) -> Response:
    """Pause or resume a relay."""
    number, name = query_params.number(request.path_params["number"]), form.value("do")
    stores, now = context.stores, context.clock()
    if name == "pause":
        done = stores.relays.pause(number, now)
    elif name == "resume":
        done = stores.relays.resume(number)
    else:
        raise HTTPException(400, f"do: {name[:80]}")
    if not done:
        return redirect(context, _PATH, [Flash(key=f"said_{name}-relay_already", is_done=False)])
    act_id = stores.operator_acts.record(
        by=form.by, act=f"{name}-relay", subject=f"subscriber:{number}", at=now
    )
    undo = (act_id,) if name == "pause" else ()
    return redirect(context, _PATH, [Flash(key=f"said_{name}-relay", undo=undo)])
