"""Scrapy's settings: polite, bounded, and closed where Scrapy's defaults are open."""

BOT_NAME = "forewarn"
SPIDER_MODULES = ["crawler.spiders"]

# Politeness: one connection and one second for each host; robots.txt may ask for more.
USER_AGENT = "Forewarn/0.1"
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
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
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5

# Closed doors.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
TWISTED_DNS_RESOLVER = "crawler.resolver.PublicResolver"
DNS_TIMEOUT = 20
ALLOW_PRIVATE_NETWORKS = False
# A proxy would resolve names itself, past the resolver above.
HTTPPROXY_ENABLED = False
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False
REFERER_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Ours stand in for Scrapy's: its robots.txt check lets concurrent first requests pass,
# its retry knows no Retry-After (docs/decisions/0004).
ROBOTSTXT_OBEY = False
RETRY_ENABLED = False
HTTPERROR_ALLOW_ALL = True
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.quota.QuotaMiddleware": 120,
    "crawler.middlewares.patience.PatienceMiddleware": 550,
    "crawler.middlewares.pace.PaceMiddleware": 560,
    "crawler.middlewares.integrity.IntegrityMiddleware": 595,
    **{
        f"scrapy.downloadermiddlewares.{name}": None
        for name in (
            "cookies.CookiesMiddleware",
            "httpauth.HttpAuthMiddleware",
            "httpcache.HttpCacheMiddleware",
            "httpproxy.HttpProxyMiddleware",
            "offsite.OffsiteMiddleware",
            "redirect.MetaRefreshMiddleware",
            "retry.RetryMiddleware",
            "robotstxt.RobotsTxtMiddleware",
        )
    },
}
ITEM_PIPELINES = {"crawler.pipeline.TrackingPipeline": 100}

# What is switched off above, and what nobody asked for, is not loaded either: 25 MB a process.
EXTENSIONS = {
    f"scrapy.extensions.{name}": None
    for name in (
        "closespider.CloseSpider",
        "feedexport.FeedExporter",
        "logstats.LogStats",
        "memdebug.MemoryDebugger",
        "memusage.MemoryUsage",
        "remote_control.RemoteControl",
        "spiderstate.SpiderState",
        "telnet.TelnetConsole",
        "throttle.AutoThrottle",
    )
}

LOG_INSTALL_ROOT_HANDLER = False
