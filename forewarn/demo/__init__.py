"""The offline demo: a small bundled site changes, and the alerts appear.

Everything except the site and the subscribers is real: spiders, gate, diff, database, outbox,
dispatcher. Only the last step prints instead of sending.
"""

from forewarn.demo.tour import tour

__all__ = ["tour"]
