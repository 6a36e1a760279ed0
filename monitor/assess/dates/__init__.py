"""Find what the dates of a text mean: from when a rule is in force, by when something is due.

mentions   the dates of each sentence and the words around them
kinds      what they mean: in force, due, a stamp (words.yaml)
past       dates of another rule, and of statistics
periods    deadlines to compute: within thirty days of a date (periods.yaml)
stated     the dates of a text and of an edit, the one that leads
stamps     texts that are a stamp and nothing else
"""

from monitor.assess.dates.stamps import is_moment, is_only_stamp, is_owner, states_alike
from monitor.assess.dates.stated import (
    dates_of_force,
    has_force,
    leading,
    new_dates,
    ordered,
    stated_dates,
)

__all__ = [
    "dates_of_force",
    "has_force",
    "is_moment",
    "is_only_stamp",
    "is_owner",
    "leading",
    "new_dates",
    "ordered",
    "stated_dates",
    "states_alike",
]
