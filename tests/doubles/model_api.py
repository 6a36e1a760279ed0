"""A server of the Chat Completions API that behaves as its documentation says, errors included.

https://platform.openai.com/docs/api-reference/chat/create, https://platform.openai.com/docs/guides/error-codes
"""

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

KEY = "sk-double-0123456789abcdef"


@dataclass(frozen=True)
class Reply:
    """One answer. `cut`: fewer bytes arrive than announced. `slow`: it comes when the server closes."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    slow: bool = False


def says(content: object, *, finish: str = "stop", tokens: int = 321) -> Reply:
    """A completion whose message is this text, or this object as JSON."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    message = {"role": "assistant", "content": text, "refusal": None}
    completion = {
        "id": "chatcmpl-double",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": "double-1",
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
        "usage": {"prompt_tokens": tokens - 21, "completion_tokens": 21, "total_tokens": tokens},
    }
    return Reply(body=json.dumps(completion).encode())


def brief(changed: str, concerns: str = "相关卖家", act: str = "请核对并完成登记") -> Reply:
    """A completion that is a brief."""
    return says({"changed": changed, "concerns": concerns, "act": act})


def refuses(status: int, code: str, **headers: str) -> Reply:
    """An error; the message of a wrong key repeats the key, as the real one does."""
    error = {
        "message": f"Refused, key {KEY}.",
        "type": "invalid_request_error",
        "param": None,
        "code": code,
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps({"error": error}).encode(), named)


class ModelApi:
    """The server. `replies`: what it answers next; then `otherwise`. `asked`: the bodies it was sent."""

    def __init__(self) -> None:
        self.replies: deque[Reply] = deque()
        self.otherwise = brief("规则已更新")
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """What FOREWARN_MODEL_URL is set to."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a service that asks this server."""
        return {
            "FOREWARN_MODEL_URL": self.url,
            "FOREWARN_MODEL": "double-1",
            "FOREWARN_MODEL_KEY": KEY,
        }

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def reply_to(self, body: Mapping[str, Any], key: str) -> Reply:
        """What a request is answered; one that the documentation forbids gets its error."""
        self.asked.append(dict(body))
        self.keys.append(key)
        if key != f"Bearer {KEY}":
            return refuses(401, "invalid_api_key")
        roles = [message["role"] for message in body["messages"]]
        if not body.get("model") or roles != ["system", "user"]:
            return refuses(400, "invalid_request_error")
        return self.replies.popleft() if self.replies else self.otherwise

    def _handler(double) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                """List the models."""
                is_known = self.headers.get("authorization") == f"Bearer {KEY}"
                listed = json.dumps({"object": "list", "data": [{"id": "double-1"}]}).encode()
                self._send(Reply(body=listed) if is_known else refuses(401, "invalid_api_key"))

            def do_POST(self) -> None:
                """Complete a chat."""
                sent = self.rfile.read(int(self.headers["content-length"]))
                if self.path != "/v1/chat/completions":
                    self._send(refuses(404, "unknown_url"))
                    return
                key = self.headers.get("authorization", "")
                self._send(double.reply_to(json.loads(sent), key))

            def _send(self, reply: Reply) -> None:
                if reply.slow:
                    double.closing.wait()
                    return
                self.send_response(reply.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(reply.body) + reply.cut * 10))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

        return Handler
