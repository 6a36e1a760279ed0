"""Compress bodies for clients that accept it (RFC 9110, sections 8.4 and 12.5.3).

Only what is the same for every visitor is compressed: public pages, feeds, the API, static files,
exports. A page with a token or personal text goes out as it is, since the size of a compressed
page tells, guess by guess, a secret that stands beside text of a visitor's choice (BREACH,
https://www.breachattack.com).
"""

import gzip
from collections.abc import Callable, Mapping

import brotli

# A smaller body fits one packet with its headers anyway.
_SMALLEST = 1_000
_TYPES = (
    "text/", "application/json", "application/problem+json", "application/xml", "application/atom+xml",
    "application/manifest+json", "application/javascript", "image/svg+xml",
)  # fmt: skip
# By the size they reach: the first that a client accepts equally is taken. Brotli at 5 is as fast
# as gzip at 6, and smaller.
CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
IDENTITY = ""


def coding_for(accepted: str) -> str:
    """Choose a coding by `Accept-Encoding`; IDENTITY for none."""
    weights = dict(map(_weight, accepted.lower().split(",")))
    wanted = {name: weights.get(name, weights.get("*", 0.0)) for name in CODINGS}
    best = max(wanted, key=lambda name: wanted[name])
    # A client that names `identity` with a higher weight wants no coding.
    return best if wanted[best] > 0 and wanted[best] >= weights.get("identity", 0.0) else IDENTITY


def is_compressible(content_type: str, size: int) -> bool:
    """Whether a body gains by compression."""
    return size >= _SMALLEST and content_type.startswith(_TYPES)


def _weight(item: str) -> tuple[str, float]:
    """Read one item of the header: a coding and its weight, 1 if none is given."""
    name, _, parameter = item.partition(";")
    text = parameter.strip().removeprefix("q=") if parameter else "1"
    try:
        return name.strip(), float(text)
    except ValueError:
        return name.strip(), 0.0
