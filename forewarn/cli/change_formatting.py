"""Prints changes. Separate from `formatting`, because headlines import the rules."""

import typer

from forewarn.cli.formatting import print_json
from monitor.language import Language
from monitor.model import Change, Severity
from monitor.wording import headline, why


def print_change(change: Change, *, as_json: bool) -> None:
    """Print one change on one line."""
    assessment = change.assessment
    if as_json:
        print_json(
            {
                "id": change.id,
                "source": change.source_id,
                "category": change.category,
                "severity": assessment.severity.label,
                "topics": list(assessment.topics),
                "effective_date": assessment.effective_date,
                "detected_at": change.detected_at,
                "summary": change.summary,
                "level": assessment.severity.level,
                "headline": headline(change, Language.EN),
            }
        )
        return
    when = f"{change.detected_at:%Y-%m-%d %H:%M}"
    force = f"  from {assessment.effective_date}" if assessment.effective_date else ""
    typer.echo(
        f"{change.id:>6}  {when}  {assessment.severity.level:<11}  {change.source_id}{force}  {headline(change, Language.EN)}"
    )
    if assessment.severity is Severity.COSMETIC:
        typer.echo(f"{'':8}{why(assessment, Language.EN)}")
