"""PDF files."""

from crawler.spiders.source import SourceSpider


class PdfSpider(SourceSpider):
    """Fetches PDF files."""

    name = "pdf"
    accept = "application/pdf,*/*;q=0.5"
