"""The keys that sign links. Made at first use, the same for all parts of one service."""

import secrets

from storage.database import Database
from storage.tables.web import KeyRow


class Keys:
    """Keys by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str:
        """The key of that name."""
        with self._database.read() as session:
            row = session.get(KeyRow, name)
        if row is not None:
            return row.value
        with self._database.write() as session:
            row = session.get(KeyRow, name) or KeyRow(name=name, value=secrets.token_hex(32))
            session.add(row)
            return row.value
