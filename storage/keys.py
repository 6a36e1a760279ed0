"""Stores the keys that sign links. A key is made at first use; all processes of a service share it."""

import secrets

from storage.database import Database
from storage.tables.web import KeyRow


class Keys:
    """Keys by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str:
        """Return the key with this name; make it at first use."""
        with self._database.read() as session:
            row = session.get(KeyRow, name)
        if row is not None:
            return row.value
        with self._database.write() as session:
            row = session.get(KeyRow, name) or KeyRow(name=name, value=secrets.token_hex(32))
            session.add(row)
            return row.value
