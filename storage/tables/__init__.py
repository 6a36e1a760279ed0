"""The tables, one module for each subject.

A column's meaning stands beside it where its name is not enough.
All modules are loaded together: a table may refer to any other, and `Base.metadata` has every one.
"""

from storage.tables import (  # noqa: F401
    bot,
    briefs,
    cases,
    changes,
    delivery,
    jobs,
    operators,
    pictures,
    sources,
    subscribers,
    tasks,
    watchlist,
    web,
)
