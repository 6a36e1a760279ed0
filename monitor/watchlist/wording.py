"""Tell a reader of own names: what they are called, where a text has them, what to do first."""

from collections.abc import Sequence

from monitor.language import Language, languages, message, texts
from monitor.text import shorten
from monitor.watchlist.entry import MOST_CHARS
from monitor.watchlist.terms import NAME_KINDS, NameMatch, TermKind, WatchTerm

_PLACE_CHARS = 60
_MOST_QUOTES = 3
_MARK = "🟣"
_FIRST_STEPS = {
    TermKind.ASIN: "first_item",
    TermKind.LISTING: "first_item",
    TermKind.PATENT: "first_patent",
    TermKind.HS_CODE: "first_hs-code",
}


def kind_name(kind: TermKind, language: Language) -> str:
    """Return what a kind of names is called."""
    return texts("watchlist", language)[f"kind_{kind}"]


def kind_named(word: str) -> TermKind | None:
    """Return the kind with that id or that name in any language, or None."""
    typed = word.casefold().replace("_", "-")
    return next((kind for kind in TermKind if typed in _names_of(kind)), None)


def name_level(language: Language) -> str:
    """Return what the level of a change is called that states an own name."""
    return texts("watchlist", language)["level"]


def named_title(matches: Sequence[NameMatch], language: Language) -> str:
    """Return the first line of a change that states own names: the name, and under which heading."""
    first = matches[0]
    key = "found_in" if first.place else "found"
    place = shorten(first.place, _PLACE_CHARS)
    title = message("watchlist", language, key, name=first.term.text, place=place)
    return f"{_MARK} {title}"


def named_lines(matches: Sequence[NameMatch], language: Language) -> list[str]:
    """Return where own names stand in a change, and what to do first."""
    lines = list(dict.fromkeys(f"“{match.quote}”" for match in matches[:_MOST_QUOTES]))
    if more := len(matches) - 1:
        lines.append(message("watchlist", language, "more_names", count=more))
    return [*lines, first_step(matches, language)]


def first_step(matches: Sequence[NameMatch], language: Language) -> str:
    """Return what to do first; a name of the reader weighs more than a number."""
    kinds = [match.term.kind for match in matches]
    is_name = any(kind in NAME_KINDS or kind is TermKind.DOMAIN for kind in kinds)
    key = "first_name" if is_name else _FIRST_STEPS[kinds[0]]
    return texts("watchlist", language)[key]


def explain(key: str, term: WatchTerm, language: Language) -> str:
    """Return the sentence of `entry.fault_of`'s key."""
    example = f"{kind_name(term.kind, language)} Moonveil"
    return message(
        "watchlist",
        language,
        key,
        name=shorten(term.text, MOST_CHARS),
        count=MOST_CHARS,
        example=example,
    )


def _names_of(kind: TermKind) -> frozenset[str]:
    return frozenset({kind, *(kind_name(kind, one).casefold() for one in languages())})
