"""A crawl's own process: source ids on standard input, results in the database.

Started by forewarn.crawls as `python -m forewarn.crawl_process`. A stuck page or a
crash here never silences the bot, which lives in the parent.
"""

import sys

from crawler.crawl import Plan, crawl
from forewarn import __version__
from forewarn.logs import configure
from forewarn.settings import Settings
from forewarn.wiring import open_parts
from monitor.tracker import Tracker


def main() -> None:
    """Crawl the sources that standard input names."""
    settings = Settings.load()
    configure(settings.log_format, settings.secrets())
    wanted = set(sys.stdin.read().split())
    with open_parts(settings) as parts:
        sources = [source for source in parts.catalogue.sources if source.id in wanted]
        crawl(
            Plan(
                sources=sources,
                validators=parts.health.validators(sources),
                tracker=Tracker(parts.archive),
                report=parts.jobs.finish,
                user_agent=user_agent(settings.contact),
                allow_private=settings.allow_private_networks,
            )
        )


def user_agent(contact: str) -> str:
    """Who we are and how to reach us."""
    return f"Forewarn/{__version__} (+{contact or 'no contact given'})"


if __name__ == "__main__":
    main()
