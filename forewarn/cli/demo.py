"""`forewarn demo`."""


def demo() -> None:
    """Show Forewarn at work, offline: a small site changes, and the alerts appear.

    Example: forewarn demo
    """
    import asyncio

    from forewarn.demo import tour
    from forewarn.logs import configure

    configure("console", ())
    asyncio.run(tour())
