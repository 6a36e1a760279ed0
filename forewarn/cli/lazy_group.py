"""Groups that import a command when it runs: Click's "Lazily Loading Subcommands", for Typer."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

_WRONG_USE = 2


class LazyCommand(NamedTuple):
    """A command. `target`: its `module:function` in this package; `help`: the first line of its help."""

    target: str
    help: str

    def load(self, name: str) -> Any:
        """Import the command."""
        module, _, function = self.target.partition(":")
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name)(getattr(import_module(f".{module}", __package__), function))
        return get_command(single)


class LazySubgroup(NamedTuple):
    """A group of commands."""

    commands: Mapping[str, LazyCommand]
    help: str

    def load(self, name: str) -> Any:
        """Make the group; import nothing."""
        return LazyGroup(table=self.commands, name=name, help=self.help, rich_markup_mode=None)


Table = Mapping[str, LazyCommand | LazySubgroup]


class LazyGroup(TyperGroup):
    """A group that lists the commands of its table without importing them."""

    table: Table = MappingProxyType({})

    def __init__(self, *, table: Table | None = None, **attributes: Any) -> None:
        """`table`: the default is that of the class."""
        super().__init__(**attributes)
        if table is not None:
            self.table = table
        for name, entry in self.table.items():
            self.add_command(TyperCommand(name, help=entry.help))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command if it is in the table."""
        if entry := self.table.get(cmd_name):
            return entry.load(cmd_name)
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
