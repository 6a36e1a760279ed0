"""The real parts that tests share. Each is built anew for each test."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from forewarn.demo.site import Site
from storage.database import Database
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.migrated import fill
from tests.doubles.model_api import ModelApi
from tests.doubles.postgresql import SERVER, database_url
from tests.doubles.smtp import MailServer
from tests.lab import Lab, rest

# No example is judged by its speed: other work on the machine would break it.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

# What a test that touches a database asks for.
_STORES = frozenset({"lab", "database", "fleet"})


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """With `-n auto`, one process more than there are cores: many tests wait for what they started."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """TEST_DATABASE splits the suite in two, for CI; without it everything runs."""
    kind = os.environ.get("TEST_DATABASE")
    if kind is None:
        return
    chosen = _is_about_postgresql if kind == "postgresql" else _is_not_of_postgresql
    kept = [item for item in items if chosen(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _is_about_postgresql(item: pytest.Item) -> bool:
    """All that a database can change."""
    if item.get_closest_marker("sqlite") or _database_of(item) == "sqlite":
        return False
    return bool(_fixtures(item) & _STORES)


def _is_not_of_postgresql(item: pytest.Item) -> bool:
    """All but what runs on PostgreSQL anyway."""
    return _database_of(item) != "postgresql" and "fleet" not in _fixtures(item)


def _database_of(item: pytest.Item) -> object:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("database") if callspec else None


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session", autouse=True)
def interrupts() -> None:
    """Programs that tests start can be interrupted, even if a shell started us in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def lab(request: pytest.FixtureRequest, tmp_path: Path, site: Site) -> Iterator[Lab]:
    """A lab on SQLite, or on what TEST_DATABASE names; what is marked `sqlite` is about SQLite.

    Its database has its tables; what is marked `empty` is about one that has none.
    """
    is_about_sqlite = request.node.get_closest_marker("sqlite")
    kind = "sqlite" if is_about_sqlite else os.environ.get("TEST_DATABASE", "sqlite")
    is_empty = request.node.get_closest_marker("empty") is not None
    with _url(kind, tmp_path, is_empty=is_empty) as url:
        yield Lab(tmp_path, site, url)


@pytest.fixture
def fleet(tmp_path: Path, site: Site) -> Iterator[Lab]:
    """A lab on PostgreSQL, where many processes may work."""
    with _url("postgresql", tmp_path) as url:
        yield Lab(tmp_path, site, url)


@pytest.fixture
def bot_api() -> Iterator[BotApi]:
    with BotApi() as running:
        yield running


@pytest.fixture
def model_api() -> Iterator[ModelApi]:
    with ModelApi() as running:
        yield running


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def chatting(lab: Lab, bot_api: BotApi) -> Lab:
    """A lab whose bot talks to the double."""
    lab.environ |= {"FOREWARN_TELEGRAM_TOKEN": TOKEN, "FOREWARN_TELEGRAM_API_URL": bot_api.url}
    return lab


@pytest.fixture
def mailing(lab: Lab, mail_server: MailServer) -> Lab:
    """A lab whose mail goes to the real SMTP server."""
    lab.environ |= {
        "FOREWARN_SMTP_URL": mail_server.url,
        "FOREWARN_MAIL_FROM": "Forewarn <news@example.org>",
    }
    return lab


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind that Forewarn runs on, with its tables and nothing in them."""
    with _url(request.param, tmp_path) as url:
        opened = Database(url)
        yield opened
        rest(opened)
        opened.close()


@contextmanager
def _url(kind: str, folder: Path, *, is_empty: bool = False) -> Iterator[str]:
    """Where there is no PostgreSQL the test is skipped with the reason; in CI it fails."""
    if kind == "postgresql":
        _require_server()
    with database_url(kind, folder) as url:
        if not is_empty:
            fill(url)
        # Nobody pulls this server's plug; what survives a crash is tested on one of its own.
        yield f"{url}%20-csynchronous_commit%3Doff" if kind == "postgresql" else url


def _require_server() -> None:
    try:
        psycopg.connect(SERVER, connect_timeout=30).close()
    except psycopg.OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL at TEST_POSTGRESQL: {str(error).splitlines()[0]}")
