"""`/cases`: lawsuits against sellers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.exceptions import HTTPException

from monitor.cases import Stage
from monitor.cases.courts import courts
from storage.queries.cases import CaseFilter
from web import query_params
from web.api import schemas, serializers
from web.api.query_params import Cursor, Limit, Number, Time, Topic, before, in_utc, one_of
from web.context import WebContext

_STAGES = {stage.key: stage for stage in Stage}
_STAGE_KEYS, _COURTS = ["", *_STAGES], ["", *courts()]
StageKey = Annotated[str, one_of(_STAGE_KEYS), Query(json_schema_extra={"enum": _STAGE_KEYS})]
Court = Annotated[str, one_of(_COURTS), Query(json_schema_extra={"enum": _COURTS})]
IsOpen = Annotated[bool, Query(description="Only what is not dismissed")]
Words = Annotated[str, Query(max_length=200, description="All occur in the names or the number")]


def case_filter(
    stage: StageKey = "",
    court: Court = "",
    goods: Topic = "",
    q: Words = "",
    *,
    open: IsOpen = False,  # noqa: A002 - the parameter's name
    since: Time = None,
) -> CaseFilter:
    """Build the filter from the query parameters."""
    return CaseFilter(
        stage=_STAGES.get(stage),
        court=court,
        goods=goods,
        words=query_params.words(q),
        is_open=open,
        since=in_utc(since),
    )


def router(context: WebContext) -> APIRouter:
    """Route the endpoints."""
    routes = APIRouter(tags=["cases"])

    @routes.get("/cases")
    def cases(
        chosen: Annotated[CaseFilter, Depends(case_filter)], limit: Limit = 50, cursor: Cursor = ""
    ) -> schemas.PageSchema[schemas.CaseSchema]:
        """List the cases, the newest first; `since`: something was reported after it."""
        found = context.stores.cases.listed(chosen, before(cursor), limit)
        return schemas.PageSchema(
            items=[serializers.case(one) for one in found.cases],
            next=str(found.next) if found.next else None,
        )

    @routes.get("/cases/{number}")
    def case(number: Number) -> schemas.FullCaseSchema:
        """One case with what was reported of it."""
        found = context.stores.cases.get(number)
        if found is None:
            raise HTTPException(404)
        return serializers.full_case(found, context.stores.cases.entries(number))

    return routes
