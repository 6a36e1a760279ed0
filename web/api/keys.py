"""Which key a request carries, and whether its scopes allow what is asked."""

from collections.abc import Callable
from typing import Annotated, NoReturn

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.exceptions import HTTPException
from starlette.requests import Request

from storage.api_keys import KeyScope, ProgramKey
from web.guard import key_of

# They describe the ways to send a key; `web.guard` reads it.
_BEARER = HTTPBearer(auto_error=False, description="`Authorization: Bearer KEY`")
_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, description="`X-API-Key: KEY`")
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


def _require(scope: KeyScope) -> Callable[[Request, object, object], ProgramKey]:
    def check(
        request: Request,
        bearer: Annotated[object, Security(_BEARER)],
        header: Annotated[object, Security(_HEADER)],
    ) -> ProgramKey:
        del bearer, header
        key = key_of(request.scope)
        if key is None:
            _refuse(
                401, f"Send a key with the scope {scope} as `Authorization: Bearer KEY`.", scope
            )
        if scope not in key.scopes:
            _refuse(403, f"The key {key.name} has no scope {scope}.", scope)
        return key

    return check


def _refuse(status: int, why: str, scope: KeyScope) -> NoReturn:
    how = f"An operator makes one: forewarn keys add NAME --scope {scope}"
    raise HTTPException(status, f"{why} {how}", _CHALLENGE if status == 401 else None)


ChecksKey = Annotated[ProgramKey, Depends(_require(KeyScope.CHECKS))]
SourcesKey = Annotated[ProgramKey, Depends(_require(KeyScope.SOURCES))]
SubscriptionsKey = Annotated[ProgramKey, Depends(_require(KeyScope.SUBSCRIPTIONS))]
