"""Read where each piece of text stands on a page, from what pypdf visits."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pypdf import PageObject

# pypdf tells no visitor how wide a text is; the font it decodes with knows.
from pypdf.generic._font import Font

Matrix = Sequence[float]

_AS_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SHOWS = {b"Tj", b"TJ", b"'", b'"'}
_PLACES = {b"BT", b"Td", b"TD", b"Tm", b"T*", b"'", b'"'}
# Letters set further apart than this, in sizes of their font, are read one by one.
_SPACED = 0.1
_LETTER_BY_LETTER = re.compile(r"(?:[^\W\d_] ){3}")
_BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
# A page has no text beyond this: such places are a fault or a trap.
_MAX_PLACE = 1e6


@dataclass(slots=True)
class TextPiece:
    """A text in one line as the reader sees it: turned upright, `turn` quarters to the left."""

    text: str
    left: float
    right: float
    y: float
    size: float
    is_bold: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class _Spacing:
    letter: float = 0.0
    word: float = 0.0
    stretch: float = 1.0


class _Show(NamedTuple):
    """One operator that shows text: at which place, and whether that is where the last one ended."""

    matrix: Matrix
    texts: list[Any]
    spacing: _Spacing
    place: int


class Pieces:
    """Reads the pieces of pages until their characters exceed a limit."""

    def __init__(self, max_chars: int) -> None:
        self._left = max_chars
        self._fonts: dict[int, tuple[Any, Font]] = {}

    @property
    def is_spent(self) -> bool:
        """Whether the pages held more text than the limit."""
        return self._left < 0

    def of(self, page: PageObject) -> list[TextPiece]:
        """Return the page's pieces, in the order in which they are drawn."""
        visit = _Visit(self)
        page.extract_text(
            visitor_operand_before=visit.before,
            visitor_operand_after=visit.after,
            visitor_text=visit.flush,
        )
        return visit.pieces

    def font(self, resource: Any) -> Font:
        """Return the font of a resource."""
        known = self._fonts.get(id(resource))
        if known is None:
            # The resource is kept too: its id is free again when it goes.
            known = self._fonts[id(resource)] = (resource, Font.from_font_resource(resource))
        return known[1]

    def take(self, chars: int) -> bool:
        """Count characters; return whether they are within the limit."""
        # pypdf goes on after an error within a form, so that none is raised here.
        self._left -= chars
        return self._left >= 0


class _Visit:
    """Collects one page's pieces. pypdf names the font only when it is done with a text."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces: list[TextPiece] = []
        self._reader = pieces
        self._shows: list[_Show] = []
        self._spacing = _Spacing()
        self._saved: list[_Spacing] = []
        self._bases: list[Matrix] = [_AS_IS]
        self._place = 0
        # The place of the last text, and how far it reached from there.
        self._pen = (0, 0.0)

    def before(self, operator: bytes, operands: list[Any], cm: Matrix, tm: Matrix) -> None:
        """A form is drawn where the page says; pypdf reads it as a page of its own."""
        del operands, tm
        if operator == b"Do":
            self._bases.append(_times(cm, self._bases[-1]))

    def after(self, operator: bytes, operands: list[Any], cm: Matrix, tm: Matrix) -> None:
        """Follow what moves, spaces and shows text."""
        if operator in _PLACES:
            self._place += 1
        if operator in _SHOWS and operands:
            shown = operands[-1]
            texts = list(shown) if operator == b"TJ" else [shown]
            matrix = _times(_times(tm, cm), self._bases[-1])
            self._shows.append(_Show(matrix, texts, self._spacing, self._place))
        elif operator == b"Do":
            self._bases.pop()
        elif operator == b"q":
            self._saved.append(self._spacing)
        elif operator == b"Q" and self._saved:
            self._spacing = self._saved.pop()
        elif operator in {b"Tc", b"Tw", b"Tz"} and operands:
            self._space(operator, _number(operands[0]))

    def flush(self, text: str, cm: Matrix, tm: Matrix, resource: Any, size: float) -> None:
        """Read what was shown since the last call: all in one font and size."""
        del text, cm, tm
        shows, self._shows = self._shows, []
        if not shows or resource is None:
            return
        font = self._reader.font(resource)
        for show in shows:
            self.pieces.extend(self._read(show, font, size))

    def _space(self, operator: bytes, value: float) -> None:
        now = self._spacing
        if operator == b"Tc":
            self._spacing = _Spacing(value, now.word, now.stretch)
        elif operator == b"Tw":
            self._spacing = _Spacing(now.letter, value, now.stretch)
        else:
            self._spacing = _Spacing(now.letter, now.word, value / 100)

    def _read(self, show: _Show, font: Font, size: float) -> Iterator[TextPiece]:
        place, pen = self._pen
        pen = pen if place == show.place else 0.0
        is_bold = bool(_BOLD.search(font.name))
        for text in show.texts:
            if not isinstance(text, bytes):
                pen -= _number(text) / 1000 * size * show.spacing.stretch
                continue
            for part, width in _parts(text, font, size, show.spacing):
                if part.strip() and self._reader.take(len(part)):
                    piece = _placed(part, show.matrix, pen, pen + width, size)
                    piece.is_bold = is_bold
                    yield piece
                pen += width
        self._pen = (show.place, pen)


def _parts(text: bytes, font: Font, size: float, spacing: _Spacing) -> Iterator[tuple[str, float]]:
    """Return a text with its width, letter by letter where the letters stand apart."""
    glyphs = list(_glyphs(text, font, size, spacing))
    whole = "".join(letter for letter, _ in glyphs)
    if spacing.letter > _SPACED * size or _LETTER_BY_LETTER.match(whole):
        yield from glyphs
    else:
        yield whole, sum(width for _, width in glyphs)


def _glyphs(text: bytes, font: Font, size: float, spacing: _Spacing) -> Iterator[tuple[str, float]]:
    codes, letters = _decoded(text, font)
    widths, usual = font.character_widths, font.character_widths["default"]
    for code, letter in zip(codes, letters, strict=True):
        is_space = code == font.space_char
        em = font.space_width if is_space else widths.get(code, usual)
        width = em / 1000 * size + spacing.letter + (spacing.word if is_space else 0.0)
        yield letter, width * spacing.stretch


def _decoded(text: bytes, font: Font) -> tuple[str, list[str]]:
    """Return the codes by which the font knows its widths, and what each stands for."""
    encoding = font.encoding
    if isinstance(encoding, str):
        try:
            codes = text.decode(encoding, "surrogatepass")
        except UnicodeDecodeError:
            codes = text.decode(encoding, "replace")
        named = list(codes)
    else:
        codes = text.decode("latin-1")
        named = [encoding.get(code, chr(code)) for code in text]
    return codes, [str(font.character_map.get(name, name)) for name in named]


def _placed(text: str, matrix: Matrix, start: float, end: float, size: float) -> TextPiece:
    """Return a text where it stands, turned upright."""
    a, b, c, d, e, f = matrix
    turn = round(math.atan2(b, a) / (math.pi / 2)) % 4
    from_x, from_y = _turned(a * start + e, b * start + f, turn)
    to_x, _ = _turned(a * end + e, b * end + f, turn)
    if not all(abs(at) < _MAX_PLACE for at in (from_x, from_y, to_x)):
        return TextPiece("", 0.0, 0.0, 0.0, 1.0)
    height = abs(size) * math.hypot(c, d)
    return TextPiece(text, min(from_x, to_x), max(from_x, to_x), from_y, height or 1.0, turn=turn)


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _number(operand: Any) -> float:
    return float(operand) if isinstance(operand, int | float) else 0.0
