"""Find the stage of a lawsuit that a notice reports.

The words are data: `stages.yaml` names what is decided, `rulings.yaml` what the court said of it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import Enum, auto
from functools import cache

from monitor.cases.docket import dockets_in
from monitor.cases.stage import Stage
from monitor.data import load
from monitor.notices.signs import found_in
from monitor.phrases import PhraseBook
from monitor.text import fold

_SENTENCE = re.compile(
    r"(?<=[。！？；;])|(?<=[.!?])(?<!\bv\.)(?<!\bNo\.)(?<!\bInc\.)(?<!\bCorp\.)(?<!\bCo\.)(?<!\bLtd\.)"
    r"(?<!\bHon\.)(?<!\bvs\.)\s+(?=[^a-z\s])|\n+"
)
_CLAUSE = re.compile(r"[,，]|\b(?:but|and)\b")
# A docket may name a document by its title alone: [Sealed Temporary Restraining Order].
_LEAD = re.compile(
    r"^\W*(?:(?:agreed|amended|corrected|ex|parte|sealed|entered|order|for|an?|the)\b\W*){0,6}"
)
_TAIL = re.compile(r"^s?\s*(?:$|[^\w\s?]|(?:order|signed|against|and|as|by|for|including|with)\b)")
_MAX_CHARS = 6000
_MAX_SENTENCES = 60


class _Ruling(Enum):
    """What a sentence says that a court decided."""

    GRANTED = auto()
    REFUSED = auto()
    PENDING = auto()
    ASKED = auto()


def stage_of(title: str, text: str) -> Stage | None:
    """Return the latest stage that a notice of a lawsuit reports; None if it reports none.

    A stage that is only asked for, refused, ended or expected is not reported.
    """
    notice = f"{title}\n{text}"[:_MAX_CHARS]
    if _explains(title) or not (dockets_in(notice) or "lawsuit" in _book().found(notice)):
        return None
    reported = {stage for sentence in sentences_of(notice) for stage in _reported(sentence)}
    return max(reported, default=None)


def sentences_of(text: str) -> list[str]:
    """Cut a docket entry or an article into its first sentences."""
    return [part for part in _SENTENCE.split(text[:_MAX_CHARS])[:_MAX_SENTENCES] if part.strip()]


def _explains(title: str) -> bool:
    """Whether an article teaches what such orders are, and reports none."""
    explains = any(found.sign.name == "explainer" for found in found_in(title))
    return (explains or title.rstrip().endswith(("?", "？"))) and not dockets_in(title)


def _reported(sentence: str) -> Iterator[Stage]:
    """Yield the stages that a sentence reports.

    A sentence that grants one thing and refuses another is read clause by clause; what a clause
    does not decide was decided in the clause before it.
    """
    found = _book().found(sentence)
    is_mixed = len(_rulings(found)) > 1 and "partly" not in found
    ruling: _Ruling | None = None
    for clause in _CLAUSE.split(sentence) if is_mixed else [sentence]:
        found = _book().found(clause)
        ruling = _ruling(found) or ruling
        yield from (stage for stage in Stage if _happened(stage, found, ruling, clause))


def _rulings(found: Collection[str]) -> set[str]:
    same = {"undone": "refused", "granted": "granted", "refused": "refused", "pending": "pending"}
    return {same[name] for name in found if name in same}


def _ruling(found: Collection[str]) -> _Ruling | None:
    if "partly" in found or {"asked", "undone", "refused"} <= set(found):
        return _Ruling.GRANTED  # the attempt to end the order failed: it stands
    if "refused" in found or "undone" in found:
        return _Ruling.REFUSED
    by_name = {"pending": _Ruling.PENDING, "granted": _Ruling.GRANTED, "asked": _Ruling.ASKED}
    return next((ruling for name, ruling in by_name.items() if name in found), None)


def _happened(
    stage: Stage, found: Mapping[str, tuple[str, ...]], ruling: _Ruling | None, clause: str
) -> bool:
    if f"{stage.key}.except" in found:
        return False
    granted = ruling is _Ruling.GRANTED
    if f"{stage.key}.fact" in found and (ruling is None or granted or ruling in _despite(stage)):
        return True
    if ruling is None:
        return _is_heading(clause, found.get(f"{stage.key}.heading", ()))
    return granted and f"{stage.key}.subject" in found


def _is_heading(clause: str, names: Iterable[str]) -> bool:
    rest = _LEAD.sub("", fold(clause).casefold())
    return any(rest.startswith(name) and _TAIL.match(rest[len(name) :]) for name in names)


@cache
def _despite(stage: Stage) -> frozenset[_Ruling]:
    names = load("monitor.cases", "stages.yaml")[stage.key].get("despite", ())
    return frozenset(_Ruling[name.upper()] for name in names)


@cache
def _book() -> PhraseBook:
    phrases = {
        f"{stage}.{part}": [word for words in entry[part].values() for word in words]
        for stage, entry in load("monitor.cases", "stages.yaml").items()
        for part in ("heading", "subject", "fact", "except")
        if part in entry
    }
    rulings = load("monitor.cases", "rulings.yaml").items()
    return PhraseBook(
        phrases | {name: [word for words in by.values() for word in words] for name, by in rulings}
    )
