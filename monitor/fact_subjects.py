"""Names what a value is about in the reader's language (fact_subjects.yaml): `appeal period`, 申诉期限."""

import re
from functools import cache
from typing import Any

from monitor.data import load
from monitor.language import Language
from monitor.phrases import PhraseBook
from monitor.text import CJK
from monitor.tokens import TokenKind, content

# Between the heads of a row in a subject: `Referral fee percentages · Jewelry`.
PART = " \u00b7 "
_HAS_CJK = re.compile(f"[{CJK}]")
_MARKS = {"yes": {"en": "Yes", "zh": "是"}, "no": {"en": "No", "zh": "否"}}


def subject_name(kind: str, subject: str, language: Language) -> str:
    """Return the name of what a value is about; '' where the vocabulary has none.

    Of `Referral fee percentages · Jewelry` the part that the vocabulary names is put into words.
    """
    parts = subject.split(PART)
    named = [_named(kind, part, language) for part in parts]
    if not any(named):
        return ""
    first = next(index for index, name in enumerate(named) if name)
    rest = [part for index, part in enumerate(parts) if index != first]
    return PART.join([named[first], *rest])


def subject_names(kind: str, words: str) -> frozenset[str]:
    """Return the ids of all that values of a kind may be about in a text."""
    return frozenset(_books()[kind].found(words) if kind in _books() else ())


def kind_name(kind: str, language: Language) -> str:
    """Return what kind of value a fact is about: `period`, 期限."""
    names: dict[str, str] = _vocabulary()["kinds"][kind]
    return names[language]


def names_document(words: str) -> bool:
    """Return whether words name something that must be handed in."""
    return bool(_documents().found(words))


def document_at(words: str) -> int:
    """Return where the first name of a document begins; -1 without one."""
    lower = words.casefold()
    places = (lower.find(name) for name in _documents().found(words).get("document", ()))
    return min((place for place in places if place >= 0), default=-1)


def is_read_by(words: str, language: Language) -> bool:
    """Return whether words are in the script of a language: Chinese or not."""
    return bool(_HAS_CJK.search(words)) == (language == Language.ZH)


def value_in(value: str, language: Language) -> tuple[str, str]:
    """Return a value and its unit in a language; amounts, codes and dates stay as they are written."""
    found = content(value)
    if len(found) != 1:
        return value, ""
    token = found[0]
    if token.kind is TokenKind.PERIOD:
        unit, _, number = token.value.partition(" ")
        return (number, unit) if unit in _units() else (value, "")
    if token.kind is TokenKind.MARK and value.isalpha():
        return _MARKS.get(token.value, {}).get(language, value), ""
    return value, ""


def answer_names(subject: str, language: Language) -> tuple[str, dict[str, str]]:
    """Return what an answer is about, and what `yes` and `no` mean under that head: ('Watches', …).

    A head that only asks whether something is allowed is left out, as the answer says so.
    """
    parts = subject.split(PART)
    for index, part in enumerate(parts):
        entry = _vocabulary()["subjects"].get(_found("answer", part), {})
        if "answers" in entry:
            asks_only = part.casefold() in entry["words"] and len(parts) > 1
            about = [*parts[:index], *parts[index + 1 :]] if asks_only else parts
            names = {mark: str(name[language]) for mark, name in entry["answers"].items()}
            return PART.join(about), names
    return "", {}


def condition_name(words: str, language: Language) -> str:
    """Return what a word on which a clause turns means: 除非 of `unless`; '' for any other words."""
    typed = " ".join(words.casefold().split())
    found = (one for one in _vocabulary()["conditions"].values() if typed in one["words"])
    return next((str(one[language]) for one in found), "")


def unit_name(unit: str, number: str, language: Language) -> str:
    """Return the name of a unit after a number: ` days`, ` 个工作日`."""
    one, many = _units()[unit][language].split("|")
    return f" {one if number == '1' else many}"


def _found(kind: str, words: str) -> str:
    """Return the id of the subject whose word in a text is the longest, or ''."""
    found = _books()[kind].found(words) if kind in _books() else {}
    return max(found, key=lambda name: max(map(len, found[name])), default="")


def _named(kind: str, words: str, language: Language) -> str:
    longest = _found(kind, words)
    return str(_vocabulary()["subjects"][longest][language]) if longest else ""


@cache
def _books() -> dict[str, PhraseBook]:
    """Return the words of each kind of fact, each under the name of its subject."""
    subjects = _vocabulary()["subjects"]
    kinds = {kind for entry in subjects.values() for kind in entry["of"]}
    return {
        kind: PhraseBook(
            {name: entry["words"] for name, entry in subjects.items() if kind in entry["of"]}
        )
        for kind in kinds
    }


@cache
def _documents() -> PhraseBook:
    return PhraseBook({"document": _vocabulary()["documents"]}, plurals=True)


def _units() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = _vocabulary()["units"]
    return found


def _vocabulary() -> Any:
    return load("monitor", "fact_subjects.yaml")
