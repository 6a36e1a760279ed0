"""One service on a database at a time, on both databases."""

import pytest

from monitor.errors import ConfigurationError
from storage.database import Database
from storage.jobs.role_lock import Role, role_locks


def test_a_second_service_is_told_and_a_later_one_is_welcome(database: Database) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with (
        role_locks(database, *Role),
        pytest.raises(ConfigurationError, match="another `forewarn run`"),
        role_locks(other, *Role),
    ):
        pass
    with role_locks(other, *Role):
        pass
    other.close()
