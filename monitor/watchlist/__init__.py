"""Own names of a reader: shops, companies, brands, domains, numbers; and where a text has them."""

from monitor.watchlist.terms import Match, TermKind, WatchTerm

__all__ = ["Match", "TermKind", "WatchTerm"]
