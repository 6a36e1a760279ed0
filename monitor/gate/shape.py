"""An API whose answer has lost a field that it gave: renamed, as a rule, and no news."""

from monitor.bundle import BundlePart, unpack
from monitor.check_reason import CheckReason
from monitor.extract.answer import has_field, items_in
from monitor.model import Rejection, Snapshot
from monitor.source import Api

# Of a field that only some entries had, so many are due before its absence means anything.
_DUE = 3


def absent_fields(snapshot: Snapshot, api: Api) -> tuple[str, ...]:
    """The declared fields that no entry of the answer gives."""
    items = items_in(_first_answer(snapshot), api)
    return tuple(
        path for path in _fields(api) if items and not any(has_field(item, path) for item in items)
    )


def reshaped(snapshot: Snapshot, known: Snapshot, api: Api) -> Rejection | None:
    """Why the answer is refused: entries of the last true one gave what none gives now."""
    now, then = (items_in(_first_answer(one), api) for one in (snapshot, known))
    for path in absent_fields(snapshot, api):
        gave = sum(has_field(item, path) for item in then)
        if gave and (gave == len(then) or gave * len(now) >= _DUE * len(then)):
            detail = f"no entry has {path!r} any more; if the API renamed it, mend 'api'"
            return Rejection(CheckReason("api-shape", detail))
    return None


def _fields(api: Api) -> tuple[str, ...]:
    more = api.detail.link if api.detail else ""
    named = (api.id, api.title, *api.text, api.date, api.link, more)
    return tuple(path for path in named if path)


def _first_answer(snapshot: Snapshot) -> BundlePart:
    part = BundlePart(url=snapshot.url, content_type=snapshot.content_type, body=snapshot.body)
    return unpack(part)[0]
