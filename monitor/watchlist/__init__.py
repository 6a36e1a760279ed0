"""Own names of a reader: shops, companies, brands, domains, numbers; and where a text has them."""

from monitor.watchlist.terms import NameMatch, TermKind, WatchTerm

__all__ = ["NameMatch", "TermKind", "WatchTerm"]
