"""`/subscriptions`: subscribers by e-mail or relay, whose owners confirm their address."""

from typing import NamedTuple

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.address import normal_address
from monitor.audience import ChannelName, Frequency, Subscription
from monitor.language import Language
from monitor.model import Severity
from monitor.operators import key_name
from monitor.parsing import Unreadable
from monitor.parsing.times import read_zone
from monitor.relay import relay_kind, shown
from storage.api_keys import ProgramKey
from storage.delivery.sign_ups import SignUp
from web.api import schemas as read_schemas
from web.api import write_schemas as schemas
from web.api.keys import SubscriptionsKey
from web.api.query_params import Cursor, Limit, Number, before
from web.context import WebContext

# Codes for one address within an hour.
_MOST_CODES = 3


class _Wanted(NamedTuple):
    channel: ChannelName
    address: str
    targets: tuple[tuple[str, Frequency, Severity | None], ...]


def router(context: WebContext) -> APIRouter:
    """Route the endpoints."""
    routes = APIRouter(tags=["subscriptions"])
    _route_reading(context, routes)
    _route_writing(context, routes)
    return routes


def _route_reading(context: WebContext, routes: APIRouter) -> None:
    @routes.get("/subscriptions")
    def subscriptions(
        key: SubscriptionsKey, limit: Limit = 50, cursor: Cursor = ""
    ) -> read_schemas.PageSchema[schemas.SubscriptionSchema]:
        """List the subscribers that have no chat, the oldest first."""
        del key
        found = context.stores.sign_ups.listed(limit + 1, before(cursor) or 0)
        return read_schemas.PageSchema(
            items=[_serialized(context, one) for one in found[:limit]],
            next=str(found[limit - 1].subscriber.id) if len(found) > limit else None,
        )

    @routes.get("/subscriptions/{number}")
    def subscription(number: Number, key: SubscriptionsKey) -> schemas.SubscriptionSchema:
        """One subscriber without a chat."""
        del key
        return _serialized(context, _found(context, number))


def _route_writing(context: WebContext, routes: APIRouter) -> None:
    @routes.post("/subscriptions", status_code=202)
    def add_subscription(
        body: schemas.SubscriptionRequestSchema, key: SubscriptionsKey, response: Response
    ) -> schemas.SubscriptionSchema:
        """Subscribe an address. Its owner is sent a code; nothing else is sent before they confirm.

        To repeat it is safe: a known address gets these settings and subscriptions, and is not
        asked again once it is confirmed.
        """
        number = _subscribe(context, body, key)
        response.headers["location"] = f"/api/v1/subscriptions/{number}"
        return _serialized(context, _found(context, number))

    @routes.post("/subscriptions/{number}/confirm")
    def confirm_subscription(
        number: Number, body: schemas.CodeSchema, key: SubscriptionsKey
    ) -> schemas.ConfirmedSchema:
        """Confirm an address with the code that was sent there."""
        return _confirm(context, number, body.code, key)

    @routes.delete("/subscriptions/{number}", status_code=204)
    def remove_subscription(number: Number, key: SubscriptionsKey) -> None:
        """Erase a subscriber without a chat, and all that is pending for them."""
        _found(context, number)
        context.stores.subscribers.remove(number)
        _record(context, key, "remove-subscriber", number)


def _subscribe(
    context: WebContext, body: schemas.SubscriptionRequestSchema, key: ProgramKey
) -> int:
    """Store the wish and send a code to an address that is not confirmed; return the number."""
    wanted, stores, now = _wanted(context, body), context.stores, context.clock()
    found = stores.sign_ups.request(
        wanted.channel,
        wanted.address,
        language=Language(body.language),
        timezone=body.timezone,
        hour=body.hour,
        now=now,
    )
    if found is None:
        raise HTTPException(409, "The address belongs to a chat, which manages its subscriptions.")
    number = found.subscriber.id
    if found.unconfirmed:
        if stores.confirmations.recent_requests(number, now) >= _MOST_CODES:
            detail = "The address was sent enough codes. Try again in an hour."
            raise HTTPException(429, detail, {"Retry-After": "3600"})
        stores.confirmations.request_code(number, wanted.channel, wanted.address, now)
    for target, frequency, min_severity in wanted.targets:
        stores.subscribers.subscribe(number, target, frequency, min_severity)
    _record(context, key, "add-subscriber", number)
    return number


def _wanted(context: WebContext, body: schemas.SubscriptionRequestSchema) -> _Wanted:
    """Read a request; 422 names what is wrong."""
    if bool(body.email) == bool(body.relay):
        raise HTTPException(422, "email, relay: send one of the two")
    if isinstance(zone := read_zone(body.timezone), Unreadable):
        raise HTTPException(422, f"timezone: {zone.reason}")
    channel = ChannelName.EMAIL if body.email else ChannelName.RELAY
    address = normal_address(body.email) if body.email else body.relay
    if not address:
        raise HTTPException(422, "email: this is no e-mail address")
    if body.relay and relay_kind(body.relay) is None:
        raise HTTPException(422, "relay: this is no https address of a chat's bot or a webhook")
    usual = Frequency.DAILY if body.email else Frequency.INSTANT
    return _Wanted(
        channel, address, tuple(_target(context, one, usual) for one in body.subscriptions)
    )


def _target(
    context: WebContext, one: schemas.SubscriptionTargetSchema, usual: Frequency
) -> tuple[str, Frequency, Severity | None]:
    target = context.directory.find(one.target)
    if target is None:
        raise HTTPException(
            422, f"target: {one.target[:80]!r} is no category, goods, source or words"
        )
    frequency = Frequency(one.frequency) if one.frequency else usual
    return target, frequency, Severity.parse(one.min_severity) if one.min_severity else None


def _confirm(
    context: WebContext, number: int, code: str, key: ProgramKey
) -> schemas.ConfirmedSchema:
    channel = _found(context, number).unconfirmed
    confirm = context.stores.confirmations.confirm
    if channel is None or confirm(number, channel, code, context.clock()) is None:
        detail = "The code is wrong, expired or used. Subscribe the address again for another."
        raise HTTPException(409, detail)
    _record(context, key, "confirm-subscriber", number)
    found = _found(context, number)
    values = _serialized(context, found).model_dump()
    return schemas.ConfirmedSchema(**values, secret=found.subscriber.relay_secret)


def _found(context: WebContext, number: int) -> SignUp:
    found = context.stores.sign_ups.get(number)
    if found is None:
        raise HTTPException(404)
    return found


def _record(context: WebContext, key: ProgramKey, name: str, number: int) -> None:
    context.stores.operator_acts.record(
        by=key_name(key.name), act=name, subject=f"subscriber:{number}", at=context.clock()
    )


def _serialized(context: WebContext, one: SignUp) -> schemas.SubscriptionSchema:
    who = one.subscriber
    is_reached = bool(who.email or who.relay)
    state = "pending" if one.unconfirmed else "confirmed" if is_reached else "stopped"
    return schemas.SubscriptionSchema(
        id=who.id,
        state=state,
        email=who.email,
        relay=shown(who.relay) if who.relay else "",
        language=who.language,
        timezone=who.timezone,
        hour=who.digest_hour,
        subscriptions=[_followed(s) for s in context.stores.subscribers.subscriptions(who.id)],
    )


def _followed(one: Subscription) -> schemas.SubscriptionTargetSchema:
    values = {
        "target": one.target,
        "frequency": one.frequency.value,
        "min_severity": one.min_severity.level if one.min_severity else None,
    }
    return schemas.SubscriptionTargetSchema.model_validate(values)
