"""Builds the application context: opens the database and the catalogue of the settings."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from forewarn import __version__
from forewarn.live_catalogue import LiveCatalogue
from forewarn.settings import Settings
from launcher.partition import CrawlSettings
from monitor.catalogue import Catalogue
from monitor.source import Source
from monitor.targets import Directory
from storage.database import Database
from storage.stores import Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class AppContext:
    """The dependencies of one process.

    `sources`: the sources of the catalogue by id; as the catalogue, always those loaded last.
    """

    settings: Settings
    live: LiveCatalogue
    sources: Mapping[str, Source]
    stores: Stores

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue with all sources."""
        return self.live.catalogue

    @property
    def directory(self) -> Directory:
        """The targets of the catalogue."""
        return self.live.directory

    @property
    def public_url(self) -> str:
        """The public address of the web server, for subscribers; '' when not set."""
        return self.settings.public_url

    @property
    def site_url(self) -> str:
        """The address of the web server that works at least on this machine; '' when it is off."""
        return self.settings.site_url

    @property
    def mail_from(self) -> str:
        """The sender of our mails."""
        return self.settings.mail_from

    @property
    def has_model(self) -> bool:
        """Whether a language model is set up."""
        return bool(self.settings.model_url)

    @property
    def draws(self) -> bool:
        """Whether the captures of changes are drawn."""
        return self.settings.draws

    @property
    def operators(self) -> tuple[int, ...]:
        """The chat ids of the operators; empty without a bot."""
        has_bot = bool(self.settings.telegram_token.get_secret_value())
        return tuple(self.settings.admin_chat_ids) if has_bot else ()

    @property
    def database_url(self) -> str:
        """The address of the database, with its password."""
        return self.settings.database_url.get_secret_value()

    @property
    def crawl_settings(self) -> CrawlSettings:
        """The settings that a crawl process needs."""
        return CrawlSettings(
            database_url=self.database_url,
            user_agent=user_agent(self.settings.contact),
            allow_private=self.settings.allow_private_networks,
            log_format=self.settings.log_format,
            log_level=logging.getLevelName(logging.getLogger().level),
            secrets=self.settings.secrets(),
            watchlist_key=self.settings.watchlist_key.get_secret_value(),
        )


def user_agent(contact: str) -> str:
    """Build the User-Agent: name, version and contact."""
    return f"Forewarn/{__version__} (+{contact or 'no contact given'})"


@contextmanager
def open_context(settings: Settings, *, migrate: bool = False) -> Iterator[AppContext]:
    """Open the database and yield the context; create the tables of a new database first."""
    key = settings.watchlist_key.get_secret_value()
    database = Database(settings.database_url.get_secret_value(), key)
    try:
        if migrate or not database.revision():
            database.upgrade()
        database.require_current()
        stores = Stores(database)
        stores.watchlists.require_key()
        live = LiveCatalogue(settings)
        yield AppContext(settings=settings, live=live, sources=live.sources, stores=stores)
    finally:
        database.close()
