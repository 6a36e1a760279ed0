"""A source made by code, sent to another process, and the key of its reading."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from monitor import catalogue
from monitor.extract.key import extraction_key
from monitor.source import Api, Hours, Kind, Listing, Source

SHIPPED = Path(__file__).parents[2] / "catalogue"
SOURCES: TypeAdapter[tuple[Source, ...]] = TypeAdapter(tuple[Source, ...])


def source(kind: Kind, **more: Any) -> Source:
    return Source(
        id="a", organisation="o", title="t", category="any", kind=kind, url="-", language="en", **more
    )  # fmt: skip


def test_a_source_that_code_makes_is_not_held_to_the_catalogue_but_has_its_shape() -> None:
    assert source(Kind.PAGE, topics=("anything",), hours=None, listing=Listing(pages=9)).topics
    with pytest.raises(ValidationError):
        source(Kind.PAGE, unknown=1)


def test_sources_are_the_same_after_a_way_as_json() -> None:
    hours = Hours(start=time(22), end=time(6), timezone="America/New_York")
    params = (("a", "1"), ("a", "2"), ("b", "x"))
    api = Api(id="no", title="name", params=params, body={"a": [1, None]})
    sources = (
        *catalogue.load(SHIPPED).sources,
        source(Kind.PAGE, hours=hours),
        source(Kind.API, api=api),
    )

    assert SOURCES.validate_json(SOURCES.dump_json(sources)) == sources
    assert sources[-1].api
    assert sources[-1].api.params == params


@pytest.mark.parametrize(
    ("read", "key"),
    [
        (source(Kind.PAGE, select="main", remove=("nav",)), "1659709fd78928dp"),
        (source(Kind.LISTING, listing=Listing(entry="li", pages=2)), "ae99e36bb2b46aap"),
        (source(Kind.API, api=Api(entries="rows", id="no", title="name", text=("says",), params=(("a", "1"),))), "d92da96e8f1ba66p"),
    ],
)  # fmt: skip
def test_the_key_of_a_reading_stays(read: Source, key: str) -> None:
    """Another key would have every source read anew."""
    assert extraction_key(read) == key
