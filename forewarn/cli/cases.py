"""`forewarn cases`."""

from typing import Annotated

import typer

from forewarn.cli.formatting import parse_moment, print_json
from forewarn.cli.session import session
from forewarn.wiring import AppContext
from monitor.cases import Case, CaseEntry, Stage
from monitor.cases.wording import case_facts, case_line, case_name, stage_meaning, stage_name
from monitor.errors import ConfigurationError
from monitor.export import case_row
from monitor.language import Language
from monitor.parsing.numbers import read_whole
from runtime.clock import now
from storage.queries.cases import CaseFilter

_LISTED = 50
_STAGES = {stage.key: stage for stage in Stage}


def cases(
    what: Annotated[str, typer.Argument(metavar="[show]", help="show: one case.")] = "",
    number: Annotated[str, typer.Argument(metavar="[ID]", help="With show: 12, or a docket.")] = "",
    stage: Annotated[str, typer.Option(help="Only cases at this stage: tro, dismissal…")] = "",
    since: Annotated[
        str, typer.Option(help="Reported of since 2026-03-01, or 7d for the last week.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per case.")] = False,
) -> None:
    """List lawsuits against sellers, the newest first; show one with what was reported of it.

    Example: forewarn cases --stage tro --since 7d; forewarn cases show 1:26-cv-04211
    """
    if what not in {"", "show"}:
        raise typer.BadParameter(f"{what[:40]!r} is unknown here; write: forewarn cases show ID")
    if what:
        _show(number, as_json=as_json)
        return
    chosen = CaseFilter(
        stage=_stage(stage) if stage else None,
        since=parse_moment(since, now()) if since else None,
    )
    with session() as context:
        for case in context.stores.cases.listed(chosen, limit=_LISTED).cases:
            if as_json:
                print_json(case_row(case))
            else:
                typer.echo(f"{case.id:>6}  {case.updated_at:%Y-%m-%d}  {_line(case)}")


def _stage(word: str) -> Stage:
    if word not in _STAGES:
        raise typer.BadParameter(f"{word[:40]!r} is no stage; choose {', '.join(_STAGES)}")
    return _STAGES[word]


def _line(case: Case) -> str:
    return case_line(case, Language.EN)


def _show(word: str, *, as_json: bool) -> None:
    """Print the case of a number, or each case of a docket; ConfigurationError if there is none."""
    if not word:
        raise ConfigurationError("name the case: forewarn cases show ID")
    with session() as context:
        found = _find(context, word)
        if not found:
            raise ConfigurationError(f"there is no case {word[:40]!r}; forewarn cases lists them")
        for case in found:
            entries = context.stores.cases.entries(case.id)
            if as_json:
                print_json(case_row(case) | {"entries": [_entry_row(entry) for entry in entries]})
            else:
                _print_case(case, entries)


def _find(context: AppContext, word: str) -> list[Case]:
    number = read_whole(word)
    if isinstance(number, int):
        case = context.stores.cases.get(number)
        return [case] if case else []
    return context.stores.cases.of_docket(word)


def _entry_row(entry: CaseEntry) -> dict[str, object]:
    stage = entry.stage.key if entry.stage else None
    return {
        "change": entry.change_id,
        "source": entry.source_id,
        "title": entry.title,
        "stage": stage,
        "at": entry.at,
    }


def _print_case(case: Case, entries: list[CaseEntry]) -> None:
    typer.echo(case_name(case, Language.EN))
    if case.stage:
        typer.echo(
            f"Stage: {stage_name(case.stage, Language.EN)}. {stage_meaning(case.stage, Language.EN)}"
        )
    for label, fact in case_facts(case, Language.EN, now().date()):
        typer.echo(f"  {label}: {fact}")
    for entry in entries:
        stage = stage_name(entry.stage, Language.EN)
        parts = [f"{entry.at:%Y-%m-%d}", stage, f"change {entry.change_id}", entry.title]
        typer.echo("  " + "  ".join(part for part in parts if part))
