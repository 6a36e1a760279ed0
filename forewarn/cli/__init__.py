"""The command line: a table of the commands, whose modules are imported when they run."""

import gc
import os
import sys
from typing import Annotated, Any, NoReturn

import typer

from forewarn import __version__
from forewarn.cli.lazy_group import LazyCommand, LazyGroup, LazySubgroup, Table
from monitor.errors import ForewarnError
from monitor.parsing.text import is_text
from runtime.faults import save_fault

_SOURCES = {
    "list": LazyCommand("sources:list_", "List the sources and how they fare."),
    "proposals": LazyCommand(
        "sources:proposals",
        "List pages that moved for good, and pages newly linked from watched ones.",
    ),
    "pending": LazyCommand(
        "sources:pending",
        "List the quarantined snapshots, which wait for confirmation; accept or refuse one.",
    ),
    "pause": LazyCommand("sources:pause", "Leave a source alone until it is resumed."),
    "resume": LazyCommand(
        "sources:resume",
        "Resume a source that was paused, or set aside after two faults of Forewarn itself.",
    ),
    "places": LazyCommand(
        "places:places",
        "List the places of a page that keep changing and are silent, and those that matter.",
    ),
    "matters": LazyCommand(
        "places:matters", "Cause alerts for a place of a page, however often it changes."
    ),
    "check": LazyCommand(
        "sources:check",
        "Validate the catalogue and its overlay: each fault with file, line and reason.",
    ),
    "test": LazyCommand(
        "source_trials:test", "Fetch one source and show what would be stored; nothing is stored."
    ),
    "add": LazyCommand(
        "source_trials:add",
        "Fetch a page, propose its YAML, and write it into the overlay, or else the catalogue.",
    ),
}
_SUBSCRIBERS = {
    "add": LazyCommand(
        "subscribers:add",
        "Send digests to a mail address, or alerts to a team's chat bot or webhook.",
    ),
    "list": LazyCommand("subscribers:list_", "List the subscribers."),
    "show": LazyCommand(
        "subscribers:show",
        "Show all that is stored on a subscriber: settings, subscriptions, deliveries.",
    ),
    "remove": LazyCommand(
        "subscribers:remove", "Erase a subscriber and all that is pending for them; asks first."
    ),
    "names": LazyCommand(
        "own_names:names",
        "List a subscriber's own names; add one and search the last 12 months for it, or remove one.",
    ),
    "import": LazyCommand(
        "subscribers:import_",
        "Store the subscribers of a file; one that is known already is brought up to date.",
    ),
    "export": LazyCommand(
        "subscribers:export",
        "Write all subscribers as JSON Lines, for `forewarn subscribers import`.",
    ),
}
_OPERATORS = {
    "acts": LazyCommand("operators:acts", "List what operators did, the newest first."),
}
_RULES = {
    "report": LazyCommand(
        "rules:report",
        "Show which rules fired, how many alerts they caused, and how subscribers judged those.",
    ),
}
_KEYS = {
    "add": LazyCommand(
        "keys:add", "Make a key for a program that uses the API, and print it, once."
    ),
    "list": LazyCommand(
        "keys:list_", "List the keys: what each may do, when it was made, last used and revoked."
    ),
    "revoke": LazyCommand("keys:revoke", "Revoke a key; requests with it are refused from now on."),
}
_DB = {
    "upgrade": LazyCommand("db:upgrade", "Bring the database to this program's version."),
    "vacuum": LazyCommand(
        "db:vacuum",
        "Delete records whose retention time is over, and return the space to the disk.",
    ),
}
# Every command, with the first line of its help: listing them imports none.
_TABLE: Table = {
    "run": LazyCommand(
        "run:run", "Run the whole service: schedule, crawls, alerts, digests and the bot."
    ),
    "crawl": LazyCommand("crawl:crawl", "Crawl sources now."),
    "compare": LazyCommand(
        "compare:compare", "Compare two saved files, or a batch of pairs; no database."
    ),
    "changes": LazyCommand(
        "changes:changes",
        "List what changed, the newest first; with --effective-from, what takes force when.",
    ),
    "events": LazyCommand(
        "events:events", "List enforcement events that several notices report, the newest first."
    ),
    "cases": LazyCommand(
        "cases:cases",
        "List lawsuits against sellers, the newest first; show one with what was reported of it.",
    ),
    "history": LazyCommand(
        "versions:history",
        "List a source's versions, the oldest first; with --section, one section's own history.",
    ),
    "show": LazyCommand("versions:show", "Print a version's text; without a number the newest."),
    "diff": LazyCommand("diff:diff", "Show the change between two versions, word by word."),
    "deliver": LazyCommand("delivery:deliver", "Send all that is due now, then exit."),
    "digest": LazyCommand("delivery:digest", "Make and send the digests that are due."),
    "replay": LazyCommand(
        "replay:replay",
        "Read the stored snapshots again, after a selector or a decoder changed; nobody is alerted.",
    ),
    "export": LazyCommand(
        "export:export", "Write what changed as JSON Lines or CSV, the newest first."
    ),
    "evidence": LazyCommand(
        "evidence:evidence", "Write the proof of a version, or check one and say what it proves."
    ),
    "signin": LazyCommand(
        "signin:signin",
        "Print a link that signs an operator in to the web part, once, within ten minutes.",
    ),
    "doctor": LazyCommand(
        "doctor:doctor",
        "Check database, catalogue, evidence, token, mail and disk: what works, how to mend the rest.",
    ),
    "demo": LazyCommand(
        "demo:demo",
        "Show Forewarn at work, offline: a small site changes, alerts and pages appear.",
    ),
    "schedule": LazyCommand(
        "fleet:schedule",
        "Say what is due, for `forewarn worker` to do; a second one stands by. Needs PostgreSQL.",
    ),
    "worker": LazyCommand(
        "fleet:worker", "Work for `forewarn schedule`: crawl, send, make digests. Needs PostgreSQL."
    ),
    "bot": LazyCommand("standalone:bot", "Run the Telegram bot alone; a second one stands by."),
    "web": LazyCommand("standalone:web", "Run the web part alone."),
    "rules": LazySubgroup(_RULES, "The rules of judgement."),
    "sources": LazySubgroup(_SOURCES, "The catalogue of sources."),
    "subscribers": LazySubgroup(_SUBSCRIBERS, "Who is notified."),
    "operators": LazySubgroup(_OPERATORS, "Who runs the service."),
    "keys": LazySubgroup(_KEYS, "The keys of the API."),
    "db": LazySubgroup(_DB, "The database."),
}


class Commands(LazyGroup):
    """All commands. A closed output pipe is not an error."""

    table = _TABLE

    def invoke(self, ctx: Any) -> Any:
        """Run the command that the command line names."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # https://docs.python.org/3/library/signal.html#note-on-sigpipe
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return result


app = typer.Typer(
    cls=Commands,
    help="Watches the rules that decide whether a cross-border seller stays in business.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(*, requested: bool) -> None:
    if requested:
        typer.echo(f"forewarn {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Watches the rules that decide whether a cross-border seller stays in business."""


# Typer raises this for wrong use; the class itself is not public.
UsageError: Any = typer.BadParameter.__mro__[1]
_INTERRUPTED = 130


def main() -> None:
    """The console script. Exit codes: 0 done, 1 done in part, 2 wrong use or configuration."""
    # Imports create many objects that stay; collecting garbage takes a tenth of the start.
    gc.set_threshold(20_000)
    if unread := [word for word in sys.argv[1:] if not is_text(word)]:
        _fail(f"{unread[0]!r} is no UTF-8 text", 2)
    try:
        code = app(standalone_mode=False)
    except ForewarnError as error:
        _fail(str(error), 2)
    except UsageError as error:
        _fail(f"{error.format_message()} (see --help)", 2)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(_INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last boundary: traceback to a file, one line for the user
        _fail(save_fault(error), 1)
    finally:
        # Without this Python traverses all objects before it ends: 0.15 s of 0.55.
        gc.freeze()
    sys.exit(code if isinstance(code, int) else 0)


def _fail(reason: str, code: int) -> NoReturn:
    """Write one clear line to standard error and exit."""
    sys.stderr.write(f"forewarn: {' '.join(reason.split())}\n")
    sys.exit(code)
