"""`forewarn export`."""

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.changes import ChangeQuery
from forewarn.cli.session import session
from monitor.errors import ConfigurationError
from monitor.export import FORMS, Exported, as_excel
from monitor.language import Language, codes
from storage.queries import browsing

_BATCH_SIZE = 500


def export(  # noqa: PLR0913, PLR0917 - the options of the command
    form: Annotated[str, typer.Option("--format", help="jsonl or csv.")] = "jsonl",
    out: Annotated[Path | None, typer.Option(help="A file; none: standard output.")] = None,
    since: Annotated[str, typer.Option(help="From when: 2026-03-01, or 7d.")] = "",
    category: Annotated[str, typer.Option(help="Only this category.")] = "",
    topic: Annotated[str, typer.Option(help="Only this topic.")] = "",
    min_severity: Annotated[
        str, typer.Option(help="silent, information, affects or act.")
    ] = "information",
    excel: Annotated[
        bool, typer.Option("--excel", help="CSV that Excel opens, with columns for people.")
    ] = False,
    language: Annotated[str, typer.Option(help="Of the columns for people: zh or en.")] = "en",
) -> None:
    """Write what changed as JSON Lines or CSV, the newest first.

    Example: forewarn export --format csv --since 2026-01-01 --out changes.csv
    """
    query = ChangeQuery.parse(since, category, topic, min_severity, "")
    lines_of = FORMS.get("csv" if excel else form)
    if lines_of is None:
        raise ConfigurationError(f"{form!r} is no format; choose {', '.join(FORMS)}")
    if language not in codes():
        raise ConfigurationError(f"{language!r} is no language; choose {', '.join(codes())}")
    with session() as context:
        if excel:
            site = context.settings.site_url
            lines_of = partial(
                as_excel, exported=Exported(context.sources, Language(language), site)
            )
        _write(lines_of(context.stores.browsing.every(_filter(query), _BATCH_SIZE)), out)


def _filter(query: ChangeQuery) -> browsing.ChangeFilter:
    return browsing.ChangeFilter(
        category=query.category,
        topic=query.topic,
        min_severity=query.min_severity,
        since=query.since,
    )


def _write(lines: Iterable[str], file: Path | None) -> None:
    """Write the lines; ConfigurationError when the file cannot be written."""
    try:
        # The csv module writes its own line ends.
        target = file.open("w", encoding="utf-8", newline="") if file else nullcontext(sys.stdout)
        with target as stream:
            stream.writelines(lines)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}") from None
