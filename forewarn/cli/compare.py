"""`forewarn compare`."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from forewarn.cli.diff import edit_values, print_edit
from forewarn.cli.formatting import print_json, warn
from monitor.assess import judge
from monitor.errors import ConfigurationError, ExtractionError
from monitor.extract.files import read_file
from monitor.gate import examine, shell
from monitor.model import Assessment, Document, Edit, Reason, Rejection, Severity
from monitor.parsing import Unreadable
from monitor.parsing.csv import Row, read_rows
from monitor.parsing.selectors import read_selector
from runtime.clock import now

_MAX_BYTES = 50 * 1024 * 1024
_COLUMNS = ("id", "before", "after")
# What shows that BEFORE was no valid capture; a rule that merely grew shows none of it.
_FAULTS_OF_BEFORE = frozenset({"partial", "truncated", "garbled", "script-needed"})


def compare(
    before: Annotated[
        Path | None, typer.Argument(help="A saved file: .html .md .txt .pdf .xml.")
    ] = None,
    after: Annotated[
        Path | None, typer.Argument(help="A later capture of the same document.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line.")] = False,
    select: Annotated[str, typer.Option(help="CSS of the main content, for .html.")] = "",
    batch: Annotated[Path | None, typer.Option(help="A CSV with columns id,before,after.")] = None,
) -> None:
    """Compare two saved files, or a batch of pairs; no database.

    Example: forewarn compare old.html new.html --json
    """
    if batch:
        raise typer.Exit(_compare_batch(batch, select))
    if before is None or after is None:
        raise typer.BadParameter("name two files, or --batch FILE")
    _print_comparison(compare_files(before, after, select), as_json=as_json)


class Verdict(StrEnum):
    """The result of a comparison. SAME: not a byte differs. BROKEN: AFTER is not a valid capture.
    RECOVERED: BEFORE was not a valid capture.
    """

    SAME = "same"
    COSMETIC = "cosmetic"
    MINOR = "minor"
    MAJOR = "major"
    BROKEN = "broken"
    RECOVERED = "recovered"


_NOTHING = Assessment(severity=Severity.COSMETIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A verdict with its edits, assessment or rejection."""

    verdict: Verdict
    edits: tuple[Edit, ...] = ()
    assessment: Assessment = _NOTHING
    refused: Rejection | None = None


def compare_files(before: Path, after: Path, select: str = "") -> Comparison:
    """Compare two saved files; ConfigurationError for one that cannot be read."""
    if isinstance(selector := read_selector(select), Unreadable):
        raise ConfigurationError(selector.reason)
    old, old_refused = _read(before, select, None)
    new, new_refused = _read(after, select, old if old_refused is None else None)
    if old and new and not old_refused:
        # Compared with a complete page, BEFORE may turn out to be the faulty one.
        old_refused = _reject_before(old, new, new_refused)
        new_refused = None if old_refused else new_refused
    if new_refused:
        return Comparison(verdict=Verdict.BROKEN, refused=new_refused)
    if old is None or new is None or old_refused:
        return Comparison(verdict=Verdict.RECOVERED, refused=old_refused)
    judgement = judge(old, new, now().date())
    if not judgement.edits:
        return _without_edits(is_same=_bytes(before) == _bytes(after))
    assessment = judgement.assessment
    return Comparison(
        verdict=Verdict(assessment.severity.label), edits=judgement.edits, assessment=assessment
    )


def _reject_before(old: Document, new: Document, new_refused: Rejection | None) -> Rejection | None:
    """Reject BEFORE when it is the invalid capture: it lacks a part, or is a scrap of AFTER."""
    if new_refused and new_refused.reason.code != "another-page":
        return None
    refused = examine(old, new)
    faults = {"collapsed"} if new_refused else _FAULTS_OF_BEFORE
    if refused and refused.reason.code in faults:
        return refused
    return shell(old, new)


def _without_edits(*, is_same: bool) -> Comparison:
    """Compare files without edits: they are equal, or differ only in markup."""
    if is_same:
        return Comparison(verdict=Verdict.SAME)
    markup = Reason(rule="markup", severity=Severity.COSMETIC, words=())
    assessment = Assessment(severity=Severity.COSMETIC, reasons=(markup,))
    return Comparison(verdict=Verdict.COSMETIC, assessment=assessment)


def _compare_batch(file: Path, select: str = "") -> int:
    """Print one JSON line for each row of the CSV, in order; 1 when a row could not be read."""
    code = 0
    for row in _rows(file):
        try:
            print_json({"id": row["id"], **_values(_compare_row(file.parent, row, select))})
        except ConfigurationError as error:
            print_json({"id": row["id"], "error": str(error)})
            warn(f"row {row['id']}: {error}")
            code = 1
    return code


def _compare_row(folder: Path, row: Row, select: str) -> Comparison:
    missing = [column for column in ("before", "after") if not row[column]]
    if missing:
        raise ConfigurationError(f"names no file in the column {missing[0]!r}")
    return compare_files(folder / row["before"], folder / row["after"], select)


def _print_comparison(comparison: Comparison, *, as_json: bool) -> None:
    """Print a comparison."""
    if as_json:
        print_json(_values(comparison))
        return
    level = comparison.assessment.severity.level
    typer.echo(f"{comparison.verdict} ({level})" if comparison.edits else comparison.verdict)
    for reason in _reasons(comparison):
        typer.echo(f"  {reason['rule']}: {reason['words']}")
    if comparison.assessment.effective_date:
        typer.echo(f"  from {comparison.assessment.effective_date}")
    for edit in comparison.edits:
        print_edit(edit)


def _values(comparison: Comparison) -> dict[str, object]:
    """Convert a comparison to JSON values."""
    return {
        "verdict": comparison.verdict,
        "severity": comparison.assessment.severity.label,
        "level": comparison.assessment.severity.level,
        "topics": list(comparison.assessment.topics),
        "effective_date": comparison.assessment.effective_date,
        "edits": [edit_values(edit) for edit in comparison.edits],
        "reasons": _reasons(comparison),
    }


def _reasons(comparison: Comparison) -> list[dict[str, object]]:
    if comparison.refused:
        return [
            {
                "rule": comparison.refused.reason.code,
                "severity": "cosmetic",
                "words": [comparison.refused.reason.detail],
                "level": Severity.COSMETIC.level,
            }
        ]
    return [
        {
            "rule": reason.rule,
            "severity": reason.severity.label,
            "words": list(reason.words),
            "level": reason.severity.level,
        }
        for reason in comparison.assessment.reasons
    ]


def _read(
    file: Path, select: str, previous: Document | None
) -> tuple[Document | None, Rejection | None]:
    """Read the document, and its rejection if it is not a valid capture."""
    try:
        document = read_file(file.name, _bytes(file), select=select)
    except ExtractionError as error:
        return None, Rejection(error.reason)
    return document, examine(document, previous)


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise ConfigurationError(f"{file} is larger than {_MAX_BYTES // 1024**2} MiB")
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}") from None
    except ValueError:  # a name that no file can have
        raise ConfigurationError(f"{str(file)!r} is no name of a file") from None


def _rows(file: Path) -> Iterator[Row]:
    """Read the rows of the file; ConfigurationError when it cannot be read."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in read_rows(lines, _COLUMNS):
                if isinstance(row, Unreadable):
                    raise ConfigurationError(f"{file} {row.reason}")
                yield row
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{file} cannot be read: {error}") from None
