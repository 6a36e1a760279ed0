"""Recognises an API whose responses lost a field: usually renamed, so not a change to report."""

from monitor.bundle import BundlePart, unpack
from monitor.check_reason import CheckReason
from monitor.extract.answer import has_field, items_in
from monitor.model import Rejection, Snapshot
from monitor.source import Api

# For a field that only some entries had: how many must be expected before its absence counts.
_LEAST_EXPECTED = 3


def absent_fields(snapshot: Snapshot, api: Api) -> tuple[str, ...]:
    """Return the declared fields that no entry of the response has."""
    items = items_in(_first_answer(snapshot), api)
    return tuple(
        path for path in _fields(api) if items and not any(has_field(item, path) for item in items)
    )


def reshaped(snapshot: Snapshot, known: Snapshot, api: Api) -> Rejection | None:
    """Return why the response is rejected: it lacks a field that the last accepted one had."""
    now, then = (items_in(_first_answer(one), api) for one in (snapshot, known))
    for path in absent_fields(snapshot, api):
        had_field = sum(has_field(item, path) for item in then)
        if had_field and (
            had_field == len(then) or had_field * len(now) >= _LEAST_EXPECTED * len(then)
        ):
            detail = f"no entry has {path!r} any more; if the API renamed it, mend 'api'"
            return Rejection(CheckReason("api-shape", detail))
    return None


def _fields(api: Api) -> tuple[str, ...]:
    detail_link = api.detail.link if api.detail else ""
    named = (api.id, api.title, *api.text, api.date, api.link, detail_link)
    return tuple(path for path in named if path)


def _first_answer(snapshot: Snapshot) -> BundlePart:
    part = BundlePart(url=snapshot.url, content_type=snapshot.content_type, body=snapshot.body)
    return unpack(part)[0]
