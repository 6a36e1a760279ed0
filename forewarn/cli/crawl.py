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

    from forewarn.cli.crawling import crawl_now, report, wanted
    from forewarn.cli.session import session

    with session() as parts:
        sources = wanted(parts, source_ids or [], category, only_due=due)
        results = asyncio.run(crawl_now(parts, sources))
        failed = report(results, as_json=as_json)
        raise typer.Exit(1 if failed or parts.catalogue.problems else 0)
