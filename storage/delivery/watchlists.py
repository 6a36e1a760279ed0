"""Own names of subscribers, and the changes that name them."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from monitor.model import Change
from monitor.watchlist import NameMatch


def match_names(session: Session, change: Change) -> Mapping[int, tuple[NameMatch, ...]]:
    """Return the own names that a change states, by subscriber, and record them with the change."""
    del session, change
    return {}
