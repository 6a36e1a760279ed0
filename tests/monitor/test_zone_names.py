"""Time zones as people write and read them."""

import pytest

from monitor.data import load
from monitor.language import Language
from monitor.parsing.times import zones
from monitor.zone_names import zone_name, zones_named


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("北京", ["Asia/Shanghai"]), ("北京时间", ["Asia/Shanghai"]), ("Beijing time", ["Asia/Shanghai"]), ("東京", ["Asia/Tokyo"]),
        ("Los Angeles", ["America/Los_Angeles"]), ("los_angeles", ["America/Los_Angeles"]), ("洛杉矶时间", ["America/Los_Angeles"]),
        ("asia/shanghai", ["Asia/Shanghai"]), ("Ushuaia", ["America/Argentina/Ushuaia"]), ("PST", ["America/Los_Angeles"]),
        ("+8", ["Etc/GMT-8"]), ("UTC+8", ["Etc/GMT-8"]), ("utc + 08:00", ["Etc/GMT-8"]), ("GMT-5", ["Etc/GMT+5"]), ("−3", ["Etc/GMT+3"]),
        ("+5:30", ["Asia/Kolkata"]), ("东8区", ["Etc/GMT-8"]), ("西5区", ["Etc/GMT+5"]), ("+0", ["UTC"]), ("UTC", ["UTC"]),
        ("CST", ["Asia/Shanghai", "America/Chicago"]), ("加拿大", ["America/Toronto", "America/Vancouver"]),
        ("8", []), ("+99", []), ("-5:30", []), ("+5:17", []), ("Mars/Base", []), ("", []), ("-", []), ("../../etc/passwd", []), ("x" * 9_999, []),
    ],
)  # fmt: skip
def test_a_zone_is_named_in_many_ways(typed: str, found: list[str]) -> None:
    assert list(zones_named(typed)) == found


def test_every_reviewed_zone_exists() -> None:
    listed = load("monitor", "zone_names.yaml")

    assert {*listed["places"], *listed["shown"], *listed["halves"].values()} <= zones()


def test_a_zone_is_shown_as_readers_call_it() -> None:
    assert zone_name("Asia/Shanghai", Language.ZH) == "北京时间"
    assert zone_name("Etc/GMT+5", Language.EN) == "UTC−5"
    assert zone_name("Etc/GMT-8", Language.ZH) == "UTC+8"
    assert zone_name("America/Argentina/Salta", Language.EN) == "America/Argentina/Salta"
    assert zone_name("UTC", Language.ZH) == "UTC"
