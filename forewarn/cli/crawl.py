"""`forewarn crawl`."""

from typing import IO, Annotated

import typer

from forewarn.cli.output import fail


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
    import os
    from tempfile import TemporaryFile

    from forewarn.cli.subprocesses import forked

    parent = os.getpid()

    def plan(order: IO[bytes]) -> None:
        from forewarn.cli import crawling

        question = crawling.Question(
            ids=source_ids or [], category=category, only_due=due, as_json=as_json
        )
        crawling.plan(question, order, parent)

    with TemporaryFile(buffering=0) as order:
        code = forked(lambda: plan(order))
        if code < 0:
            fail(f"the crawl was ended by signal {-code} before it began; run it again", 1)
        is_ordered = code == 0 and order.tell()
        raise typer.Exit(_crawl(order) if is_ordered else code)


def _crawl(order: IO[bytes]) -> int:
    """Have the crawl done that was ordered; the exit code."""
    import pickle

    from forewarn.cli.subprocesses import child
    from launcher.request import LONGEST_SECONDS, TOLD_FAILURES

    order.seek(0)
    command, environment = pickle.load(order)  # noqa: S301 - our own child wrote it
    code = child(command, environment, order, LONGEST_SECONDS)
    if code in {0, TOLD_FAILURES}:
        return int(code == TOLD_FAILURES)
    from forewarn.cli.crawling import finish

    order.seek(0)
    return finish(order, code)
