"""`forewarn run`."""


def run() -> None:
    """Run the whole service: schedule, crawls, alerts, digests and the bot.

    Example: FOREWARN_TELEGRAM_TOKEN=123:abc forewarn run
    """
    import asyncio

    from forewarn.cli.greeting import greet
    from forewarn.cli.session import session
    from forewarn.service import Service
    from storage.jobs.role_lock import Role, role_locks

    async def serve() -> None:
        await Service(context, roles).run()

    with (
        session(migrate=True, log_level="INFO") as context,
        role_locks(context.stores.database, *Role) as roles,
    ):
        greet(context)
        asyncio.run(serve())
