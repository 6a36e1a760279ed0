"""Changes, versions and results as lines."""

import typer

from forewarn.cli.output import line
from monitor.hyperlink import safe_link
from monitor.model import BlockKind, Change, Document, Outcome
from monitor.ports import CheckResult

_BULLETS = {BlockKind.HEADING: "# ", BlockKind.ITEM: "- ", BlockKind.ROW: "| "}


def tell_change(change: Change, *, as_json: bool) -> None:
    """One change on one line."""
    judged = change.assessment
    if as_json:
        line(
            {
                "id": change.id,
                "source": change.source_id,
                "category": change.category,
                "severity": judged.severity.label,
                "topics": list(judged.topics),
                "effective_date": judged.effective_date,
                "detected_at": change.detected_at,
                "summary": change.summary,
            }
        )
        return
    when = f"{change.detected_at:%Y-%m-%d %H:%M}"
    force = f"  from {judged.effective_date}" if judged.effective_date else ""
    typer.echo(
        f"{change.id:>6}  {when}  {judged.severity.label:<8}  {change.source_id}{force}  {change.summary}"
    )


def tell_document(document: Document) -> None:
    """A version's text, headings and items marked."""
    for block in document.blocks:
        typer.echo(f"{_BULLETS.get(block.kind, '')}{block.text}")


def tell_links(document: Document) -> None:
    """Where the text leads."""
    for link in document.links:
        typer.echo(f"[{link.text}] {safe_link(link.url)}")


def tell_results(results: list[CheckResult], *, as_json: bool) -> bool:
    """Print the results; whether any source failed."""
    for result in results:
        if as_json:
            line(
                {
                    "source": result.source_id,
                    "outcome": result.outcome,
                    "version": result.version,
                    "change": result.change,
                    "reason": str(result.reason),
                }
            )
        else:
            reason = f"  {result.reason}" if result.reason else ""
            change = f"  change {result.change}" if result.change else ""
            typer.echo(f"{result.outcome:<13} {result.source_id}{change}{reason}")
    return any(result.outcome in {Outcome.FAILED, Outcome.REJECTED} for result in results)
