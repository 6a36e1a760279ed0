"""Time zones as people write them: `北京`, `Los Angeles`, `洛杉矶时间`, `+8`, `GMT-5`; and as they read them."""

import re
from functools import cache
from typing import Any

from monitor.data import load
from monitor.language import Language
from monitor.parsing.times import zones
from monitor.target_names import name_key, simplified

_OFFSET = re.compile(
    r"(?:utc|gmt|东|西)?\s*([+-−]?)\s*(\d{1,2})(?::?(\d{2}))?\s*(?:区|h)?", re.ASCII | re.IGNORECASE
)
_EAST, _WEST = "东", "西"
# Etc/GMT+5 is five hours behind UTC: POSIX counts to the west.
_FIXED = re.compile(r"Etc/GMT([+-])(\d{1,2})")
# Folders of tzdata that are no continents; their names repeat those of cities or are no places.
_NO_PLACES = ("Etc/", "SystemV/", "posix/", "right/")
_LONGEST = 60


def zones_named(text: str) -> tuple[str, ...]:
    """Return the IANA zones that a text may mean, or none; several where a country has several."""
    plain = simplified(text[:_LONGEST]).strip()
    key = name_key(_without_ending(plain))
    if named := _places().get(key):
        return named
    if exact := _zones().get(plain.replace(" ", "_")):
        return (exact,)
    fixed = _of_offset(plain)
    return (fixed,) if fixed else _cities().get(key, ())


def zone_name(zone: str, language: Language) -> str:
    """Return a zone as readers call it: `北京时间`, `UTC+8`; its IANA name where it has no other."""
    shown = _data()["shown"].get(zone, {})
    if language in shown:
        return str(shown[language])
    if fixed := _FIXED.fullmatch(zone):
        return f"UTC{'−' if fixed[1] == '+' else '+'}{fixed[2]}"
    return zone.replace("_", " ") if "/" in zone else zone


def _of_offset(plain: str) -> str | None:
    """Return the zone of a distance from UTC, as `+8`, `UTC+5:30`, `东八区` without its Chinese number."""
    found = _OFFSET.fullmatch(plain)
    if found is None or not (found[1] or plain[0] in _EAST + _WEST):
        return None
    is_west = found[1] in {"-", "−"} or plain.startswith(_WEST)
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if minutes % 60:
        half = None if is_west else _data()["halves"].get(str(minutes))
        return str(half) if half else None
    zone = f"Etc/GMT{'+' if is_west else '-'}{minutes // 60}" if minutes else "UTC"
    return zone if zone in zones() else None


def _without_ending(plain: str) -> str:
    endings = (str(ending) for ending in _data()["endings"])
    ending = next((e for e in endings if plain.endswith(e) and plain != e), "")
    return plain.removesuffix(ending).strip()


@cache
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in zones()}


@cache
def _places() -> dict[str, tuple[str, ...]]:
    """Return the zones by the reviewed places that they are known by."""
    found: dict[str, tuple[str, ...]] = {}
    for zone, names in _data()["places"].items():
        for key in {name_key(str(name)) for name in names}:
            found[key] = (*found.get(key, ()), str(zone))
    return found


@cache
def _cities() -> dict[str, tuple[str, ...]]:
    """Return the zones by the cities in their names."""
    found: dict[str, tuple[str, ...]] = {}
    for zone in sorted(zones()):
        if "/" in zone and not zone.startswith(_NO_PLACES):
            key = name_key(zone.rpartition("/")[2].replace("_", " "))
            found[key] = (*found.get(key, ()), zone)
    return found


def _data() -> Any:
    return load("monitor", "zone_names.yaml")
