"""Collects the metrics of this service, and checks whether it is ready."""

from collections import Counter
from datetime import datetime

from forewarn.wiring import AppContext
from monitor.errors import ForewarnError
from monitor.health import state_of
from runtime.clock import now
from storage.jobs.fleet_jobs import FleetJobs
from storage.queries.figures import figures
from web.metrics import Numbers


def not_ready(context: AppContext) -> list[str]:
    """List what prevents the service from serving, one line each."""
    try:
        context.stores.database.require_current()
    except ForewarnError as error:
        return [str(error)]
    return []


def numbers(context: AppContext) -> Numbers:
    """Collect the figures by their Prometheus names."""
    at = now()
    current = figures(context.stores.database, at)
    fleet = FleetJobs(context.stores.database)
    return {
        ("forewarn_checks", "Checks of the last 24 hours", "outcome"): current.checks,
        ("forewarn_checks_waiting", "Checks that wait or run", ""): {"": current.checks_waiting},
        ("forewarn_sources", "Sources by state", "state"): _states(context, at),
        ("forewarn_last_good_check_age_seconds", "Since any source was read", ""): _age(
            current.last_good, at
        ),
        ("forewarn_deliveries", "Delivery attempts of the last 24 hours", "outcome"): (
            current.deliveries
        ),
        ("forewarn_queue", "Messages that are due", "channel"): current.queue,
        ("forewarn_queue_age_seconds", "Since the oldest of them is due", ""): _age(
            current.oldest_due or at, at
        ),
        ("forewarn_pending_versions", "Quarantined snapshots that wait for an operator", ""): {
            "": len(context.stores.health.pending())
        },
        ("forewarn_subscribers", "Subscribers who are reached", ""): {"": current.subscribers},
        ("forewarn_workers", "Workers that are alive", ""): {"": fleet.workers(at)},
        ("forewarn_jobs", "Jobs of the workers", "status"): fleet.counts(),
        **_model(context, at),
        ("forewarn_rows", "Rows of the growing tables", "table"): current.rows,
    }


def _model(context: AppContext, at: datetime) -> Numbers:
    """Collect the figures of the language model; none without one."""
    if not context.has_model:
        return {}
    briefs = context.stores.briefs
    left = context.settings.model_daily_calls - briefs.calls(at.date())
    return {
        ("forewarn_briefs", "Briefs and translations by state", "state"): briefs.counts(),
        ("forewarn_brief_faults", "Answers of the model that were refused", "fault"): (
            briefs.faults()
        ),
        ("forewarn_model_calls_left", "Calls of the model left today", ""): {"": max(left, 0)},
        ("forewarn_model_tokens", "Tokens that the stored answers took", ""): {"": briefs.tokens()},
    }


def _states(context: AppContext, at: datetime) -> dict[str, float]:
    known = context.stores.health.of(context.sources)
    counted = Counter(state_of(s, known.get(s.id), at) for s in context.catalogue.sources)
    return {state.value: count for state, count in counted.items()}


def _age(since: datetime | None, at: datetime) -> dict[str, float]:
    return {"": max(0.0, (at - since).total_seconds())} if since else {}
