"""Charts over half a year, each with the same numbers as a table."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from monitor.duration import duration
from monitor.health import State, state_of
from monitor.language import Language, texts
from monitor.model import Severity
from monitor.vocabulary import categories, name_of
from storage.queries.trends import Trends
from web.charts import Chart, Stack, columns, stack
from web.context import WebContext
from web.locale import language_for
from web.rendering import page, short_day

# Upper bounds of the columns in seconds, inclusive.
_SPANS = (10, 60, 300, 3_600, 28_800)
# The levels that alert, from the bottom of a column up.
_TOLD = (Severity.URGENT, Severity.MAJOR, Severity.MINOR)


def charts(context: WebContext, request: Request) -> Response:
    """Show the charts."""
    language = language_for(request)
    trends = context.trends()
    drawn = {
        "severity": _by_severity(trends, language),
        "category": _by_category(trends, language),
        "noise": _noise(trends, language),
        "health": _health(context, language),
        "delay": _delay(trends, language),
    }
    median = trends.delays[len(trends.delays) // 2] if trends.delays else None
    return page(
        request,
        "charts.html.j2",
        charts=drawn,
        median=median and timedelta(seconds=round(median)),
        slowest=trends.delays and timedelta(seconds=round(trends.delays[-1])),
        deliveries=len(trends.delays),
    )


def _by_severity(trends: Trends, language: Language) -> Chart:
    kinds = {s.level: name_of("severities", s.level, language) for s in _TOLD}
    values: Counter[tuple[str, str]] = Counter()
    for (week, _, severity), count in trends.changes.items():
        values[week.isoformat(), severity.level] += count
    return columns(_weeks(trends), kinds, values, short=_short_day(language))


def _by_category(trends: Trends, language: Language) -> Chart:
    kinds = {c: name_of("categories", c, language) for c in categories()}
    values: Counter[tuple[str, str]] = Counter()
    for (week, category, _), count in trends.changes.items():
        values[week.isoformat(), category] += count
    return columns(_weeks(trends), kinds, values, short=_short_day(language))


def _noise(trends: Trends, language: Language) -> Chart:
    words = texts("web", language)
    values = {(week.isoformat(), "silent"): count for week, count in trends.silenced.items()}
    values |= {(week.isoformat(), "alerts"): count for week, count in trends.alerts.items()}
    kinds = {"silent": words["silenced"], "alerts": words["alerts_sent"]}
    return columns(_weeks(trends), kinds, values, short=_short_day(language))


def _health(context: WebContext, language: Language) -> Stack:
    """Chart the sources of each category by their current state."""
    known = {one.source_id: one for one in context.stores.health.everything()}
    now = context.clock()
    values: Counter[tuple[str, str]] = Counter()
    for source in context.sources.values():
        state = state_of(source, known.get(source.id), now)
        values[name_of("categories", source.category, language), state.value] += 1
    kinds = {s.value: name_of("states", s.value, language) for s in State}
    return stack([name_of("categories", c, language) for c in categories()], kinds, values)


def _delay(trends: Trends, language: Language) -> Stack:
    """Chart how many alerts arrived within which time."""
    names = {most: duration(timedelta(seconds=most), language) for most in _SPANS}
    later = f"> {names[_SPANS[-1]]}"
    counted: Counter[tuple[str, str]] = Counter()
    for seconds in trends.delays:
        label = next((name for most, name in names.items() if seconds <= most), later)
        counted[label, "alerts"] += 1
    return stack(
        [*names.values(), later], {"alerts": texts("web", language)["alerts_sent"]}, counted
    )


def _short_day(language: Language) -> Callable[[str], str]:
    return lambda week: short_day(date.fromisoformat(week), language)


def _weeks(trends: Trends) -> list[str]:
    return [week.isoformat() for week in trends.weeks]
