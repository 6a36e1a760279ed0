"""Decides which addresses may be output as links: only web ones, never `javascript:` or `data:`."""

import re
from urllib.parse import quote, urlencode

from monitor.parsing.urls import split_url
from monitor.text import clean, shorten

_WEB = re.compile(r"https?://", re.IGNORECASE)
# White space, controls and bidirectional marks end or hide part of an address; browsers read `\` as
# `/`; quotes and angle brackets break out of the surrounding markup.
_UNFIT = re.compile(r"[\s\x00-\x20\x7f-\x9f\\<>\"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# A lone surrogate, which no encoding can write.
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LONGEST = 2_000
# https://core.telegram.org/widgets/share
_SHARE = "https://t.me/share/url"
_SHARED_CHARS = 200


def safe_link(url: str) -> str:
    """Return the address if it is a plain, well-formed web address, else ''."""
    if len(url) > _LONGEST or not _WEB.match(url) or _UNFIT.search(url):
        return ""
    if _SURROGATE.search(url):
        return ""
    parts = split_url(url)
    # People mistake a user name before the host for the host.
    is_plain = parts.port != 0 and parts.username is None and parts.hostname
    return url if is_plain else ""


def share_url(url: str, text: str) -> str:
    """Return the address that shares a link with a text in Telegram."""
    shared = {"url": url, "text": shorten(clean(text), _SHARED_CHARS)}
    # Not every app of Telegram reads "+" as a space.
    return f"{_SHARE}?{urlencode(shared, quote_via=quote)}"
