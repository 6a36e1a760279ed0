"""Formats time spans for people: `6 hours`, `1 day`, `6 小时`."""

from datetime import timedelta

from monitor.language import Language, message, texts

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
# From this count of a unit on, the next smaller unit is omitted.
_EXACT = 3


def duration(span: timedelta, language: Language) -> str:
    """Format a span in its largest unit, plus the next one if short: `1 hour 30 minutes`."""
    return " ".join(message("news", language, unit, count=n) for unit, n in _parts(span))


def interval(every: timedelta, language: Language) -> str:
    """Format a frequency: `every 6 hours`, `every day`."""
    parts = _parts(every)
    if len(parts) == 1 and parts[0][1] == 1:
        unit = texts("news", language)[f"one_{parts[0][0]}"]
        return message("news", language, "every_one", unit=unit)
    return message("news", language, "every", span=duration(every, language))


def _parts(span: timedelta) -> list[tuple[str, int]]:
    """Split into one or two units with counts, rounded to the smallest one shown."""
    left = max(0, round(span.total_seconds()))
    place = next((n for n, (_, size) in enumerate(_UNITS) if left >= size), len(_UNITS) - 1)
    smallest = _UNITS[min(place + (left < _EXACT * _UNITS[place][1]), len(_UNITS) - 1)][1]
    left = round(left / smallest) * smallest
    parts = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append((unit, count))
    return parts or [("second", 0)]
