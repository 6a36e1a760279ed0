"""Milliseconds a page and MB a second of HTML: ours beside trafilatura, inscriptis and html2text.

    .venv/bin/python -m benchmarks.extraction_speed [--pages=100] [--rivals=SITE_PACKAGES] [--data=FOLDER]

Generated policies of 20-200 KB, and with `--data` the raw pages of `FOLDER/html_series`. Ours reads
the main content as blocks under their headings, which is what later steps compare; the rivals give
text. `--rivals` names the site-packages of an environment that they are installed in.
"""

import gzip
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from time import perf_counter

from benchmarks.pages import page
from monitor.extract.html import read_page


def main() -> None:
    """Print a line for each reader, on each set of pages."""
    given = dict(word.lstrip("-").partition("=")[::2] for word in sys.argv[1:])
    count = int(given.get("pages", "100"))
    sys.path.append(given.get("rivals", ""))
    measure("generated", [page(number, "") for number in range(count)])
    if "data" in given:
        measure("real", list(islice(_real(Path(given["data"])), count)))


def measure(name: str, pages: list[str]) -> None:
    """One set of pages."""
    size = sum(len(text.encode()) for text in pages) / 1e6
    print(f"{name}: {len(pages)} pages, {size:.1f} MB")
    ours = 0.0
    for who, read in _readers():
        began = perf_counter()
        for text in pages:
            read(text)
        seconds = perf_counter() - began
        ours = ours or seconds
        print(
            f"  {who:<24}{seconds / len(pages) * 1000:8.1f} ms a page{size / seconds:8.1f} MB/s"
            f"   ours takes {ours / seconds:.2f} x its time"
        )


def _readers() -> Iterator[tuple[str, Callable[[str], object]]]:
    yield "Forewarn, main content", read_page
    yield "Forewarn, select: body", lambda text: read_page(text, select="body")
    for name, function in (
        ("trafilatura", "extract"),
        ("inscriptis", "get_text"),
        ("html2text", "html2text"),
    ):
        try:
            yield name, getattr(import_module(name), function)
        except ImportError:
            print(f"  {name} is not installed; see --rivals")


def _real(data: Path) -> Iterator[str]:
    for file in sorted((data / "html_series").rglob("*.htm*")):
        body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        yield body.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
