"""What operators are editing and have not saved: in memory, for a while."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock, Thread

from monitor.catalogue.write import SourceEntry
from runtime.faults import save_fault
from web.editing import TrialFetch

_MOST = 40
_NONE = SourceEntry(organisation="", source_id="", keys={})


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
        # Temporary databases are made one after the other, and sites are asked so, too.
        self._fetching = Lock()

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
        future: Future[TrialFetch] = Future()
        # A fetch may take minutes: the end of the process does not wait for it.
        Thread(target=self._run, args=(work, future), name="trial", daemon=True).start()
        return future

    def _run(self, work: Callable[[], TrialFetch], future: Future[TrialFetch]) -> None:
        with self._fetching:
            try:
                fetched = work()
            except Exception as error:  # noqa: BLE001 - the thread's boundary: traceback to a file
                fetched = TrialFetch(entry=_NONE, error=save_fault(error))
            future.set_result(fetched)
