"""Which sources watch the page of an address that a person sends."""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.parsing.urls import split_url
from monitor.source import Source

_MOST = 20


@dataclass(frozen=True, slots=True)
class WatchedPages:
    """The sources of that very page, and the others of its site."""

    page: tuple[Source, ...]
    site: tuple[Source, ...]


def watched_pages(url: str, sources: Iterable[Source]) -> WatchedPages:
    """Return the sources whose address is this one, whatever its query, and those of its host."""
    host, path = _place(url)
    if not host:
        return WatchedPages((), ())
    of_host = [source for source in sources if _place(source.url)[0] == host]
    exact = [source for source in of_host if source.url == url]
    page = exact or [source for source in of_host if _place(source.url)[1] == path and path]
    site = [source for source in of_host if source not in page]
    return WatchedPages(tuple(page[:_MOST]), tuple(site[:_MOST]))


def _place(url: str) -> tuple[str, str]:
    """Return host and path without what makes no difference: `www.`, case and a closing slash."""
    parts = split_url(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/").casefold()
