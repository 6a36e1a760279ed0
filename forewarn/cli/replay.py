"""`forewarn replay`."""

from typing import Annotated

import typer


def replay(
    source_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Source ids; none: all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per source.")] = False,
) -> None:
    """Read the stored captures again, after a selector or a reader changed; nobody is alerted.

    Example: forewarn replay fcc-covered-list
    """
    from forewarn.cli.crawling import report
    from forewarn.cli.session import session
    from forewarn.clock import now
    from monitor.tracker import Tracker

    with session() as parts:
        named = [parts.catalogue.find(source_id) for source_id in source_ids or ()]
        tracker = Tracker(parts.archive)
        chosen = named or parts.catalogue.sources
        found = [tracker.replay(source, now()) for source in chosen]
        report([result for result in found if named or result.version], as_json=as_json)
