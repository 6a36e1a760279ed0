"""What the editor writes, the catalogue reads: whatever is typed into the form."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import catalogue
from monitor.catalogue.form import FIELDS, entry_of, fields_of
from monitor.catalogue.write import SourceEntry, file_text, keys_of, read_entry
from monitor.source import Source
from monitor.vocabulary import categories, topics

SHIPPED = Path(__file__).parents[2] / "catalogue"
SOURCES = catalogue.load(SHIPPED).sources
AWKWARD = (
    "No", "off", "Yes", "null", "~", "0123", "1e3", "12:30:00", "2026-01-01", "a: b", "# hash", "'", '"', "- dash",
    "[x]", "{y}", "平台规则：费用", "& anchor", "*alias", "!tag", "%", "@at", "`", "|", ">", "🙂", "a\u2028b", "tab\there", "\\n",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
).filter(lambda text: text.strip())


def read_back(entry: SourceEntry, folder: Path) -> Source:
    """What `forewarn sources check` reads of the written file."""
    file = folder / "written.yaml"
    file.write_text(file_text(entry.organisation, {entry.source_id: entry.keys}), "utf-8")
    loaded = catalogue.load(file, allow_private=False)
    assert loaded.problems == ()
    (source,) = loaded.sources
    return source


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_each_shipped_source_survives_the_form(source: Source, tmp_path: Path) -> None:
    entry = entry_of(fields_of(source))

    assert read_back(entry, tmp_path) == source
    assert entry.keys == keys_of(source)


def test_the_keys_stand_as_in_the_shipped_files() -> None:
    source = next(one for one in SOURCES if one.id == "etsy-creativity-standards")
    text = file_text("Etsy", {source.id: keys_of(source)})
    shipped = (SHIPPED / "etsy.yaml").read_text("utf-8")

    assert [line for line in text.splitlines() if line not in shipped.splitlines()] == []


@given(
    st.fixed_dictionaries(
        {
            "organisation": TEXTS,
            "id": st.from_regex(r"[a-z0-9]{1,20}(-[a-z0-9]{1,9}){0,3}", fullmatch=True),
            "title": TEXTS,
            "title_zh": TEXTS,
            "note": TEXTS,
            "category": st.sampled_from(categories()),
            "kind": st.sampled_from(["page", "listing", "feed", "pdf"]),
            "url": st.just("https://example.org/rules?a=1&b=%3A#x"),
            "language": st.sampled_from(["en", "zh", "no", "pt-BR"]),
            "jurisdiction": TEXTS,
            "topics": st.lists(st.sampled_from([t.id for t in topics()]), max_size=3).map(
                "\n".join
            ),
            "every": st.sampled_from(["5m", "24h", "90d"]),
            "hours": st.sampled_from(["", "22:00-06:00 America/New_York"]),
            "quota.hour": st.sampled_from(["", "5"]),
            "enabled": st.sampled_from(["", "on"]),
        }
    ),
    st.lists(TEXTS, max_size=3).map("\n".join),
)
def test_whatever_is_typed_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, str], contains: str
) -> None:
    if fields["kind"] in {"page", "pdf"}:
        fields = {**fields, "expect.contains": contains}
    if fields["kind"] in {"page", "listing"}:
        fields = {**fields, "select": "main", "remove": '.share\na[href="x: y"]'}
    source = read_back(entry_of(fields), tmp_path_factory.mktemp("written"))

    for name in ("title", "title_zh", "note", "jurisdiction", "organisation"):
        assert getattr(source, name) == fields[name].replace("\r\n", "\n").strip()
    assert source.enabled is (fields["enabled"] == "on")


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("every", "1m", "every: '1m' is out of bounds; choose between 5m and 90d"),
        ("select", "p[", "select: 'p[' is no CSS selector"),
        ("quota.hour", "many", "quota.hour: Input should be a valid integer, unable to parse string as an integer"),
        ("api", "entries: [", "api: Input should be a valid dictionary"),
        ("id", "Two Words", "'Two Words' is no id"),
        ("category", "rules", "category: 'rules' is no category"),
        ("url", "http://127.0.0.1/", "url: 'http://127.0.0.1/' is no public address"),
        ("title", "", "title: is missing"),
        ("enabled", "", "note: a source that is off needs a 'note' that says why"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(name: str, typed: str, said: str) -> None:
    fields = {**fields_of(SOURCES[0]), "note": "", "enabled": "on", name: typed}
    problems = read_entry(entry_of(fields), allow_private=False)

    assert isinstance(problems, tuple)
    assert said in " ".join(one.reason for one in problems)


def test_every_key_of_a_source_has_its_field() -> None:
    whole: dict[str, Any] = fields_of(SOURCES[0])

    assert set(whole) == set(FIELDS)
    assert {name.partition(".")[0] for name in FIELDS} == set(Source.__dataclass_fields__)
