"""Names as keys, and what makes a name too common to be found by itself."""

import re
from functools import cache, lru_cache

from monitor.assess.dictionary import is_word
from monitor.data import load
from monitor.text import CJK
from monitor.watchlist.letters import Spelling, Word, weight, words_of

_CJK = re.compile(f"[{CJK}]")
_POSSESSIVE = re.compile("(?<=\\w)['\u2018\u2019\u02bc]s\\b", re.IGNORECASE)
_LEAST_WEIGHT = 3
_LONGEST_SUFFIX = 6
# Three Chinese characters beside places and trades are a name, two are in a name that is long.
_LEAST_CJK, _LEAST_CJK_OF_LONG, _LONG_CJK = 3, 2, 6


@lru_cache(maxsize=10_000)
def name_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a name: its letters without the company's form, with and without a city's."""
    names = [text]
    if _POSSESSIVE.search(text):
        names.append(_POSSESSIVE.sub("s", text))
    keys = [key for name in names for key in _with_cities(Spelling(bare(name)).letters)]
    return tuple(dict.fromkeys(key for key in keys if weight(key) >= _LEAST_WEIGHT))


def bare(text: str) -> str:
    """Return a name without the words of its company's form at its end: `Moonveil Co., Ltd`."""
    words = words_of(text)
    kept = len(words)
    while length := suffix_length(words, kept):
        kept -= length
    return text[: words[kept - 1].end] if kept else ""


def suffix_length(words: list[Word], end: int) -> int:
    """Return how many words before `end` are a company's form; 0 for none."""
    for length in range(min(_LONGEST_SUFFIX, end), 0, -1):
        if "".join(word.letters for word in words[end - length : end]) in word_set("suffixes"):
            return length
    return 0


def begins_suffix(words: list[Word], start: int) -> bool:
    """Whether a company's form begins at that word."""
    return any(
        "".join(word.letters for word in words[start : start + length]) in word_set("suffixes")
        for length in range(1, _LONGEST_SUFFIX + 1)
    )


@lru_cache(maxsize=10_000)
def is_common(text: str) -> bool:
    """Whether a name is made of everyday words alone, so that it may stand for something else."""
    words = [word.letters for word in words_of(bare(text))]
    whole = sum(bool(_CJK.match(word)) for word in words)
    least = _LEAST_CJK_OF_LONG if whole >= _LONG_CJK else _LEAST_CJK
    others = [word for word in words if not _CJK.match(word)]
    return len(_own_chinese(words)) < least and all(map(_is_everyday, others))


@cache
def word_set(group: str) -> frozenset[str]:
    """Return the words of a group of `names.yaml`."""
    return frozenset(str(word) for word in load("monitor.watchlist", "names.yaml")[group])


def _is_everyday(word: str) -> bool:
    return (
        len(word) < _LEAST_WEIGHT
        or word.isdigit()
        or word in word_set("generic")
        or word in word_set("pinyin_cities")
        or is_word(word)
    )


def _with_cities(key: str) -> list[str]:
    """Return a key that begins with a city in each way to write the city: 深圳, 深圳市."""
    for group, endings in (("cities", ("市",)), ("pinyin_cities", ("shi", "city"))):
        city = next((one for one in word_set(group) if key.startswith(one)), "")
        if city:
            rest = key.removeprefix(city)
            bare_rest = next((rest.removeprefix(e) for e in endings if rest.startswith(e)), rest)
            others = (f"{city}{ending}{bare_rest}" for ending in ("", *endings))
            return [key, *(one for one in others if one != key)] if bare_rest else [key]
    return [key]


def is_generic(text: str) -> bool:
    """Whether nothing of a name is its own: forms of companies, trades, cities, digits alone."""
    generic = word_set("generic") | word_set("cities") | word_set("pinyin_cities")
    words = [word.letters for word in words_of(bare(text))]
    latin = [word for word in words if not _CJK.match(word)]
    return not _own_chinese(words) and all(w in generic or w.isdigit() for w in latin)


def _own_chinese(words: list[str]) -> str:
    """Return the Chinese characters of a name that are no place and no trade."""
    own = "".join(word for word in words if _CJK.match(word))
    for generic in sorted(word_set("generic") | word_set("cities"), key=len, reverse=True):
        own = own.replace(generic, "") if _CJK.match(generic) else own
    return own
