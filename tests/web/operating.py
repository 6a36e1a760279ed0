"""An operator on the pages: signs in, looks, sends the forms that the pages show."""

import re
from html import unescape

from delivery.links import sign_in_link
from forewarn.wiring import AppContext
from runtime.clock import now
from tests.web.conftest import OPERATOR, Answer, Visitor

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Desk:
    """A browser that keeps its cookies."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self._visitor = Visitor(context.settings.public_url)
        self.cookies: dict[str, str] = {}
        self.token = ""

    async def sign_in(self, chat_id: int = OPERATOR) -> Answer:
        """Use a new link; return where it leads."""
        answer = await self.ask("POST", sign_in_link(self.context, chat_id, now()))
        assert answer.status == 303, answer.text
        return answer

    async def see(self, path: str) -> str:
        """Return the text of a page, with its entities resolved, and remember its form's token."""
        answer = await self.ask("GET", path)
        assert answer.status == 200, (path, answer.status, answer.text[-400:])
        if found := re.search(r'name="csrf" value="([^"]+)"', answer.text):
            self.token = found[1]
        return unescape(answer.text)

    async def send(self, path: str, **fields: str | list[str]) -> Answer:
        """Send a form of the page that was seen last."""
        pairs = [("csrf", self.token)]
        for name, value in fields.items():
            pairs += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return await self.ask("POST", path, data=pairs)

    async def does(self, path: str, **fields: str | list[str]) -> str:
        """Send a form, and return the page that it leads to."""
        answer = await self.send(path, **fields)
        assert answer.status == 303, (answer.status, answer.text[-600:])
        return await self.see(answer.headers["location"])

    async def ask(self, method: str, path: str, **more: object) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = await self._visitor.ask(method, path, headers={"Cookie": cookie}, **more)
        for line in answer.cookies:
            name, _, value = line.partition(";")[0].partition("=")
            if value in {"", '""'}:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer


def said(page: str) -> list[str]:
    """Return what a page says of the last act."""
    found = re.findall(r'<div class="(?:done|not-done)"><p>(.*?)</p>', page, re.DOTALL)
    return [re.sub(r"\s*<a.*?</a>", "", one).strip() for one in found]


def undo_of(page: str) -> list[str]:
    """Return the acts that the first undo of a page takes back."""
    form = re.search(r'<form class="undo".*?</form>', page, re.DOTALL)
    return re.findall(r'name="id" value="(\d+)"', form[0]) if form else []
