"""Read a list page into its entries and the address of the next page."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from monitor.bundle import BundlePart
from monitor.dates import dates_in, moment
from monitor.errors import ExtractionError
from monitor.extract.charset import decode
from monitor.extract.content import main_content, title_links
from monitor.extract.entries import MAX_ENTRIES, Entry
from monitor.extract.html import matches, parse
from monitor.extract.rows import best_link, name_of, naming_links
from monitor.parsing.urls import is_web_url, join_url, split_url, without_parameters
from monitor.source import Source
from monitor.text import clean, fold

_TEXT_CHARS = 600
_ROWS = {"li", "tr", "article", "dd", "section", "div"}
# A session id that a server writes into the path of its links: /news/7;jsessionid=A1B2.
_SESSION = re.compile(
    r";(?:jsessionid|phpsessid|sessionid|session|sid|token)=[^/;?#]*", re.IGNORECASE
)
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|spm|jsessionid|phpsessid|aspsessionid\w+|sessionid|session_id|sid)$",
    re.IGNORECASE,
)


def read_list(part: BundlePart, source: Source) -> tuple[Entry, ...]:
    """Return the page's entries in order, without duplicates; ExtractionError if there are none."""
    root = parse(decode(part.body, part.content_type, source.language))
    chosen = source.listing.entry
    elements = matches(root, chosen) if chosen else list(_own_links(root, source, part.url))
    entries: dict[tuple[str, str], Entry] = {}
    for element in elements[:MAX_ENTRIES]:
        entry = _entry(element, source, _base(root, part.url))
        if entry is not None:
            # Rows with the same link are separate entries; links to the same address are one.
            is_row = element.tag != "a"
            entries.setdefault((entry.id, entry.title if is_row else ""), entry)
    if not entries:
        raise ExtractionError("no-entries", "the list names no entry; it may have been rebuilt")
    return tuple(entries.values())


def next_list(part: BundlePart, source: Source) -> str:
    """Return the address of the list's next page, or ''."""
    if not source.listing.next:
        return ""
    root = parse(decode(part.body, part.content_type, source.language))
    found = [link for link in matches(root, source.listing.next) if link.get("href")]
    return _address(found[0].get("href", ""), _base(root, part.url)) if found else ""


def _entry(element: HtmlElement, source: Source, base: str) -> Entry | None:
    link = _link(element, source.listing.link)
    url = _address(link.get("href", ""), base) if link is not None else ""
    title = _title(element, link, source.listing.title)
    if not title:
        return None
    row = element if source.listing.entry else _row(element)
    text = _text(row)
    return Entry(
        # A row without a link is identified by its text.
        id=url or text,
        title=title,
        url=url or base,
        published_at=moment(_date(row, source), source.listing.date_order),
        markup=(_escaped(text),) if len(text) > len(title) else (),
        more=url if source.listing.follow else "",
    )


def _own_links(root: HtmlElement, source: Source, url: str) -> Iterator[HtmlElement]:
    """Yield the links of the main content whose text reads as a title."""
    content = matches(root, source.select) if source.select else [main_content(root)]
    host = split_url(url).netloc.removeprefix("www.")
    for link in naming_links(link for element in content for link in title_links(element)):
        address = _address(link.get("href", ""), url)
        if address != url and split_url(address).netloc.removeprefix("www.").endswith(host):
            yield link


def _link(element: HtmlElement, selector: str) -> HtmlElement | None:
    if element.tag == "a" and not selector:
        return element
    found = matches(element, selector or "a[href]")
    followable = [link for link in found if _is_followable(link.get("href", ""))]
    return next(iter(followable), None) if selector else best_link(followable)


def _title(element: HtmlElement, link: HtmlElement | None, selector: str) -> str:
    chosen = matches(element, selector)[:1] if selector else []
    named = chosen or ([link] if link is not None else [element])
    return name_of(named[0])[:300]


def _row(link: HtmlElement) -> HtmlElement:
    """Return the nearest element around a link that may hold its date and summary, no other link."""
    row = link
    for above in link.iterancestors():
        if len(list(above.iter("a"))) > 1:
            break
        row = above
        if above.tag in _ROWS:
            break
    return row


def _date(row: HtmlElement, source: Source) -> str:
    if source.listing.date:
        found = matches(row, source.listing.date)
        return (found[0].get("datetime") or _text(found[0])) if found else ""
    stamp = next((time.get("datetime") for time in row.iter("time")), None)
    if stamp:
        return str(stamp)
    text = fold(_text(row)).casefold()
    dated = dates_in(text)
    return text[dated[0].start : dated[0].end] if dated else ""


def _text(element: HtmlElement) -> str:
    return clean(" ".join(element.itertext()))[:_TEXT_CHARS]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _base(root: HtmlElement, url: str) -> str:
    declared = root.xpath("string(//base/@href)")
    return join_url(url, declared) or url


def _is_followable(href: str) -> bool:
    return bool(href) and not href.startswith(("#", "javascript:", "mailto:", "tel:"))


def _address(href: str, base: str) -> str:
    """Return the absolute address without session and tracking parameters; '' if there is none."""
    if not _is_followable(href):
        return ""
    address = join_url(base, _SESSION.sub("", href.strip()))
    return without_parameters(address, _TRACKING) if is_web_url(address) else ""
