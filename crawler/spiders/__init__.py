"""One spider for each kind of source."""

from crawler.spiders.feed import FeedSpider
from crawler.spiders.page import PageSpider
from crawler.spiders.source import SourceSpider
from monitor.model import Kind

SPIDERS: dict[Kind, type[SourceSpider]] = {Kind.FEED: FeedSpider, Kind.PAGE: PageSpider}
