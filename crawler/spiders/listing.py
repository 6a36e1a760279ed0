"""List pages whose entries are followed."""

from crawler.spiders.entries import EntriesSpider
from crawler.spiders.page import PageSpider


class ListingSpider(EntriesSpider):
    """Fetches list pages, and the pages that they name."""

    name = "listing"
    accept = PageSpider.accept
