"""The page of the API tells all that its description tells, with examples that are true."""

import json
from datetime import UTC, datetime
from typing import Any, get_type_hints

import pytest
from fastapi.routing import APIRoute
from lxml import etree
from pydantic import TypeAdapter
from standardwebhooks import Webhook

from forewarn.wiring import AppContext
from monitor.language import Language, languages, texts
from storage.api_keys import KeyScope
from tests.web.conftest import Visitor
from web.api import acts, cases, catalogue, changes, events, search, sources, subscriptions
from web.api.application import api
from web.api.description import describe, events_of, operations_of
from web.api.schemas import ApiModel
from web.api.webhooks import VERIFICATION, AlertSchema, ConfirmationSchema, DigestSchema


def operations(description: dict[str, Any]) -> list[Any]:
    return [one for group in operations_of(description).values() for one in group]


@pytest.mark.usefixtures("world")
async def test_it_shows_every_operation_in_both_languages(visitor: Visitor) -> None:
    description = json.loads((await visitor.get("/api/v1/openapi.json")).body)
    for language in languages():
        answer = await visitor.get(f"/api/v1/docs?lang={language}")
        words = texts("api", language)
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("text/html")
        ids = {one.get("id") for one in etree.HTML(answer.text).iter("h3")}
        for one in operations(description) + events_of(description):
            assert one.key in ids, one.path
            assert words[f"op_{one.key}"] in etree.HTML(answer.text).xpath("string()")
            assert all(f"param_{param.name}" in words for param in one.params), one.path
    for path in ("/api/v1/", "/api/v1"):
        assert (await visitor.get(path)).status == 200


async def test_it_is_open_where_the_api_is_closed(keyed: Visitor) -> None:
    html = (await keyed.get("/api/v1/docs")).text
    assert "Authorization: Bearer KEY" in html


@pytest.mark.usefixtures("world")
async def test_the_page_of_feeds_leads_there(visitor: Visitor) -> None:
    assert 'href="/api/v1/docs?lang=zh"' in (await visitor.get("/feeds?lang=zh")).text


async def test_a_chinese_page_says_nothing_of_ours_in_english(visitor: Visitor) -> None:
    answer = await visitor.get("/api/v1/docs?lang=zh")
    for text in texts("api", Language.EN).values():
        assert len(text) < 20 or f">{text}<" not in answer.text, text


async def test_its_examples_are_such_as_it_answers(world: AppContext, visitor: Visitor) -> None:
    token = world.stores.api_keys.add("ci", list(KeyScope), datetime.now(UTC))
    description = json.loads((await visitor.get("/api/v1/openapi.json")).body)
    for one in operations(description):
        if one.method == "GET" and one.answered and "/jobs/" not in one.path:
            answer = await visitor.get(f"/api/v1{one.query}", Authorization=f"Bearer {token}")
            if "/subscriptions/" not in one.path:
                assert answer.status == 200, one.query
                assert set(json.loads(answer.body)) == set(json.loads(one.answered)), one.path


def test_every_example_fits_its_schema() -> None:
    application = api(None)  # type: ignore[arg-type]
    description = describe(application)
    found = {one.key: one for one in operations(description)}
    modules = (sources, changes, events, cases, search, acts, catalogue, subscriptions)
    routers = [module.router(None) for module in modules]
    routes = [one for router in routers for one in router.routes if isinstance(one, APIRoute)]

    assert len(found) == len(routes)
    for route in routes:
        one = found[route.name]
        if one.answered:
            TypeAdapter(route.response_model).validate_json(one.answered)
        if one.sent:
            TypeAdapter(get_type_hints(route.endpoint)["body"]).validate_json(one.sent)
    kinds: dict[str, type[ApiModel]] = {
        "alert": AlertSchema,
        "digest": DigestSchema,
        "confirmation": ConfirmationSchema,
    }
    for event in events_of(description):
        kinds[event.path].model_validate_json(event.sent)


def test_the_program_that_verifies_a_webhook_works() -> None:
    secret, at, body = f"whsec_{'A' * 32}", datetime.now(UTC), '{"type":"alert"}'
    names: dict[str, Any] = {}
    exec(VERIFICATION, names)  # noqa: S102 - our own text
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, body),
    }
    is_genuine = names["is_genuine"]

    assert is_genuine(secret, headers, body.encode())
    assert not is_genuine(secret, headers, b'{"type":"digest"}')
    assert not is_genuine(f"whsec_{'B' * 32}", headers, body.encode())
    assert not is_genuine(secret, headers | {"webhook-timestamp": "1"}, body.encode())
