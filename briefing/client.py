"""One call of `POST /chat/completions`: https://platform.openai.com/docs/api-reference/chat.

The address is the operator's own setting, so it may be private. Redirects are refused, and an answer is
read up to a limit. What the server says in an error is never repeated: it may hold the key.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from monitor.briefs import ModelPrompt
from monitor.errors import ModelError
from monitor.parsing import Unreadable
from monitor.parsing.json import read_json
from monitor.parsing.times import read_pause
from runtime.clock import now

_CONNECT_SECONDS = 10.0
# A local model may think for a while before its first byte; the whole call ends after this.
CALL_SECONDS = 60.0
_MOST_BYTES = 256_000
# Models that think count their thoughts, too.
_MOST_TOKENS = 4_000
_REFUSES_US = frozenset({401, 403})
_PASSING = frozenset({408, 409, 425, 429})


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model wrote, and how many tokens the call took; 0 if the server does not say."""

    text: str
    tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelClient:
    """The server, the model and the key; `key` is '' where the server needs none."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    call_seconds: float = CALL_SECONDS

    async def ask(self, prompt: ModelPrompt) -> ModelAnswer:
        """Return the model's answer; ModelError without one."""
        body = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            "max_completion_tokens": _MOST_TOKENS,
        }
        status, headers, answer = await self._call("POST", "/chat/completions", body)
        _require_success(status, headers)
        return _answer_of(answer)

    async def check(self) -> None:
        """Return if the server lists its models, which costs nothing; else ModelError."""
        status, headers, _ = await self._call("GET", "/models", None)
        _require_success(status, headers)

    async def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None
    ) -> tuple[int, httpx.Headers, bytes]:
        content = json.dumps(body, ensure_ascii=False).encode() if body else None
        try:
            async with asyncio.timeout(self.call_seconds), self._client() as client:
                request = client.stream(method, f"{self.url}{path}", content=content)
                async with request as response:
                    return response.status_code, response.headers, await _body(response)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ModelError("the model's server does not answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as error:
            raise ModelError("the model's server cannot be reached") from error

    def _client(self) -> httpx.AsyncClient:
        # A compressed body could grow without limit while it is read.
        headers = {"content-type": "application/json", "accept-encoding": "identity"}
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        timeout = httpx.Timeout(self.call_seconds, connect=_CONNECT_SECONDS)
        return httpx.AsyncClient(
            headers=headers, timeout=timeout, follow_redirects=False, trust_env=False
        )


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise ModelError("the model's answer is too long", permanent=True)
    return bytes(body)


def _require_success(status: int, headers: httpx.Headers) -> None:
    if status == httpx.codes.OK:
        return
    reason = f"the model's server answers {status}"
    if status in _REFUSES_US:
        raise ModelError(f"{reason}; see FOREWARN_MODEL_KEY", closed=True)
    is_passing = status in _PASSING or status >= httpx.codes.INTERNAL_SERVER_ERROR
    raise ModelError(reason, permanent=not is_passing, retry_after=_pause(headers))


def _pause(headers: httpx.Headers) -> timedelta | None:
    pause = read_pause(headers.get("retry-after", ""), now())
    return None if isinstance(pause, Unreadable) else pause


def _answer_of(body: bytes) -> ModelAnswer:
    """Read the first choice; ModelError if the answer is none, or was cut at the most tokens."""
    data = read_json(body)
    if isinstance(data, Unreadable):
        raise ModelError("the model's server answers with no JSON")
    match data:
        case {"choices": [{"message": {"content": str(text)}, **choice}, *_]}:
            if choice.get("finish_reason") == "length":
                raise ModelError("the model's answer was cut", permanent=True)
            return ModelAnswer(text, _tokens(data.get("usage")))
    raise ModelError("the model's server answers in an unknown form", permanent=True)


def _tokens(usage: object) -> int:
    total = usage.get("total_tokens") if isinstance(usage, dict) else 0
    return total if isinstance(total, int) and 0 <= total < 2**31 else 0
