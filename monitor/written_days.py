"""Write days and local times as the readers of a language do. Plain text."""

from datetime import date, datetime

from monitor.language import Language, about, message


def written_day(day: date, language: Language, today: date | None = None) -> str:
    """Write a day: `10 Dec`, `12 月 10 日`; with its year where that is not today's, or none is known."""
    is_of_year = today is not None and day.year == today.year
    return message(
        "news",
        language,
        "day_of_year" if is_of_year else "day_with_year",
        day=day.day,
        month=about(language)["months"][day.month - 1],
        year=day.year,
    )


def written_time(at: datetime, language: Language, today: date | None = None) -> str:
    """Write a local time: `10 Dec 08:00`; with its year as `written_day` does."""
    return f"{written_day(at.date(), language, today)} {at:%H:%M}"
