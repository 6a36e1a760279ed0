"""Finds the terms that a mistyped word may mean: `hoverbord`, hoverboard（平衡车）."""

from functools import cache

from rapidfuzz import fuzz, process

from monitor.glossary.terms import Term, terms

_ALIKE = 85
_LEAST_CHARS = 4
_MOST = 3
_SPELT = ("en", "zh")


def near_terms(words: str) -> tuple[tuple[str, Term], ...]:
    """Return the names that are spelt nearly as the words, each with its term, the nearest first."""
    typed = words.strip().casefold()
    if len(typed) < _LEAST_CHARS:
        return ()
    found = process.extract(typed, _names().keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    near = {id(_names()[name]): (name, _names()[name]) for name, *_ in reversed(found)}
    return tuple(reversed(near.values()))[:_MOST]


@cache
def _names() -> dict[str, Term]:
    return {
        name.casefold(): term
        for term in terms()
        for language in _SPELT
        for name in term.spoken(language)
    }
