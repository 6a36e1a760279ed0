"""What operators are editing and have not saved: in memory, for a while."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from web.editing import TrialFetch

_MOST = 40
# Migrations of temporary databases are made one after the other, and sites are asked so, too.
_FETCHES = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The fields of a form. `source_id`: the source that is edited, or '' for a new one.

    `stamp`: what the source was when it was opened. `fetching`: the page of it, once it came.
    """

    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    source_id: str
    fields: Mapping[str, str]
    stamp: str
    fetching: Future[TrialFetch] | None = None

    @property
    def is_fetching(self) -> bool:
        """Whether the page is being fetched."""
        return self.fetching is not None and not self.fetching.done()

    @property
    def fetched(self) -> TrialFetch | None:
        """What came of the fetch; None when there was none, or it is not over."""
        return self.fetching.result() if self.fetching and self.fetching.done() else None


class Drafts:
    """The drafts of this process, the oldest dropped first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, Draft] = OrderedDict()
        self._pool = ThreadPoolExecutor(_FETCHES, thread_name_prefix="trial")

    def keep(self, draft: Draft) -> Draft:
        """Keep a draft, and return it."""
        with self._lock:
            self._kept[draft.id] = draft
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return draft

    def get(self, draft_id: str) -> Draft | None:
        """Return a draft; None when it was dropped, or another process has it."""
        with self._lock:
            return self._kept.get(draft_id)

    def fetch(self, work: Callable[[], TrialFetch]) -> Future[TrialFetch]:
        """Start a fetch; several wait for each other."""
        return self._pool.submit(work)
