"""A digest lists or counts every change of its items exactly once, whatever is merged or cut off."""

import re
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import digest_pages
from monitor.audience import Digest, MergedChange
from monitor.digest import build
from monitor.merging import runs
from monitor.model import Assessment, Change, ChangeKind, Severity
from tests.bot.test_messages import change
from tests.monitor.test_digest import PERIOD, SEEN, SUBSCRIBER

TOLD = [severity for severity in Severity if severity is not Severity.COSMETIC]
ITEMS = st.lists(
    st.tuples(
        st.sampled_from(["court", "fees", "rings"]),
        st.sampled_from(ChangeKind),
        st.sampled_from(TOLD),
        st.none() | st.integers(1, 3),
        st.booleans(),
    ),
    max_size=60,
)


def changes_of(items: list[tuple[str, ChangeKind, Severity, int | None, bool]]) -> list[Change]:
    return [
        change(
            id=number,
            source_id=source,
            kind=kind,
            from_version=number - 1,
            to_version=number,
            event_id=event,
            assessment=Assessment(severity=severity),
        )
        for number, (source, kind, severity, event, _) in enumerate(items, 1)
    ]


def merged_of(changes: list[Change], joined: set[int]) -> list[MergedChange]:
    """Some of the changes of each page as one."""
    found = []
    for run in runs(changes):
        if parts := [one for one in run if one.id in joined]:
            last = replace(parts[-1], assessment=Assessment(severity=Severity.MINOR))
            found.append(MergedChange(change=last, ids=tuple(one.id for one in parts)))
    return found


def listed_in(made: Digest) -> list[int]:
    return [number for one in made.changes for number in made.ids_of(one)]


@given(ITEMS)
@settings(max_examples=150, deadline=None)
def test_every_change_is_listed_or_counted_once(
    items: list[tuple[str, ChangeKind, Severity, int | None, bool]],
) -> None:
    changes = changes_of(items)
    joined = {number for number, item in enumerate(items, 1) if item[-1]}
    merged = merged_of(changes, joined)
    made = build(SUBSCRIBER, PERIOD, changes=changes, coverage=SEEN, merged=merged)
    listed, counted = listed_in(made), {rest.source_id: rest.count for rest in made.more}
    rest = Counter(one.source_id for one in changes if one.id not in set(listed))

    assert len(listed) == len(set(listed))
    assert set(listed) <= {one.id for one in changes}
    assert counted == rest
    assert made.count == len(changes)
    extra = sum(len(one.ids) - 1 for one in merged)
    assert sum(made.levels.values()) == len(changes) - extra


@given(ITEMS)
@settings(max_examples=40, deadline=None)
def test_the_pages_show_every_listed_change_once(
    items: list[tuple[str, ChangeKind, Severity, int | None, bool]],
) -> None:
    changes = changes_of(items)
    joined = {number for number, item in enumerate(items, 1) if item[-1]}
    made = build(
        SUBSCRIBER, PERIOD, changes=changes, coverage=SEEN, merged=merged_of(changes, joined)
    )
    shown = Counter(re.findall(r"/change_(\d+)", "\n".join(digest_pages(made, {}, SUBSCRIBER))))

    assert all(shown[str(one.id)] == 1 for one in made.changes)
    assert set(map(int, shown)) <= set(listed_in(made))
    assert set(shown.values()) <= {1}
