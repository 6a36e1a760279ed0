"""`forewarn schedule`."""


def schedule() -> None:
    """Say what is due, for `forewarn worker` to do; a second one stands by. Needs PostgreSQL.

    Example: forewarn schedule
    """
    import asyncio

    from forewarn.cli.session import fleet_session
    from forewarn.fleet.schedule import run_schedule

    with fleet_session() as parts:
        asyncio.run(run_schedule(parts))
