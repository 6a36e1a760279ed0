"""The client against a server that answers as documented, and as servers do on bad days."""

from datetime import timedelta

import pytest

from briefing.client import ModelAnswer, ModelClient
from monitor.briefs import ModelPrompt
from monitor.errors import ModelError
from tests.doubles.model_api import KEY, ModelApi, Reply, refuses, says

PROMPT = ModelPrompt("Answer.", "<page-data>\n{}\n</page-data>")


def client(api: ModelApi, key: str = KEY, seconds: float = 30) -> ModelClient:
    return ModelClient(url=api.url, model="double-1", key=key, call_seconds=seconds)


async def test_an_answer_comes_with_its_tokens(model_api: ModelApi) -> None:
    model_api.replies.append(says("hello"))

    assert await client(model_api).ask(PROMPT) == ModelAnswer("hello", 321)
    (asked,) = model_api.asked
    assert asked["model"] == "double-1"
    assert asked["messages"] == [
        {"role": "system", "content": PROMPT.system},
        {"role": "user", "content": PROMPT.user},
    ]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (refuses(401, "invalid_api_key"), {"closed": True}),
        (refuses(403, "unsupported_country"), {"closed": True}),
        (refuses(404, "model_not_found"), {"permanent": True}),
        (refuses(400, "invalid_request_error"), {"permanent": True}),
        (
            refuses(429, "rate_limit_exceeded", retry_after="7"),
            {"retry_after": timedelta(seconds=7)},
        ),
        (
            refuses(429, "rate_limit_exceeded", retry_after="99999999999"),
            {"retry_after": timedelta(hours=6)},
        ),
        (refuses(429, "insufficient_quota", retry_after="soon"), {}),
        (refuses(500, "server_error"), {}),
        (refuses(503, "overloaded"), {}),
        (Reply(307, headers={"location": "http://127.0.0.1:1/"}), {"permanent": True}),
        (says("hello", finish="length"), {"permanent": True}),
        (Reply(body=b"{" * 10), {}),
        (Reply(body=b"<html>Bad gateway</html>"), {}),
        (Reply(body=b"[]"), {"permanent": True}),
        (Reply(body=b'{"choices": []}'), {"permanent": True}),
        (Reply(body=b'{"choices": [{"message": {"content": null}}]}'), {"permanent": True}),
        (Reply(body=b'{"cho', cut=True), {}),
        (Reply(body=b" " * 300_000), {"permanent": True}),
    ],
)
async def test_every_other_answer_is_an_error_that_says_whether_to_ask_again(
    model_api: ModelApi, reply: Reply, expected: dict[str, object]
) -> None:
    model_api.replies.append(reply)

    with pytest.raises(ModelError) as raised:
        await client(model_api).ask(PROMPT)

    error = raised.value
    found = {
        "permanent": error.permanent,
        "closed": error.closed,
        "retry_after": error.retry_after,
    }
    assert found == {"permanent": False, "closed": False, "retry_after": None, **expected}
    assert KEY not in str(error)


async def test_a_slow_server_is_left(model_api: ModelApi) -> None:
    model_api.replies.append(Reply(slow=True))

    with pytest.raises(ModelError, match="in time") as raised:
        await client(model_api, seconds=0.2).ask(PROMPT)

    assert not raised.value.permanent


async def test_a_server_that_is_not_there_is_an_error(model_api: ModelApi) -> None:
    gone = ModelClient(url="http://127.0.0.1:1/v1", model="double-1")

    with pytest.raises(ModelError, match="cannot be reached"):
        await gone.ask(PROMPT)


async def test_the_check_costs_no_call(model_api: ModelApi) -> None:
    await client(model_api).check()
    with pytest.raises(ModelError) as raised:
        await client(model_api, key="sk-wrong").check()

    assert "FOREWARN_MODEL_KEY" in str(raised.value)
    assert model_api.asked == []


def test_the_key_is_not_shown_with_the_client(model_api: ModelApi) -> None:
    assert KEY not in repr(client(model_api))
