"""The offline tour: a small bundled site changes, and the alerts appear.

Everything is real but the site and the two readers: spiders, gate, diff, database,
outbox, dispatcher. Only the last step prints instead of sending.
"""

from forewarn.demo.tour import tour

__all__ = ["tour"]
