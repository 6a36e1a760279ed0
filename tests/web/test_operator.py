"""Operators: signed in by a link that works once, safe from forged forms, with a say."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from delivery.links import sign_in_link
from forewarn.wiring import AppContext
from monitor.model import Outcome
from tests.lab import Lab, page, publish
from tests.web.conftest import OPERATOR, RULES, Visitor

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LONG = tuple(f"{rule} It is asked of every seller, every day, in every country." for rule in RULES)


async def sign_in(context: AppContext, visitor: Visitor, chat_id: int = OPERATOR) -> dict[str, str]:
    link = sign_in_link(context, chat_id, datetime.now(UTC))
    answer = await visitor.ask("POST", link)
    assert answer.status == 303, answer.text
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    return {"Cookie": cookie.partition(";")[0]}


def token_in(output: str) -> str:
    return str(re.findall(r'name="csrf" value="([^"]+)"', output)[0])


@pytest.fixture
def pending(context: AppContext) -> AppContext:
    """A page of which most is gone: doubtful, so it waits."""
    ring = context.sources["ring-rules"]
    publish(context, ring, page(*(f"{rule} {n}" for n in range(30) for rule in LONG)))
    result = publish(context, ring, page(*LONG[:1]))
    assert result.outcome is Outcome.REJECTED
    return context


async def test_nobody_sees_it_without_signing_in(context: AppContext, visitor: Visitor) -> None:
    for path in ("/operator", "/operator/rules", "/operator/sources/ring-rules"):
        for cookie in ("", "operator=forged", "operator=WzEsMl0.x.y"):
            answer = await visitor.get(path, Cookie=cookie)
            assert answer.status == 401
            assert "This page is for operators." in answer.text
    del context


async def test_a_link_signs_in_once_and_a_look_uses_nothing_up(
    context: AppContext, visitor: Visitor
) -> None:
    link = sign_in_link(context, OPERATOR, datetime.now(UTC))
    for _ in range(3):
        assert "Sign in as an operator?" in (await visitor.get(link)).text
    first, second = [await visitor.ask("POST", link) for _ in range(2)]

    assert (first.status, second.status) == (303, 410)
    assert "was used or has expired" in second.text
    assert "set-cookie" not in second.headers


async def test_a_link_is_void_after_ten_minutes_and_for_who_is_no_operator(
    context: AppContext, visitor: Visitor
) -> None:
    old = sign_in_link(context, OPERATOR, datetime.now(UTC) - timedelta(minutes=11))
    stranger = sign_in_link(context, 4711, datetime.now(UTC))

    assert (await visitor.ask("POST", old)).status == 410
    assert (await visitor.ask("POST", stranger)).status == 410


async def test_a_session_ends_after_twelve_hours(context: AppContext, visitor: Visitor) -> None:
    session = await sign_in(context, visitor)
    assert (await visitor.get("/operator", **session)).status == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=13), tick=True):
        assert (await visitor.get("/operator", **session)).status == 401


@pytest.mark.parametrize(("word", "versions"), [("accept", 2), ("refuse", 1)])
async def test_an_operator_decides_on_what_waits(
    pending: AppContext, visitor: Visitor, word: str, versions: int
) -> None:
    session = await sign_in(pending, visitor)
    overview = await visitor.get("/operator", **session)
    assert "Held versions to review" in overview.text
    assert "/operator/sources/ring-rules" in overview.text
    review = (await visitor.get("/operator/sources/ring-rules", **session)).text
    assert "Last good" in review
    assert 'class="edit removed"' in review
    decide = "/operator/sources/ring-rules/decide"
    answer = await visitor.ask(
        "POST", decide, data={"csrf": token_in(review), "do": word}, headers={**session, **FORM}
    )

    assert answer.status == 303
    assert len(pending.stores.history.versions("ring-rules")) == versions
    assert pending.stores.health.pending() == []


async def test_a_forged_form_decides_nothing(pending: AppContext, visitor: Visitor) -> None:
    session = await sign_in(pending, visitor)
    decide = "/operator/sources/ring-rules/decide"
    other = token_in((await visitor.get("/operator", **await sign_in(pending, visitor))).text)
    for data, headers in (
        ({"do": "accept"}, session),
        ({"do": "accept", "csrf": "x"}, session),
        ({"do": "accept", "csrf": other + "x"}, session),
        ({"do": "accept", "csrf": other}, {}),
        ({"do": "accept", "csrf": other}, {**session, "Sec-Fetch-Site": "cross-site"}),
    ):
        answer = await visitor.ask("POST", decide, data=data, headers={**headers, **FORM})
        assert answer.status == 403, data
    assert len(pending.stores.history.versions("ring-rules")) == 1


async def test_an_operator_pauses_resumes_and_signs_out(
    context: AppContext, visitor: Visitor
) -> None:
    publish(context, context.sources["ring-rules"], page(*RULES))
    session = await sign_in(context, visitor)
    token = token_in((await visitor.get("/operator", **session)).text)

    async def act(path: str, **data: str) -> int:
        data = {"csrf": token, **data}
        return (await visitor.ask("POST", path, data=data, headers={**session, **FORM})).status

    assert await act("/operator/sources/ring-rules/decide", do="pause") == 303
    assert context.stores.health.paused() == {"ring-rules"}
    assert await act("/operator/sources/ring-rules/decide", do="resume") == 303
    assert context.stores.health.paused() == frozenset()
    assert await act("/operator/sources/ring-rules/decide", do="explode") == 400
    answer = await visitor.ask(
        "POST", "/sign-out", data={"csrf": token}, headers={**session, **FORM}
    )
    assert 'operator="";' in answer.headers["set-cookie"]


async def test_an_operator_marks_a_place_that_keeps_changing(
    context: AppContext, visitor: Visitor
) -> None:
    for number in range(4):
        publish(context, context.sources["ring-rules"], page(f"{number} members look", *LONG))
    session = await sign_in(context, visitor)
    review, path = "/operator/sources/ring-rules", "/operator/sources/ring-rules/places"
    place = "seller rules: # members look"

    async def post(word: str, place: str, token: str) -> int:
        data = {"csrf": token, "do": word, "place": place}
        return (await visitor.ask("POST", path, data=data, headers={**session, **FORM})).status

    shown = (await visitor.get(review, **session)).text
    token = token_in(shown)
    assert place in shown
    assert await post("mark", place, "forged") == 403
    assert await post("mark", "seller rules: <b>", token) == 400
    assert await post("mark", place, token) == 303
    assert "No longer alert on changes here" in (await visitor.get(review, **session)).text
    assert context.stores.places.of("ring-rules", datetime.now(UTC)).significant == {place}
    assert await post("unmark", place, token) == 303
    assert await post("unmark", place, token) == 400


async def test_the_command_line_gives_a_link(lab: Lab) -> None:
    lab.watch("ring-rules")
    output = lab.forewarn("signin", FOREWARN_WEB_BIND="127.0.0.1:8642").stdout
    assert output.startswith("http://127.0.0.1:8642/sign-in/")
    assert "FOREWARN_WEB_BIND is off" in lab.forewarn("signin", code=2).stderr
