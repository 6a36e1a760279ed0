"""Every store over one database, opened together."""

from storage.api_keys import ApiKeys
from storage.archive.events import Events
from storage.archive.health import SourceHealth
from storage.archive.operator_acts import OperatorActs
from storage.archive.pictures import Pictures
from storage.archive.places import VolatilePlaces
from storage.archive.proposals import Proposals
from storage.archive.quarantine import Quarantine
from storage.archive.sql_archive import SqlArchive
from storage.database import Database
from storage.delivery.announcements import Announcements
from storage.delivery.briefs import Briefs
from storage.delivery.confirmations import Confirmations
from storage.delivery.digests import Digests
from storage.delivery.ended_subscriptions import EndedSubscriptions
from storage.delivery.mutes import Mutes
from storage.delivery.outbox import Outbox
from storage.delivery.parked import ParkedMessages
from storage.delivery.personal_data import PersonalData
from storage.delivery.relays import Relays
from storage.delivery.sightings import Sightings
from storage.delivery.sign_ins import SignIns
from storage.delivery.sign_ups import SignUps
from storage.delivery.subscribers import Subscribers
from storage.delivery.tasks import Tasks
from storage.delivery.telegram_updates import TelegramUpdates
from storage.delivery.undelivered import UndeliveredMessages
from storage.delivery.watchlists import Watchlists
from storage.jobs.crawl_jobs import CrawlJobs
from storage.jobs.host_leases import HostLeases
from storage.jobs.quotas import Quotas
from storage.keys import Keys
from storage.queries.browsing import Browsing
from storage.queries.cases import Cases
from storage.queries.days import SourceDays
from storage.queries.feedback import Feedback
from storage.queries.history import History
from storage.queries.snapshots import Snapshots


class Stores:
    """The stores, named by what they keep; each reads and writes `database`."""

    def __init__(self, database: Database) -> None:  # noqa: PLR0915 - a line for each store
        self.database = database
        self.api_keys = ApiKeys(database)
        self.announcements = Announcements(database)
        self.archive = SqlArchive(database)
        self.briefs = Briefs(database)
        self.browsing = Browsing(database)
        self.cases = Cases(database)
        self.snapshots = Snapshots(database)
        self.confirmations = Confirmations(database)
        self.days = SourceDays(database)
        self.digests = Digests(database)
        self.ended = EndedSubscriptions(database)
        self.events = Events(database)
        self.feedback = Feedback(database)
        self.health = SourceHealth(database)
        self.history = History(database)
        self.jobs = CrawlJobs(database)
        self.keys = Keys(database)
        self.leases = HostLeases(database)
        self.mutes = Mutes(database)
        self.operator_acts = OperatorActs(database)
        self.outbox = Outbox(database)
        self.parked = ParkedMessages(database)
        self.personal = PersonalData(database)
        self.pictures = Pictures(database)
        self.places = VolatilePlaces(database)
        self.proposals = Proposals(database)
        self.quarantine = Quarantine(database)
        self.quotas = Quotas(database)
        self.relays = Relays(database)
        self.sightings = Sightings(database)
        self.sign_ups = SignUps(database)
        self.sign_ins = SignIns(database)
        self.subscribers = Subscribers(database)
        self.tasks = Tasks(database)
        self.telegram_updates = TelegramUpdates(database)
        self.undelivered = UndeliveredMessages(database)
        self.watchlists = Watchlists(database)
