"""Take a name from its owner: guess what it is, and say what cannot be watched for."""

import re

from monitor.sites import site_of
from monitor.text import clean
from monitor.watchlist.codes import code_keys, normal_host
from monitor.watchlist.finding import keys_of
from monitor.watchlist.letters import words_of
from monitor.watchlist.names import is_common, is_generic, suffix_length, word_set
from monitor.watchlist.terms import NAME_KINDS, PROFILE_KINDS, TermKind, WatchTerm

MOST_TERMS = 200
MOST_CHARS = 120
_HS_WRITTEN = re.compile(r"\d{4}\.\d{2}(?:\.?\d{2}){0,2}")
_PATENT_WRITTEN = re.compile(
    r"(?:U\.?\s?S|EP|CN|ZL|WO|JP|DE|GB|D|RE)\b|(?:USD?|EP|CN|ZL|WO|D|RE)\s?\d", re.IGNORECASE
)
_ITEM_NUMBER = re.compile(r"\d{11,20}")


def term_of(kind: TermKind, typed: str) -> WatchTerm:
    """Return the term of what was typed, cleaned; a domain as its host."""
    text = clean(typed)
    if kind is TermKind.DOMAIN:
        text = normal_host(text) or text
    return WatchTerm(kind, text.upper() if kind is TermKind.ASIN else text)


def guess(typed: str) -> TermKind | None:
    """Return what a text is by its shape: a domain, a number, a company; None when it may be several."""
    text = clean(typed)
    if code_keys(TermKind.ASIN, text):
        return TermKind.ASIN
    if _HS_WRITTEN.fullmatch(text):
        return TermKind.HS_CODE
    if _PATENT_WRITTEN.match(text) and code_keys(TermKind.PATENT, text):
        return TermKind.PATENT
    if _ITEM_NUMBER.fullmatch(text):
        return TermKind.LISTING
    words = words_of(text)
    if suffix_length(words, len(words)) and len(words) > 1:
        return TermKind.COMPANY
    return TermKind.DOMAIN if " " not in text and code_keys(TermKind.DOMAIN, text) else None


def fault_of(term: WatchTerm) -> str:
    """Return the key of the sentence that says why a term cannot be watched for; '' if it can."""
    if not term.text:
        return "name_empty"
    if len(term.text) > MOST_CHARS:
        return "name_long"
    if term.kind in PROFILE_KINDS:
        return ""
    if term.kind in NAME_KINDS:
        return _name_fault(term.text)
    if not keys_of(term):
        return f"no_{term.kind}"
    return "name_platform" if _is_platform(term) else ""


def is_everyday_name(term: WatchTerm) -> bool:
    """Whether a name is everyday words, so that it counts only where a text marks it as a name."""
    return term.kind in NAME_KINDS and is_common(term.text)


def _name_fault(text: str) -> str:
    if is_generic(text):
        return "name_generic"
    return "" if keys_of(WatchTerm(TermKind.SHOP, text)) else "name_short"


def _is_platform(term: WatchTerm) -> bool:
    host = term.text
    is_site = term.kind is TermKind.DOMAIN and site_of(f"https://{host}") == host
    return is_site and host.partition(".")[0] in word_set("platforms")
