"""The commands of the contract: their JSON, their exit codes, their one clear line."""

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.audience import Frequency
from monitor.language import Language
from storage.database import Database
from tests.doubles.bot_api import TOKEN
from tests.lab import Lab, page, rss

OLD = page("Rings may be listed freely.", "The deposit is USD 500.")
NEW = page(
    "Rings must not be listed without a certificate from 1 March 2027.", "The deposit is USD 500."
)


def line(lab: Lab, *words: str, code: int = 2, **environ: str) -> str:
    """The one line that a command says on standard error."""
    done = lab.forewarn(*words, code=code, **environ)
    (output,) = done.stderr.strip().splitlines()
    assert output.startswith("forewarn: ")
    return output


def pair(lab: Lab, before: str, after: str, suffix: str = ".html") -> tuple[str, str]:
    names = (f"before{suffix}", f"after{suffix}")
    for name, words in zip(names, (before, after), strict=True):
        (lab.folder / name).write_text(words, "utf-8")
    return names


def test_every_command_has_help_with_an_example(lab: Lab) -> None:
    output = lab.forewarn("--help").stdout
    for name in (
        "run",
        "crawl",
        "compare",
        "changes",
        "history",
        "show",
        "diff",
        "deliver",
        "digest",
        "doctor",
        "demo",
    ):
        assert name in output
        assert f"Example: forewarn {name}" in lab.forewarn(name, "--help").stdout or name == "run"
    for words in (
        ("sources", "list"),
        ("sources", "check"),
        ("sources", "add"),
        ("sources", "test"),
        ("db", "upgrade"),
    ):
        assert f"forewarn {' '.join(words)}" in lab.forewarn(*words, "--help").stdout


def test_a_change_is_told_by_every_command_that_looks(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.site.put("/ring-rules", OLD)
    assert lab.crawl()["ring-rules"]["outcome"] == "first"
    lab.site.put("/ring-rules", NEW)
    result = lab.crawl("ring-rules")["ring-rules"]
    (change,) = lab.changes(
        "--since", "1h", "--topic", "certification", "--category", "platform-policy"
    )

    assert result == {
        "source": "ring-rules",
        "outcome": "changed",
        "version": 2,
        "change": 1,
        "reason": "",
    }
    assert list(change) == [
        "id",
        "source",
        "category",
        "severity",
        "topics",
        "effective_date",
        "detected_at",
        "summary",
        "level",
        "headline",
    ]
    assert (change["severity"], change["effective_date"]) == ("major", "2027-03-01")
    assert change["detected_at"].endswith("Z")
    assert lab.changes("--category", "customs-border") == []
    assert lab.changes("--since", "2099-01-01") == []
    history = lab.forewarn("history", "ring-rules").stdout.splitlines()
    assert [entry.split()[0] for entry in history] == ["ring-rules@1", "ring-rules@2"]
    assert "may be listed" in lab.forewarn("show", "ring-rules@1").stdout
    assert "must not be listed" in lab.forewarn("show", "ring-rules").stdout
    assert "{+must not +}" in lab.forewarn("diff", "ring-rules").stdout
    assert "{+may +}" in lab.forewarn("diff", "ring-rules", "2", "1").stdout


def test_the_level_is_a_filter_and_a_silent_change_names_its_reason(lab: Lab) -> None:
    lab.watch("ring-rules")
    quoted = OLD.replace("listed", "“listed”")
    for body in (OLD, quoted, NEW):
        lab.site.put("/ring-rules", body)
        lab.crawl()
    silent = "Silent because: same words, other line breaks or signs"
    (change,) = lab.changes("--min-severity", "information")
    listed = lab.forewarn("changes", "--min-severity", "cosmetic").stdout

    assert change["level"] in {"affects", "act"}
    assert lab.changes("--min-severity", change["level"]) == [change]
    assert f"  {change['level']:<11}  ring-rules" in listed
    assert listed.splitlines()[-1].strip() == silent
    assert silent in lab.forewarn("history", "ring-rules").stdout


def test_the_calendar_and_a_section_s_own_history(lab: Lab) -> None:
    lab.watch("ring-rules")
    for body in (OLD, NEW):
        lab.site.put("/ring-rules", body)
        lab.crawl()
    section = lab.forewarn("history", "ring-rules", "--section", "seller rules").stdout

    assert [c["id"] for c in lab.changes("--effective-from", "2027-03-01")] == [1]
    assert lab.changes("--effective-from", "2027-03-02") == []
    assert lab.changes("--effective-from", "2027-01-01", "--topic", "drones") == []
    assert "ring-rules@2  changed  Seller rules" in section
    assert "no version of ring-rules has a section" in line(
        lab, "history", "ring-rules", "--section", "arbitration"
    )


def test_sources_as_json_have_their_yaml_fields(lab: Lab) -> None:
    lab.watch("ring-rules", every="6h", topics=["jewellery"], select="main")
    (source,) = map(json.loads, lab.forewarn("sources", "list", "--json").stdout.splitlines())

    assert source["id"] == "ring-rules"
    assert (source["every"], source["topics"], source["kind"]) == ("6h", ["jewellery"], "page")
    assert source["enabled"] is True


def test_due_crawls_only_what_is_due(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.site.put("/ring-rules", OLD)

    assert list(lab.crawl("--due")) == ["ring-rules"]
    assert lab.crawl("--due") == {}


def test_a_source_that_is_off_is_skipped_with_its_note(lab: Lab) -> None:
    lab.watch("temu-rules", enabled=False, note="its terms forbid crawling")

    assert lab.crawl() == {}
    assert lab.crawl("temu-rules")["temu-rules"]["reason"] == "disabled: its terms forbid crawling"


def test_a_wrong_source_is_named_and_the_rest_goes_on(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.watch("odd-rules", evry="6h")
    lab.site.put("/ring-rules", OLD)
    done = lab.forewarn("crawl", "--json", code=1)

    assert json.loads(done.stdout)["outcome"] == "first"
    assert "odd-rules.evry: unknown key; did you mean every?" in done.stderr
    assert "harbour.yaml:" in done.stderr
    assert "harbour.yaml:" in lab.forewarn("sources", "check", code=2).stderr


def test_sources_check_is_content_with_a_right_file(lab: Lab) -> None:
    lab.watch("ring-rules")

    assert (
        "1 source is right, 0 faults"
        in lab.forewarn("sources", "check", str(lab.catalogue / "harbour.yaml")).stdout
    )


def test_sources_test_shows_what_the_words_of_a_source_leave_out(lab: Lab) -> None:
    lab.site.pages["/news"] = rss(("Schedule A suit", "Sellers."), ("Boat show", "Boats."))
    lab.watch("news", kind="feed", only=["schedule a"])
    shown = lab.forewarn("sources", "test", "news").stdout
    assert "1 of 2 entries has the words of 'only' and none of 'skip'; left out:" in shown
    assert "- Boat show" in shown
    assert "== Boat show" not in shown


def test_sources_test_shows_and_stores_nothing(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.site.put("/ring-rules", OLD)

    assert "Rings may be listed freely." in lab.forewarn("sources", "test", "ring-rules").stdout
    assert "has no version yet" in line(lab, "history", "ring-rules")


def test_sources_add_writes_yaml_that_is_right(lab: Lab) -> None:
    lab.watch("ring-rules")
    lab.site.put("/batteries", page("锂电池商品必须提供检测报告。" * 30, title="电池规则"))
    output = lab.forewarn(
        "sources", "add", f"{lab.site.url}/batteries", "--organisation", "Harbour Two"
    ).stdout
    (added,) = [
        json.loads(entry)
        for entry in lab.forewarn("sources", "list", "--json").stdout.splitlines()
        if "batteries" in entry
    ]

    assert "harbour-two.yaml" in output
    assert (added["title"], added["language"], added["category"]) == (
        "电池规则",
        "zh",
        "product-safety",
    )
    assert added["expect"]["min_chars"] > 0
    assert "watched already" in line(lab, "sources", "add", f"{lab.site.url}/batteries")


@pytest.mark.parametrize(
    ("words", "output"),
    [
        (("crawl", "ring-ruls"), "did you mean ring-rules?"),
        (("crawl", "--category", "rings"), "no category"),
        (("changes", "--min-severity", "huge"), "no severity"),
        (("changes", "--since", "yesterday"), "no time"),
        (("history", "ring-rules"), "forewarn crawl ring-rules"),
        (("show", "ring-rules@x"), "write ring-rules@2"),
        (("digest", "--at", "noon"), "no time"),
        (("compare", "a.html"), "name two files"),
        (("compare", "a.html", "b.html"), "cannot be read"),
        (("subscribers", "remove", "7"), "no subscriber 7"),
        (("subscribers", "add", "li", "--to", "batteries"), "no e-mail address"),
        (("crawl", "--wrong"), "--wrong"),
        (("fly",), "fly"),
    ],
)
def test_wrong_use_is_one_clear_line(lab: Lab, words: tuple[str, ...], output: str) -> None:
    lab.watch("ring-rules")

    assert output in line(lab, *words)


@pytest.mark.parametrize(
    ("environ", "output"),
    [
        ({"FOREWARN_TELEGRAM_TOKN": "x"}, "FOREWARN_TELEGRAM_TOKN is no setting"),
        ({"FOREWARN_DATABASE_URL": "nonsense"}, "FOREWARN_DATABASE_URL"),
        ({"FOREWARN_DATABASE_URL": "sqlite:////no/such/folder/a.db"}, "cannot open the database"),
        ({"FOREWARN_CATALOGUE": "/no/such/folder"}, "FOREWARN_CATALOGUE"),
        ({"FOREWARN_SMTP_URL": "mail.example.org"}, "FOREWARN_SMTP_URL"),
        ({"FOREWARN_ALLOW_PRIVATE_NETWORKS": "maybe"}, "FOREWARN_ALLOW_PRIVATE_NETWORKS"),
        ({"FOREWARN_ADMIN_CHAT_IDS": "me"}, "FOREWARN_ADMIN_CHAT_IDS"),
        ({"FOREWARN_MAIL_FROM": "not a sender"}, "FOREWARN_MAIL_FROM"),
    ],
)
def test_a_wrong_setting_is_named(lab: Lab, environ: dict[str, str], output: str) -> None:
    lab.watch("ring-rules")

    assert output in line(lab, "history", "ring-rules", code=2, **environ)


def test_the_file_of_settings_is_read_and_the_environment_wins(lab: Lab) -> None:
    lab.watch("ring-rules")
    (lab.folder / "forewarn.toml").write_text(
        'contact = "a@example.org"\nlog_format = "yaml"\n', "utf-8"
    )

    assert "FOREWARN_LOG_FORMAT" in line(lab, "changes")
    assert lab.forewarn("changes", FOREWARN_LOG_FORMAT="json").stdout == ""
    (lab.folder / "forewarn.toml").write_text("contact = [", "utf-8")
    assert "forewarn.toml is no TOML" in line(lab, "changes")


def test_a_folder_that_cannot_be_written_is_told(lab: Lab) -> None:
    lab.watch("ring-rules")
    folder = lab.folder / "sealed"
    folder.mkdir()
    (folder / "a.db").write_bytes(b"this is no database" * 100)

    assert "database" in line(lab, "changes", FOREWARN_DATABASE_URL=f"sqlite:///{folder / 'a.db'}")
    if os.geteuid() != 0:
        folder.chmod(0o500)
        assert "database" in line(
            lab, "changes", FOREWARN_DATABASE_URL=f"sqlite:///{folder / 'b.db'}"
        )


def test_deliver_says_what_waits_for_a_channel(chatting: Lab) -> None:
    chatting.watch("ring-rules")
    chatting.site.put("/ring-rules", OLD)
    chatting.crawl()
    with chatting.context() as context:
        subscriber = context.stores.subscribers.welcome(
            4711, Language.EN, context.stores.history.versions("ring-rules")[0].recorded_at
        )
        context.stores.subscribers.subscribe(subscriber.id, "platform-policy", Frequency.INSTANT)
    chatting.site.put("/ring-rules", NEW)
    chatting.crawl()

    assert "set FOREWARN_TELEGRAM_TOKEN" in line(
        chatting, "deliver", code=1, FOREWARN_TELEGRAM_TOKEN=""
    )
    assert "refuses FOREWARN_TELEGRAM_TOKEN" in line(
        chatting, "deliver", FOREWARN_TELEGRAM_TOKEN="1:wrong"
    )
    assert json.loads(chatting.forewarn("deliver", "--json").stdout)["sent"] == 1
    assert json.loads(chatting.forewarn("deliver", "--json").stdout)["sent"] == 0


def test_the_doctor_tells_what_works_and_how_to_mend_the_rest(chatting: Lab, mailing: Lab) -> None:
    chatting.watch("ring-rules")
    output = chatting.forewarn("doctor").stdout
    assert "the bot is @forewarn_bot" in output
    assert "takes mail from" in output
    output = chatting.forewarn(
        "doctor", code=1, FOREWARN_TELEGRAM_TOKEN="1:wrong", FOREWARN_SMTP_URL="smtp://127.0.0.1:9"
    ).stdout

    assert "refuses FOREWARN_TELEGRAM_TOKEN" in output
    assert "mail server cannot be used" in output
    assert TOKEN not in output


OTHERS_CAPTURE = """
UPDATE versions SET snapshot_id = (SELECT id FROM snapshots WHERE source_id = 'box-rules')
"""


def test_the_doctor_compares_versions_with_their_captures(lab: Lab) -> None:
    lab.site.put("/ring-rules", page("Rings may be listed freely."))
    lab.site.put("/box-rules", page("Boxes name their maker."))
    lab.watch("ring-rules")
    lab.watch("box-rules")
    lab.crawl()
    assert "2 of 2 versions compared" in lab.forewarn("doctor").stdout
    with lab.context() as context, context.stores.database.write() as session:
        session.execute(text(OTHERS_CAPTURE))
    output = lab.forewarn("doctor", "--all", code=1).stdout

    assert "2 of 2 versions compared with their captures, 1 is not" in output
    assert "ring-rules@1: its capture is one of box-rules" in output


@pytest.mark.empty
def test_the_database_upgrades_and_a_newer_one_is_left_alone(lab: Lab) -> None:
    lab.watch("ring-rules")

    database = Database(lab.environ["FOREWARN_DATABASE_URL"])
    newest = database.newest_revision()
    assert f"revision {newest}, from empty" in lab.forewarn("db", "upgrade").stdout
    assert f"revision {newest}." in lab.forewarn("db", "upgrade").stdout
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    assert "newer Forewarn" in line(lab, "db", "upgrade")
    assert "forewarn db upgrade" in line(lab, "changes")


@pytest.mark.empty
def test_the_demo_tells_its_story_offline(tmp_path: Path, lab: Lab) -> None:
    output = lab.forewarn("demo").stdout

    for words in (
        "影响经营",
        "Affects your business",
        "1 Mar 2027",
        "material appraisal certificate",
        "58 domain names",
        "sign-in",
    ):
        assert words in output
    assert list(lab.folder.glob("*.db")) == []
