"""RSS and Atom feeds."""

from crawler.spiders.source import SourceSpider


class FeedSpider(SourceSpider):
    """Fetches feeds."""

    name = "feed"
    accept = (
        "application/atom+xml,application/rss+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5"
    )
