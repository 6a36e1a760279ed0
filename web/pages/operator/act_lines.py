"""What operators did, as a page lists it: with undo where the act can still be taken back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from storage.archive.operator_acts import OperatorAct
from web.context import WebContext
from web.pages.operator.flash import Flash, flash_of
from web.query_params import whole_number
from web.source_acts import ACTS, ActRequest, act

_LARGEST = 2**63 - 1
# The acts of which a later one settles what an earlier one did.
_GROUPS = (
    frozenset({"pause", "resume"}),
    frozenset({"accept", "refuse", "unrefuse"}),
    frozenset({"decline-proposal", "close-proposal", "reopen-proposal"}),
    frozenset({"drop-message", "restore-message", "retry-message"}),
    frozenset({"pause-relay", "resume-relay"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """An act, and whether it can be undone. `source_id`: the source that it is on, or ''."""

    done: OperatorAct
    source_id: str
    can_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Undo:
    """How to take an act back: the name of what does, and the store's way to do it."""

    act: str
    perform: Callable[[WebContext, int], bool]


def act_lines(context: WebContext, acts: Iterable[OperatorAct]) -> list[ActLine]:
    """Make the lines of a list."""
    return [
        ActLine(
            done=one,
            source_id=one.subject if one.subject in context.sources else "",
            can_undo=_can_undo(context, one),
        )
        for one in acts
    ]


def undo(context: WebContext, act_id: int, by: str) -> Flash:
    """Take an act back, and record that; say so if it is too late."""
    done = context.stores.operator_acts.get(act_id)
    if done is None or not _can_undo(context, done):
        return Flash(key="said_undo_late", is_done=False)
    source = context.sources.get(done.subject)
    if source and done.act in ACTS:
        request = ActRequest(by=by, seen=done.detail if done.act == "refuse" else "")
        return flash_of(source.id, act(context, ACTS[done.act].undo, source, request))
    return _undo_other(context, done, by)


def _undo_other(context: WebContext, done: OperatorAct, by: str) -> Flash:
    """Take back an act that is not on a source."""
    way, number = _OTHERS[done.act], _number(done)
    is_done = way.perform(context, number)
    if is_done:
        context.stores.operator_acts.record(
            by=by, act=way.act, subject=done.subject, at=context.clock()
        )
    return Flash(key=f"said_{way.act}" if is_done else "said_undo_late", is_done=is_done)


def _can_undo(context: WebContext, done: OperatorAct) -> bool:
    group = next((group for group in _GROUPS if done.act in group), None)
    if group is None or not _has_undo(context, done):
        return False
    newest = context.stores.operator_acts.newest_of(done.subject, group)
    return newest is not None and newest.id == done.id


def _has_undo(context: WebContext, done: OperatorAct) -> bool:
    if done.act in _OTHERS:
        return True
    if done.subject not in context.sources or done.act not in ACTS or not ACTS[done.act].undo:
        return False
    if done.act not in {"refuse", "unrefuse"}:
        return True
    held = context.stores.quarantine.held(done.subject)
    return held is not None and held.text_sha256 == done.detail


def _number(done: OperatorAct) -> int:
    """Return the number of `message:12`; -1 for another subject."""
    found = whole_number(done.subject.partition(":")[2], _LARGEST)
    return -1 if found is None else found


def _reopen(context: WebContext, number: int) -> bool:
    return context.stores.proposals.reopen(number)


def _restore(context: WebContext, number: int) -> bool:
    return bool(context.stores.parked.restore([number]))


def _resume_relay(context: WebContext, number: int) -> bool:
    return context.stores.relays.resume(number)


_OTHERS: Mapping[str, _Undo] = MappingProxyType(
    {
        "decline-proposal": _Undo(act="reopen-proposal", perform=_reopen),
        "close-proposal": _Undo(act="reopen-proposal", perform=_reopen),
        "drop-message": _Undo(act="restore-message", perform=_restore),
        "pause-relay": _Undo(act="resume-relay", perform=_resume_relay),
    }
)
