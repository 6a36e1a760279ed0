"""The stores of a service that talks to the doubles."""

from collections.abc import Iterator

import pytest

from forewarn.wiring import Parts
from tests.lab import Lab


@pytest.fixture
def parts(chatting: Lab, mailing: Lab) -> Iterator[Parts]:
    chatting.watch("ring-rules")
    with chatting.parts() as opened:
        yield opened
