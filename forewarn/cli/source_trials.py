"""`forewarn sources test` and `forewarn sources add`: crawl into a temporary database."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.formatting import print_document, warn
from forewarn.cli.session import load_settings, session
from forewarn.settings import Settings
from forewarn.trial_crawl import (
    TrialCrawl,
    Waiting,
    fetch_standalone,
    file_stem,
    propose_source,
    source_id_of,
)
from monitor import catalogue
from monitor.catalogue.write import SourceEntry, file_text
from monitor.errors import ConfigurationError
from monitor.extract.snapshot import extract
from monitor.language import Language, message
from monitor.source import Source
from monitor.text import shorten
from monitor.vocabulary import categories

_ENTRIES_SHOWN = 5
_LEFT_OUT_SHOWN = 20
_TITLE_CHARS = 300
_EMPTY_FRAME = {"script-needed", "empty"}


def test(source_id: Annotated[str, typer.Argument(help="A source id.")]) -> None:
    """Fetch one source and show what would be stored; nothing is stored.

    Example: forewarn sources test fcc-covered-list
    """
    with session() as context:
        source = context.catalogue.find(source_id)
        found = fetch_standalone(context.settings, source.id, _waiting())
        print_trial(found)
        print_filter(found, source)
        raise typer.Exit(0 if found.result.outcome.is_good else 1)


def add(
    url: Annotated[str, typer.Argument(help="The page or feed to watch.")],
    organisation: Annotated[str, typer.Option(help="Whose page it is; none: the host.")] = "",
    category: Annotated[str, typer.Option(help="A category; none: proposed from the text.")] = "",
) -> None:
    """Fetch a page, propose its YAML, and write it into the overlay, or else the catalogue.

    Example: forewarn sources add https://www.example.org/rules --category customs-border
    """
    raise typer.Exit(0 if _add_source(load_settings(), url, organisation, category) else 1)


def _waiting() -> Waiting:
    """Return what says once that another crawl visits the host, and waits."""
    told: set[str] = set()

    def waits(host: str) -> None:
        if host not in told:
            told.add(host)
            warn(f"another crawl visits {host} now; this waits for its end")

    return waits


def print_trial(found: TrialCrawl) -> None:
    """Print what would be stored."""
    result, versions = found.result, found.versions
    if not result.outcome.is_good:
        warn(f"{result.source_id}: {result.outcome}: {result.reason}")
    for version in versions[:_ENTRIES_SHOWN]:
        typer.echo(f"== {version.document.title}")
        print_document(version.document)
    if len(versions) > _ENTRIES_SHOWN:
        more = len(versions) - _ENTRIES_SHOWN
        typer.echo(f"== {message('cli', Language.EN, 'entries_more', count=more)}")


def print_filter(found: TrialCrawl, source: Source) -> None:
    """Print how many entries the words of the source keep, and the titles of those left out."""
    if not (source.is_filtered and found.snapshot and found.result.outcome.is_good):
        return
    every = extract(found.snapshot, replace(source, only=(), skip=()))
    kept = {document.key for document in extract(found.snapshot, source)}
    typer.echo(f"== {message('cli', Language.EN, 'entries_kept', count=len(kept), all=len(every))}")
    for document in [one for one in every if one.key not in kept][:_LEFT_OUT_SHOWN]:
        typer.echo(f"- {shorten(document.title, _TITLE_CHARS)}")


def _add_source(settings: Settings, url: str, organisation: str, category: str) -> bool:
    """Fetch the page, propose, print and write its entry; return whether it was written."""
    if category and category not in categories():
        raise ConfigurationError(f"{category!r} is no category; choose {', '.join(categories())}")
    _require_new(settings, url)
    proposed = propose_source(settings, url, organisation, category, _waiting())
    for hint in proposed.hints:
        typer.echo(f"Note: {hint}")
    print_trial(proposed.trial)
    if proposed.trial.result.reason.code in _EMPTY_FRAME:
        typer.echo("Note: the page seems to be filled by its scripts; try 'render: browser'")
    if not proposed.trial.versions:
        return False
    file = _write(settings, proposed.entry)
    typer.echo(f"Written to {file}. Read it, then: forewarn sources check {file}")
    return True


def _require_new(settings: Settings, url: str) -> None:
    known, source_id = (
        catalogue.load(settings.catalogue, overlay=settings.overlay),
        source_id_of(url),
    )
    for source in known.sources:
        if source.url == url or source.id == source_id:
            raise ConfigurationError(f"{url} is watched already, as {source.id}")


def _write(settings: Settings, entry: SourceEntry) -> Path:
    folder = settings.overlay or settings.catalogue
    folder = folder.parent if folder.is_file() else folder
    file = folder / f"{file_stem(entry.organisation, entry.source_id)}.yaml"
    number = 2
    while file.exists():
        file = file.with_stem(f"{file.stem.removesuffix(f'-{number - 1}')}-{number}")
        number += 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(file_text(entry.organisation, {entry.source_id: entry.keys}), "utf-8")
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}") from None
    return file
