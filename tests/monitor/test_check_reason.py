"""A check's reason: a code, a detail, and the text of both."""

import pytest

from monitor.check_reason import NO_REASON, CheckReason

TEXTS = {
    "": NO_REASON,
    "disabled": CheckReason("disabled"),
    "http-503: 127.0.0.1:80 asked for a pause": CheckReason(
        "http-503", "127.0.0.1:80 asked for a pause"
    ),
    "internal: line one\nline two": CheckReason("internal", "line one\nline two"),
    "returned to an earlier version": CheckReason(detail="returned to an earlier version"),
    "read in a new way: 2 documents": CheckReason(detail="read in a new way: 2 documents"),
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_reason_is_its_text_and_back(text: str) -> None:
    assert CheckReason.parse(text) == TEXTS[text]
    assert str(TEXTS[text]) == text
    assert bool(TEXTS[text]) is bool(text)
