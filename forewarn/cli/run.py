"""`forewarn run`."""


def run() -> None:
    """Run the whole service: schedule, crawls, alerts, digests and the bot.

    Example: FOREWARN_TELEGRAM_TOKEN=123:abc forewarn run
    """
    import asyncio

    from forewarn.cli.greeting import greet
    from forewarn.cli.session import session
    from forewarn.service import Service
    from storage.occupation import Role, occupied

    async def serve() -> None:
        await Service(parts, roles).run()

    with (
        session(migrate=True, log_level="INFO") as parts,
        occupied(parts.database, *Role) as roles,
    ):
        greet(parts)
        asyncio.run(serve())
