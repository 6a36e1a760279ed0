"""Scrapy's settings: polite, bounded, and closed where Scrapy's defaults are open."""

BOT_NAME = "forewarn"
SPIDER_MODULES = ["crawler.spiders"]

# Politeness: one connection and one second for each host; robots.txt may ask for more.
USER_AGENT = "Forewarn/0.1"
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
# Scrapy starts as many tasks for each answer, and ours brings a capture or two.
CONCURRENT_ITEMS = 1
DOWNLOAD_DELAY_JITTER = 0.3
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    # Only what crawler.middlewares.integrity can check to the last byte.
    "Accept-Encoding": "gzip, deflate",
}

# Bounds of one answer.
DOWNLOAD_TIMEOUT = 45
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# crawler.middlewares.integrity judges; the body of an error page may end as it likes.
DOWNLOAD_FAIL_ON_DATALOSS = False
REDIRECT_MAX_TIMES = 5

# Closed doors.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
TWISTED_DNS_RESOLVER = "crawler.resolver.PublicResolver"
DNS_TIMEOUT = 20
ALLOW_PRIVATE_NETWORKS = False

# Ours stand in for Scrapy's: its robots.txt check lets concurrent first requests pass, its retry
# knows no Retry-After (docs/decisions/0004), its decompression takes half a body for a whole one.
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.turn.TurnMiddleware": 110,
    "crawler.middlewares.retry.RetryMiddleware": 550,
    "crawler.middlewares.throttle.ThrottleMiddleware": 560,
    "crawler.middlewares.integrity.IntegrityMiddleware": 595,
    "crawler.middlewares.redirects.RedirectsMiddleware": 600,
    "crawler.middlewares.quota.QuotaMiddleware": 800,
}
ITEM_PIPELINES = {"crawler.pipeline.TrackingPipeline": 100}

# Scrapy's own parts, but for those that are switched off or stood in for above: it would load
# these all the same, and what they bring (aiohttp, requests, tldextract) takes 17 MB a process.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
# None: every status comes to the spider, no Referer goes out, and no address is too long.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE = {"scrapy.extensions.corestats.CoreStats": 0}

LOG_INSTALL_ROOT_HANDLER = False
