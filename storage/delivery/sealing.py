"""Seal own names: a stolen database alone does not tell them, if their key is kept elsewhere.

Texts are sealed by Fernet; keys are looked up by keyed fingerprints. The key is the operator's
(`FOREWARN_WATCHLIST_KEY`), or one that stands in the database itself and protects from a look at
the tables only.
"""

import base64
from functools import lru_cache
from hashlib import blake2b

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.orm import Session

from monitor.errors import ConfigurationError
from storage.database import WATCHLIST_KEY
from storage.tables.web import KeyRow

_STORED_KEY = "watchlist"
_FINGERPRINT_BYTES = 8
# Most names that a text may hold are everyday words, and stand in the next text, too.
_KNOWN_FINGERPRINTS = 100_000


class Sealer:
    """Seals and opens texts, and fingerprints keys, with one secret."""

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(_derived(secret, b"seal")))
        self._fingerprints = blake2b(
            digest_size=_FINGERPRINT_BYTES, key=_derived(secret, b"fingerprint")
        )

    def seal(self, text: str) -> bytes:
        """Encrypt a text; the same one twice gives two results."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """Decrypt a text; ConfigurationError when another key sealed it."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise ConfigurationError(
                "FOREWARN_WATCHLIST_KEY is not the key that the stored names were sealed with"
            ) from None

    @lru_cache(maxsize=_KNOWN_FINGERPRINTS)  # noqa: B019 - as many sealers live as there are keys
    def fingerprint(self, text: str) -> int:
        """Return a number of 64 bits that only the key can make of a text."""
        made = self._fingerprints.copy()
        made.update(text.encode())
        return int.from_bytes(made.digest(), signed=True)


def sealer_of(session: Session) -> Sealer:
    """Return the sealer of a session's database."""
    secret = session.info[WATCHLIST_KEY]
    if secret:
        return _sealer(secret)
    row = session.get(KeyRow, _STORED_KEY)
    if row is None:
        raise ConfigurationError("the key of own names is missing in the database; restore it")
    return _sealer(row.value)


@lru_cache(maxsize=4)
def _sealer(secret: str) -> Sealer:
    return Sealer(secret)


def _derived(secret: str, purpose: bytes) -> bytes:
    return blake2b(secret.encode(), digest_size=32, person=purpose).digest()
