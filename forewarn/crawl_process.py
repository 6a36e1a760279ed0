"""A crawl's own process: source ids on standard input, results in the database.

Started by forewarn.crawls as `python -m forewarn.crawl_process LOG_LEVEL`. A stuck page or a
crash here never silences the bot, which lives in the parent.
"""

import logging
import sys

from crawler.crawl import Plan, crawl
from forewarn import __version__
from forewarn.faults import kept_fault
from forewarn.logs import configure
from forewarn.settings import Settings
from forewarn.wiring import open_parts
from monitor.errors import ForewarnError
from monitor.tracker import Tracker


def main() -> None:
    """Crawl the sources that standard input names; one line for what goes wrong."""
    try:
        _crawl(sys.stdin.read().split())
    except ForewarnError as error:
        sys.exit(f"forewarn: {error}")
    except Exception as error:
        sys.exit(f"forewarn: {kept_fault(error)}")


def user_agent(contact: str) -> str:
    """Who we are and how to reach us."""
    return f"Forewarn/{__version__} (+{contact or 'no contact given'})"


def _crawl(source_ids: list[str]) -> None:
    settings = Settings.load()
    configure(settings.log_format, settings.secrets(), logging.getLevelName(int(sys.argv[1])))
    with open_parts(settings) as parts:
        known = parts.sources
        sources = [known[source_id] for source_id in source_ids if source_id in known]
        crawl(
            Plan(
                sources=sources,
                validators=parts.health.validators(sources),
                tracker=Tracker(parts.archive),
                report=parts.jobs.finish,
                keep_fault=kept_fault,
                take_quota=parts.quotas.take,
                user_agent=user_agent(settings.contact),
                allow_private=settings.allow_private_networks,
            )
        )


if __name__ == "__main__":
    main()
