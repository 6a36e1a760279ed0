"""What holds for every message that a reader may see, in each language."""

import re

import pytest

from docs.messages import every_message
from monitor.audience import Message
from monitor.language import Language

MESSAGES = [
    pytest.param(language, shown, id=f"{language}-{title}")
    for language in (Language.EN, Language.ZH)
    for title, shown in every_message(language, english=True)
]


@pytest.mark.parametrize(("language", "shown"), MESSAGES)
def test_dates_are_written_as_readers_do(language: Language, shown: Message) -> None:
    del language
    assert not re.search(r"\b(\d{4}-)?\d\d-\d\d\b(?!\w*cv)", shown.text or shown.html)


@pytest.mark.parametrize(("language", "shown"), MESSAGES)
def test_chinese_sentences_stand_side_by_side(language: Language, shown: Message) -> None:
    if language == Language.ZH:
        assert not re.search(r"[。！？；）] [\u4e00-\u9fff]", shown.text or shown.html)
