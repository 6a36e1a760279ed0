"""Finds the terms of the glossary in a text: whole words in their inflected forms, the longest first."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from monitor.glossary.terms import Term, terms

# What an inflected word may end with, by language; a term in capitals is a code and never inflected.
_ENDINGS = {
    "en": ("s", "es", "'s"),
    "de": ("e", "en", "er", "es", "em", "n", "s"),
    "fr": ("s", "x", "e", "es"),
    "es": ("s", "es"),
    "it": (),
}
_LEAST_STEM = 4
_ITALIAN_VOWELS = "aeio"
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
# A word that touches one of these is part of a code, a file, an address or a compound.
_GLUE = frozenset("-/@#_&\\=+*")
_COMPANY = frozenset(
    "ltd limited inc llc corp corporation gmbh ag co sa sarl srl spa bv plc kg se".split()
)
_COMPANY_REACH = 2
# Languages that write nouns in small letters: there two capitals side by side are a name.
_SMALL = frozenset({"en", "fr", "es", "it"})


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term in a text: text[start:end] is one of its names."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a term as the forms of its words, in order."""

    term: Term
    words: tuple[frozenset[str], ...]


def term_matches(text: str, language: str) -> Iterator[TermMatch]:
    """Yield the terms of a language in a text, in order; of two that overlap the first, longer one."""
    yield from _in_chinese(text) if language == "zh" else _in_words(text, language)


def _in_words(text: str, language: str) -> Iterator[TermMatch]:
    words = list(_WORD.finditer(text))
    folded = [word[0].casefold().replace("\u2019", "'") for word in words]
    index, at = _names(language), 0
    while at < len(words):
        name = _longest(index, words, folded, at)
        size = len(name.words) if name else 1
        if name and not _is_part(text, words, folded, slice(at, at + size), language):
            yield TermMatch(name.term, words[at].start(), words[at + size - 1].end())
        at += size


def _is_part(
    text: str, words: Sequence[re.Match[str]], folded: Sequence[str], at: slice, language: str
) -> bool:
    """Whether words are part of something that is no term: a code, an address or a name."""
    is_single = at.stop - at.start == 1
    is_name = language in _SMALL and is_single and _is_in_name(words, at.start)
    return is_name or not _stands_alone(text, words[at]) or _names_company(folded, at.stop)


def _longest(
    index: dict[str, list[_Name]], words: Sequence[re.Match[str]], folded: Sequence[str], at: int
) -> _Name | None:
    """Return the longest name that stands at a word; a code must be written in capitals."""
    return next(
        (
            name
            for name in index.get(folded[at], ())
            if len(name.words) <= len(folded) - at
            and all(
                (word[0] if _is_code(forms) else spelt) in forms
                for forms, word, spelt in zip(name.words, words[at:], folded[at:], strict=False)
            )
            and _are_neighbours(words[at : at + len(name.words)])
        ),
        None,
    )


def _are_neighbours(words: Sequence[re.Match[str]]) -> bool:
    """Whether only a space or a hyphen stands between words that follow one another."""
    return all(
        right.start() - left.end() == 1 and right.string[left.end()] in " -\u00a0"
        for left, right in pairwise(words)
    )


def _stands_alone(text: str, words: Sequence[re.Match[str]]) -> bool:
    """Whether no sign glues the words to a code, a file name, an address or a longer word."""
    start, end = words[0].start(), words[-1].end()
    before, after = text[start - 1 : start], text[end : end + 2]
    is_dotted = after[:1] == "." and after[1:].isalnum()
    is_domain = before == "." and start > 1 and text[start - 2].isalnum()
    return not (before in _GLUE or after[:1] in _GLUE or is_dotted or is_domain or before == "'")


def _is_in_name(words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a single word with a capital stands beside another one: `Bell Recall`."""
    if not _is_capital(words[at][0]):
        return False
    before = (
        at > 0 and _is_capital(words[at - 1][0]) and words[at].start() - words[at - 1].end() == 1
    )
    after = (
        at + 1 < len(words)
        and _is_capital(words[at + 1][0])
        and words[at + 1].start() - words[at].end() == 1
    )
    return before or after


def _is_capital(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _names_company(folded: Sequence[str], at: int) -> bool:
    return any(word in _COMPANY for word in folded[at : at + _COMPANY_REACH])


def _is_code(forms: frozenset[str]) -> bool:
    return all(form.isupper() for form in forms)


@cache
def _names(language: str) -> dict[str, list[_Name]]:
    """Return the names of a language under each form of their first word, the longest first."""
    index: dict[str, list[_Name]] = defaultdict(list)
    for term in terms():
        for written in term.spoken(language):
            words = tuple(_forms(word, language) for word in _WORD.findall(written))
            for form in words[0]:
                index[form.casefold()].append(_Name(term, words))
    return {form: sorted(names, key=lambda one: -len(one.words)) for form, names in index.items()}


def _forms(word: str, language: str) -> frozenset[str]:
    """Return the forms of a word by the endings of its language."""
    if word.isupper() and len(word) > 1:
        return frozenset({word})
    word = word.casefold().replace("\u2019", "'")
    if len(word) < _LEAST_STEM:
        return frozenset({word})
    forms = {word, *(word + ending for ending in _ENDINGS[language])}
    if language == "en" and word.endswith("y"):
        forms.add(f"{word[:-1]}ies")
    if language == "it" and word[-1] in _ITALIAN_VOWELS:
        forms |= {word[:-1] + vowel for vowel in _ITALIAN_VOWELS}
    if language == "es" and word.endswith("ón"):
        forms.add(f"{word[:-2]}ones")
    return frozenset(forms)


def _in_chinese(text: str) -> Iterator[TermMatch]:
    """Yield the Chinese terms: no spaces stand between words, so the longest one is taken."""
    index, at = _chinese(), 0
    while at < len(text):
        found = next(
            ((name, term) for name, term in index.get(text[at], ()) if text.startswith(name, at)),
            None,
        )
        if found:
            yield TermMatch(found[1], at, at + len(found[0]))
        at += len(found[0]) if found else 1


@cache
def _chinese() -> dict[str, list[tuple[str, Term]]]:
    index: dict[str, list[tuple[str, Term]]] = defaultdict(list)
    for term in terms():
        for name in term.spoken("zh"):
            index[name[0]].append((name, term))
    return {first: sorted(names, key=lambda one: -len(one[0])) for first, names in index.items()}
