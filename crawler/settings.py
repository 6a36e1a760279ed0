"""Scrapy's settings: polite, limited, and stricter than Scrapy's defaults."""

BOT_NAME = "forewarn"
SPIDER_MODULES = ["crawler.spiders"]

# Politeness: one connection and one second for each host; robots.txt may ask for more.
USER_AGENT = "Forewarn/0.1"
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
# Scrapy starts this many tasks for each response, and a response yields a result or two.
CONCURRENT_ITEMS = 1
DOWNLOAD_DELAY_JITTER = 0.3
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    # Only what crawler.middlewares.integrity can check to the last byte.
    "Accept-Encoding": "gzip, deflate",
}

# Limits of one response.
DOWNLOAD_TIMEOUT = 45
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# crawler.middlewares.integrity checks this; the body of an error page may be truncated.
DOWNLOAD_FAIL_ON_DATALOSS = False
REDIRECT_MAX_TIMES = 5

# Access control.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
TWISTED_DNS_RESOLVER = "crawler.resolver.PublicResolver"
DNS_TIMEOUT = 20
ALLOW_PRIVATE_NETWORKS = False

# These replace Scrapy's: its robots.txt check lets concurrent first requests pass, its retry
# ignores Retry-After (docs/decisions/0004), its decompression accepts a truncated body.
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.host_lease.HostLeaseMiddleware": 110,
    "crawler.middlewares.retry.RetryMiddleware": 550,
    "crawler.middlewares.throttle.ThrottleMiddleware": 560,
    "crawler.middlewares.integrity.IntegrityMiddleware": 595,
    "crawler.middlewares.redirects.RedirectsMiddleware": 600,
    "crawler.middlewares.quota.QuotaMiddleware": 800,
}
ITEM_PIPELINES = {"crawler.pipeline.TrackingPipeline": 100}

# Scrapy's own parts, without those that are disabled or replaced above: it would load them all
# the same, and their imports (aiohttp, requests, tldextract) take 17 MB a process.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
# None: the spider gets every status, no Referer is sent, and no address is too long.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE = {"scrapy.extensions.corestats.CoreStats": 0}

LOG_INSTALL_ROOT_HANDLER = False
