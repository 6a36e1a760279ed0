"""Builds the parts from the settings. Nothing else opens a database or a catalogue."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from forewarn.settings import Settings
from monitor import catalogue
from monitor.catalogue import Catalogue
from monitor.errors import ConfigurationError
from monitor.source import Source
from storage.archive.events import Events
from storage.archive.health import SourceHealth
from storage.archive.proposals import Proposals
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.announcements import Announcements
from storage.delivery.confirmations import Confirmations
from storage.delivery.digests import Digests
from storage.delivery.mutes import Mutes
from storage.delivery.outbox import Outbox
from storage.delivery.personal_data import PersonalData
from storage.delivery.sign_ins import SignIns
from storage.delivery.subscribers import Subscribers
from storage.jobs.crawl_jobs import CrawlJobs
from storage.jobs.quotas import Quotas
from storage.keys import Keys
from storage.queries.browsing import Browsing
from storage.queries.captures import Captures
from storage.queries.days import SourceDays
from storage.queries.feedback import Feedback
from storage.queries.history import History


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """The stores and the catalogue, as one process holds them. `sources`: the catalogue by id."""

    settings: Settings
    catalogue: Catalogue
    sources: Mapping[str, Source]
    database: Database
    archive: SqlArchive
    health: SourceHealth
    history: History
    subscribers: Subscribers
    outbox: Outbox
    digests: Digests
    jobs: CrawlJobs
    quotas: Quotas
    feedback: Feedback
    events: Events
    proposals: Proposals
    confirmations: Confirmations
    mutes: Mutes
    announcements: Announcements
    personal: PersonalData
    keys: Keys
    browsing: Browsing
    captures: Captures
    days: SourceDays
    sign_ins: SignIns


@contextmanager
def open_context(settings: Settings, *, migrate: bool = False) -> Iterator[AppContext]:
    """The parts over an open database; a new database gets its tables first."""
    database = Database(settings.database_url.get_secret_value())
    try:
        if migrate or not database.revision():
            database.upgrade()
        database.require_current()
        loaded = load_catalogue(settings)
        yield AppContext(
            settings=settings,
            catalogue=loaded,
            sources={source.id: source for source in loaded.sources},
            database=database,
            archive=SqlArchive(database),
            health=SourceHealth(database),
            history=History(database),
            subscribers=Subscribers(database),
            outbox=Outbox(database),
            digests=Digests(database),
            jobs=CrawlJobs(database),
            quotas=Quotas(database),
            feedback=Feedback(database),
            events=Events(database),
            proposals=Proposals(database),
            confirmations=Confirmations(database),
            mutes=Mutes(database),
            announcements=Announcements(database),
            personal=PersonalData(database),
            keys=Keys(database),
            browsing=Browsing(database),
            captures=Captures(database),
            days=SourceDays(database),
            sign_ins=SignIns(database),
        )
    finally:
        database.close()


def load_catalogue(settings: Settings) -> Catalogue:
    """The catalogue; ConfigurationError when not one source of it is right."""
    loaded = catalogue.load(settings.catalogue)
    if not loaded.sources:
        raise (
            loaded.problems[0] if loaded.problems else ConfigurationError("the catalogue is empty")
        )
    return loaded
