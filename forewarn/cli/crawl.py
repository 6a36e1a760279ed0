"""`forewarn crawl`."""

from typing import Annotated

import typer


def crawl(
    source_ids: Annotated[
        list[str] | None, typer.Argument(help="Sources; none: all enabled.")
    ] = None,
    category: Annotated[str, typer.Option(help="Only this category.")] = "",
    due: Annotated[bool, typer.Option("--due", help="Only what is due now.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per source.")] = False,
) -> None:
    """Crawl sources now.

    Example: forewarn crawl fcc-covered-list --json
    """
    import asyncio

    import runtime.startup  # noqa: F401 - before whatever loads structlog
    from forewarn.cli.crawl_plan import check, chosen
    from forewarn.cli.session import session
    from forewarn.cli.telling import tell_results

    with session() as context:
        sources = chosen(context, source_ids or [], category, only_due=due)
        results = asyncio.run(check(context, sources))
        failed = tell_results(results, as_json=as_json)
        raise typer.Exit(int(failed or bool(context.catalogue.problems)))
