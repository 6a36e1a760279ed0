"""Find the words that say what a value is about: `appeal period` of `30 days`."""

import re

from monitor.model import Edit
from monitor.text import CJK, shorten
from monitor.tokens import Token, TokenKind, content

_SUBJECT_WORDS = 4
_SUBJECT_CJK = 10
SUBJECT_CHARS = 48
_HEAD_CHARS = 40
# Between the cells of a row, and between the heads of one in a subject.
CELL, HEADS = " | ", " \u00b7 "
# The words that name a value stand this near before it.
_REACH = 200
_BEFORE_VALUE = re.compile(r"[^.!?;。！？；|\n]*$")
# The Chinese words that end right before a value; a comma ends what they belong to.
_CJK_BEFORE = re.compile(rf"([{CJK}]+)(?:(?![，,、])[\W_])*$")
# What a period is for stands behind it: `3 天内可申诉`.
_CJK_AFTER = re.compile(rf"\s*(?:[之以]?[内后前])?([{CJK}]{{1,8}})")
# Words that end so say from when a period counts, not what it is for: `收到通知后`.
_SINCE = ("后", "起", "时", "前", "之日", "当日")
_WORD = re.compile(rf"[{CJK}]+|[^\W_]+(?:[-'’][^\W_]+)*")
# Words that no subject begins with, in six languages: articles, prepositions and auxiliaries.
FUNCTION_WORDS = frozenset(
    "a an the of to in on at by for from with within is are was be and or as per than at least most up after"
    " der die das den dem des ein eine einer einem von zu im am mit innerhalb ist sind und oder für pro nach"
    " le la les l un une des du de d à au aux en dans sous est sont et ou par pour"
    " el los las lo del al un una unos en de a por con es son y o para"
    " il lo gli i un uno di da del della dei nel per è sono e o entro con"
    " must shall may can will muss darf doit peut debe puede deve può".split()
)


def subject_of(text: str, token: Token) -> str:
    """Return the words beside a value that say what it is: `appeal period`; '' if none do."""
    sentence = _BEFORE_VALUE.search(text, max(0, token.start - _REACH), token.start)
    if sentence and (chinese := _chinese_subject(sentence[0], text, token)):
        return chinese
    words = _WORD.findall(sentence[0]) if sentence else []
    words = words[-_SUBJECT_WORDS:]
    while words and words[0].casefold() in FUNCTION_WORDS:
        words.pop(0)
    while words and words[-1].casefold() in FUNCTION_WORDS:
        words.pop()
    subject = " ".join(words)
    if not subject and "|" in text[: token.start]:
        return shorten(text.partition("|")[0].strip(), SUBJECT_CHARS)
    # Words that count something else say what that is: `after two listings within 60 days`.
    counts = any(one.kind is TokenKind.NUMBER for one in content(subject))
    return "" if counts else shorten(subject, SUBJECT_CHARS)


def _chinese_subject(sentence: str, text: str, token: Token) -> str:
    """Return the Chinese words before a value; around a period, if they only say when it begins."""
    found = _CJK_BEFORE.search(sentence)
    before = found[1].lstrip("年月日号").rstrip("在为是于至到的")[-_SUBJECT_CJK:] if found else ""
    if token.kind is not TokenKind.PERIOD or (before and not before.endswith(_SINCE)):
        return before
    behind = _CJK_AFTER.match(text, token.end)
    return before + behind[1] if behind else before


def row_subject(edit: Edit, token: Token) -> str:
    """Return the heads of a cell's column and row: `Referral fee percentages · Jewelry`; or ''."""
    heads = edit.path[-1].split(CELL) if edit.path else []
    cells = edit.after.split(CELL)
    column = edit.after[: token.start].count(CELL)
    if len(heads) != len(cells) or len(cells) < 2 or not column:
        return ""
    row, head = (shorten(cell.strip(), _HEAD_CHARS) for cell in (cells[0], heads[column]))
    return f"{head}{HEADS}{row}" if head and row else ""
