"""Read PDF bytes into blocks under headings."""

import io

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError

from monitor.errors import ExtractionError
from monitor.extract.pdf.blocks import read_lines
from monitor.extract.pdf.heads import without_heads
from monitor.extract.pdf.lines import Line, page_lines
from monitor.extract.pdf.pieces import Pieces
from monitor.model import Block
from monitor.text import clean

# The longest rule book seen has 800 pages; a PDF beyond these limits is refused, not cut.
_MAX_PAGES = 2_000
_MAX_CHARS = 5_000_000


def read_pdf(body: bytes) -> tuple[Block, ...]:
    """Return the PDF's headings, paragraphs, items and rows; ExtractionError if it has no text.

    Where pages break is no part of the text, nor are page numbers and running heads.
    """
    if not body.lstrip()[:5].startswith(b"%PDF"):
        raise ExtractionError("not-a-pdf", "the answer is no PDF")
    try:
        blocks = tuple(read_lines(without_heads(_lines(_pages(body)))))
    except FileNotDecryptedError as error:
        raise ExtractionError("encrypted-pdf", "the PDF is locked with a password") from error
    except ExtractionError:
        raise
    except Exception as error:
        # pypdf raises many error types on a broken PDF: OverflowError, IndexError and others.
        raise ExtractionError("broken-pdf", f"the PDF cannot be read ({_why(error)})") from error
    if not blocks:
        raise ExtractionError("scanned-pdf", "the PDF holds pictures of text and no text")
    return blocks


def _pages(body: bytes) -> list[PageObject]:
    reader = PdfReader(io.BytesIO(body))
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileNotDecryptedError("password")
    if len(reader.pages) > _MAX_PAGES:
        raise ExtractionError("too-large", f"the PDF has over {_MAX_PAGES} pages")
    return list(reader.pages)


def _lines(pages: list[PageObject]) -> list[list[Line]]:
    pieces = Pieces(_MAX_CHARS)
    lines = []
    for number, page in enumerate(pages):
        lines.append(page_lines(pieces.of(page), number, float(page.mediabox.width)))
        if pieces.is_spent:
            raise ExtractionError("too-large", "the PDF holds more text than Forewarn reads")
    return lines


def _why(error: Exception) -> str:
    return clean(str(error))[:120] or type(error).__name__
