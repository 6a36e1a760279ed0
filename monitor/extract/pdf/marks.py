"""Know the marks that begin an item, and the numbers of headings."""

import re

_BULLET = "-•●▪■◦○‣⁃∙·–—*"
_ONLY_BULLETS = "•●▪■◦○‣⁃∙\uf0b7\uf0a7"
_HAN = "一二三四五六七八九十百"
_MARK = re.compile(
    rf"[{_BULLET}\uf0b7\uf0a7](?=\s|$)"
    rf"|\(?(?:[0-9]{{1,3}}[a-z]?|[A-Za-z]|[ivx]{{2,6}})[.)](?=\s|$)"
    rf"|\((?:[0-9]{{1,3}}[a-z]?|[A-Za-z]|[ivx]{{2,6}})\)"
    rf"|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{1,5}}[a-z]?\.?(?=\s|$)"
    rf"|§+\s?[0-9]{{1,4}}[a-z]?(?=\s|$)"
    rf"|第[{_HAN}0-9]{{1,5}}[条條章节節款项項编編]"
    rf"|[（(][{_HAN}0-9]{{1,4}}[)）]"
    rf"|(?:[{_HAN}]{{1,4}}|[0-9]{{1,3}})[、．]"
    rf"|[①-⑳]"
)
_FIGURES = re.compile(rf"[0-9]+[a-z]?|[{_HAN}]+")
_LETTERS = re.compile(r"[A-Za-z]+")
_NUMBERS = re.compile(r"[0-9]+|[A-Za-z]|[ivx]+")


def mark_of(text: str) -> str:
    """Return the bullet or number with which an item begins, or ''."""
    found = _MARK.match(text)
    return found[0] if found else ""


def is_mark(text: str) -> bool:
    """Return whether a text is a bullet or a number alone."""
    return _MARK.fullmatch(text) is not None


def is_bullet(text: str) -> bool:
    """Return whether a text begins with a bullet that stands for nothing else."""
    return text[0] in _ONLY_BULLETS


def style_of(mark: str) -> str:
    """Return a mark with its number levelled: the items of one list share it."""
    return _LETTERS.sub("a", _FIGURES.sub("0", mark))


def depth_of(text: str) -> int:
    """Return how deep the number of a heading lies: 2 for `1.2`; 0 without a number."""
    return len(_NUMBERS.findall(mark_of(text)))
