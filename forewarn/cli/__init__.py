"""The command line: one module for each command, imported when the command runs."""

import gc
import os
import sys
from typing import Annotated, Any, NoReturn

import typer

from forewarn import __version__
from forewarn.cli.lazy_group import LazyCommand, LazyGroup
from monitor.errors import ForewarnError
from monitor.parsing.text import is_text
from runtime.faults import kept_fault

# The commands and the first lines of their help. `forewarn.cli.NAME` holds the function or group NAME.
_SUMMARIES = {
    "run": "Run the whole service: schedule, crawls, alerts, digests and the bot.",
    "crawl": "Crawl sources now.",
    "compare": "Compare two saved files, or a batch of pairs; no database.",
    "changes": "List what changed, the newest first; with --effective-from, what takes force when.",
    "events": "List enforcement events that several notices tell of, the newest first.",
    "history": "List a source's versions, the oldest first; with --section, one section's own history.",
    "show": "Print a version's text; without a number the newest.",
    "diff": "Show the change between two versions, word by word.",
    "deliver": "Send all that is due now, then exit.",
    "digest": "Make and send the digests that are due.",
    "replay": "Read the stored captures again, after a selector or a reader changed; nobody is alerted.",
    "export": "Write what changed as JSON Lines or CSV, the newest first.",
    "evidence": "Write the proof of a version, or check one and say what it proves.",
    "signin": "Print a link that signs an operator in to the web part, once, within ten minutes.",
    "doctor": "Check database, catalogue, evidence, token, mail and disk: what works, how to mend the rest.",
    "demo": "Show Forewarn at work, offline: a small site changes, alerts and pages appear.",
    "schedule": "Say what is due, for `forewarn worker` to do; a second one stands by. Needs PostgreSQL.",
    "worker": "Work for `forewarn schedule`: crawl, send, make digests. Needs PostgreSQL.",
    "bot": "Run the Telegram bot alone; a second one stands by.",
    "web": "Run the web part alone.",
    "rules": "The rules of judgement.",
    "sources": "The catalogue of sources.",
    "subscribers": "Who is told.",
    "db": "The database.",
}
_TABLE = {
    name: LazyCommand(f"forewarn.cli.{name}", summary) for name, summary in _SUMMARIES.items()
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
        _fail(kept_fault(error), 1)
    finally:
        # Without this Python traverses all objects before it ends: 0.15 s of 0.55.
        gc.freeze()
    sys.exit(code if isinstance(code, int) else 0)


def _fail(reason: str, code: int) -> NoReturn:
    """Write one clear line to standard error and exit."""
    sys.stderr.write(f"forewarn: {' '.join(reason.split())}\n")
    sys.exit(code)
