"""Whatever a tap says, it is acknowledged, and nothing breaks."""

import pytest
import structlog

from bot.application import _NON_BLOCKING, _TAPS
from tests.bot.test_conversation import change_rings
from tests.talk import Talk

SHAPES = (
    "", ":", "1", "1:", "x:1", "-1:1", "0:0", "1:1:1:1", "9223372036854775808:1", "9" * 40,
    "1:9999-99-99", "1:0000-00-00", "1:2026-02-30", "1:9999-12-31", "1:999999999d", "1:٣d", "²", "1:off",
    "shop'; DROP TABLE", "\0", "😀:😀", "<b>:&amp;", "1:9223372036854775808", "lifted", "1:" + "9" * 40,
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(_TAPS) - _NON_BLOCKING))
async def test_a_tap_of_any_shape_is_acknowledged(talk: Talk, name: str) -> None:
    await talk.says("/subscribe platform-policy")
    change_rings(talk, "Rings may be listed.", "Rings must not be listed.")
    await talk.says("/change 1")
    for shape in SHAPES:
        calls = len(talk.api.calls)
        with structlog.testing.capture_logs() as logs:
            await talk.sends(f"{name}:{shape}", talk.messages[-1])
        methods = [method for method, _ in talk.api.calls[calls:]]

        assert [one for one in logs if one["log_level"] in {"error", "critical"}] == [], shape
        assert "answerCallbackQuery" in methods, shape
