"""No secret leaves: everything that a full run and its failures write is searched."""

from pathlib import Path

import pytest

from forewarn.settings import Settings
from runtime.faults import save_fault
from runtime.logs import configure
from runtime.secrets import struck
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.smtp import free_port
from tests.doubles.telegram_rules import Refusal
from tests.lab import Lab, page, until

PASSWORD = "pass%2Fword-4711"
KEY = "court-key-0815"
RELAY = "https://127.0.0.1:9/relay-key-0042"
SECRETS = (
    TOKEN,
    TOKEN.partition(":")[2],
    PASSWORD,
    "pass/word-4711",
    KEY,
    "relay-key-0042",
    "whsec_",
)


def settings_of(chatting: Lab, place: str) -> dict[str, str]:
    """Each setting that is a secret, or holds one."""
    return {
        "FOREWARN_SMTP_URL": f"smtp://seller:{PASSWORD}@127.0.0.1:{free_port()}",
        "FOREWARN_MAIL_FROM": "Forewarn <news@example.org>",
        "FOREWARN_PUBLIC_URL": f"https://{place}",
        "FOREWARN_WEB_BIND": place,
        "FOREWARN_TELEGRAM_WEBHOOK": "true",
        "FOREWARN_LOG_FORMAT": "json",
        "SOURCE_KEY_COURTLISTENER": KEY,
        "TMPDIR": str(chatting.folder),
    }


def test_a_full_run_with_every_failure_writes_no_secret(chatting: Lab, bot_api: BotApi) -> None:
    """Telegram refuses, mail and relay are away, a site fails, a command is wrong, a fault is kept."""
    place = f"127.0.0.1:{free_port()}"
    environ = settings_of(chatting, place)
    chatting.watch("ring-rules")
    chatting.watch("away")
    chatting.site.put("/ring-rules", page("Rings may be listed."))
    chatting.forewarn("crawl", code=1, **environ)
    chatting.forewarn(
        "subscribers",
        "add",
        "li@example.org",
        "--to",
        "platform-policy",
        "--hour",
        "0",
        code=0,
        **environ,
    )
    shown = [
        chatting.forewarn(
            "subscribers", "add", RELAY, "--to", "platform-policy", code=0, **environ
        ).stdout
    ]
    for code in (502, 401, 403):
        bot_api.rejections[4711].append(Refusal(code, f"no {TOKEN} here"))
    with chatting.running(**environ) as process:
        until(lambda: bot_api.webhook, "the webhook")
        secret = str(bot_api.webhook["secret_token"])
        chatting.site.put("/ring-rules", page("Rings must not be listed."))
        chatting.forewarn("crawl", code=1, **environ)
        until(lambda: chatting.log.count("send_refused"), "a refusal")
        lists = [Path(f"/proc/{process.pid}/cmdline").read_bytes().decode()]
    shown += [chatting.forewarn("doctor", code=1, **environ).stdout, *lists, chatting.log]
    shown += [path.read_text("utf-8") for path in chatting.folder.glob("forewarn-fault-*")]
    # The operator is told the key of a webhook once, on purpose.
    output = "".join(shown).replace(shown[0].splitlines()[-1], "")

    assert len(output) > 1_000
    assert [one for one in (*SECRETS, secret) if one in output] == []
    assert "whsec_" in shown[0]


def test_a_fault_is_kept_without_the_secrets_of_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    settings = Settings.load(
        {
            "FOREWARN_TELEGRAM_TOKEN": TOKEN,
            "FOREWARN_DATABASE_URL": f"postgresql://u:{PASSWORD}@h/d",
        },
        tmp_path / "none",
    )
    configure("console", settings.secrets(), "CRITICAL")
    error = ConnectionError(f"https://api.telegram.org/bot{TOKEN}/getMe refused pass/word-4711")
    line = save_fault(error)
    configure("console", (), "CRITICAL")
    (file,) = tmp_path.glob("forewarn-fault-*")
    kept = file.read_text("utf-8")

    assert str(file) in line
    assert "ConnectionError" in kept
    assert [one for one in SECRETS if one in line + kept] == []
    assert file.stat().st_mode & 0o077 == 0
    assert struck("plain") == "plain"
