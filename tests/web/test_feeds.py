"""What other programs fetch: Atom, iCalendar, CSV and JSON Lines, well-formed whatever a page said."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest
from icalendar import Calendar

from forewarn.wiring import AppContext
from monitor.export import COLUMNS, EXCEL_COLUMNS, as_csv
from tests.lab import Lab, page, publish
from tests.web.conftest import RULES, Visitor


@pytest.mark.usefixtures("world")
async def test_atom_feeds_of_all_of_a_category_of_a_topic_and_of_a_source(visitor: Visitor) -> None:
    counted = {}
    for name in ("all", "categories/product-safety", "topics/batteries", "sources/ring-rules"):
        answer = await visitor.get(f"/feeds/{name}.atom")
        parsed = feedparser.parse(answer.body)
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert not parsed.bozo
        counted[name] = len(parsed.entries)

    assert counted == {
        "all": 2, "categories/product-safety": 1, "topics/batteries": 1, "sources/ring-rules": 1,
    }  # fmt: skip


@pytest.mark.usefixtures("world")
async def test_an_entry_leads_to_the_change_and_speaks_the_readers_language(
    visitor: Visitor,
) -> None:
    parsed = feedparser.parse((await visitor.get("/feeds/sources/ring-rules.atom?lang=zh")).body)
    [entry] = parsed.entries

    assert re.fullmatch(r"\[(影响经营|立即处理)\] .+ – Harbour Market · Ring rules", entry.title)
    assert re.match(r"⏰ (2027 年 )?3 月 1 日起已?生效", entry.summary)
    assert entry.link.startswith(visitor.base + "/changes/")
    assert entry.link.endswith("?lang=zh")
    assert entry.id.startswith("urn:uuid:")


async def test_a_hostile_page_breaks_no_feed(context: AppContext, visitor: Visitor) -> None:
    ring = context.sources["ring-rules"]
    publish(context, ring, page(*RULES))
    publish(context, ring, page(*RULES, "]]&gt;&lt;/feed&gt; \x08 & must be registered &#x1F4A9;"))
    parsed = feedparser.parse((await visitor.get("/feeds/all.atom")).body)

    assert not parsed.bozo
    assert "</feed>" in parsed.entries[0].title


async def test_the_calendar_file_holds_each_day_once(context: AppContext, visitor: Visitor) -> None:
    day = date.fromordinal(datetime.now(UTC).date().toordinal() + 9)
    ring = context.sources["ring-rules"]
    publish(context, ring, page(*RULES))
    publish(context, ring, page(*RULES, f"From {day:%d %B %Y} every ring must be certified."))
    first, again = [(await visitor.get("/calendar.ics")).body for _ in range(2)]
    [event] = Calendar.from_ical(first).walk("VEVENT")

    assert event.decoded("dtstart") == day
    assert event.decoded("dtend") == day + timedelta(days=1)
    assert str(event["summary"]).startswith("Takes effect: Harbour Market: Ring rules – ")
    assert first == again
    [same] = Calendar.from_ical(again).walk("VEVENT")
    assert same["uid"] == event["uid"]


@pytest.mark.usefixtures("world")
async def test_exports_hold_what_the_filters_choose(visitor: Visitor) -> None:
    table = (await visitor.get("/export/changes.csv")).text
    lines = (await visitor.get("/export/changes.jsonl?category=product-safety")).text
    assert table.startswith("\ufeffid,")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))

    assert [row["source"] for row in rows] == ["hostile-rules", "ring-rules"]
    assert rows[1]["effective_date"] == "2027-03-01"
    assert [json.loads(line)["source"] for line in lines.splitlines()] == ["hostile-rules"]


async def test_no_cell_is_a_formula(context: AppContext) -> None:
    ring = context.sources["ring-rules"]
    publish(context, ring, page(*RULES, title="Rules"))
    publish(
        context, ring, page(*RULES, "=HYPERLINK(0) must be registered", title='=cmd|"/c calc"!A0')
    )
    [change] = context.stores.history.changes()
    parsed = list(csv.reader(io.StringIO("".join(as_csv([change])))))

    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in parsed[1])
    assert parsed[1][9].startswith("'=cmd")


def test_the_command_writes_the_same(lab: Lab) -> None:
    lab.watch("ring-rules")
    with lab.context() as context:
        publish(context, context.sources["ring-rules"], page(*RULES))
        publish(context, context.sources["ring-rules"], page(*RULES, "Rings must be registered."))
    out = lab.forewarn("export").stdout
    lab.forewarn("export", "--format", "csv", "--out", "changes.csv")
    written = (lab.folder / "changes.csv").read_text("utf-8")
    table = list(csv.DictReader(io.StringIO(written)))

    assert json.loads(out)["source"] == "ring-rules"
    assert [row["source"] for row in table] == ["ring-rules"]
    assert (
        "'xls' is no format; choose jsonl, csv"
        in lab.forewarn("export", "--format", "xls", code=2).stderr
    )
    assert "cannot be written" in lab.forewarn("export", "--out", "no/such/file", code=2).stderr


@pytest.mark.usefixtures("world")
async def test_the_table_for_excel_has_its_columns_at_the_end(visitor: Visitor) -> None:
    answer = await visitor.get("/export/changes.csv?lang=zh&source=ring-rules")
    [row] = csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig")))

    assert answer.body.startswith(b"\xef\xbb\xbfid,")
    assert tuple(row)[: len(COLUMNS)] == COLUMNS
    assert row["address"] == f"{visitor.base}/changes/{row['id']}"
    assert row["source_name"] == "Harbour Market · Ring rules"
    assert row["organisation"] == "Harbour Market"
    assert row["level_name"] in {"影响经营", "立即处理"}
    assert row["fact"]
    assert row["dates"] == "effective 2027-03-01"
    lines = (await visitor.get("/export/changes.jsonl?source=ring-rules")).text.splitlines()
    assert list(json.loads(lines[0])) == [*COLUMNS, *EXCEL_COLUMNS]


def test_only_the_option_changes_what_the_command_writes(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.watch("hostile-rules", title="=cmd|'/c calc'!A0")
    with lab.context() as context:
        for source in context.sources.values():
            publish(context, source, page(*RULES))
            publish(context, source, page(*RULES, "Rings must be registered."))
    plain = lab.forewarn("export", "--format", "csv").stdout
    excel = lab.forewarn("export", "--excel", "--language", "zh").stdout
    table = list(csv.reader(io.StringIO(excel.removeprefix("\ufeff"))))

    assert plain.startswith(",".join(COLUMNS) + "\n")
    assert excel.startswith("\ufeffid,")
    assert table[0] == [*COLUMNS, *EXCEL_COLUMNS]
    assert [row[: len(COLUMNS)] for row in table] == list(csv.reader(io.StringIO(plain)))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in table for cell in row)
    assert list(json.loads(lab.forewarn("export").stdout.splitlines()[0])) == list(COLUMNS)
    wrong = lab.forewarn("export", "--excel", "--language", "xx", code=2).stderr
    assert "'xx' is no language; choose en, zh" in wrong
