"""Stored captures drawn by a real browser: marked where they changed, and reaching nothing."""

import asyncio
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from crawler.drawing import Capture, DrawingError, draw
from crawler.drawing.chromium import Chromium, ChromiumError, chromium, processes_of
from crawler.egress_proxy import EgressProxy
from forewarn.demo.site import Site
from monitor.pictures import Picture, PictureFault, PictureMark, PicturePart, PictureSide, Sought
from tests.lab import page

pytestmark = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="Chromium is not installed"
)
FEE = "Fees are 8 percent of all sales, whatever the parcel weighs."


async def drawn(html: str, *sought: Sought, is_plain: bool = False) -> list[Picture]:
    capture = Capture(side=PictureSide.AFTER, text=html, is_plain=is_plain, sought=sought)
    return await draw([capture])


def marks(pictures: Sequence[Picture]) -> dict[PicturePart, PictureMark]:
    return {picture.part: picture.mark for picture in pictures}


async def test_the_changed_place_is_drawn_close_up_and_the_page_whole() -> None:
    html = page("Every brand must be registered.", FEE.replace("8 percent", "<b>8</b> percent"))
    place, whole = await drawn(html, Sought(text=FEE))
    (unmarked,) = await drawn(html)

    assert (place.part, whole.part) == (PicturePart.PLACE, PicturePart.PAGE)
    assert marks([place, whole]) == {
        PicturePart.PLACE: PictureMark.TEXT,
        PicturePart.PAGE: PictureMark.TEXT,
    }
    assert (place.width, whole.width) == (960, 360)
    assert all(one.body[:4] == b"RIFF" and one.body[8:12] == b"WEBP" for one in (place, whole))
    assert (unmarked.mark, unmarked.height) == (PictureMark.NONE, whole.height)
    assert unmarked.body != whole.body


async def test_a_place_far_down_a_long_page_is_in_both_pictures() -> None:
    filler = [f"Paragraph {number} of the rules." for number in range(900)]
    place, whole = await drawn(page(*filler, FEE, *filler[:20]), Sought(text=FEE))

    assert marks([place, whole]) == {
        PicturePart.PLACE: PictureMark.TEXT,
        PicturePart.PAGE: PictureMark.TEXT,
    }
    assert whole.height == 4_500
    assert place.height <= 2 * 900


async def test_a_place_that_is_wide_or_far_to_the_right_is_whole() -> None:
    """The page is laid out wider; what stands further still is drawn where it stands."""
    wide, far = [
        await drawn(f"<p style='{style}'>{FEE}</p>", Sought(text=FEE))
        for style in ("width:900px;white-space:nowrap;font-size:32px", "margin-left:3000px")
    ]

    assert marks(wide)[PicturePart.PLACE] is marks(far)[PicturePart.PLACE] is PictureMark.TEXT
    assert wide[0].height == 640
    assert wide[0].width == far[0].width == 960


@pytest.mark.parametrize(
    ("html", "sought", "expected"),
    [
        ("<p>Nothing of it.</p>", Sought(text=FEE), PictureMark.NONE),
        (f"<p style='display:none'>{FEE}</p>", Sought(text=FEE), PictureMark.NONE),
        (f"<p style='position:absolute;left:-9999px'>{FEE}</p>", Sought(text=FEE), PictureMark.NONE),
        (f"<script>// {FEE}</script><p>Rules</p>", Sought(text=FEE), PictureMark.NONE),
        (f"<details><summary>More</summary>{FEE}</details>", Sought(text=FEE), PictureMark.TEXT),
        ("<tr><td>Ring<td>8 %</table>", Sought(text="Ring | 8 %", before="Fees"), PictureMark.NONE),
        ("Fees<table><td>Ring<td>8 %", Sought(text="Ring | 8 %", before="Fees"), PictureMark.TEXT),
        (f"<p>{FEE[:30]}<i>(advert)</i>{FEE[30:]}</p>", Sought(text=FEE), PictureMark.TEXT),
        ("<p>锂电池必须通过 UN 38.3 测试</p>", Sought(text="锂电池必须通过UN 38.3测试"), PictureMark.TEXT),
        ("<p>𝟙 Ring rules of the sea</p>", Sought(text="Ring rules of the sea"), PictureMark.TEXT),
        (f"<p>{FEE}</p>", Sought(text=FEE, mark=PictureMark.GAP), PictureMark.GAP),
        ("", Sought(text=FEE), PictureMark.NONE),
    ],
)  # fmt: skip
async def test_what_is_found_is_what_a_reader_sees(
    html: str, sought: Sought, expected: PictureMark
) -> None:
    assert marks(await drawn(html, sought))[PicturePart.PAGE] is expected


async def test_plain_text_is_no_markup() -> None:
    text = f"<b>Rules</b>\n\n{FEE}\n"

    assert marks(await drawn(text, Sought(text=f"b Rules /b {FEE}"), is_plain=True)) == {
        PicturePart.PLACE: PictureMark.TEXT, PicturePart.PAGE: PictureMark.TEXT,
    }  # fmt: skip
    assert marks(await drawn(text, Sought(text=f"b Rules /b {FEE}"))) == {
        PicturePart.PAGE: PictureMark.NONE
    }


async def test_a_hostile_page_reaches_nothing_and_runs_nothing(site: Site) -> None:
    inner = site.url
    calls = "".join(
        f"<{tag} {name}='{inner}/{tag}'></{tag}>"
        for tag, name in (
            ("img", "src"), ("iframe", "src"), ("script", "src"), ("object", "data"), ("embed", "src"),
            ("video", "src"), ("audio", "src"), ("source", "src"), ("input type=image", "src"),
        )
    )  # fmt: skip
    links = "".join(
        f"<link rel='{kind}' href='{inner}/{kind}' as=image>"
        for kind in ("stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest")
    )  # fmt: skip
    html = (
        f"<base href='{inner}/base/'><meta http-equiv=refresh content='0;url={inner}/refresh'>{links}"
        f"<style>@import url({inner}/import); @font-face {{ font-family: f; src: url({inner}/font) }}"
        f" body {{ background: url({inner}/background); font-family: f }} p::after {{ content: url({inner}/content) }}</style>"
        f"<body onload=\"location='{inner}/location'\">{calls}<svg><image href='{inner}/svg'/></svg>"
        f"<script>document.body.innerHTML = 'gone'; fetch('{inner}/fetch'); new WebSocket('{inner}/ws');</script>"
        f"<form action='{inner}/form'><button autofocus>Send</button></form><p>{FEE}</p>"
    )
    pictures = await drawn(html, Sought(text=FEE))

    assert marks(pictures)[PicturePart.PLACE] is PictureMark.TEXT
    assert site.requests == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "html",
    [
        "<p>All rules of the sea</p>" * 300_000,
        "<div>" * 100_000 + FEE,
        "<style>" + "".join(f".a{n}>*:nth-child({n}n+1) ~ *{{margin:{n}px}}" for n in range(40_000)) + "</style>" + "<div class=a1>x</div>" * 2_000,
        "<style>@keyframes k{to{transform:scale(9)}}*{animation:k .01s infinite;filter:blur(40px);width:99999999px;height:99999999px}</style>" + "<div>x" * 500,
        f"<p style='font-size:99999px;zoom:9'>{FEE}</p>",
    ],
    ids=["huge", "deep", "selectors", "endless", "giant"],
)  # fmt: skip
async def test_a_page_that_takes_too_much_ends_in_time(html: str) -> None:
    started = asyncio.get_running_loop().time()
    pictures: list[Picture] = []
    # Some are drawn, as far as they are; what is not has its reason.
    with suppress(DrawingError):
        pictures = await draw([Capture(side=PictureSide.AFTER, text=html)], seconds=30)

    assert all(len(one.body) <= 2_000_000 for one in pictures)
    # Thirty seconds, and what a busy machine needs to end the browser.
    assert asyncio.get_running_loop().time() - started < 60


async def test_too_little_time_and_too_much_text_are_told() -> None:
    faults = []
    for text, seconds in (("<p>x</p>", 0.001), ("x" * 12_000_001, 9.0)):
        with pytest.raises(DrawingError) as told:
            await draw([Capture(side=PictureSide.AFTER, text=text)], seconds=seconds)
        faults.append(told.value.fault)

    assert faults == [PictureFault.SLOW, PictureFault.SIZE]


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files; a short name, as the browser has sockets in it."""
    with TemporaryDirectory() as folder:
        monkeypatch.setattr("tempfile.tempdir", folder)
        yield Path(folder)


def files_of(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def groups_with(word: str) -> set[int]:
    """The groups of the processes on whose command line a word stands."""
    found = set()
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if word in file.read_text("utf-8", "replace"):
                found.add(os.getpgid(int(file.parent.name)))
    return found


async def test_a_browser_leaves_no_process_and_no_file(temporary: Path) -> None:
    with EgressProxy() as proxy:
        async with chromium(proxy.address, 2**40) as running:
            await running.send("Target.createTarget", url="about:blank")
            leader = running.leader
            profiles, alive = files_of(temporary), processes_of(leader)
            groups = groups_with(str(temporary))

    assert len(profiles) == 1
    assert len(alive) > 2
    assert groups == {leader}
    assert processes_of(leader) == {}
    assert groups_with(str(temporary)) == set()
    assert files_of(temporary) == []


async def _busy(running: Chromium) -> None:
    while True:
        await running.send("Target.getTargets")


async def test_a_browser_that_takes_too_much_memory_is_killed() -> None:
    with EgressProxy() as proxy:
        async with chromium(proxy.address, 1) as running:
            with pytest.raises(ChromiumError) as told:
                await _busy(running)

    assert told.value.is_too_large
