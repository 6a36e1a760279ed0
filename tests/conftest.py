"""The real parts that tests share. Each is built anew for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from forewarn.demo.site import Site
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.smtp import MailServer
from tests.lab import Lab


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def lab(tmp_path: Path, site: Site) -> Lab:
    return Lab(tmp_path, site)


@pytest.fixture
def bot_api() -> Iterator[BotApi]:
    with BotApi() as running:
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
