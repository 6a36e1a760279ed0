"""How well Forewarn watches: a public page, and the same for programs."""

from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from monitor.status import Attention, SourceStatus, StatusReport, WatchCount, status_report
from web.context import WebContext
from web.rendering import page

# Without one good check for so long, silence means nothing.
_SILENT_AFTER = timedelta(hours=3)
_SLOW = 0.95


def status(context: WebContext, request: Request) -> Response:
    """Show how many sources are checked on schedule, and which are not, since when and why."""
    report, now = _report(context), context.clock()
    delays = context.trends().delays
    return page(
        request,
        "status.html.j2",
        report=report,
        is_silent=report.checked_at is None or now - report.checked_at > _SILENT_AFTER,
        held=len(context.stores.health.pending()),
        attentions=list(Attention),
        deliveries=len(delays),
        median=_span(_quantile(delays, 0.5)),
        slow=_span(_quantile(delays, _SLOW)),
        now=now,
    )


def status_file(context: WebContext, request: Request) -> Response:
    """Serve the same figures as JSON."""
    del request
    report, delays = _report(context), context.trends().delays
    return JSONResponse(
        {
            "at": _iso(context.clock()),
            **_counts(report.total),
            "off": report.off,
            "held": len(context.stores.health.pending()),
            "checked_at": _iso(report.checked_at),
            "oldest_check": _described(report.oldest) if report.oldest else None,
            "unwatched": [_described(one) for one in report.unwatched],
            "categories": {one.name: _counts(one) for one in report.by_category},
            "organisations": {one.name: _counts(one) for one in report.by_organisation},
            "alert_seconds": {
                "alerts": len(delays),
                "median": _quantile(delays, 0.5),
                "p95": _quantile(delays, _SLOW),
            },
        }
    )


def _report(context: WebContext) -> StatusReport:
    stores = context.stores
    changes = stores.browsing.last_changes(context.sources)
    healths = stores.health.everything()
    return status_report(context.sources.values(), context.coverage(), healths, changes)


def _counts(one: WatchCount) -> dict[str, Any]:
    counts = {attention.value: one.counts.get(attention, 0) for attention in Attention}
    return {"watched": one.watched, **counts, "changed_at": _iso(one.changed_at)}


def _described(one: SourceStatus) -> dict[str, Any]:
    return {
        "source": one.source.id,
        "state": one.attention.value,
        "since": _iso(one.since),
        "reason": one.reason,
    }


def _quantile(ordered: tuple[float, ...], share: float) -> float | None:
    """Return the value below which that share of them lies."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else None


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=round(seconds))


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
