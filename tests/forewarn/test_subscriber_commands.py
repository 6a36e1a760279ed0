"""`forewarn subscribers`: add, list, show, remove, import, export."""

import json

import pytest

from forewarn.cli.subscribers import entry_of
from monitor.audience import Frequency
from monitor.language import Language
from monitor.model import Severity
from tests.bot.test_messages import NOW
from tests.lab import PATIENCE, Lab, page, publish


@pytest.fixture
def watching(lab: Lab) -> Lab:
    lab.watch("ring-rules")
    return lab


def fault(lab: Lab, *words: str) -> str:
    """The one line that a wrong use is answered with."""
    output = lab.forewarn("subscribers", *words, code=2).stderr
    assert output.count("\n") == 1
    return output


def test_a_team_is_told_in_its_chat(watching: Lab) -> None:
    address = "https://open.feishu.cn/open-apis/bot/v2/hook/secret-key"
    output = watching.forewarn("subscribers", "add", address, "--to", "Harbour Market").stdout
    assert "open.feishu.cn/…" in output
    assert "secret-key" not in output
    with watching.context() as context:
        (one,) = context.stores.subscribers.everyone()
        (wanted,) = context.stores.subscribers.subscriptions(one.id)

    assert one.relay == address
    assert (wanted.target, wanted.frequency) == ("organisation:harbour-market", "instant")


def test_what_is_wrong_is_said_in_one_line(watching: Lab) -> None:
    assert "is no e-mail address" in fault(watching, "add", "li@x", "--to", "batteries")
    assert "is no https address" in fault(
        watching, "add", "https://localhost/", "--to", "batteries"
    )
    assert "'nothing' is no category" in fault(watching, "add", "li@example.org", "--to", "nothing")
    assert "is no time zone" in fault(
        watching, "add", "li@example.org", "--to", "toys", "--timezone", "Mars"
    )
    assert "is no language" in fault(
        watching, "add", "li@example.org", "--to", "toys", "--language", "xx"
    )
    assert "no subscriber 9" in fault(watching, "show", "9")
    assert "cannot be read" in fault(watching, "import", "nothing.jsonl")


def test_subscribers_move_to_another_machine(watching: Lab) -> None:
    with watching.context() as context:
        subscriber = context.stores.subscribers.welcome(4711, Language.ZH, NOW, 7)
        context.stores.subscribers.subscribe(
            subscriber.id, "word:锂电池", Frequency.WEEKLY, Severity.MAJOR
        )
        context.stores.subscribers.subscribe(
            subscriber.id, "pair:batteries+toys", Frequency.INSTANT
        )
        context.stores.subscribers.set_addresses(subscriber.id, "li@例子.中国", "", "")
    file = watching.folder / "subscribers.jsonl"
    file.write_text(watching.forewarn("subscribers", "export").stdout, "utf-8")
    watching.forewarn("subscribers", "remove", "1", "--yes")
    assert watching.forewarn("subscribers", "list").stdout == ""
    assert "1 subscriber is stored" in watching.forewarn("subscribers", "import", str(file)).stdout
    watching.forewarn("subscribers", "import", str(file))

    (line,) = watching.forewarn("subscribers", "list", "--json").stdout.splitlines()
    assert json.loads(line) == json.loads(file.read_text("utf-8"))


def test_a_file_with_a_wrong_line_changes_nothing(watching: Lab) -> None:
    file = watching.folder / "subscribers.jsonl"
    good = {"email": "li@example.org", "subscriptions": [{"target": "batteries"}]}
    for wrong, output in (
        ("{", "is no JSON"),
        ("[]", "is no JSON object"),
        ('{"email": "li@example.org", "sex": 1}', "sex"),
        ('{"language": "en"}', "needs a chat_id, an email or a relay"),
        ('{"email": "a@example.org", "subscriptions": [{"target": "nothing"}]}', "'nothing'"),
        (
            '{"email": "a@example.org", "subscriptions": [{"target": "toys", "min_severity": "high"}]}',
            "no severity",
        ),
    ):
        file.write_text(f"{json.dumps(good)}\n{wrong}\n", "utf-8")
        line = fault(watching, "import", str(file))

        assert f"{file}:2:" in line
        assert output in line
    assert watching.forewarn("subscribers", "list").stdout == ""


def test_all_that_is_stored_on_one_is_shown(watching: Lab) -> None:
    watching.forewarn("subscribers", "add", "li@example.org", "--to", "batteries")
    shown = json.loads(watching.forewarn("subscribers", "show", "1").stdout)

    assert shown["subscribers"][0]["email"] == "li@example.org"
    assert shown["subscriptions"][0]["target"] == "batteries"


def test_sources_are_paused_and_resumed(watching: Lab) -> None:
    assert (
        "is paused" in watching.forewarn("sources", "pause", "ring-rules", "--why", "asked").stdout
    )
    line = watching.crawl("ring-rules")["ring-rules"]
    assert line["outcome"] == "skipped"
    assert "forewarn sources resume ring-rules" in line["reason"]
    assert "paused: asked" in watching.forewarn("sources", "list").stdout
    assert "watched again" in watching.forewarn("sources", "resume", "ring-rules").stdout
    assert watching.forewarn("sources", "pending").stdout == ""
    output = watching.forewarn("sources", "pending", "--accept", "ring-rules", code=2).stderr
    assert "no capture of ring-rules waits" in output


def test_a_place_that_keeps_changing_is_listed_and_may_matter(watching: Lab) -> None:
    place = "seller rules: # members look"
    with watching.context() as context:
        for number in range(4):
            text = page(f"{number} members look", "Sellers keep an invoice for each brand. " * 80)
            publish(context, context.sources["ring-rules"], text)
    assert (
        f"{place}  (3 changes since " in watching.forewarn("sources", "places", "ring-rules").stdout
    )

    words = ("sources", "matters", "ring-rules")
    assert "matters" in watching.forewarn(*words, place).stdout
    assert watching.forewarn("sources", "places", "ring-rules").stdout == f"{place}  (matters)\n"
    assert "any more" in watching.forewarn(*words, place, "--no").stdout
    for more in ((place, "--no"), ("elsewhere",), ("a\nb",)):
        (line,) = watching.forewarn(*words, *more, code=2).stderr.splitlines()
        assert line.endswith(
            "ring-rules has no such place; forewarn sources places ring-rules lists them"
        )


@pytest.mark.parametrize(
    ("typed", "code", "output", "left"),
    [
        ("y\n", 0, "Subscriber 1 is erased.", 0),
        ("n\n", 0, "Nothing was erased.", 1),
        ("", 2, "forewarn: nothing was erased; answer y, or say --yes", 1),
    ],
)
def test_who_erases_a_subscriber_is_asked(
    watching: Lab, typed: str, code: int, output: str, left: int
) -> None:
    watching.forewarn("subscribers", "add", "li@example.org", "--to", "batteries")
    with watching.started("subscribers", "remove", "1") as process:
        out, err = process.communicate(typed, timeout=PATIENCE)

    assert process.returncode == code
    assert "Erase subscriber 1 (li@example.org)" in err
    assert output in out + err
    with watching.context() as context:
        assert len(context.stores.subscribers.everyone()) == left


def test_a_file_that_release_0_1_0_exported_is_taken() -> None:
    entry = entry_of(
        {
            "email": "li@example.org",
            "subscriptions": [{"target": "toys", "rhythm": "weekly", "least": "major"}],
        }
    )

    (wanted,) = entry.subscriptions
    assert (wanted.frequency, wanted.min_severity) == (Frequency.WEEKLY, "major")
    assert entry.model_dump()["subscriptions"] == [
        {"target": "toys", "frequency": "weekly", "min_severity": "major"}
    ]


@pytest.mark.parametrize(
    ("typed", "kept", "severity"),
    [
        ("minor", "minor", Severity.MINOR),
        ("information", "minor", Severity.MINOR),
        ("affects", "major", Severity.MAJOR),
        ("act", "act", Severity.URGENT),
    ],
)
def test_a_least_level_survives_a_file(typed: str, kept: str, severity: Severity) -> None:
    entry = entry_of(
        {"email": "li@example.org", "subscriptions": [{"target": "toys", "min_severity": typed}]}
    )

    assert entry.subscriptions[0].min_severity == kept
    assert Severity.parse(kept) is severity


def test_own_names_are_kept_for_a_subscriber_who_asks(watching: Lab) -> None:
    key = {"FOREWARN_WATCHLIST_KEY": "a-key-of-the-operator"}
    with watching.context(**key) as context:
        owner = context.stores.subscribers.welcome(4711, Language.ZH, NOW)
        other = context.stores.subscribers.welcome(4712, Language.EN, NOW)
        publish(context, context.sources["ring-rules"], page("Moonveil Official sells rings."))

    def names(number: int, *words: str, code: int = 0, **environ: str) -> str:
        done = watching.forewarn(
            "subscribers", "names", str(number), *words, code=code, **(key | environ)
        )
        return done.stderr if code else done.stdout

    assert "Moonveil Official sells rings" in names(
        owner.id, "--kind", "shop", "--add", "Moonveil Official"
    )
    assert names(owner.id, "--json") == '{"id": 1, "kind": "shop", "name": "Moonveil Official"}\n'
    assert names(other.id) == ""
    assert "no name 1" in names(other.id, "--remove", "1", code=2)
    assert "say what it is" in names(owner.id, "--add", "Moonveil", code=2)
    another = names(owner.id, code=2, FOREWARN_WATCHLIST_KEY="another-key-of-16-letters")
    assert "FOREWARN_WATCHLIST_KEY is not the key" in another
    short = names(owner.id, code=2, FOREWARN_WATCHLIST_KEY="short")
    assert "16 characters or more" in short
    assert "short" not in short.replace("shorter", "")
    names(owner.id, "--remove", "1")
    assert names(owner.id) == ""
