"""Leave out running heads and feet, page numbers and page counts: they are no text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from monitor.extract.pdf.lines import Line

# How many lines at the top or bottom of a page may be its head or foot.
_HEAD_LINES = 6
# In a shorter document a line may recur by chance.
_LEAST_PAGES = 3
# Left and right pages may have heads of their own, and a first page none.
_LEAST_SHARE = 0.4
# A head stands at the same height on each page, in points.
_SAME_HEIGHT = 4.0
_ALIGNED = 3.0
# Between a head and the text is more space than between the lines of the text.
_HEAD_GAP = 1.25
# Nobody sets the lines of a text further apart, in sizes of the font.
_MOST_PITCH = 2.4
_MOST_CHARS = 300
_MOST_DIGITS = 4
_NUMBER = re.compile(r"[0-9]{1,9}")
_PAGE = (
    r"(?:page|pages|pg|p|seite|s|página|pág|pagina|pag|strona|str|side|sida|sivu|strana|stránka"
    r"|stranica|oldal|lehekülg|puslapis|lappuse|σελίδα|страница|стр|сторінка|trang|halaman|sayfa"
    r"|หน้า|صفحة|페이지|쪽|ページ)"
)
_OF = r"(?:of|von|de|di|sur|van|af|av|z|ze|iš|no|din|из|з|od|από|dari|trong|/|\||-)"
# Shapes that only a page number has, in a document of whatever length.
_PAGE_NUMBER = re.compile(
    rf"{_PAGE}\.?\s?[0-9]{{1,4}}(?:\s?{_OF}\s?[0-9]{{1,4}})?"
    rf"|[0-9]{{1,4}}\s?/\s?[0-9]{{1,4}}"
    rf"|[-–—]\s?[0-9]{{1,4}}\s?[-–—]"
    rf"|[0-9]{{1,4}}\.?\s(?:oldal|lehekülg|puslapis)"
    rf"|第\s?[0-9一二三四五六七八九十百]{{1,5}}\s?[页頁]"
    rf"(?:[\s,，、/]{{0,3}}[共总]?\s?(?:计\s?)?[0-9一二三四五六七八九十百]{{1,5}}\s?[页頁])?"
    rf"|[0-9]{{1,4}}\s?(?:ページ|페이지|쪽)",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"[-–—]?\s?[ivxl]{1,7}\s?[-–—]?")


def without_heads(pages: Sequence[list[Line]]) -> list[Line]:
    """Return the lines of all pages without heads and feet; all of them if nothing else is there."""
    recurring: set[int] = set()
    if len(pages) >= _LEAST_PAGES:
        recurring = _recurring(pages) | _counting(pages)
    gap = _HEAD_GAP * _pitch(pages)
    seen: set[str] = set()
    kept = [
        line
        for page in pages
        for line in _body(page, len(pages), recurring, gap)
        if not _names_columns_again(line, page, recurring, seen)
    ]
    return kept or [line for page in pages for line in page]


def _body(page: list[Line], pages: int, recurring: set[int], gap: float) -> Iterator[Line]:
    dropped: set[int] = set()
    for edge in _edges(page):
        dropped.update(id(line) for line in _head(edge, pages, recurring, gap))
    near = {id(line) for edge in _edges(page) for line in edge[: _HEAD_LINES // 2]}
    for line in page:
        if id(line) not in dropped:
            yield _without_number(line) if id(line) in near else line


def _edges(page: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines at the top of a page, and those at its bottom, the outermost first."""
    down = sorted(page, key=lambda line: -line.y)
    return down[: _HEAD_LINES + 1], down[::-1][: _HEAD_LINES + 1]


def _head(edge: list[Line], pages: int, recurring: set[int], gap: float) -> list[Line]:
    """Return the lines of an edge that are its head or foot: those before a gap, and numbers."""
    numbers = [_is_number(line, pages) for line in edge]
    ends = 0
    for at, line in enumerate(edge[:_HEAD_LINES]):
        if not (numbers[at] or id(line) in recurring):
            break
        is_apart = at + 1 == len(edge) or abs(line.y - edge[at + 1].y) > gap
        if numbers[at] or is_apart:
            ends = at + 1
    return edge[:ends]


def _pitch(pages: Sequence[list[Line]]) -> float:
    """Return how far the lines of the text stand apart."""
    pairs = [pair for page in pages for pair in pairwise(page)]
    gaps = [min(a.y - b.y, _MOST_PITCH * b.size) for a, b in pairs if a.y - b.y > 1]
    return median(gaps) if gaps else 0.0


def _without_number(line: Line) -> Line:
    """Return a line without the page number that stands apart in it."""
    cells = tuple(cell for cell in line.cells if not _is_page_number(cell.text, line.page))
    return replace(line, cells=cells) if 0 < len(cells) < len(line.cells) else line


def _is_number(line: Line, pages: int) -> bool:
    """Return whether a line holds only the number of its page."""
    if _is_page_number(line.text, line.page):
        return True
    if pages < _LEAST_PAGES:
        return pages > 1 and line.text == str(line.page + 1)
    return _ROMAN.fullmatch(line.text) is not None


def _is_page_number(text: str, page: int) -> bool:
    if not _PAGE_NUMBER.fullmatch(text):
        return False
    number = _NUMBER.search(text)
    return text.startswith("第") or (number is not None and int(number[0]) == page + 1)


def _recurring(pages: Sequence[list[Line]]) -> set[int]:
    """Return the ids of lines that recur at the same height of many pages."""
    least = max(2, len(pages) * _LEAST_SHARE)
    found: set[int] = set()
    for side in (0, 1):
        alike: dict[str, list[Line]] = defaultdict(list)
        for page in pages:
            for line in _edges(page)[side]:
                if len(line.text) <= _MOST_CHARS:
                    alike[_NUMBER.sub("0", line.text)].append(line)
        for lines in alike.values():
            level = _at_one_height(lines)
            if len(level) >= least and _is_running_head(level):
                found.update(id(line) for line in level)
    return found


def _counting(pages: Sequence[list[Line]]) -> set[int]:
    """Return the ids of outermost lines that begin or end with a number that counts the pages.

    They may name the chapter too, and so be another text in each.
    """
    ends = [
        (line, number - line.page)
        for page in pages
        for line in {id(edge[0]): edge[0] for edge in _edges(page) if edge}.values()
        for number in _end_numbers(line)
    ]
    if not ends:
        return set()
    offset, count = Counter(offset for _, offset in ends).most_common(1)[0]
    if count < max(_LEAST_PAGES, len(pages) * _LEAST_SHARE):
        return set()
    lines = [line for line, its in ends if its == offset]
    bare = {id(line) for line in lines if line.text.strip(" -–—").isdigit()}
    return bare | {
        id(line)
        for line in lines
        if sum(abs(line.y - other.y) <= _SAME_HEIGHT for other in lines) >= _LEAST_PAGES
    }


def _end_numbers(line: Line) -> set[int]:
    """Return the numbers with which a line begins and ends."""
    if len(line.text) > _MOST_CHARS:
        return set()
    words = line.text.strip(" -–—|").split()
    ends = {words[0], words[-1]} if words else set()
    return {int(word) for word in ends if word.isdecimal() and len(word) <= _MOST_DIGITS}


def _at_one_height(lines: list[Line]) -> list[Line]:
    usual = median(line.y for line in lines)
    return [line for line in lines if abs(line.y - usual) <= _SAME_HEIGHT]


def _is_running_head(lines: list[Line]) -> bool:
    """Return whether each number in recurring lines either never changes or counts the pages.

    Rows of a table that differ in their figures recur too, and are text.
    """
    numbers = [[int(number) for number in _NUMBER.findall(line.text)] for line in lines]
    columns = list(zip(*numbers, strict=True))
    counts = [_counts(column, lines) for column in columns]
    fixed = [len(set(column)) == 1 for column in columns]
    has_words = any(map(str.isalpha, lines[0].text))
    return all(map(max, counts, fixed)) and (has_words or any(counts))


def _counts(numbers: Sequence[int], lines: list[Line]) -> bool:
    return len({number - line.page for number, line in zip(numbers, lines, strict=True)}) == 1


def _names_columns_again(line: Line, page: list[Line], recurring: set[int], seen: set[str]) -> bool:
    """Return whether a line is the column heads that a table repeats on each of its pages."""
    if len(line.cells) < 2 or id(line) not in recurring:
        return False
    at = next((at for at, other in enumerate(page) if other is line), len(page))
    if not (at + 1 < len(page) and _is_aligned(line, page[at + 1])):
        return False
    is_again = line.text in seen
    seen.add(line.text)
    return is_again


def _is_aligned(line: Line, below: Line) -> bool:
    starts = [cell.left for cell in below.cells]
    return sum(any(abs(cell.left - at) < _ALIGNED for at in starts) for cell in line.cells) > 1
