"""`forewarn subscribers names`: the own names of a subscriber, for the operator who was asked to."""

from datetime import timedelta
from typing import Annotated

import typer

from forewarn.cli.formatting import print_json
from forewarn.cli.session import session
from forewarn.cli.subscribers import LAST_ID, find_subscriber
from forewarn.wiring import AppContext
from monitor.errors import ConfigurationError
from monitor.language import Language
from monitor.watchlist import TermKind
from monitor.watchlist.entry import MOST_TERMS, fault_of, guess, term_of
from monitor.watchlist.wording import explain, kind_named
from runtime.clock import now
from storage.delivery.watchlists import OwnName

_LOOK_BACK = timedelta(days=365)
_MOST_FOUND = 20


def names(
    subscriber_id: Annotated[int, typer.Argument(min=0, max=LAST_ID, help="A number of the list.")],
    add: Annotated[str, typer.Option(help="A name to watch for.")] = "",
    kind: Annotated[str, typer.Option(help="What it is; a domain or ASIN tells itself.")] = "",
    remove: Annotated[int, typer.Option(min=0, max=LAST_ID, help="The number of a name.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line each.")] = False,
) -> None:
    """List a subscriber's own names; add one and search the last 12 months for it, or remove one.

    Example: forewarn subscribers names 7 --kind shop --add "Moonveil Official"
    """
    with session() as context:
        owner = find_subscriber(context, subscriber_id).id
        if remove and not context.stores.watchlists.remove(owner, remove):
            raise ConfigurationError(f"subscriber {owner} has no name {remove}")
        if add:
            _add(context, owner, kind, add)
        else:
            _print(context.stores.watchlists.of(owner), as_json=as_json)


def _print(stored: list[OwnName], *, as_json: bool) -> None:
    for name in stored:
        if as_json:
            print_json({"id": name.id, "kind": name.term.kind, "name": name.term.text})
        else:
            typer.echo(f"{name.id:>6}  {name.term.kind}  {name.term.text}")


def _add(context: AppContext, owner: int, kind: str, typed: str) -> None:
    term = term_of(_kind(kind, typed), typed)
    if fault := fault_of(term):
        raise ConfigurationError(explain(fault, term, Language.EN))
    name = context.stores.watchlists.add(owner, term, now())
    if name is None:
        raise ConfigurationError(
            f"subscriber {owner} has {MOST_TERMS} names, the most there can be"
        )
    typer.echo(f"{name.id:>6}  {term.kind}  {term.text}")
    since = now() - _LOOK_BACK
    for one in context.stores.sightings.search(owner, name, since, _MOST_FOUND):
        number = f"change {one.change_id}" if one.change_id else one.url
        typer.echo(f"{one.at:%Y-%m-%d}  {one.source_id}  {number}  {one.match.quote}")


def _kind(named: str, typed: str) -> TermKind:
    kind = kind_named(named) if named else guess(typed)
    if kind is None:
        raise ConfigurationError(f"say what it is: --kind {', '.join(TermKind)}")
    return kind
