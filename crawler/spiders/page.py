"""Web pages."""

from crawler.spiders.source import SourceSpider


class PageSpider(SourceSpider):
    """Fetches web pages."""

    name = "page"
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
