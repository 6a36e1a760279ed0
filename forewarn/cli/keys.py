"""`forewarn keys`: the keys with which programs use the API."""

import re
from typing import Annotated

import typer

from forewarn.cli.formatting import print_json
from forewarn.cli.operators import record
from forewarn.cli.session import session
from monitor.errors import ConfigurationError
from runtime.clock import now
from storage.api_keys import KeyScope, ProgramKey

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_SCOPES = ", ".join(KeyScope)


def add(
    name: Annotated[str, typer.Argument(help="Of the program: letters, digits, dots and dashes.")],
    scope: Annotated[list[str], typer.Option(help=f"{_SCOPES}; may be repeated.")],
) -> None:
    """Make a key for a program that uses the API, and print it, once.

    Example: forewarn keys add shop-backend --scope read --scope checks
    """
    if not _NAME.fullmatch(name):
        raise ConfigurationError(f"{name!r} is no name; use letters, digits, dots and dashes")
    scopes = [_scope(word) for word in scope]
    with session() as context:
        token = context.stores.api_keys.add(name, scopes, now())
        if token is None:
            raise ConfigurationError(f"there is a key {name!r}; revoke it, or choose another name")
        record(context, "key-add", f"key:{name}", " ".join(sorted(scopes)))
        typer.echo(token)
        typer.echo("It is not shown again. Send it as: Authorization: Bearer KEY", err=True)


def list_(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per key.")] = False,
) -> None:
    """List the keys: what each may do, when it was made, last used and revoked.

    Example: forewarn keys list
    """
    with session() as context:
        for one in context.stores.api_keys.listed():
            if as_json:
                print_json(_values(one))
            else:
                typer.echo(_line(one))


def revoke(name: Annotated[str, typer.Argument(help="A name of the list.")]) -> None:
    """Revoke a key; requests with it are refused from now on.

    Example: forewarn keys revoke shop-backend
    """
    with session() as context:
        if not context.stores.api_keys.revoke(name, now()):
            raise ConfigurationError(f"there is no valid key {name!r}; see: forewarn keys list")
        record(context, "key-revoke", f"key:{name}")
        typer.echo(f"The key {name} is revoked.")


def _scope(word: str) -> KeyScope:
    try:
        return KeyScope(word)
    except ValueError:
        raise ConfigurationError(f"{word!r} is no scope; choose {_SCOPES}") from None


def _line(one: ProgramKey) -> str:
    used = f"used {one.used_at:%Y-%m-%d %H}h" if one.used_at else "never used"
    revoked = f"  revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else ""
    scopes = " ".join(sorted(one.scopes))
    return f"{one.name:<24} {scopes:<32} made {one.created_at:%Y-%m-%d}  {used}{revoked}"


def _values(one: ProgramKey) -> dict[str, object]:
    times = {"created": one.created_at, "used": one.used_at, "revoked": one.revoked_at}
    return {"name": one.name, "scopes": sorted(one.scopes)} | {
        name: at and at.isoformat() for name, at in times.items()
    }
