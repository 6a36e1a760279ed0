"""The caption of a lawsuit: who sues whom, and how many."""

import re
from dataclasses import dataclass
from functools import cache

from monitor.cases.docket import WITH_INITIALS
from monitor.data import load
from monitor.parsing.numbers import read_whole
from monitor.phrases import PhraseBook
from monitor.text import clean, shorten

_VERSUS = re.compile(r"\s+(?:v|vs)\.?\s+", re.IGNORECASE)
# A headline says something before the name: "Judge denies TRO in Eicher Motors v. Partnerships".
_NAME = re.compile(
    r"(?:(?:[A-Z\u00c0-\u00de0-9][\w.&'\u2019/-]*|&|of|and|de|la|du|von|et|al\.?|d/b/a)[,]?\s+)*"
    r"(?:[A-Z\u00c0-\u00de0-9][\w.&'\u2019/-]*|al\.?)\s*$"
)
_NO_NAME = re.compile(r"^(?:in|re|docket|case|no\.?|the case of|matter of)\s+", re.IGNORECASE)
# What follows the defendants: (N.D. Ill.), [Complaint], ": TRO denied", a docket number, a sentence.
_AFTER = re.compile(
    r"\s*(?:\(|\[|[:;|：；，。]|\s[-\u2013\u2014]\s|,?\s*(?:case\s+)?no\.\s|,\s*\d|,\s+(?:judge|the court|court)\b|\.\s+[A-Z]|\n)",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_EDGES = " \t-\u2013\u2014:：,，·|#\"'"
_MAX_CHARS = 300
_MAX_NAME = 160
# A longer side is a sentence of a headline that ends with the name.
_WORDS_OF_NAME = 6
_COUNTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(\d[\d,]{0,6})\s+(?:\w+\s+){0,2}?(?:defendants|sellers|online stores|stores|merchants)\b",
        r"\bdefendants?\s+(?:nos?\.?\s*)?1\s*(?:-|to|through)\s*(\d[\d,]{0,6})\b",
        r"\bdoes\s+1\s*(?:-|to|through)\s*(\d[\d,]{0,6})\b",
        r"(?<!\d)(\d{1,6})\s*(?:余|多)?(?:名|个|家|位)(?:被告|卖家|店铺|商家|网店)",
        r"被告(?:人数|数量|数|共|共计|达|有)*\s*[:：]?\s*(\d{1,6})\s*(?:余|多)?(?:名|个|家|位|人)",
        r"被告(?:人数|数量|数)\s*[:：]\s*(\d{1,6})",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caption:
    """Who sues whom. `is_mass`: many sellers, named in a schedule or not at all."""

    plaintiff: str
    defendants: str
    is_mass: bool


def caption_of(title: str) -> Caption | None:
    """Return the caption in a title or in a line of a text; None if it holds none."""
    line = clean(title)[:_MAX_CHARS]
    line = WITH_INITIALS.sub(" ", line) if line.islower() else _without_docket(line)
    sides = _VERSUS.split(line, maxsplit=1)
    if len(sides) < 2:
        return None
    plaintiff, defendants = _plaintiff(sides[0]), _defendants(sides[1])
    if not plaintiff or not defendants:
        return None
    return Caption(plaintiff, defendants, names_many(defendants))


def names_many(text: str) -> bool:
    """Whether a text names the defendants of a case against many sellers."""
    found = _book().found(text)
    return "mass" in found and "ordinary" not in found


def is_about_sellers(text: str) -> bool:
    """Whether a text tells of a case against online sellers."""
    found = {label for line in text.splitlines() for label in _book().found(line)}
    return "ordinary" not in found and bool({"mass", "sellers"} & found)


def defendant_count(text: str) -> int | None:
    """Return how many defendants a text states; the caption's `Does 1-50` counts, too."""
    for pattern in _COUNTS:
        if found := pattern.search(text):
            number = read_whole(found[1].replace(",", ""))
            if isinstance(number, int) and number > 1:
                return number
    return None


def _without_docket(line: str) -> str:
    """Return the line without its number, whatever the case of its letters."""
    found = WITH_INITIALS.search(line.casefold())
    if found is None or len(line) != len(line.casefold()):
        return line
    return f"{line[: found.start()]} {line[found.end() :]}"


def _plaintiff(side: str) -> str:
    side = side.strip(_EDGES)
    found = _NAME.search(side) if len(side.split()) > _WORDS_OF_NAME else None
    name = found[0] if found else side
    while (shorter := _NO_NAME.sub("", name)) != name:
        name = shorter
    return (
        "" if _CHINESE.search(name) and len(name) > 40 else shorten(name.strip(_EDGES), _MAX_NAME)
    )


def _defendants(side: str) -> str:
    cut = _AFTER.search(side)
    return shorten((side[: cut.start()] if cut else side).strip(_EDGES), _MAX_NAME)


@cache
def _book() -> PhraseBook:
    return PhraseBook(load("monitor.cases", "captions.yaml"))
