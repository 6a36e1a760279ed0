"""Find the marketplaces that a notice names in its title or text. Precision first.

Only names that stand for one organisation count, as whole words: none that everyday language has,
too, none so short that it may be an abbreviation of something else, and no other business of the
same name (Amazon Pay, Amazon Web Services).
"""

import re
from collections import Counter
from functools import cache

from monitor.organisations import (
    all_organisations,
    is_everyday_name,
    names_of_organisation,
    offered_marketplaces,
)
from monitor.text import CJK, fold

_LEAST_LETTERS, _LEAST_CJK = 4, 2
_HAS_CJK = re.compile(f"[{CJK}]")
# What follows the name of another business.
_OTHER_BUSINESS = (
    r"(?![\s.-]*(?:pay|payments|web services|prime video|studios|music|robotics|logistics|river"
    r"|rainforest|basin|支付|云|物流)\b)"
)


def named_marketplaces(text: str) -> frozenset[str]:
    """Return the organisations, as the catalogue names them, that a text names."""
    organisations, pattern = _names()
    return frozenset(organisations[found[0]] for found in pattern.finditer(fold(text).casefold()))


@cache
def _names() -> tuple[dict[str, str], re.Pattern[str]]:
    shared = Counter(
        name for one in all_organisations() for name in {*map(_folded, names_of_organisation(one))}
    )
    names = {
        _folded(name): organisation
        for organisation in offered_marketplaces()
        for name in names_of_organisation(organisation)
        if shared[_folded(name)] == 1 and _is_clear(name)
    }
    longest_first = sorted(names, key=len, reverse=True)
    forms = "|".join(_form(name) for name in longest_first)
    return names, re.compile(f"(?:{forms}){_OTHER_BUSINESS}")


def _folded(name: str) -> str:
    return fold(name).casefold()


def _is_clear(name: str) -> bool:
    least = _LEAST_CJK if _HAS_CJK.search(name) else _LEAST_LETTERS
    return len(name) >= least and not is_everyday_name(name)


def _form(name: str) -> str:
    """Return the pattern of a name; one in Latin letters is a whole word."""
    escaped = re.escape(name)
    return escaped if _HAS_CJK.search(name) else rf"(?<![^\W{CJK}]){escaped}(?![^\W{CJK}])"
