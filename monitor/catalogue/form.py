"""A source as the fields of a form, each a text, and back as the keys of a catalogue file.

A field of a section is named `section.key`; lists have one value a line; `api` is YAML.
"""

from collections.abc import Mapping
from typing import Any

import yaml

from monitor.catalogue.write import SourceEntry, keys_of
from monitor.parsing import Unreadable
from monitor.parsing.yaml import read_yaml
from monitor.source import Kind, Listing, Source

_LISTING = [name for name in Listing.__dataclass_fields__ if name not in {"pages", "follow"}]
# The fields in the order of the form.
ABOUT = ("organisation", "id", "url", "title", "title_zh", "kind", "category", "topics", "language", "jurisdiction")  # fmt: skip
READ = ("render", "select", "remove", "only", "skip", "max_mb")
LISTING = (*(f"listing.{name}" for name in _LISTING), "listing.pages", "listing.follow")
API = ("api",)
WHEN = ("every", "hours", "quota.minute", "quota.hour", "quota.day")
EXPECTED = ("expect.min_chars", "expect.contains", "discover")
STATE = ("enabled", "note")
FIELDS = (*ABOUT, *READ, *LISTING, *API, *WHEN, *EXPECTED, *STATE)

_LISTS = {"remove", "only", "skip", "topics", "expect.contains"}
_NUMBERS = {
    "max_mb",
    "listing.pages",
    "quota.minute",
    "quota.hour",
    "quota.day",
    "expect.min_chars",
}
# A box of a form sends its name or nothing; what the catalogue means without the key.
_BOXES = {"discover": False, "enabled": True, "listing.follow": True}
ON = "on"


def fields_of(source: Source) -> dict[str, str]:
    """Return the texts of a form that states this source."""
    found = dict.fromkeys(FIELDS, "") | {
        name: ON for name, is_default in _BOXES.items() if is_default
    }
    found |= {"id": source.id, "organisation": source.organisation}
    return found | fields_of_keys(keys_of(source))


def fields_of_keys(keys: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of the fields that state these keys."""
    flat: dict[str, Any] = {}
    for name, value in keys.items():
        if isinstance(value, Mapping) and name != "api":
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return {name: _text(name, value) for name, value in flat.items() if name in FIELDS}


def entry_of(fields: Mapping[str, str]) -> SourceEntry:
    """Return what a form states; values that are no number or YAML stay texts, to be refused."""
    flat = {
        name: value
        for name in FIELDS
        if (value := _value(name, fields.get(name, ""))) is not None
        and name not in {"id", "organisation"}
    }
    if fields.get("kind") != Kind.LISTING:
        # A box that is not ticked sends nothing; for other kinds it means nothing.
        flat.pop("listing.follow", None)
    keys: dict[str, Any] = {}
    for name, value in flat.items():
        section, _, key = name.partition(".")
        if key:
            keys.setdefault(section, {})[key] = value
        else:
            keys[name] = value
    organisation, source_id = (fields.get(name, "").strip() for name in ("organisation", "id"))
    return SourceEntry(organisation=organisation, source_id=source_id, keys=keys)


def _text(name: str, value: Any) -> str:
    if name in _BOXES:
        return ON if value else ""
    if name == "api":
        return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100).strip()
    if name in _LISTS:
        return "\n".join([value] if isinstance(value, str) else map(str, value))
    return str(value)


def _value(name: str, text: str) -> Any:
    """Return the value of a key; None where the key is left out."""
    if name in _BOXES:
        return None if bool(text) is _BOXES[name] else bool(text)
    text = text.replace("\r\n", "\n").strip()
    if not text:
        return None
    if name in _LISTS:
        return [line for one in text.split("\n") if (line := one.strip())]
    if name in _NUMBERS:
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else text
    return _read_api(text) if name == "api" else text


def _read_api(text: str) -> Any:
    read = read_yaml(text)
    data = read if isinstance(read, Unreadable) else read.data()
    return text if isinstance(data, Unreadable) else data
