"""What subscriptions would have brought: the real rules over changes of the past."""

from dataclasses import replace
from datetime import timedelta

from monitor.cases import Stage
from monitor.language import Language
from monitor.model import Assessment, Severity
from monitor.preview import strongest, would_alert
from tests.bot.test_messages import NOW, SOURCE, SUBSCRIBER, change

SOURCES = {SOURCE.id: SOURCE, "zh": replace(SOURCE, id="zh", language="zh")}
PAIR = ["pair:organisation:harbour-sons+jewellery"]


def test_the_rules_of_alerts_decide() -> None:
    past = [
        change(id=1, event_id=7, stage=Stage.COMPLAINT),
        change(id=2, event_id=7, stage=Stage.COMPLAINT),
        change(id=3, event_id=7, stage=Stage.TRO),
        change(id=4, event_id=7, source_id="zh"),
        change(id=5, assessment=Assessment(severity=Severity.MAJOR, topics=("toys",))),
        change(id=6, assessment=Assessment(severity=Severity.COSMETIC, topics=("jewellery",))),
        change(id=7),
    ]
    chinese = replace(SUBSCRIBER, language=Language.ZH)

    assert [c.id for c in would_alert(past, SOURCES, PAIR, SUBSCRIBER)] == [1, 3, 7]
    assert [c.id for c in would_alert(past[::-1], SOURCES, PAIR, chinese)] == [1, 3, 4, 7]
    urgent = replace(SUBSCRIBER, min_severity=Severity.URGENT)
    assert would_alert(past, SOURCES, PAIR, urgent) == []
    assert would_alert(past, {}, PAIR, SUBSCRIBER) == []


def test_the_strongest_is_the_most_severe_and_then_the_newest() -> None:
    minor = Assessment(severity=Severity.MINOR)
    past = [
        change(id=1),
        change(id=2, detected_at=NOW + timedelta(days=1)),
        change(id=3, assessment=minor),
    ]

    found = strongest(past)
    assert found is not None
    assert found.id == 2
    assert strongest([]) is None
