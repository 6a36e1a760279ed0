"""Groups that import a command when it runs: Click's "Lazily Loading Subcommands", for Typer."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

_WRONG_USE = 2


class LazyCommand(NamedTuple):
    """The module with an attribute named like the command, and the first line of its help."""

    module: str
    help: str


class LazyGroup(TyperGroup):
    """A group that lists the commands of its table without importing them."""

    table: ClassVar[Mapping[str, LazyCommand]] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, entry in self.table.items():
            self.add_command(TyperCommand(name, help=entry.help))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command if it is in the table."""
        if entry := self.table.get(cmd_name):
            return load_command(cmd_name, entry.module)
        return super().get_command(ctx, cmd_name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Print the help when the line names no command."""
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help(), err=True)
            ctx.exit(_WRONG_USE)
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands from the table."""
        self._outline().format_commands(ctx, formatter)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete the name of a command from the table."""
        outline = self._outline()
        context = typer.Context(outline, parent=ctx.parent, info_name=ctx.info_name)
        return outline.shell_complete(context, incomplete)

    def _outline(self) -> TyperGroup:
        """Copy this group with the names and help of its commands, without importing them."""
        return TyperGroup(name=self.name, commands=dict(self.commands), params=self.params)


def load_command(name: str, module: str) -> Any:
    """Import a command: a function, or the Typer of a group."""
    found = getattr(import_module(module), name)
    if isinstance(found, typer.Typer):
        return get_command(found)
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(name)(found)
    return get_command(single)


def new_group(name: str, summary: str, cls: type[LazyGroup] = LazyGroup) -> typer.Typer:
    """Make the Typer of a group of commands."""
    group = typer.Typer(
        name=name, help=summary, cls=cls, add_completion=False, rich_markup_mode=None
    )
    # Without a callback, Typer turns a group of one command into that command.
    group.callback()(_no_options)
    return group


def _no_options() -> None:
    """Take no options before the command."""
