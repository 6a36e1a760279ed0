"""The stores of a service that talks to the doubles."""

from collections.abc import Iterator

import pytest

from forewarn.wiring import AppContext
from tests.lab import Lab


@pytest.fixture
def context(chatting: Lab, mailing: Lab) -> Iterator[AppContext]:
    chatting.watch("ring-rules")
    with chatting.context() as opened:
        yield opened
