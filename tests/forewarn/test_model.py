"""A service with a language model: its settings, its doctor, its figures, and a whole run."""

from pathlib import Path

import pytest

from forewarn.metrics import numbers
from forewarn.settings import Settings
from monitor.briefs import BriefKind
from monitor.errors import ConfigurationError
from monitor.language import Language
from runtime.clock import now
from storage.delivery.briefs import BriefState, StoredBrief, WantedBrief
from tests.doubles.bot_api import BotApi
from tests.doubles.model_api import KEY, ModelApi, brief
from tests.lab import Lab, page, publish, until

SELLER = 4711
OLD = page("Rings may be listed freely.", "The listing fee is $5 a month. " * 10)
NEW = page("Rings must not be listed from 1 March 2027.", "The listing fee is $5 a month. " * 10)


def test_a_running_service_edits_the_brief_into_its_alert(
    chatting: Lab, bot_api: BotApi, model_api: ModelApi
) -> None:
    model_api.otherwise = brief("自2027年3月1日起，戒指不得上架")
    chatting.environ |= model_api.settings
    chatting.watch("ring-rules", title_zh="戒指规则")
    chatting.site.put("/ring-rules", OLD)
    with chatting.running():
        bot_api.says(SELLER, "/subscribe platform-policy", "zh-hans")
        until(lambda: "outcome=first" in chatting.log, "the first crawl")
        until(lambda: bot_api.to(SELLER), "a confirmation")
        chatting.site.put("/ring-rules", NEW)
        bot_api.says(SELLER, "/check ring-rules")
        until(lambda: any("机器翻译" in text for text in bot_api.to(SELLER)), "the brief")

    (alert,) = [text for text in bot_api.to(SELLER) if "机器翻译" in text]
    assert "自2027年3月1日起，戒指不得上架" in alert
    assert len(model_api.asked) == 1
    assert KEY not in chatting.log


def test_the_doctor_asks_the_model_and_never_tells_the_key(lab: Lab, model_api: ModelApi) -> None:
    lab.watch("ring-rules")
    without = lab.forewarn("doctor").stdout
    lab.environ |= model_api.settings
    good = lab.forewarn("doctor").stdout
    wrong = lab.forewarn("doctor", code=1, FOREWARN_MODEL_KEY="sk-wrong-4711").stdout
    away = lab.forewarn("doctor", code=1, FOREWARN_MODEL_URL="http://127.0.0.1:1/v1").stdout

    assert "FOREWARN_MODEL_URL and FOREWARN_MODEL for briefs" in without
    assert "double-1 answers; 200 calls left today; 0 wanted, 0 ok, 0 refused, 0 failed" in good
    assert "401; see FOREWARN_MODEL_KEY" in wrong
    assert "cannot be reached" in away
    assert model_api.asked == []
    assert [key for key in (KEY, "sk-wrong-4711") if key in without + good + wrong + away] == []


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"FOREWARN_MODEL": "gpt"}, "FOREWARN_MODEL_URL is missing"),
        ({"FOREWARN_MODEL_URL": "https://m.example/v1"}, "FOREWARN_MODEL is missing"),
        ({"FOREWARN_MODEL_URL": "m.example", "FOREWARN_MODEL": "gpt"}, "no web address"),
        ({"FOREWARN_MODEL_KEY": "sk-4711\nx: y"}, "FOREWARN_MODEL_KEY is sent in a header"),
        ({"FOREWARN_MODEL_DAILY_CALLS": "-1"}, "FOREWARN_MODEL_DAILY_CALLS"),
        ({"FOREWARN_MODEL_DAILY_CALLS": "many"}, "FOREWARN_MODEL_DAILY_CALLS"),
    ],
)
def test_a_wrong_setting_is_named_without_the_key(
    environ: dict[str, str], words: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        Settings.load(environ, tmp_path / "none")

    assert words in str(raised.value)
    assert "sk-4711" not in str(raised.value)


def test_the_key_and_a_password_in_the_address_are_secrets(tmp_path: Path) -> None:
    environ = {
        "FOREWARN_MODEL_URL": "https://me:pass-4711@m.example/v1",
        "FOREWARN_MODEL": "gpt",
        "FOREWARN_MODEL_KEY": KEY,
    }
    settings = Settings.load(environ, tmp_path / "none")

    assert {KEY, "pass-4711"} <= set(settings.secrets())
    assert KEY not in repr(settings)


def test_the_figures_count_what_was_refused(lab: Lab, model_api: ModelApi) -> None:
    lab.watch("ring-rules")
    with lab.context(**model_api.settings) as context:
        for html in (OLD, NEW):
            publish(context, context.sources["ring-rules"], html)
        context.stores.briefs.ask(1, Language.ZH, BriefKind.BRIEF, now())
        wanted = context.stores.briefs.claim(now())
        assert isinstance(wanted, WantedBrief)
        refused = StoredBrief(state=BriefState.REFUSED, fault="invented")
        context.stores.briefs.answered(wanted, refused, now(), tokens=321)
        context.stores.briefs.take_call(BriefKind.BRIEF, now().date(), 200)
        found = {name: dict(values) for (name, _, _), values in numbers(context).items()}

    assert found["forewarn_briefs"] == {"refused": 1}
    assert found["forewarn_brief_faults"] == {"invented": 1}
    assert found["forewarn_model_calls_left"] == {"": 199}
    assert found["forewarn_model_tokens"] == {"": 321}
    with lab.context() as context:
        assert not any("brief" in name for name, _, _ in numbers(context))
