"""Read PDF bytes into blocks under headings and page numbers."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError

from monitor.errors import ExtractionError
from monitor.model import Block, BlockKind
from monitor.text import CJK, clean

# The longest rule book seen has 800 pages; a PDF beyond these limits is refused, not cut.
_MAX_PAGES = 2_000
_MAX_CHARS = 5_000_000
# A line set this much larger than the body is a heading.
_HEADING_RATIO = 1.12
_HEADING_CHARS = 160
# A line this much shorter than the longest ends its paragraph.
_FULL_LINE = 0.75
_ITEM = re.compile(
    r"^(?:[•●▪–*·-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|第?[一二三四五六七八九十]{1,3}[、.．条])\s*"
)
_ENDS = re.compile(r"[.!?:;。！？：；]\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    page: int


def read_pdf(body: bytes) -> tuple[Block, ...]:
    """Return the PDF's headings and paragraphs; ExtractionError when it has no readable text."""
    if not body.lstrip()[:5].startswith(b"%PDF"):
        raise ExtractionError("not-a-pdf", "the answer is no PDF")
    try:
        lines = list(_lines(_pages(body)))
    except FileNotDecryptedError as error:
        raise ExtractionError("encrypted-pdf", "the PDF is locked with a password") from error
    except ExtractionError:
        raise
    except Exception as error:
        # pypdf raises many error types on a broken PDF: OverflowError, IndexError and others.
        raise ExtractionError("broken-pdf", f"the PDF cannot be read ({_why(error)})") from error
    if not lines:
        raise ExtractionError("scanned-pdf", "the PDF holds pictures of text and no text")
    return tuple(_blocks(lines))


def _pages(body: bytes) -> list[PageObject]:
    reader = PdfReader(io.BytesIO(body))
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileNotDecryptedError("password")
    if len(reader.pages) > _MAX_PAGES:
        raise ExtractionError("too-large", f"the PDF has over {_MAX_PAGES} pages")
    return list(reader.pages)


def _lines(pages: list[PageObject]) -> Iterator[_Line]:
    total = 0
    for number, page in enumerate(pages, 1):
        sizes: list[tuple[str, float]] = []

        def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
            del font
            # The matrices scale the nominal size, and some writers set it to 1.
            scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[2])
            sizes.append((text, round(size * scale, 1)))  # noqa: B023 - called on this page only

        page.extract_text(visitor_text=visit)
        for text, size in _joined(sizes):
            total += len(text)
            if total > _MAX_CHARS:
                raise ExtractionError("too-large", "the PDF holds more text than Forewarn reads")
            yield _Line(text, size, number)


def _joined(runs: list[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """Join runs of text into lines, each with its largest size."""
    text, size = "", 0.0
    for run, run_size in runs:
        first, *more = run.split("\n")
        text, size = text + first, max(size, run_size) if first.strip() else size
        for part in more:
            if words := clean(text):
                yield words, size
            text, size = part, run_size if part.strip() else 0.0
    if words := clean(text):
        yield words, size


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    body_size = _body_size(lines)
    longest = max(len(line.text) for line in lines)
    heading = ""
    paragraph: list[_Line] = []
    for line in lines:
        is_heading = _is_heading(line, body_size)
        if paragraph and (is_heading or _begins(line, paragraph[-1], longest)):
            yield _block(paragraph, heading)
            paragraph = []
        if is_heading:
            heading = line.text
            yield Block((_page(line),), line.text, BlockKind.HEADING)
        else:
            paragraph.append(line)
    if paragraph:
        yield _block(paragraph, heading)


def _body_size(lines: list[_Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _is_heading(line: _Line, body_size: float) -> bool:
    return line.size > body_size * _HEADING_RATIO and len(line.text) <= _HEADING_CHARS


def _begins(line: _Line, last: _Line, longest: int) -> bool:
    """Return whether a line begins a new paragraph."""
    if _ITEM.match(line.text):
        return True
    is_short = len(last.text) < longest * _FULL_LINE or line.page != last.page
    return is_short and bool(_ENDS.search(last.text))


def _block(lines: list[_Line], heading: str) -> Block:
    text = lines[0].text
    for line in lines[1:]:
        # Chinese text continues on the next line without a space.
        joint = "" if re.search(f"[{CJK}，。；：]$", text) else " "
        text = f"{text}{joint}{line.text}"
    kind = BlockKind.ITEM if _ITEM.match(text) else BlockKind.PARAGRAPH
    path = (_page(lines[0]), heading) if heading else (_page(lines[0]),)
    return Block(path, clean(text), kind)


def _page(line: _Line) -> str:
    return f"p. {line.page}"


def _why(error: Exception) -> str:
    return clean(str(error))[:120] or type(error).__name__
