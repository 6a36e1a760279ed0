"""A crawl's own process: its order on standard input, pickled; results in the database.

Started by launcher.parent as `python -m launcher.child LOG_LEVEL`. A stuck page or a
crash here never silences the bot, which lives in the parent.
"""

import logging
import os
import sys
import threading
import time

import runtime.startup  # noqa: F401 - before all that is large
from crawler.crawl import CrawlConfig, crawl
from forewarn import __version__
from forewarn.settings import Settings
from launcher.partition import crawl_partitions
from launcher.request import TOLD_FAILURES, CommandRequest, read_request, sources_of
from monitor.errors import ForewarnError
from monitor.source import Source
from monitor.tracker import Tracker
from runtime.faults import kept_fault
from runtime.logs import configure
from storage.archive.health import SourceHealth
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.jobs.crawl_jobs import CrawlJobs
from storage.jobs.quotas import Quotas

_LOOK_SECONDS = 1.0


def main() -> None:
    """Crawl the sources that standard input names; one line for what goes wrong."""
    threading.Thread(target=_follow_parent, args=(os.getppid(),), daemon=True).start()
    try:
        code = _crawl()
    except ForewarnError as error:
        sys.exit(f"forewarn: {error}")
    except Exception as error:
        sys.exit(f"forewarn: {kept_fault(error)}")
    sys.exit(code)


def user_agent(contact: str) -> str:
    """Who we are and how to reach us."""
    return f"Forewarn/{__version__} (+{contact or 'no contact given'})"


def _crawl() -> int:
    settings = Settings.load()
    configure(settings.log_format, settings.secrets(), logging.getLevelName(int(sys.argv[1])))
    # Each process of the crawl opens connections of its own: none is open here.
    database = Database(settings.database_url.get_secret_value())
    # A descriptor of our own: standard input is closed in a process that is forked.
    with os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0) as given:
        order = read_request(given)
        code = crawl_partitions(
            lambda partition: _work(settings, database, sources_of(given, partition)),
            order.partitions,
        )
    return _tell(database, order.wanted) if order.wanted and not code else code


def _tell(database: Database, wanted: CommandRequest) -> int:
    """What became of all that the command wants; what is still open is left to the command."""
    from forewarn.cli.crawled import report_wanted  # noqa: PLC0415 - the crawl itself needs no Typer

    checks = CrawlJobs(database).get(wanted.check_ids)
    if any(check.result is None for check in checks):
        return 1
    try:
        return TOLD_FAILURES if report_wanted(wanted.results(checks), wanted) else 0
    except BrokenPipeError:
        # The reader of what we tell left; nothing is wrong.
        sys.stderr.close()
        return 0


def _follow_parent(parent: int) -> None:
    """A crawl whose parent was killed ends, too: its checks are given to another one."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


def _work(settings: Settings, database: Database, sources: tuple[Source, ...]) -> None:
    crawl(
        CrawlConfig(
            sources=sources,
            validators=SourceHealth(database).validators(sources),
            tracker=Tracker(SqlArchive(database)),
            keep_fault=kept_fault,
            take_quota=Quotas(database).take,
            user_agent=user_agent(settings.contact),
            allow_private=settings.allow_private_networks,
        )
    )
    database.close()


if __name__ == "__main__":
    main()
