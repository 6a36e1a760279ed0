"""The commands, one file each. Heavy imports stand inside: `--help` answers at once."""

import gc
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from forewarn import __version__
from forewarn.cli.bot import bot
from forewarn.cli.changes import changes
from forewarn.cli.compare import compare
from forewarn.cli.crawl import crawl
from forewarn.cli.db import db
from forewarn.cli.deliver import deliver
from forewarn.cli.demo import demo
from forewarn.cli.diff import diff
from forewarn.cli.digest import digest
from forewarn.cli.doctor import doctor
from forewarn.cli.events import events
from forewarn.cli.evidence import evidence
from forewarn.cli.export import export
from forewarn.cli.history import history
from forewarn.cli.output import fail
from forewarn.cli.replay import replay
from forewarn.cli.rules import rules
from forewarn.cli.run import run
from forewarn.cli.schedule import schedule
from forewarn.cli.show import show
from forewarn.cli.signin import signin
from forewarn.cli.sources import sources
from forewarn.cli.subscribers import subscribers
from forewarn.cli.web import web
from forewarn.cli.worker import worker
from monitor.errors import ForewarnError
from monitor.parsing.text import is_text
from runtime.faults import kept_fault


class Commands(TyperGroup):
    """All commands; a reader of their output that leaves is no fault."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that the line names."""
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
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(*, wanted: bool) -> None:
    if wanted:
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


for command in (
    run, crawl, compare, changes, events, history, show, diff, deliver, digest, replay, export,
    evidence, signin, doctor, demo, schedule, worker, bot, web,
):  # fmt: skip
    app.command()(command)
app.add_typer(rules, name="rules")
app.add_typer(sources, name="sources")
app.add_typer(subscribers, name="subscribers")
app.add_typer(db, name="db")

# What Typer raises for wrong use; its own class is not public.
UsageError: Any = typer.BadParameter.__mro__[1]
_INTERRUPTED = 130


def main() -> None:
    """The console script. Exit codes: 0 done, 1 done in part, 2 wrong use or configuration."""
    # Imports make many objects that stay; looking for garbage among them is a tenth of the start.
    gc.set_threshold(20_000)
    if unread := [word for word in sys.argv[1:] if not is_text(word)]:
        fail(f"{unread[0]!r} is no UTF-8 text", 2)
    try:
        code = app(standalone_mode=False)
    except ForewarnError as error:
        fail(str(error), 2)
    except UsageError as error:
        fail(f"{error.format_message()} (see --help)", 2)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(_INTERRUPTED)
    except Exception as error:
        fail(kept_fault(error), 1)
    finally:
        # Else Python looks through all that there is before it ends: 0.15 s of 0.55.
        gc.freeze()
    sys.exit(code if isinstance(code, int) else 0)
