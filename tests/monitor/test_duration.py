"""Spans of time as people write them, in both languages."""

from datetime import timedelta

import pytest

from monitor.duration import duration, interval
from monitor.language import Language


@pytest.mark.parametrize(
    ("span", "english", "chinese"),
    [
        (timedelta(0), "0 seconds", "0 秒"),
        (timedelta(seconds=1), "1 second", "1 秒"),
        (timedelta(seconds=59.6), "1 minute", "1 分钟"),
        (timedelta(seconds=90), "1 minute 30 seconds", "1 分钟 30 秒"),
        (timedelta(minutes=6), "6 minutes", "6 分钟"),
        (timedelta(minutes=6, seconds=20), "6 minutes", "6 分钟"),
        (timedelta(minutes=90), "1 hour 30 minutes", "1 小时 30 分钟"),
        (timedelta(hours=6), "6 hours", "6 小时"),
        (timedelta(hours=23, minutes=59), "1 day", "1 天"),
        (timedelta(days=1), "1 day", "1 天"),
        (timedelta(hours=26), "1 day 2 hours", "1 天 2 小时"),
        (timedelta(days=30, hours=2), "30 days", "30 天"),
        (timedelta(seconds=-5), "0 seconds", "0 秒"),
    ],
)
def test_a_span_is_told_in_its_largest_units(span: timedelta, english: str, chinese: str) -> None:
    assert duration(span, Language.EN) == english
    assert duration(span, Language.ZH) == chinese


@pytest.mark.parametrize(
    ("every", "english", "chinese"),
    [
        (timedelta(hours=1), "every hour", "每小时"),
        (timedelta(days=1), "every day", "每天"),
        (timedelta(hours=6), "every 6 hours", "每 6 小时"),
        (timedelta(minutes=30), "every 30 minutes", "每 30 分钟"),
        (timedelta(days=7), "every 7 days", "每 7 天"),
    ],
)
def test_how_often_is_told_as_people_say_it(every: timedelta, english: str, chinese: str) -> None:
    assert interval(every, Language.EN) == english
    assert interval(every, Language.ZH) == chinese
