"""Read plain text into blocks: headings, lists and rows by their shape, lines joined to paragraphs."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from monitor.extract.html import parse
from monitor.extract.markdown import is_markdown, read_markdown
from monitor.extract.walk import read_blocks
from monitor.model import Block

# Old archives save pages as text with their tags inside.
_TAG = re.compile(r"</?(?:p|br|li|ul|ol|div|td|tr|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_FEW_TAGS = 3
_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n")
_ENDS = (
    ".",
    "!",
    "?",
    ";",
    ",",
    ":",
    "\u3002",
    "\uff01",
    "\uff1f",
    "\uff1b",
    "\uff0c",
    "\uff1a",
    "\u3001",
)
_HEADING_CHARS = 80
_CJK_HEADING_CHARS = 30
_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,}|\*{3,})")
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,4})[.)]?\s+\D")
_CHAPTER = re.compile(r"\u7b2c[\u4e00-\u9fff\d]{1,6}([\u7f16\u7ae0\u8282\u6761])")
_CHAPTER_LEVELS = {"\u7f16": 1, "\u7ae0": 2, "\u8282": 3, "\u6761": 4}
_CHINESE_NUMBER = re.compile(
    r"[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3}\u3001"
)
_BULLET = re.compile(
    r"(?:[-*+\u2022\u00b7\u2023\u25aa\u25cf\u25e6\u2013]\s+|\(?(?:[a-zA-Z]|[ivx]{1,4}|\d{1,2})\)\s+)"
)
_NUMBER = re.compile(r"\d{1,3}\.\s+")
_LABELLED = re.compile(r"[^\W\d][^:\uff1a.!?\u3002]{0,39}[:\uff1a]\s?\S.{0,99}")
_COLUMNS = re.compile(r"\t+|[^\S\n]{2,}")
_CJK_JOINT = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uff60])\n(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uff60])"
)


def read_text(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text, which may be Markdown or hold tags."""
    if len(_TAG.findall(text)) > _FEW_TAGS:
        return read_blocks(parse(f"<body>{_PARAGRAPHS.sub('<p>', text)}</body>"))
    if is_markdown(text):
        return read_markdown(text)
    markup = "".join(_markup(text.expandtabs(8) if "\t" not in text else text))
    return read_blocks(parse(f"<body>{markup}</body>")) if markup else ()


def _markup(text: str) -> Iterator[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    parts = list(_parts(lines))
    for number, part in enumerate(parts):
        following = parts[number + 1] if number + 1 < len(parts) else []
        yield from _part(part, following)


def _parts(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines between blank lines."""
    part: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            part.append(line.rstrip())
        elif part:
            yield part
            part = []


def _part(lines: list[str], following: Sequence[str]) -> Iterator[str]:
    """Yield the markup of the lines between two blank lines."""
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1].strip()):
        level = 1 if lines[1].strip()[0] == "=" else 2
        yield _element(f"h{level}", lines[0])
        lines = lines[2:]
    elif lines and (level := _level(lines, following)):
        yield _element(f"h{level}", lines[0])
        lines = lines[1:]
    if not lines:
        return
    if rows := _rows(lines):
        yield f"<table>{''.join(rows)}</table>"
    else:
        yield from _runs(lines)


def _level(lines: Sequence[str], following: Sequence[str]) -> int:
    """Return the level of the heading that the first line is, or 0."""
    line = lines[0].strip()
    most = _HEADING_CHARS if line.isascii() else _CJK_HEADING_CHARS
    if len(line) > most or line.endswith(_ENDS) or _is_listed(lines, following):
        return 0
    if found := _CHAPTER.match(line):
        return _CHAPTER_LEVELS[found[1]]
    if _CHINESE_NUMBER.match(line):
        return 3
    if found := _NUMBERED.match(line):
        return min(2 + found[1].count("."), 6)
    return 2 if _is_capital(line) and len(lines) == 1 else 0


def _is_listed(lines: Sequence[str], following: Sequence[str]) -> bool:
    """Return whether the first line is an item: the next line, or part, is numbered as it is."""
    beside = lines[1] if len(lines) > 1 else following[0] if len(following) == 1 else ""
    if _NUMBER.match(lines[0].strip()):
        return _NUMBER.match(beside.strip()) is not None
    return _CHINESE_NUMBER.match(beside.strip()) is not None and len(lines) > 1


def _is_capital(line: str) -> bool:
    return line.isupper() and sum(map(str.isalpha, line)) > 3 and not _COLUMNS.search(line)


def _rows(lines: Sequence[str]) -> list[str]:
    """Return the lines as rows, if each is one: labelled, or with as many columns as the others."""
    if len(lines) < 2 or any(_bullet(line) for line in lines):
        return []
    columns = [_COLUMNS.split(line.strip()) for line in lines]
    if len(columns[0]) > 1 and {len(cells) for cells in columns} == {len(columns[0])}:
        return [f"<tr>{''.join(_element('td', cell) for cell in cells)}</tr>" for cells in columns]
    if all(_LABELLED.fullmatch(line.strip()) for line in lines):
        return [f"<tr>{_element('td', line)}</tr>" for line in lines]
    return []


def _runs(lines: Sequence[str]) -> Iterator[str]:
    """Yield paragraphs of joined lines, and lists nested as their lines are indented."""
    run: list[str] = []
    depths: list[int] = []
    for line in [*lines, None]:
        marked = _bullet(line) if line is not None else 0
        if run and (line is None or marked):
            yield _element("li" if depths else "p", "\n".join(run)).removesuffix("</li>")
            run = []
        if line is None:
            yield "</li></ul>" * len(depths)
        elif marked:
            yield _nesting(depths, len(line) - len(line.lstrip()))
            run = [line.lstrip()[marked:]]
        else:
            run.append(line)


def _nesting(depths: list[int], depth: int) -> str:
    """Return what closes and opens lists before an item that is indented so far."""
    closed = ""
    while depths and depths[-1] > depth:
        depths.pop()
        closed += "</li></ul>"
    if not depths or (depths[-1] < depth and len(depths) < 20):
        depths.append(depth)
        return f"{closed}<ul>"
    return f"{closed}</li>"


def _bullet(line: str) -> int:
    """Return the length of the bullet or number that a line starts with."""
    found = _BULLET.match(line.lstrip()) or _NUMBER.match(line.lstrip())
    return found.end() if found else 0


def _element(tag: str, text: str) -> str:
    joined = _CJK_JOINT.sub("", "\n".join(line.strip() for line in text.split("\n")))
    return f"<{tag}>{escape(joined, quote=False)}</{tag}>"
