"""How well notices are judged, on real labelled ones, beside two rivals.

    python benchmarks/notice_quality.py DATA

DATA/notices/notices.jsonl holds notices that a person read: `level` act, know or skip, `topics`,
and the days of force and the deadlines that they state. The rivals tell every notice, or each that
holds an alarming word. Nothing is fitted at run time; the two halves of the sites show whether the
vocabulary was: it was first written on the one, then corrected on the other, too.
"""

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from monitor.model import Block, DateKind, Document
from monitor.notices.assess import assess_notice
from monitor.notices.triage import Level, triage

_TODAY = date(2026, 11, 28)
_ALARMING = re.compile(
    r"recall|ban|prohibit|must|fee|tariff|seiz|injunction|suspend|effective|deadline"
    r"|召回|禁|须|佣金|费|关税|冻结|下架|rückruf|verbot|gebühr|rappel|interdi|retira|richiam",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A notice and what a person said of it."""

    site: str
    category: str
    document: Document
    level: Level
    topics: frozenset[str]
    dates: frozenset[tuple[DateKind, date]]

    @property
    def half(self) -> int:
        """Return which half of the sites it belongs to."""
        return int(hashlib.sha256(self.site.encode()).hexdigest(), 16) % 2


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    print_notices(parser.parse_args().data)


def print_notices(data: Path) -> None:
    """Print levels, topics and dates of all labelled notices, and of each half of the sites."""
    notices = labelled(data / "notices" / "notices.jsonl")
    halves = [[n for n in notices if n.half == half] for half in (0, 1)]
    parts = {"all": notices, "first half": halves[0], "second half": halves[1]}
    for name, part in parts.items():
        print_levels(f"Forewarn, {name}", part, level_of)
    print_levels("rival: every notice", notices, lambda _: Level.ACT)
    print_levels("rival: alarming words", notices, by_alarming_words)
    for name, part in parts.items():
        print_sets(f"topics, {name}", [(set(n.topics), topics_of(n)) for n in part])
    print_sets("dates of force and deadlines", [(set(n.dates), dates_of(n)) for n in notices])


def labelled(path: Path) -> list[Labelled]:
    """Return the labelled notices of a file."""
    return [_labelled(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def level_of(notice: Labelled) -> Level:
    """Return our level of a notice."""
    return triage(notice.document.title, notice.document.text, notice.category).level


def by_alarming_words(notice: Labelled) -> Level:
    """Return what a list of keywords makes of it."""
    text = f"{notice.document.title}\n{notice.document.text}"
    return Level.ACT if _ALARMING.search(text) else Level.KNOW


def topics_of(notice: Labelled) -> set[str]:
    """Return our topics of a notice."""
    return set(assess_notice(notice.document, _TODAY).topics)


def dates_of(notice: Labelled) -> set[tuple[DateKind, date]]:
    """Return the dates that we read in a notice."""
    return {(dated.kind, dated.day) for dated in assess_notice(notice.document, _TODAY).dates}


def print_levels(name: str, notices: list[Labelled], judge: Callable[[Labelled], Level]) -> None:
    """Print the confusion of levels and what follows from it."""
    counts = Counter((notice.level, judge(notice)) for notice in notices)
    said = sum(counts[level, Level.ACT] for level in Level)
    true = sum(counts[Level.ACT, level] for level in Level)
    skip = sum(counts[Level.SKIP, level] for level in Level)
    right = counts[Level.ACT, Level.ACT]
    print(f"\n{name}: {len(notices)} notices")
    for level in Level:
        print(f"  {level:5}", *(f"{given}: {counts[level, given]:3}" for given in Level))
    print(f"  act: precision {_share(right, said)}, recall {_share(right, true)}", end="")
    print(f"; skip given as act {_share(counts[Level.SKIP, Level.ACT], skip)}")


def print_sets(name: str, pairs: list[tuple[set[Any], set[Any]]]) -> None:
    """Print precision and recall of sets: (right, ours)."""
    hits = sum(len(right & ours) for right, ours in pairs)
    said = sum(len(ours) for _, ours in pairs)
    true = sum(len(right) for right, _ in pairs)
    print(f"{name}: precision {_share(hits, said)}, recall {_share(hits, true)}")


def _labelled(row: dict[str, Any]) -> Labelled:
    kinds = {DateKind.EFFECTIVE: row["date_effective"], DateKind.DEADLINE: row["deadline"]}
    return Labelled(
        site=row["source"],
        category=row["category"],
        document=Document(title=row["title"], blocks=(Block((), row["summary"]),), key=row["id"]),
        level=Level(row["level"]),
        topics=frozenset(row["topics"]),
        dates=frozenset((k, date.fromisoformat(day)) for k, day in kinds.items() if day),
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


if __name__ == "__main__":
    main()
