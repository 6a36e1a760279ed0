"""Recognise a text that is a stamp and nothing else: when it was written, its version, its owner."""

import re
from functools import cache

from monitor.assess.dates.stated import has_force, stated_dates
from monitor.assess.dates.words import anywhere_in
from monitor.dates import partial_dates_in
from monitor.text import fold

_CHARS = 200
# Day and month in either order: which is which does not matter here.
_NUMERIC = r"(?<!\d)\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d)"
_NUMBER = r"(?:v(?:er)?\.?\s?)?\d+(?:[.-]\d+){0,4}(?:[-.]?(?:alpha|beta|rc)\.?\d*)?"
_OWNER = re.compile(
    r"^\W*(?:copyright|\(c\)|©)(?:\s?(?:copyright|\(c\)|©))?[\s:]*(?:19|20)\d{2}(?:\s?[-,]\s?(?:(?:19|20)\d{2}|present))?"
    r"[\s,.]*(?P<owner>[^\d:;!?%$€£¥]{0,80})$"
)
_OWNER_WORDS = 12
_MOMENT = re.compile(r"[,\s]*(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:\s?[ap]m)?")
_LEFT = re.compile(r"\w")


def is_only_stamp(text: str) -> bool:
    """Return whether a text is a stamp alone, without a date of force or a deadline.

    A stamp says when the text was written or changed, its version or build, or who owns it.
    """
    folded = fold(text).casefold()
    if not folded or len(folded) > _CHARS or has_force(text):
        return False
    return is_owner(folded) or _is_stamp(folded)


def is_owner(text: str) -> bool:
    """Return whether a text names the owner of a copyright and the years, and nothing else."""
    found = _OWNER.match(fold(text).casefold())
    if not found or len(found["owner"].split()) > _OWNER_WORDS:
        return False
    return not _rule().search(found["owner"])


def _is_stamp(text: str) -> bool:
    """Return whether the text is a date with a stamp's word, an age or a version; no other word."""
    # A date beside another is read when that is gone: `Junio 2022 Mar 2024`.
    undated = _without_dates(_without_dates(text))
    bare = _values().sub(" ", undated)
    has_value = bare != undated or (undated != text and _marks().search(bare))
    return bool(has_value) and not _LEFT.search(_without_words(bare))


def is_moment(text: str) -> bool:
    """Return whether a text is a date with an hour and nothing else: `2027-03-05 07:51`."""
    folded = fold(text).casefold()
    undated = _without_dates(folded) if len(folded) <= _CHARS else folded
    return undated != folded and bool(_MOMENT.fullmatch(undated.strip()))


def states_alike(before: str, after: str) -> bool:
    """Return whether two texts state the same dates, and differ in prepositions and articles of dates.

    `Effective 1 May 2027` and `Effective from 1 May 2027`.
    """
    if max(len(before), len(after)) > _CHARS:
        return False
    known = stated_dates(before)
    return bool(known) and known == stated_dates(after) and _core(before) == _core(after)


def _core(text: str) -> str:
    """Return the letters of a text without its dates and their small words."""
    return re.sub(r"\W+", "", _links().sub(" ", _without_dates(fold(text).casefold())))


def _without_words(text: str) -> str:
    """Return a text without the words of stamps, of dates and of pages."""
    return _links().sub(" ", _marks().sub(" ", text))


def _without_dates(text: str) -> str:
    dated, yearless = partial_dates_in(text)
    places = [*((one.start, one.end) for one in dated), *((one.start, one.end) for one in yearless)]
    for start, end in sorted(places, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return re.sub(_NUMERIC, " ", text)


@cache
def _marks() -> re.Pattern[str]:
    names = ("stamp", "stamp_cjk", "stamp_after_cjk", "version", "version_cjk")
    return re.compile(anywhere_in(*names))


@cache
def _values() -> re.Pattern[str]:
    """Return the pattern of what a stamp states instead of a date: an age, a version's number."""
    version = rf"(?:{anywhere_in('version', 'version_cjk')})[\s.:#]{{0,3}}{_NUMBER}(?![a-z\d])"
    return re.compile(f"{anywhere_in('age', 'age_cjk')}|{version}")


@cache
def _links() -> re.Pattern[str]:
    names = ("weekdays", "hours", "zones", "articles", "links", "page", "page_cjk")
    return re.compile(anywhere_in(*names))


@cache
def _rule() -> re.Pattern[str]:
    return re.compile(anywhere_in("modal", "modal_cjk", "force", "force_cjk", "not_until"))
