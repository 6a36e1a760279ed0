"""Read the number that a block begins with: `4.`, `(b)`, `4.2`, `Article 5`, `第三条`, `三、`."""

import re
from collections.abc import Iterable, Mapping, Sequence

from monitor.tokens import Token, TokenKind

_NUMERAL = "一二三四五六七八九十百零〇\\d"
_LABEL = re.compile(
    r"^\s*(?:"
    # A word for a part of a text, then its number.
    r"(?:article|section|sec\.|clause|chapter|part|annex|appendix|schedule|step|rule|paragraph|item"
    r"|§|artikel|abschnitt|absatz|kapitel|anhang|ziffer|teil|section|chapitre|annexe|clause|partie"
    r"|artículo|sección|cláusula|capítulo|anexo|articolo|sezione|clausola|capitolo|allegato|punto)"
    r"\s{0,3}(?P<named>\d{1,4}(?:\.\d{1,4}){0,5}[a-z]?|[ivxlc]{1,7}|[a-z])\b[.):：]?"
    rf"|第(?P<cjk>[{_NUMERAL}]{{1,6}})[条章节款项部分编]"
    # A number or letter with a sign after it, or in brackets.
    rf"|[(\[（【](?P<bracketed>\d{{1,4}}|[a-z]|[ivxlc]{{1,7}}|[{_NUMERAL}]{{1,4}})[)\]）】]"
    rf"|(?P<signed>\d{{1,4}}(?:\.\d{{1,4}}){{0,5}}|[a-z]|[ivxlc]{{1,7}}|[{_NUMERAL}]{{1,4}})(?:[.)．](?!\d)|[、）])"
    r"|(?P<circled>[①-⑳])"
    # Several levels without a sign, before a word with a capital: 4.2 Fees.
    r"|(?P<levels>\d{1,3}(?:\.\d{1,3}){1,5})(?=\s+[A-ZÀ-Þ\u4e00-\u9fff])"
    r")\s*",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(r"(?:(?<=[\s:;.,])|^)[(\[]?(\d{1,2})[.)\]](?=\s|$)")
_CAPITAL = re.compile(r"[A-ZÀ-Þ\u4e00-\u9fff]")
# What follows the number of a part that the sentence is about.
_OF_PART = re.compile("规定|所|的|中|以及|和|或|至|、|第")
# What stands before the number of a part that a text refers to: its name, or `see`, and perhaps
# other numbers. A number without them counts something: `1 brand for each shop`.
_PARTS = (
    r"articles?|sections?|secs?\.|clauses?|chapters?|parts?|annex(?:es)?|appendi(?:x|ces)|schedules?|steps?|rules?"
    r"|paragraphs?|paras?\.?|items?|points?|tables?|no\.|nos\.|§{1,2}|artikeln?|abschnitte?n?|absatz|absätze|abs\."
    r"|kapiteln?|anhang|ziffern?|nummern?|nr\.|teil|punkte?|chapitres?|annexes?|parties?|alinéas?|artículos?"
    r"|secci(?:ón|ones)|cláusulas?|capítulos?|anexos?|apartados?|articol[oi]|sezion[ei]|clausol[ae]|capitol[oi]"
    r"|allegat[oi]|punt[oi]|comm[ai]|see|siehe|voir|véase|ver|vedi"
)
_NUMBERS = r"(?:[(\[（]?[\w.]{1,8}[)\]）]?\s*(?:,|、|and|or|to|und|oder|bis|et|ou|à|y|o|e|a|-|–|至|和|或)\s*)"
_REFERS = re.compile(rf"(?:^|[^\w])(?:{_PARTS})\s*{_NUMBERS}{{0,6}}[(\[（]?$", re.IGNORECASE)
_REFERS_CJK = re.compile(rf"(?:第|见|参见)\s*{_NUMBERS}{{0,6}}[(（]?$")
_REACH = 80
_REFERABLE = frozenset({TokenKind.NUMBER, TokenKind.CODE, TokenKind.WORD})


def split_label(text: str) -> tuple[str, str]:
    """Return the number that begins a block, without its signs, and the rest; ('', text) for none."""
    found = _LABEL.match(text)
    if not found or (found["levels"] and not _CAPITAL.match(text[found.end() :])):
        return "", text
    label, rest = next(label for label in found.groups() if label), text[found.end() :]
    return ("", text) if _is_subject(found, rest) else (label.casefold(), rest)


def _is_subject(label: re.Match[str], rest: str) -> bool:
    """Return whether a sentence is about the part that it begins with: `Annex I goods are free.`"""
    if label["cjk"]:
        return bool(_OF_PART.match(rest))
    is_signed = label[0].rstrip()[-1:] in ".):："
    return bool(label["named"]) and not is_signed and rest[:1].islower()


def renumbered(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return new labels by old ones, from (before, after) labels of blocks that kept their words.

    A label that stands for two others, in two lists, says nothing about a reference to it.
    """
    known: dict[str, str] = {}
    unclear = set()
    for old, new in pairs:
        if known.setdefault(old, new) != new:
            unclear.add(old)
    return {old: new for old, new in known.items() if old and new and old not in unclear}


def is_reference(
    old: tuple[Token, ...], new: tuple[Token, ...], before: str, labels: Mapping[str, str]
) -> bool:
    """Return whether the tokens refer to the same parts of a text that was numbered anew.

    `before`: the text of the old tokens, which says what their numbers are.
    """
    if not old or not _refers(before[max(0, old[0].start - _REACH) : old[0].start]):
        return False
    if len(old) != len(new) or not {token.kind for token in (*old, *new)} <= _REFERABLE:
        return False
    return all(
        _renamed(before.text.casefold(), labels) == after.text.casefold()
        for before, after in zip(old, new, strict=True)
    )


def _refers(before: str) -> bool:
    return bool(_REFERS.search(before) or _REFERS_CJK.search(before))


def _renamed(label: str, labels: Mapping[str, str]) -> str | None:
    """Return the new label, by its longest part that was renamed: 4 became 5, so 4.2 is 5.2."""
    parts = label.split(".")
    for end in range(len(parts), 0, -1):
        if renamed := labels.get(".".join(parts[:end])):
            return ".".join([renamed, *parts[end:]])
    return None


def counts_up(labels: Sequence[str]) -> bool:
    """Return whether the labels are 1, 2, 3 or a, b, c: several lists, one in another."""
    open_lists: list[int] = []
    for label in labels:
        number = int(label) if label.isdigit() else ord(label) - ord("a") + 1
        while number != 1 and open_lists and open_lists[-1] != number - 1:
            open_lists.pop()
        if number == 1:
            open_lists.append(1)
        elif open_lists:
            open_lists[-1] = number
        else:
            return False
    return bool(labels)


def without_counts(text: str) -> str:
    """Return a text without the numbers of the items inside it: `: 1. First 2. Second`."""
    inside = _IN_TEXT.findall(text)
    return _IN_TEXT.sub(" ", text) if len(inside) > 1 and counts_up(inside) else text
