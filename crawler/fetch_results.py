"""Build what a spider yields: the snapshot of a response, or the failure of a fetch."""

from datetime import datetime

from scrapy.http import Response

from monitor.bundle import BUNDLE, BundlePart
from monitor.check_reason import CheckReason
from monitor.model import FetchFailure, Snapshot, Validators
from monitor.source import Source
from monitor.text import sha256

# Statuses of permanent redirects (RFC 9110, section 15.4).
_PERMANENT = frozenset({301, 308})


def snapshot_of(
    source: Source, response: Response, now: datetime, packed: BundlePart | None = None
) -> Snapshot:
    """Return the snapshot of a response; `packed`: all its responses, if there are several."""
    body = packed.body if packed else response.body
    headers = _headers(response)
    if packed and packed.content_type == BUNDLE:
        kept = (header for header in headers if header[0].lower() != "content-type")
        headers = (("Content-Type", BUNDLE), *kept)
    return Snapshot(
        source_id=source.id,
        url=response.url,
        fetched_at=now,
        status=response.status,
        headers=headers,
        body=body,
        sha256=sha256(body),
        validators=Validators(
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        ),
        moved_to=_moved_to(response),
    )


def failure_of(
    source: Source,
    now: datetime,
    reason: CheckReason,
    retry_at: datetime | None = None,
    *,
    is_fault: bool = False,
) -> FetchFailure:
    """Return a failure of one source."""
    return FetchFailure(
        source_id=source.id,
        failed_at=now,
        reason=reason,
        retry_at=retry_at,
        is_fault=is_fault,
    )


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
        if name.lower() != b"set-cookie"
    )


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def _moved_to(response: Response) -> str:
    """Return the new address when every redirect on the way was permanent, else ''."""
    reasons = response.meta.get("redirect_reasons", ()) if response.request else ()
    return response.url if reasons and set(reasons) <= _PERMANENT else ""
