"""Charts over half a year, each with the table that says the same."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from monitor.duration import duration
from monitor.health import State, state_of
from monitor.language import Language, texts
from monitor.model import Severity
from monitor.vocabulary import categories, name_of
from storage.queries.trends import Trends
from web.charts import Chart, stacked
from web.context import WebContext
from web.locale import language_for
from web.rendering import page

# Seconds, up to and with.
_SPANS = (10, 60, 300, 3_600, 28_800)


def charts(context: WebContext, request: Request) -> Response:
    """Show them."""
    language = language_for(request)
    seen = context.trends()
    drawn = {
        "severity": _by_severity(seen, language),
        "category": _by_category(seen, language),
        "noise": _noise(seen, language),
        "health": _health(context, language),
        "delay": _delay(seen, language),
    }
    half = seen.delays[len(seen.delays) // 2] if seen.delays else None
    return page(
        request,
        "charts.html.j2",
        charts=drawn,
        median=half and timedelta(seconds=round(half)),
        slowest=seen.delays and timedelta(seconds=round(seen.delays[-1])),
        deliveries=len(seen.delays),
    )


def _by_severity(seen: Trends, language: Language) -> Chart:
    kinds = {s.label: name_of("severities", s.label, language) for s in _severities()}
    values: Counter[tuple[str, str]] = Counter()
    for (week, _, severity), count in seen.changes.items():
        values[week.isoformat(), severity.label] += count
    return stacked(_weeks(seen), kinds, values)


def _by_category(seen: Trends, language: Language) -> Chart:
    kinds = {c: name_of("categories", c, language) for c in categories()}
    values: Counter[tuple[str, str]] = Counter()
    for (week, category, _), count in seen.changes.items():
        values[week.isoformat(), category] += count
    return stacked(_weeks(seen), kinds, values)


def _noise(seen: Trends, language: Language) -> Chart:
    words = texts("web", language)
    values = {(week.isoformat(), "silent"): count for week, count in seen.silenced.items()}
    values |= {(week.isoformat(), "told"): count for week, count in seen.told.items()}
    kinds = {"silent": words["silenced"], "told": words["alerts_sent"]}
    return stacked(_weeks(seen), kinds, values)


def _health(context: WebContext, language: Language) -> Chart:
    """The sources of each category by their state now."""
    known = {one.source_id: one for one in context.stores.health.everything()}
    now = context.clock()
    values: Counter[tuple[str, str]] = Counter()
    for source in context.sources.values():
        state = state_of(source, known.get(source.id), now)
        values[name_of("categories", source.category, language), state.value] += 1
    kinds = {s.value: name_of("states", s.value, language) for s in State}
    return stacked([name_of("categories", c, language) for c in categories()], kinds, values)


def _delay(seen: Trends, language: Language) -> Chart:
    """How many alerts were there within which time."""
    names = {most: duration(timedelta(seconds=most), language) for most in _SPANS}
    later = f"> {names[_SPANS[-1]]}"
    counted: Counter[tuple[str, str]] = Counter()
    for seconds in seen.delays:
        label = next((name for most, name in names.items() if seconds <= most), later)
        counted[label, "told"] += 1
    columns = [*names.values(), later]
    return stacked(columns, {"told": texts("web", language)["alerts_sent"]}, counted)


def _severities() -> Sequence[Severity]:
    return [Severity.MAJOR, Severity.MINOR]


def _weeks(seen: Trends) -> list[str]:
    return [week.isoformat() for week in seen.weeks]
