"""Kinds that put a small section into a page and change it: see `sections/*.yaml`."""

import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

import yaml

from benchmarks.mutations.kinds import Expected, kind
from benchmarks.mutations.page import Page, Pair, at_end, at_top, graft

LANGUAGES = ("en", "zh", "de", "fr", "es", "it")
_FOLDER = Path(__file__).parent / "sections"
_CHANGE = re.compile(r"⟦(.*?)‖(.*?)⟧", re.DOTALL)
Put = Callable[[Page, str], Page]

# Where a part of the page that is no content stands, and in which element.
_PLACES: dict[str, Put] = {
    "menu": partial(at_top, element='<nav class="main-menu">{}</nav>'),
    "breadcrumb": partial(
        at_top, element='<nav class="breadcrumb" aria-label="Breadcrumb">{}</nav>'
    ),
    "cookie-banner": partial(at_top, element='<div class="cookie-banner" role="dialog">{}</div>'),
    "price-ticker": partial(at_top, element='<div class="ticker">{}</div>'),
    "search-help": partial(at_top, element='<div role="search">{}</div>'),
    "language-picker": partial(at_end, element='<div class="language-picker">{}</div>'),
    "footer-sales": partial(at_end, element="<footer>{}</footer>"),
    "footer-link": partial(at_end, element="<footer>{}</footer>"),
    "copyright-year": partial(at_end, element="<footer>{}</footer>"),
    "build-number": partial(at_end, element='<div class="version">{}</div>'),
    "related": partial(at_end, element='<aside class="related">{}</aside>'),
    "feedback": partial(at_end, element='<div class="feedback">{}</div>'),
    "share": partial(at_end, element='<div class="share-buttons">{}</div>'),
}


@cache
def texts(language: str) -> dict[str, Any]:
    """Return what is written in a language."""
    loaded: dict[str, Any] = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text("utf-8"))
    return loaded


def one_side(section: str, side: int) -> str:
    """Return the section before (1) or after (2) its change."""
    return _CHANGE.sub(lambda match: match[side], section)


def _mutate(page: Page, chance: Random, *, expected: Expected, name: str) -> Pair | None:
    """Put the section into the page twice, before and after."""
    del chance
    section = texts(page.language)[expected].get(name)
    if section is None:
        return None
    put = _PLACES.get(name, graft)
    return put(page, one_side(section, 1)), put(page, one_side(section, 2))


def _register() -> None:
    for expected in (Expected.TELL, Expected.QUIET):
        names = {name: None for language in LANGUAGES for name in texts(language)[expected]}
        for name in names:
            kind(expected, name)(partial(_mutate, expected=expected, name=name))


_register()
