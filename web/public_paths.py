"""Which addresses are public: the same for every visitor, open to search engines, kept offline."""

import re

# The pages that anybody may read, with those below them.
PAGES = (
    "/changes", "/calendar", "/events", "/cases", "/sources", "/search", "/charts", "/feeds", "/status",
)  # fmt: skip
# What costs much to make, is a file, or repeats other pages: no search engine should ask for it.
_UNINDEXED = re.compile(
    r"/search\b|/.+/(translation|compare|sections|evidence|captures/.*|[a-z-]+\.webp)$"
)
# Pages of one person, and of the operators.
PRIVATE = ("/operator", "/sign-in", "/sign-out", "/subscriptions", "/mine", "/unsubscribe", "/confirm")  # fmt: skip


def is_page(path: str) -> bool:
    """Whether the path is that of a public page, or below one."""
    return path == "/" or any(path == page or path.startswith(f"{page}/") for page in PAGES)


def is_indexed(path: str) -> bool:
    """Whether search engines may list the page."""
    return is_page(path) and not _UNINDEXED.match(path)
