"""What operators do with a source, by name: for the pages, and for programs with an API key.

check      look at it now
recheck    read the stored snapshot again, after its settings changed; nothing is fetched
pause      check it no more until it is resumed
resume     check it again
accept     the quarantined snapshot becomes a version
refuse     the last version stays, however often the quarantined snapshot returns
unrefuse   let a snapshot that was refused wait for a decision again
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from monitor.check_reason import NO_REASON, CheckReason
from monitor.model import Outcome
from monitor.ports import CheckResult
from monitor.source import Source
from runtime.faults import save_fault
from storage.held_versions import accept_held
from storage.jobs.crawl_jobs import Origin
from web.context import WebContext

_WHY_CHARS = 300
# What is decided on one quarantined snapshot, and not on another that came meanwhile.
_DECISIONS = frozenset({"accept", "refuse", "unrefuse"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRequest:
    """Who wants it, and why. `seen`: the text hash of the quarantined snapshot that they saw.

    Without `seen` the snapshot that is quarantined now is meant.
    """

    by: str
    why: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActResult:
    """What an act came to. `code`: what was done, or why nothing was; a key of the texts `operator`.

    `job`: the check that was enqueued. `version`, `change`: what was made of an accepted snapshot.
    `act_id`: its record. `can_undo`: another act takes it back.
    """

    is_done: bool
    code: str
    reason: CheckReason = NO_REASON
    job: int | None = None
    version: int | None = None
    change: int | None = None
    act_id: int | None = None
    can_undo: bool = False


Perform = Callable[[WebContext, Source, ActRequest], ActResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAct:
    """An act on a source. `undo`: the act that takes it back, or ''."""

    perform: Perform
    undo: str = ""


def act(context: WebContext, name: str, source: Source, request: ActRequest) -> ActResult:
    """Do an act of `ACTS`, and record it if it was done."""
    if not request.seen and name in _DECISIONS:
        request = replace(request, seen=_held(context, source))
    result = ACTS[name].perform(context, source, request)
    if not result.is_done:
        return result
    act_id = context.stores.operator_acts.record(
        by=request.by,
        act=name,
        subject=source.id,
        detail=_detail(name, request, result),
        at=context.clock(),
    )
    return replace(result, act_id=act_id, can_undo=bool(ACTS[name].undo))


def _detail(name: str, request: ActRequest, result: ActResult) -> str:
    """Return what the record adds: which snapshot was refused, what became a version, or why."""
    if name in {"refuse", "unrefuse"}:
        return request.seen
    if name == "accept" and result.version is not None:
        return str(result.version)
    return request.why[:_WHY_CHARS]


def _check(context: WebContext, source: Source, request: ActRequest) -> ActResult:
    del request
    if not source.enabled:
        return ActResult(is_done=False, code="check_disabled")
    if source.id in context.stores.health.paused():
        return ActResult(is_done=False, code="check_paused")
    (job,) = context.stores.jobs.enqueue([source.id], Origin.OPERATOR, context.clock())
    return ActResult(is_done=True, code="check_done", job=job)


def _recheck(context: WebContext, source: Source, request: ActRequest) -> ActResult:
    del request
    if context.stores.archive.last_snapshot(source.id) is None:
        return ActResult(is_done=False, code="recheck_nothing")
    try:
        result = context.tracker.replay(source, context.clock())
    except Exception as error:  # noqa: BLE001 - a page may be here because its source breaks extraction
        return ActResult(
            is_done=False, code="recheck_failed", reason=CheckReason("internal", save_fault(error))
        )
    return _result("recheck_done", result)


def _pause(context: WebContext, source: Source, request: ActRequest) -> ActResult:
    if not source.enabled:
        return ActResult(is_done=False, code="pause_disabled")
    why = request.why[:_WHY_CHARS]
    is_done = context.stores.health.pause(source.id, why, context.clock())
    return ActResult(is_done=is_done, code="pause_done" if is_done else "pause_already")


def _resume(context: WebContext, source: Source, request: ActRequest) -> ActResult:
    del request
    is_done = context.stores.health.resume(source.id, context.clock())
    return ActResult(is_done=is_done, code="resume_done" if is_done else "resume_already")


def _accept(context: WebContext, source: Source, request: ActRequest) -> ActResult:
    quarantine, now = context.stores.quarantine, context.clock()
    result = accept_held(quarantine, context.tracker, source, request.seen, now)
    if result is None:
        return _none_waits(context, source, request)
    if result.outcome is Outcome.REJECTED:
        return ActResult(is_done=False, code="accept_unreadable", reason=result.reason)
    return _result("accept_done", result)


def _refuse(context: WebContext, source: Source, request: ActRequest) -> ActResult:
    if not context.stores.quarantine.refuse(source.id, request.seen):
        return _none_waits(context, source, request)
    return ActResult(is_done=True, code="refuse_done")


def _unrefuse(context: WebContext, source: Source, request: ActRequest) -> ActResult:
    is_done = context.stores.quarantine.unrefuse(source.id, request.seen)
    return ActResult(is_done=is_done, code="unrefuse_done" if is_done else "unrefuse_gone")


def _held(context: WebContext, source: Source) -> str:
    held = context.stores.quarantine.held(source.id)
    return held.text_sha256 if held else ""


def _none_waits(context: WebContext, source: Source, request: ActRequest) -> ActResult:
    """Say why nothing was decided: somebody else did, or the page says something else by now."""
    held = context.stores.quarantine.held(source.id)
    if held is None:
        return ActResult(is_done=False, code="decided_gone")
    if request.seen and held.text_sha256 != request.seen:
        return ActResult(is_done=False, code="decided_other")
    return ActResult(is_done=False, code="decided_refused")


def _result(code: str, result: CheckResult) -> ActResult:
    return ActResult(
        is_done=True,
        code=code,
        reason=result.reason,
        version=result.version,
        change=result.change,
    )


ACTS: Mapping[str, SourceAct] = MappingProxyType(
    {
        "check": SourceAct(perform=_check),
        "recheck": SourceAct(perform=_recheck),
        "pause": SourceAct(perform=_pause, undo="resume"),
        "resume": SourceAct(perform=_resume, undo="pause"),
        "accept": SourceAct(perform=_accept),
        "refuse": SourceAct(perform=_refuse, undo="unrefuse"),
        "unrefuse": SourceAct(perform=_unrefuse, undo="refuse"),
    }
)
