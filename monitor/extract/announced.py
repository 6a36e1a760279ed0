"""Find the address that a feed states as its own or as its new one."""

import html
import re
from collections.abc import Iterator

from monitor.extract.charset import decode
from monitor.extract.jsonfeed import own_address
from monitor.parsing.urls import is_web_url, join_url

_HEAD_BYTES = 64_000
_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_NEW = re.compile(
    r"<(?:\w+:)?(?:new-feed-url|newLocation)\b[^>]*>\s*(?:<!\[CDATA\[)?\s*([^\s<\]]{4,2000})",
    re.IGNORECASE,
)
_LINK = re.compile(r"<(?:\w+:)?link\b[^>]{0,4000}>", re.IGNORECASE)
_REL = re.compile(r"\brel\s*=\s*[\"']\s*self\s*[\"']", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']\s*([^\"'\s]{1,2000})", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def announced(body: bytes, content_type: str, url: str) -> tuple[str, ...]:
    """Return the feed's addresses, the new one first; addresses inside entries do not count."""
    if body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        found = iter([own_address(body, url)])
    else:
        found = _in_xml(decode(body[:_HEAD_BYTES], content_type))
    return tuple(dict.fromkeys(address for one in found if (address := _joined(url, one))))


def _in_xml(text: str) -> Iterator[str]:
    text = _COMMENT.sub("", text)
    first = _ENTRY.search(text)
    head = text[: first.start()] if first else text
    yield from (html.unescape(match[1]) for match in _NEW.finditer(head))
    for link in _LINK.findall(head):
        if _REL.search(link) and (href := _HREF.search(link)):
            yield html.unescape(href[1])


def _joined(base: str, address: str) -> str:
    found = join_url(base, address)
    return found if address and is_web_url(found) else ""
