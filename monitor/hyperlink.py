"""Which addresses may leave us as links: web addresses alone, `javascript:` and `data:` never."""

import re

from monitor.parsing.urls import split_url

_WEB = re.compile(r"https?://", re.IGNORECASE)
# White space, controls and what turns the reading order ends or hides a part of an address;
# browsers read `\` as `/`; quotes and angle brackets break out of what stands around.
_UNFIT = re.compile(r"[\s\x00-\x20\x7f-\x9f\\<>\"\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# Half a character, which no encoding can write.
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LONGEST = 2_000


def safe_link(url: str) -> str:
    """The address when it is one of the web, well-formed and plain; else ''."""
    if len(url) > _LONGEST or not _WEB.match(url) or _UNFIT.search(url):
        return ""
    if _SURROGATE.search(url):
        return ""
    parts = split_url(url)
    # A name before the host is taken for the host by readers.
    is_plain = parts.port != 0 and parts.username is None and parts.hostname
    return url if is_plain else ""
