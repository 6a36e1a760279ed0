"""Who may see and do what on the operators' pages: a session for a look, a token besides for an act."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.operators import operator_name
from web import query_params
from web.context import WebContext
from web.locale import language_for
from web.notes import note
from web.pages.operator import unfinished
from web.sessions import Sessions

# Where a form may lead to: never to another site.
_OWN_PATH = re.compile(r"/operator(/[A-Za-z0-9._?&=%-]+)*")

Show = Callable[[WebContext, Sessions, Request], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields of an operator's form, and who sent it. `by`: see `monitor.operators`."""

    fields: Mapping[str, list[str]]
    chat_id: int
    by: str

    def value(self, name: str) -> str:
        """Return the last value of a field; '' without one."""
        return self.fields.get(name, [""])[-1]

    def values(self, name: str) -> list[str]:
        """Return all values of a field, each once."""
        return list(dict.fromkeys(self.fields.get(name, [])))

    def next_path(self, otherwise: str) -> str:
        """Return the page of ours to go on to; `otherwise` unless the form names one."""
        to = self.value("next")
        return to if _OWN_PATH.fullmatch(to) else otherwise


Perform = Callable[[WebContext, Request, Form], Response]


def guarded(context: WebContext, sessions: Sessions, path: str, show: Show) -> Route:
    """Route a page that only operators see."""
    return Route(path, partial(_guarded, show, context, sessions), methods=["GET"])


def posted(context: WebContext, sessions: Sessions, path: str, perform: Perform) -> Route:
    """Route an act: `perform` gets the form, in a thread, once it is an operator's own."""
    return Route(path, partial(_posted, perform, context, sessions), methods=["POST"])


def _guarded(show: Show, context: WebContext, sessions: Sessions, request: Request) -> Response:
    if sessions.operator(request) is None:
        return note("sign_in_needed", language_for(request), status=401, request=request)
    return show(context, sessions, request)


async def _posted(
    perform: Perform, context: WebContext, sessions: Sessions, request: Request
) -> Response:
    fields = await query_params.form(request)
    chat_id = sessions.operator(request)
    token = fields.get("csrf", [""])[-1]
    if chat_id is None or not sessions.is_own_form(request, token):
        return unfinished.refused(context, sessions, request, fields)
    form = Form(fields=fields, chat_id=chat_id, by=operator_name(chat_id))
    return await run_in_threadpool(perform, context, request, form)
