"""Recognise edits that say nothing new, each with its cause."""

import re
from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.distance import Postfix, Prefix

from monitor.assess.boilerplate import is_widget, only_interface, only_small, other_language
from monitor.assess.dates import dates_of_force
from monitor.assess.rules import speaks, speaks_at_all
from monitor.dates import dates_in
from monitor.model import Edit, Op
from monitor.text import CJK, fold

# Every repeat is bounded: Chinese prose has no spaces, and an unbounded repeat that must be
# followed by a sign takes time in the square of its length.
_URL = re.compile(
    r"\(?mailto:\s?\S{1,120}|\[?e-?mail[\s\xa0]protected\]?"
    r"|(?:https?://|www\.)\S+|\b[\w.-]{1,64}@[\w-]{1,64}\.\w{2,24}"
    r"|[\w./%-]{1,120}\?[\w.%&-]{1,60}=[\w.%&=+-]{0,200}"
)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b|\b\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}\b"
    rf"|\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:{_MONTHS})\.?,?(?:\s+\d{{4}})?\b"
    rf"|\b(?:{_MONTHS})\.?\s+\d{{4}}\b"
    r"|\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?\b", re.IGNORECASE)
_STAMP_WORDS = re.compile(
    r"\b(?:last|updated?|revised|revision|modified|published|posted|version|as of|copyright)\b"
    r"|更新|修订|修改|发布|版本|©",
    re.IGNORECASE,
)
_COUNTER_WORDS = re.compile(
    r"\b(?:views?|visits?|reads?|likes?|shares?|comments?|replies|votes?|helpful|results?"
    r"|followers|ago|online|have read|hits?|downloads?)\b|浏览|阅读|点赞|评论|人气|已读",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^(?:(?:article|section|chapter|part|clause|item|step)\s+)?"
    r"[(\[（]?(?:\d+(?:\.\d+)*|[ivxlc]+|[a-z]|[一二三四五六七八九十百]+|第[一二三四五六七八九十百\d]+[条章节款])"
    r"[)\].:：、）]*\s*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SIGNS = re.compile(rf"[^\w{CJK}]+|_")
_BREADCRUMB = re.compile(r"[›»→]|\s>\s")
_NEIGHBOUR = re.compile(
    r"(?:next|previous|prev|related|see also|up next|上一篇|下一篇|相关)\s*[:：]", re.IGNORECASE
)
_DATE_CHARS = 40
# The characters of shared text that are kept on either side of the difference.
_MARGIN = 100
_NAVIGATION_CHARS = 160
# One sentence, with a question mark at its end.
_QUESTION = re.compile(r"^[^.!?。！？]+[?？]\s*$")
_QUESTION_CHARS = 200
# A clause's letter or small roman number inside a text, as references to clauses have it.
_REFERENCE = re.compile(r"[(（](?:[a-z]|[ivx]{1,4})[)）]")
# Links of a menu often stand without a space between them: Privacy CentreCookies.
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SENTENCE_END = re.compile(r"[.!;:。！；：]\s*$")
# A line this short that states nothing is a label or a link, not a rule.
_LABEL_WORDS = 7
# Rules whose words make even a short line relevant, in the heading above it or in itself.
_LIST_RULES = frozenset({"prohibition", "duty"})
_LABEL_RULES = frozenset({"prohibition", "duty", "amount", "deadline"})
_LABEL_CJK = 14
# A stamp may have this many more characters than date and keyword: a page's name, a time zone.
_STAMP_REST = 30


# Cached: the severity, the summary and the message each need the cause of the same edit.
@lru_cache(maxsize=2_000)
def noise(edit: Edit) -> str | None:
    """Return why an edit is noise, or None when it says something new."""
    if edit.op is Op.MOVED:
        return "moved"
    if not edit.before or not edit.after:
        return _whole_line(edit.before or edit.after, edit.path)
    old, new = (fold(_GLUED.sub(" ", text)).casefold() for text in (edit.before, edit.after))
    old, new = _core(old, new)
    before, after = old, new
    for cause, level in _LEVELS:
        before, after = level(before), level(after)
        if before == after:
            return cause
    return _boilerplate(old, new) or _numbers_only(edit, before, after)


def _core(old: str, new: str) -> tuple[str, str]:
    """Return both texts without most of their shared beginning and end: a long clause takes time."""
    start = Prefix.similarity(old, new)
    end = Postfix.similarity(old[start:], new[start:])
    cut = old.rfind(" ", 0, max(start - _MARGIN, 0)) + 1 if start > 2 * _MARGIN else 0
    tail = max(end - _MARGIN, 0) if end > 2 * _MARGIN else 0
    # The mark keeps patterns that are anchored to the start of a text from matching inside it.
    lead = "\u2026 " if cut else ""
    return lead + old[cut : len(old) - tail], lead + new[cut : len(new) - tail]


def _boilerplate(before: str, after: str) -> str | None:
    if all(_is_navigation(text) for text in (before, after)):
        return "navigation"
    if only_interface(before, after):
        return "interface"
    if only_small(before, after):
        return "spelling"
    if other_language(before, after):
        return "language"
    return "label" if all(_is_quiet_label(text) for text in (before, after)) else None


def _numbers_only(edit: Edit, before: str, after: str) -> str | None:
    """Return `counter` when only the number of a counter changed; any other number is relevant."""
    if _DIGITS.sub("#", before) != _DIGITS.sub("#", after):
        return None
    counts = _COUNTER_WORDS.search(edit.after) and _is_label(edit.after)
    return "counter" if counts and not speaks_at_all(edit.after) else None


def _whole_line(text: str, path: tuple[str, ...]) -> str | None:
    """Return why an added or removed line is noise, or None."""
    bare = _SIGNS.sub("", _TIME.sub("", _DATE.sub("", _URL.sub("", text))))
    if not _DIGITS.sub("", bare):
        return "date-stamp" if _DATE.search(text) else "link"
    if _is_stamp(text):
        return "date-stamp"
    if is_widget(fold(text).casefold()):
        return "interface"
    if _is_navigation(text) or _is_question(text):
        return "navigation"
    # A bare name under a heading that forbids or demands is an item of a rule's list.
    is_list_item = bool(path) and speaks(path[-1], _LIST_RULES) and not _is_question(path[-1])
    return "label" if _is_quiet_label(text) and not is_list_item else None


def _is_navigation(text: str) -> bool:
    """Return whether a text is a breadcrumb trail, or a link to the page before or after."""
    if len(_BREADCRUMB.findall(text)) > 1:
        return not _SENTENCE_END.search(text)
    return bool(_NEIGHBOUR.match(text)) and len(text) <= _NAVIGATION_CHARS


def _is_question(text: str) -> bool:
    """Return whether a text is a mere question: it states no rule, and its answer is another line.

    A question with a number may state a date or an amount, so it does not count.
    """
    is_short = len(text) <= _QUESTION_CHARS and not _DIGITS.search(text)
    return is_short and bool(_QUESTION.match(text))


def _is_quiet_label(text: str) -> bool:
    return _is_label(text) and not _DIGITS.search(text) and not speaks(text, _LABEL_RULES)


def _is_stamp(text: str) -> bool:
    """Return whether a line states when the page was last updated, and nothing else."""
    if not (_DATE.search(text) and _STAMP_WORDS.search(text)) or dates_of_force(text):
        return False
    rest = _STAMP_WORDS.sub("", _TIME.sub("", _DATE.sub("", text)))
    return len(_SIGNS.sub("", rest)) <= _STAMP_REST


def _is_label(text: str) -> bool:
    """Return whether a text is a title, a link or a short question: it states no rule."""
    if _SENTENCE_END.search(text):
        return False
    cjk = len(re.findall(f"[{CJK}]", text))
    return cjk <= _LABEL_CJK and len(text.split()) <= _LABEL_WORDS


def _is_bare_date(text: str) -> bool:
    """Return whether a text is only a date, in any language of the catalogue."""
    if len(text) > _DATE_CHARS:
        return False
    dates = dates_in(text)
    rest = text
    for dated in reversed(dates):
        rest = rest[: dated.start] + rest[dated.end :]
    return bool(dates) and not _SIGNS.sub("", rest)


def _without_stamp(text: str) -> str:
    if _is_bare_date(text):
        return ""
    return _TIME.sub("", _DATE.sub("", text)) if _is_stamp(text) else text


_LEVELS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("typography", lambda text: text),
    ("link", lambda text: _URL.sub("", text)),
    ("date-stamp", _without_stamp),
    ("numbering", lambda text: _REFERENCE.sub("()", _NUMBERING.sub("", text))),
    ("typography", lambda text: _SIGNS.sub("", text)),
)
