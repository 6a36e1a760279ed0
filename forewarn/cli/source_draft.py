"""`forewarn sources add`: drafts the YAML of a new source from the page at its address."""

import re
import tempfile
from pathlib import Path
from typing import Annotated

import typer
import yaml

from forewarn.cli.session import load_settings
from forewarn.cli.trial_crawl import TrialCrawl, fetch_aside, print_trial
from forewarn.settings import Settings
from monitor import catalogue
from monitor.assess.topics import topics_in
from monitor.errors import ConfigurationError
from monitor.model import Version
from monitor.parsing import Unreadable
from monitor.parsing.urls import read_url, split_url
from monitor.propose import propose
from monitor.source import Kind
from monitor.text import clean, shorten
from monitor.vocabulary import categories

# With number and suffix a file name stays under the limit of file systems, 255 bytes.
_ID_CHARS = 80
_TITLE_CHARS = 300
_WORDS = re.compile(r"[a-z0-9]+")
_DEFAULT_CATEGORY = "platform-policy"
_EMPTY_FRAME = {"script-needed", "empty"}
# A capture with less than half of today's text is surely not the page.
_SANE_SHARE = 0.5
_TOPICS_PROPOSED = 4
# The category that a topic in the text implies, when the operator names none.
_CATEGORY_OF = {
    "domains": "court-domain-seizure",
    "batteries": "product-safety",
    "wireless": "product-safety",
    "toys": "product-safety",
    "patent": "ip-enforcement",
}


def add(
    url: Annotated[str, typer.Argument(help="The page or feed to watch.")],
    organisation: Annotated[str, typer.Option(help="Whose page it is; none: the host.")] = "",
    category: Annotated[str, typer.Option(help="A category; none: proposed from the text.")] = "",
) -> None:
    """Fetch a page, propose its YAML, and write it into the catalogue.

    Example: forewarn sources add https://www.example.org/rules --category customs-border
    """
    raise typer.Exit(0 if _add_source(load_settings(), url, organisation, category) else 1)


def _add_source(settings: Settings, url: str, organisation: str, category: str) -> bool:
    """Fetch the page, propose, print and write its entry; return whether it was written."""
    if category and category not in categories():
        raise ConfigurationError(f"{category!r} is no category; choose {', '.join(categories())}")
    address = read_url(url)
    if isinstance(address, Unreadable):
        raise ConfigurationError(f"{url[:200]!r} {address.reason}")
    name = clean(organisation) or (address.host or url).removeprefix("www.")
    source_id = _id(str(address))
    _require_new(settings, source_id, url)
    draft = _draft(url, category)
    trial = _fetch(settings, source_id, name, draft)
    if trial.snapshot:
        proposed = propose(trial.snapshot)
        draft |= {"kind": str(proposed.kind), **proposed.entry}
        draft["every"] = "24h" if proposed.kind in {Kind.PAGE, Kind.PDF} else "6h"
        trial = _fetch(settings, source_id, name, draft)
        for hint in proposed.hints:
            typer.echo(f"Note: {hint}")
    print_trial(trial)
    if trial.result.reason.code in _EMPTY_FRAME:
        typer.echo("Note: the page seems to be filled by its scripts; try 'render: browser'")
    if not trial.versions:
        return False
    file = _write(settings, source_id, name, {**draft, **_derive_fields(trial.versions, category)})
    typer.echo(f"Written to {file}. Read it, then: forewarn sources check {file}")
    return True


def _require_new(settings: Settings, source_id: str, url: str) -> None:
    known = catalogue.load(settings.catalogue)
    for source in known.sources:
        if source.url == url or source.id == source_id:
            raise ConfigurationError(f"{url} is watched already, as {source.id}")


def _id(url: str) -> str:
    parts = split_url(url)
    words = _WORDS.findall(f"{(parts.hostname or '').removeprefix('www.')} {parts.path}".lower())
    return "-".join(words)[:_ID_CHARS].strip("-")


def _draft(url: str, category: str) -> dict[str, object]:
    return {
        "title": url,
        "category": category or _DEFAULT_CATEGORY,
        "kind": str(Kind.PAGE),
        "url": url,
        "language": "en",
        "every": "24h",
    }


def _fetch(settings: Settings, source_id: str, name: str, draft: dict[str, object]) -> TrialCrawl:
    with tempfile.TemporaryDirectory(prefix="forewarn-") as folder:
        _write_file(Path(folder) / "draft.yaml", source_id, name, draft)
        trial_settings = settings.model_copy(update={"catalogue": Path(folder)})
        return fetch_aside(trial_settings, source_id)


def _derive_fields(versions: list[Version], category: str) -> dict[str, object]:
    """Derive entry fields from the text: title, category, topics, minimum length."""
    text = "\n".join(version.document.text for version in versions)
    topics = topics_in(text)[:_TOPICS_PROPOSED]
    proposed = next((_CATEGORY_OF[topic] for topic in topics if topic in _CATEGORY_OF), "")
    derived: dict[str, object] = {
        "category": category or proposed or _DEFAULT_CATEGORY,
        "topics": list(topics),
    }
    only = versions[0].document
    if len(versions) == 1 and not only.key:
        chars = int(len(only.text) * _SANE_SHARE) // 100 * 100
        derived |= {"title": shorten(only.title, _TITLE_CHARS), "expect": {"min_chars": chars}}
    return derived


def _write(settings: Settings, source_id: str, name: str, entry: dict[str, object]) -> Path:
    folder = settings.catalogue if settings.catalogue.is_dir() else settings.catalogue.parent
    stem = "-".join(_WORDS.findall(name.lower()))[:_ID_CHARS].strip("-") or source_id
    file = folder / f"{stem}.yaml"
    number = 2
    while file.exists():
        file = file.with_stem(f"{file.stem.removesuffix(f'-{number - 1}')}-{number}")
        number += 1
    try:
        _write_file(file, source_id, name, entry)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}") from None
    return file


def _write_file(file: Path, source_id: str, name: str, entry: dict[str, object]) -> None:
    data = {"organisation": name, "sources": {source_id: entry}}
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
    file.write_text(text, "utf-8")
