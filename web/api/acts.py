"""What programs do with a source: check it, pause it, decide on a quarantined snapshot."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.operators import key_name
from monitor.source import Source
from storage.api_keys import ProgramKey
from storage.jobs.crawl_jobs import CrawlJob
from web.api import write_schemas as schemas
from web.api.keys import ChecksKey, SourcesKey
from web.api.query_params import Number, SourceId
from web.context import WebContext
from web.source_acts import ActRequest, act

_NOTHING = schemas.ActRequestSchema(why="", seen="")
# Why an act was not done, and what to do about it.
_WHY = {
    "check_disabled": "The catalogue does not watch this source. Enable it there first.",
    "check_paused": "The source is paused. Resume it first.",
    "pause_disabled": "The catalogue does not watch this source, so there is nothing to pause.",
    "pause_already": "The source is paused already.",
    "resume_already": "The source is not paused.",
    "accept_unreadable": "No text can be read from the snapshot. Mend the source's settings first.",
    "decided_gone": "No snapshot of this source waits for a decision.",
    "decided_other": "Another snapshot waits by now. Look at it, and send its hash as `seen`.",
    "decided_refused": "This snapshot was refused already.",
}


def router(context: WebContext) -> APIRouter:
    """Route the endpoints."""
    routes = APIRouter(tags=["acts"])
    _route_checks(context, routes)
    _route_pauses(context, routes)
    _route_decisions(context, routes)
    return routes


def _route_checks(context: WebContext, routes: APIRouter) -> None:
    @routes.post("/sources/{source_id}/check", status_code=202)
    def check_source(source_id: SourceId, key: ChecksKey, response: Response) -> schemas.ActSchema:
        """Check a source now. A check that waits or runs already is joined."""
        done = _done(context, "check", source_id, key, _NOTHING)
        response.headers["location"] = f"/api/v1/jobs/{done.job}"
        return done

    @routes.get("/jobs/{number}")
    def job(number: Number, key: ChecksKey) -> schemas.JobSchema:
        """How far a check is, and what it came to. It is kept for some weeks."""
        del key
        found = context.stores.jobs.get([number])
        if not found:
            raise HTTPException(404)
        return _job(found[0])


def _route_pauses(context: WebContext, routes: APIRouter) -> None:
    @routes.post("/sources/{source_id}/pause")
    def pause_source(
        source_id: SourceId, key: SourcesKey, body: schemas.ActRequestSchema = _NOTHING
    ) -> schemas.ActSchema:
        """Check a source no more until it is resumed."""
        return _done(context, "pause", source_id, key, body)

    @routes.post("/sources/{source_id}/resume")
    def resume_source(source_id: SourceId, key: SourcesKey) -> schemas.ActSchema:
        """Check a paused source again."""
        return _done(context, "resume", source_id, key, _NOTHING)


def _route_decisions(context: WebContext, routes: APIRouter) -> None:
    @routes.post("/sources/{source_id}/accept")
    def accept_snapshot(
        source_id: SourceId, key: SourcesKey, body: schemas.ActRequestSchema = _NOTHING
    ) -> schemas.ActSchema:
        """Make the quarantined snapshot of a source a version."""
        return _done(context, "accept", source_id, key, body)

    @routes.post("/sources/{source_id}/refuse")
    def refuse_snapshot(
        source_id: SourceId, key: SourcesKey, body: schemas.ActRequestSchema = _NOTHING
    ) -> schemas.ActSchema:
        """Keep the last version of a source, however often the quarantined snapshot returns."""
        return _done(context, "refuse", source_id, key, body)


def _done(
    context: WebContext, name: str, source_id: str, key: ProgramKey, body: schemas.ActRequestSchema
) -> schemas.ActSchema:
    """Do an act, recorded under the key's name; 409 says why it was not done."""
    source = _source(context, source_id)
    result = act(
        context, name, source, ActRequest(by=key_name(key.name), why=body.why, seen=body.seen)
    )
    if not result.is_done:
        raise HTTPException(409, _WHY.get(result.code, result.code))
    return schemas.ActSchema(
        source=source.id,
        act=name,
        code=result.code,
        job=result.job,
        version=result.version,
        change=result.change,
    )


def _source(context: WebContext, source_id: str) -> Source:
    found = context.sources.get(source_id)
    if found is None:
        raise HTTPException(404)
    return found


def _job(one: CrawlJob) -> schemas.JobSchema:
    result = one.result
    return schemas.JobSchema(
        id=one.id,
        source=one.source_id,
        state=one.state,
        finished_at=one.finished_at,
        outcome=result.outcome.value if result else None,
        reason=str(result.reason) if result else "",
        version=result.version if result else None,
        change=result.change if result else None,
    )
