"""`forewarn replay`."""

from typing import Annotated

import typer


def replay(
    source_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Source ids; none: all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per source.")] = False,
    on_workers: Annotated[bool, typer.Option("--on-workers", help="Let workers do it.")] = False,
) -> None:
    """Read the stored captures again, after a selector or a reader changed; nobody is alerted.

    Example: forewarn replay fcc-covered-list
    """
    from forewarn.cli.replaying import hand_over, replay_here
    from forewarn.cli.session import session
    from forewarn.cli.telling import tell_results

    with session() as context:
        named = [context.catalogue.find(source_id) for source_id in source_ids or ()]
        chosen = named or list(context.catalogue.sources)
        if on_workers:
            hand_over(context, chosen)
            return
        found = replay_here(context, chosen)
        tell_results([result for result in found if named or result.version], as_json=as_json)
