"""E-mail addresses: which are accepted, and how their domains are encoded for mail servers."""

import re
import unicodedata

import idna

from monitor.network import is_public_name

# Excludes what a mail server refuses at once and what could break out of a header. Whether the
# address exists shows only when its confirmation code is entered. Letters of any script may stand
# before the @ (RFC 6531).
_LOCAL = re.compile(r"[^\s@<>\"',;:()\[\]\\\x00-\x20\x7f-\x9f\u2028\u2029]{1,64}")
_MOST_CHARS = 254


def normal_address(typed: str) -> str | None:
    """Return the address with its domain in readable form, or None if it is not an address."""
    local, at, domain = unicodedata.normalize("NFC", typed).rpartition("@")
    if not at or len(typed) > _MOST_CHARS or not _LOCAL.fullmatch(local):
        return None
    if local.startswith(".") or local.endswith(".") or ".." in local or not local.isprintable():
        return None
    try:
        wire = idna.encode(domain, uts46=True).decode("ascii")
        readable = idna.decode(wire)
    except (idna.IDNAError, UnicodeError):
        return None
    return f"{local}@{readable}" if is_public_name(wire) else None


def wire_address(address: str) -> str:
    """Return the address with its domain in ASCII (RFC 5891), as mail servers require it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
