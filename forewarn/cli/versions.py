"""`forewarn history` and `forewarn show`: the versions of a source."""

from typing import Annotated

import typer

from forewarn.cli.formatting import print_document
from forewarn.cli.session import session
from forewarn.wiring import AppContext
from monitor import sections
from monitor.errors import ConfigurationError
from monitor.flapping import RECENT, is_flapping
from monitor.hyperlink import safe_link
from monitor.language import Language
from monitor.model import Version
from monitor.parsing import Unreadable
from monitor.parsing.numbers import read_whole
from monitor.sections import SectionVersion
from monitor.wording import why
from storage.queries.history import VersionLine

# The database stores version numbers in four bytes.
LAST_VERSION = 2**31 - 1


def history(
    source: Annotated[str, typer.Argument(help="A source id.")],
    section: Annotated[str, typer.Option(help="Words of a section's heading.")] = "",
) -> None:
    """List a source's versions, the oldest first; with --section, one section's own history.

    Example: forewarn history fcc-covered-list --section "Filing"
    """
    with session() as context:
        if section:
            for step in section_history(context, source, section):
                _print_section(source, step)
            return
        versions = list_versions(context, source)
        if is_flapping(version.reason for version in versions[-RECENT:]):
            typer.echo("This page flaps between states; its returns are recorded and silent.")
        silenced = {c.to_version: c for c in context.stores.history.silenced(source)}
        for version in versions:
            when = f"{version.recorded_at:%Y-%m-%d %H:%M}"
            mark = version.chain_sha256[:12]
            typer.echo(
                f"{source}@{version.number}  {when}  {version.reason:<9}  {mark}  {version.title}"
            )
            if change := silenced.get(version.number):
                typer.echo(f"    {why(change.assessment, Language.EN)}")


def _print_section(source: str, step: SectionVersion) -> None:
    """Print the state of a section in one version, with its text if it changed."""
    heading = step.section.heading if step.section else "(not there)"
    typer.echo(f"{source}@{step.number}  {'changed' if step.changed else 'same   '}  {heading}")
    if step.section and step.changed:
        for text in step.section.text.splitlines():
            typer.echo(f"    {text}")


def show(
    version: Annotated[
        str, typer.Argument(metavar="SOURCE[@N]", help="A source id, or one version of it.")
    ],
    links: Annotated[bool, typer.Option("--links", help="Where its links lead, too.")] = False,
) -> None:
    """Print a version's text; without a number the newest.

    Example: forewarn show fcc-covered-list@2
    """
    with session() as context:
        document = find_version(context, *parse_version(version)).document
        print_document(document)
        if links:
            for link in document.links:
                typer.echo(f"[{link.text}] {safe_link(link.url)}")


def list_versions(context: AppContext, source_id: str) -> list[VersionLine]:
    """List all versions of a source; ConfigurationError when it has none."""
    found = context.stores.history.versions(source_id)
    if not found:
        context.catalogue.find(source_id)
        raise ConfigurationError(f"{source_id} has no version yet; run: forewarn crawl {source_id}")
    return found


def find_version(context: AppContext, source_id: str, number: int | None = None) -> Version:
    """Find one version, or the newest; ConfigurationError when it does not exist."""
    found = context.stores.history.version(source_id, number)
    if found is None:
        last = list_versions(context, source_id)[-1].number
        raise ConfigurationError(f"{source_id} has no version {number}; the last is {last}")
    return found


def section_history(context: AppContext, source_id: str, words: str) -> tuple[SectionVersion, ...]:
    """List the states of a section in all versions; ConfigurationError when no version has it."""
    numbers = [line.number for line in list_versions(context, source_id)]
    documents = [(number, find_version(context, source_id, number).document) for number in numbers]
    found = sections.history(documents, words)
    if not found:
        raise ConfigurationError(f"no version of {source_id} has a section called {words!r}")
    return found


def parse_version(word: str) -> tuple[str, int | None]:
    """Parse SOURCE or SOURCE@N."""
    source_id, _, number = word.partition("@")
    found = read_whole(number, most=LAST_VERSION) if number else None
    if isinstance(found, Unreadable):
        raise ConfigurationError(f"{word[:160]!r} is no version; write {source_id[:120]}@2")
    return source_id, found
