"""Labels of charts never touch, at any width; the numbers of a chart and of its table agree."""

from datetime import date
from itertools import pairwise

import pytest

from monitor.language import Language
from storage.queries.days import Day
from web.charts import Label, columns, labels, stack, text_width
from web.strips import strip_of

WIDTHS = {"narrow": 262, "wide": 510, "desk": 690}
LONG = [
    f"{name} and domain seizures"
    for name in "Courts Customs Brands Tax Toys Fees Rules TRO".split()
]
TEXTS = {
    "long": LONG,
    "Chinese": ["案件与域名查封", "平台规则与处罚", "知识产权", "品牌协会公告", "海关执法", "产品安全", "关税与税务", "支付与账户"],
    "weeks": [f"{n} Nov" for n in range(1, 27)],
    "versions": [str(n) for n in range(1, 61)],
    "one": ["Courts and domain seizures"],
    "none": [],
}  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_labels_never_touch(texts: list[str], width: str) -> None:
    shown = [one for one in labels(texts) if one.on_narrow or width != "narrow"]
    spans = [span(one, WIDTHS[width]) for one in shown]

    assert all(left[1] < right[0] for left, right in pairwise(spans))
    assert bool(shown) == bool(texts)
    assert [one.text for one in shown[-1:]] == texts[-1:]
    assert all(begin > -30 and end < WIDTHS[width] + 30 for begin, end in spans)


def span(label: Label, width: int) -> tuple[float, float]:
    long, at = text_width(label.text), label.x * width / 100
    begin = at - {"start": 0, "middle": long / 2, "end": long}[label.anchor]
    return begin, begin + long


def test_columns_stand_on_each_other_and_below_the_top() -> None:
    drawn = columns(
        ["a", "b"], {"x": "X", "y": "Y"}, {("a", "x"): 30, ("a", "y"): 7, ("b", "y"): 1}
    )
    x, y, small = drawn.bars

    assert [tick.text for tick in drawn.ticks] == ["0", "10", "20", "30", "40"]
    assert x.y + x.height == drawn.height
    assert y.y + y.height == pytest.approx(x.y, abs=0.02)
    assert small.height > 0
    assert drawn.rows == (("a", ("30", "7")), ("b", ("0", "1")))
    assert (x.title, drawn.is_empty) == ("a · X: 30", False)


def test_rows_share_one_scale() -> None:
    drawn = stack(
        LONG[:2], {"x": "X", "y": "Y"}, {(LONG[0], "x"): 6, (LONG[0], "y"): 2, (LONG[1], "y"): 4}
    )
    [(_, total, bars), (_, other, [bar])] = drawn.lines

    assert (total, other, bar.width) == (8, 4, 50)
    assert [(one.x, one.width) for one in bars] == [(0, 75), (75, 25)]


def test_nothing_is_drawn_of_nothing() -> None:
    assert columns(["a"], {"x": "X"}, {}).is_empty
    assert stack(["a"], {"x": "X"}, {}).is_empty


@pytest.mark.parametrize(
    ("language", "today"), [(Language.EN, "28 Nov"), (Language.ZH, "11月28日")]
)
def test_a_strip_has_dates_and_says_what_grey_is(language: Language, today: str) -> None:
    last = date(2026, 11, 28)
    seen = [Day(day=last, good=2, bad=1), Day(day=date(2026, 11, 27), good=0, bad=3)]
    strip = strip_of(seen, date(2026, 8, 31), last, language)

    assert len(strip.cells) == 90
    assert [cell.kind for cell in strip.cells[-3:]] == ["none", "bad", "mixed"]
    assert strip.labels[-1].text == today
    assert len(strip.labels) == 3
    assert dict(strip.kinds)["none"] == {"en": "not checked", "zh": "未检查"}[language]
    assert strip.cells[0].x == 0
