"""Finds files with secrets that everyone on the machine may read."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from forewarn.settings import FILE, Settings
from storage.addresses import connection_arguments

# Files with settings: our own, and those that systemd or a container reads for us.
_FILES = (FILE, "forewarn.env", ".env", "/etc/forewarn.env")
# Files that PostgreSQL's client reads: a key, and passwords.
_KEYS = ("sslkey", "passfile")
_MOST_BYTES = 1_000_000


def exposed_files(settings: Settings) -> list[Path]:
    """List the files that hold a secret of ours and may be read by everyone."""
    found = [Path(name) for name in _FILES if _holds_secret(Path(name), settings.secrets())]
    return [path.absolute() for path in (*found, *_key_files(settings)) if _is_open(path)]


def _key_files(settings: Settings) -> Iterator[Path]:
    """List the files that consist of secrets."""
    arguments = connection_arguments(settings.database_url.get_secret_value())
    named = [arguments[name] for name in _KEYS if name in arguments]
    named.append(os.environ.get("PGPASSFILE", ""))
    yield from (Path(name) for name in named if name)


def _holds_secret(path: Path, secrets: tuple[str, ...]) -> bool:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return False
    return any(secret in text for secret in secrets)


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False
