"""Draw stored captures: as they are, without scripts, without the network, in limited time and memory.

Nothing of a page is fetched. The browser is given the stored text as the answer to its one request; each other
request is refused in the browser, forbidden by the policy of the page, and refused by the proxy, which
is the only way out and leads nowhere.
"""

import asyncio
import base64
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from crawler import browser
from crawler.drawing.chromium import Chromium, ChromiumError, chromium
from crawler.egress_proxy import EgressProxy
from monitor.pictures import Picture, PictureFault, PictureMark, PicturePart, PictureSide, Sought

_ADDRESS = "http://capture.invalid/"
# No script, no form, no frame, nothing from elsewhere; `sandbox` stops a refresh, too.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_SECONDS = 40.0
# A page that does not finish is drawn as far as it is.
_LOADING_SECONDS = 8.0
# Of all processes of the browser together; an ordinary page takes a fifth.
_MOST_BYTES = 700_000_000
_MOST_TEXT = 12_000_000
_MOST_PICTURE = 2_000_000
# As wide as a large phone: what is drawn can be read on a small one. A page that leaves no text so
# narrow is laid out wider, up to the second number.
_WIDTH, _MOST_WIDTH = 480, 1_000
_EDGE = 20
_WINDOW_HEIGHT = 900
_SHARPNESS = 2
# How wide the pictures are.
_PLACE_PIXELS, _PAGE_PIXELS = 960, 360
_PLACE_QUALITY, _PAGE_QUALITY = 60, 35
# Of a page that is laid out as wide as a phone.
_PLACE_MARGIN = 110
_PLACE_HEIGHTS = (320, 900)
_PAGE_HEIGHT = 6_000
_MOST_MARKS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A stored page: its decoded text, and what to mark, what matters most first."""

    side: PictureSide
    text: str = field(repr=False)
    is_plain: bool = False
    sought: tuple[Sought, ...] = ()


class DrawingError(Exception):
    """Nothing was drawn; `fault` says why."""

    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle of the page, in its own pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class _Found:
    """A marked rectangle; `focus`: its first changed words, all of it where none are known."""

    box: _Box
    focus: _Box
    mark: PictureMark


def missing() -> str:
    """Return what is missing to draw, as one sentence; '' when nothing is."""
    return (
        ""
        if browser.executable()
        else "Chromium is not installed (Debian: apt-get install chromium)"
    )


async def draw(captures: Sequence[Capture], seconds: float = _SECONDS) -> list[Picture]:
    """Draw the marked place and the page of each capture, in `seconds` for all; DrawingError if not."""
    if any(len(capture.text) > _MOST_TEXT for capture in captures):
        raise DrawingError(PictureFault.SIZE)
    try:
        async with asyncio.timeout(seconds):
            return await _draw(captures)
    except TimeoutError:
        raise DrawingError(PictureFault.SLOW) from None
    except ChromiumError as error:
        fault = PictureFault.MEMORY if error.is_too_large else PictureFault.BROWSER
        raise DrawingError(fault) from error


async def _draw(captures: Iterable[Capture]) -> list[Picture]:
    with EgressProxy(_nowhere) as proxy:
        async with chromium(proxy.address, _MOST_BYTES) as running:
            return [
                picture for capture in captures for picture in await _Page(running).draw(capture)
            ]


async def _nowhere(host: str, port: int) -> list[str]:
    """Resolve no name: the proxy refuses every connection."""
    del host, port
    return []


class _Page:
    """One page of the browser, for one capture."""

    def __init__(self, running: Chromium) -> None:
        self._running = running
        self._session = ""
        self._loaded = asyncio.Event()
        self._body = ""
        self._is_plain = False
        self._width = _WIDTH
        self._tasks: set[asyncio.Task[Any]] = set()

    async def draw(self, capture: Capture) -> list[Picture]:
        """Open the capture, mark it and take its pictures."""
        self._body = base64.b64encode(capture.text.encode("utf-8", "replace")).decode()
        self._is_plain = capture.is_plain
        target = await self._open()
        marked = await self._mark(capture.sought)
        if marked and marked[0].box.right > self._width:
            await self._lay_out(min(round(marked[0].box.right) + _EDGE, _MOST_WIDTH))
            marked = await self._mark(capture.sought)
        height = await self._height()
        pictures = [await self._page(capture.side, height, marked)]
        if marked:
            pictures.insert(0, await self._place(capture.side, height, marked))
        await self._running.send("Target.closeTarget", targetId=target)
        return pictures

    async def _open(self) -> str:
        self._running.on_event = self._take
        made = await self._running.send("Target.createTarget", url="about:blank")
        attached = await self._running.send(
            "Target.attachToTarget", targetId=made["targetId"], flatten=True
        )
        self._session = attached["sessionId"]
        await self._send("Emulation.setScriptExecutionDisabled", value=True)
        await self._lay_out(_WIDTH)
        await self._send("Page.enable")
        await self._send("Fetch.enable")
        await self._send("Page.navigate", url=_ADDRESS)
        try:
            await asyncio.wait_for(self._loaded.wait(), _LOADING_SECONDS)
        except TimeoutError:
            await self._send("Page.stopLoading")
        return str(made["targetId"])

    async def _lay_out(self, width: int) -> None:
        self._width = width
        await self._send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=_WINDOW_HEIGHT, deviceScaleFactor=_SHARPNESS, mobile=False,
        )  # fmt: skip

    def _take(self, session: str, event: str, values: dict[str, Any]) -> None:
        """Answer the first request with the capture, refuse each other one."""
        if session != self._session:
            return
        if event == "Page.loadEventFired":
            self._loaded.set()
        elif event == "Fetch.requestPaused":
            task = asyncio.create_task(self._answer(values["requestId"]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, request: str) -> None:
        body, self._body = self._body, ""
        try:
            if not body:
                await self._send(
                    "Fetch.failRequest", requestId=request, errorReason="BlockedByClient"
                )
                return
            kind = "text/plain" if self._is_plain else "text/html"
            headers = {"content-type": f"{kind}; charset=utf-8", "content-security-policy": _POLICY}
            listed = [{"name": name, "value": value} for name, value in headers.items()]
            await self._send(
                "Fetch.fulfillRequest",
                requestId=request, responseCode=200, responseHeaders=listed, body=body,
            )  # fmt: skip
        except ChromiumError:
            # A request of a page that is closed already; whoever draws meets the error otherwise.
            return

    async def _mark(self, sought: Iterable[Sought]) -> list[_Found]:
        tree = await self._send("Page.getFrameTree")
        world = await self._send(
            "Page.createIsolatedWorld", frameId=tree["frameTree"]["frame"]["id"]
        )
        wanted = [asdict(one) for one in sought]
        answer = await self._send(
            "Runtime.callFunctionOn",
            functionDeclaration=_marking(),
            executionContextId=world["executionContextId"],
            arguments=[{"value": wanted}, {"value": _MOST_MARKS}],
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise ChromiumError("the page cannot be marked")
        return [_found(values) for values in answer["result"]["value"]["found"]]

    async def _height(self) -> float:
        metrics = await self._send("Page.getLayoutMetrics")
        return max(float(metrics["cssContentSize"]["height"]), 1.0)

    async def _place(self, side: PictureSide, height: float, marked: Sequence[_Found]) -> Picture:
        """Take the surroundings of the mark that matters most."""
        first, zoom = marked[0], self._width / _WIDTH
        margin, least, most = (size * zoom for size in (_PLACE_MARGIN, *_PLACE_HEIGHTS))
        size = min(max(first.box.height + 2 * margin, least), most, height)
        # Of a long text, the stretch that changed.
        centre = first.focus if first.box.height + margin > most else first.box
        top = min(max(centre.y - margin, 0), max(height - size, 0))
        left = max(min(first.box.x - _EDGE, first.box.right + _EDGE - self._width), 0)
        area = _Box(left, top, self._width, size)
        body = await self._picture(area, _PLACE_QUALITY, _PLACE_PIXELS)
        return _made(side, PicturePart.PLACE, area, _PLACE_PIXELS, first.mark, body)

    async def _page(self, side: PictureSide, height: float, marked: Sequence[_Found]) -> Picture:
        """Take the page from its top, or the stretch of a long page that holds the mark."""
        size = min(height, _PAGE_HEIGHT * self._width / _WIDTH)
        box = marked[0].focus if marked else _Box(0, 0, 0, 0)
        is_below = box.y + min(box.height, _WINDOW_HEIGHT) > size
        top = min(max(box.y - size / 2, 0), height - size) if is_below else 0
        area = _Box(0, top, self._width, size)
        body = await self._picture(area, _PAGE_QUALITY, _PAGE_PIXELS)
        mark = marked[0].mark if marked else PictureMark.NONE
        return _made(side, PicturePart.PAGE, area, _PAGE_PIXELS, mark, body)

    async def _picture(self, area: _Box, quality: int, pixels: int) -> bytes:
        clip = {"x": area.x, "y": area.y, "width": area.width, "height": area.height}
        scale = pixels / area.width / _SHARPNESS
        taken = await self._send(
            "Page.captureScreenshot",
            format="webp", quality=quality, clip=clip | {"scale": scale}, captureBeyondViewport=True,
        )  # fmt: skip
        body = base64.b64decode(taken["data"])
        if len(body) > _MOST_PICTURE:
            raise DrawingError(PictureFault.SIZE)
        return body

    async def _send(self, method: str, **values: Any) -> dict[str, Any]:
        return await self._running.send(method, self._session, **values)


def _found(values: dict[str, Any]) -> _Found:
    return _Found(_box(values), _box(values["focus"]), PictureMark(values["mark"]))


def _box(values: dict[str, Any]) -> _Box:
    return _Box(*(float(values[name]) for name in ("x", "y", "width", "height")))


def _made(
    side: PictureSide,
    part: PicturePart,
    area: _Box,
    pixels: int,
    mark: PictureMark,
    body: bytes,
) -> Picture:
    height = round(area.height * pixels / area.width)
    return Picture(side=side, part=part, width=pixels, height=height, mark=mark, body=body)


@cache
def _marking() -> str:
    return Path(__file__).with_name("marking.js").read_text("utf-8")
