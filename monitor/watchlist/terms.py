"""What a reader watches for, and a place where a text names it."""

from dataclasses import dataclass
from enum import StrEnum


class TermKind(StrEnum):
    """What a term names. Marketplaces, goods and markets say what a reader deals in."""

    SHOP = "shop"
    COMPANY = "company"
    BRAND = "brand"
    TRADEMARK = "trademark"
    DOMAIN = "domain"
    ASIN = "asin"
    LISTING = "listing"
    PATENT = "patent"
    HS_CODE = "hs-code"
    MARKETPLACE = "marketplace"
    GOODS = "goods"
    MARKET = "market"


NAME_KINDS = frozenset({TermKind.SHOP, TermKind.COMPANY, TermKind.BRAND, TermKind.TRADEMARK})
PROFILE_KINDS = frozenset({TermKind.MARKETPLACE, TermKind.GOODS, TermKind.MARKET})


@dataclass(frozen=True, slots=True)
class WatchTerm:
    """One own name or number, as the reader wrote it."""

    kind: TermKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMatch:
    """A term found in a text.

    `quote`: the words of the text that name it, with a few words around them. `place`: the heading
    under which they stand, or ''.
    """

    term: WatchTerm
    quote: str
    place: str = ""
