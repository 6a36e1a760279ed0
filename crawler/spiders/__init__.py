"""One spider for each kind of source."""

from crawler.spiders.api import ApiSpider
from crawler.spiders.feed import FeedSpider
from crawler.spiders.listing import ListingSpider
from crawler.spiders.page import PageSpider
from crawler.spiders.pdf import PdfSpider
from crawler.spiders.source import SourceSpider
from monitor.source import Kind

SPIDERS: dict[Kind, type[SourceSpider]] = {
    Kind.FEED: FeedSpider,
    Kind.API: ApiSpider,
    Kind.LISTING: ListingSpider,
    Kind.PAGE: PageSpider,
    Kind.PDF: PdfSpider,
}
