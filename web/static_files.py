"""Our own static files, from memory; their URLs change with their content."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from mimetypes import guess_type

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from web.representation import Representation

_HEADERS = {"cache-control": "public, max-age=604800"}
_TYPES = {"js": "text/javascript", "ico": "image/x-icon"}


class StaticFiles:
    """Serves the files of `web/static`, each read and compressed once."""

    def __init__(self) -> None:
        folder = files("web").joinpath("static")
        self._served = {f"/{one.name}": _served(one) for one in folder.iterdir()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the file at the rest of the path."""
        del receive
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405)
        found = self._served.get(str(scope["path"]).removeprefix(scope.get("root_path", "")))
        if found is None:
            raise HTTPException(404)
        content_type, representation = found
        await send_file(content_type, representation, _HEADERS, (scope, send))


async def send_file(
    content_type: str,
    representation: Representation,
    headers: dict[str, str],
    to: tuple[Scope, Send],
) -> None:
    """Send a file with these headers."""
    pairs = {**headers, "content-type": content_type}.items()
    raw = [(name.encode(), value.encode()) for name, value in pairs]
    start: Message = {"type": "http.response.start", "status": 200, "headers": raw}
    await representation.send(start, *to)


def _served(file: Traversable) -> tuple[str, Representation]:
    known = _TYPES.get(file.name.rpartition(".")[2]) or guess_type(file.name)[0] or "text/plain"
    is_text = known.startswith("text/")
    return (
        f"{known}; charset=utf-8" if is_text else known,
        Representation(file.read_bytes(), known),
    )
