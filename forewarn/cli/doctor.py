"""`forewarn doctor`."""

import typer


def doctor() -> None:
    """Check database, token, mail, catalogue and disk: what works, how to mend the rest.

    Example: forewarn doctor
    """
    import asyncio

    from forewarn.cli.session import load_settings
    from forewarn.diagnostics import diagnose

    findings = asyncio.run(diagnose(load_settings()))
    for finding in findings:
        typer.echo(f"{finding.state:<8} {finding.part:<10} {finding.words}")
    raise typer.Exit(1 if any(finding.state == "broken" for finding in findings) else 0)
