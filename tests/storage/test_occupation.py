"""One service on a database at a time, on both databases."""

import pytest

from monitor.errors import ConfigurationError
from storage.database import Database
from storage.occupation import occupied


def test_a_second_service_is_told_and_a_later_one_is_welcome(database: Database):
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with (
        occupied(database),
        pytest.raises(ConfigurationError, match="another `forewarn run`"),
        occupied(other),
    ):
        pass
    with occupied(other):
        pass
    other.close()
