"""The closed list of proofs that an edit says nothing new. What none of them proves causes an alert.

Each proof argues from structure, exact tokens or what the page showed before; none from a list of
words that did not matter somewhere. docs/judgement.md explains each to an operator.
"""

import re
from collections.abc import Callable

from monitor.assess.context import Context
from monitor.assess.controls import (
    is_breadcrumb,
    is_byline,
    is_cookie_banner,
    is_counter,
    is_edge_label,
    is_label,
    is_neighbour,
    is_picker,
    is_sentence,
)
from monitor.assess.dates import (
    has_force,
    is_moment,
    is_only_stamp,
    is_owner,
    new_dates,
    states_alike,
)
from monitor.assess.differences import differences, near_differences
from monitor.assess.facts import is_name
from monitor.assess.letters import letters
from monitor.assess.modality import governing, modality, reads_as_rule
from monitor.model import LISTED, BlockKind, DateKind, Edit, Op
from monitor.sections import heading_name
from monitor.tokens import TokenKind, content

Proof = Callable[[Edit, Context], bool]

# No sentence ends with a number and a dot: 3. March, 3. Fees.
_SENTENCE = re.compile(r"(?<=[^\s\d][.!?;])\s+|(?<=[。！？；])|\n")
# A quote with its change, as exchanges show them: 67,432.10 ▲ 1.2%, EUR/USD 1.0842 +0.3%.
_TICKER = re.compile(
    r"[▲▼△▽↑↓]\s?[+\-−]?\d+(?:[.,]\d+)?\s?%"
    r"|\b[A-Z]{3,6}(?:[/-][A-Z]{3,6})?\s+[\d.,]+\s+\(?[+\-−]\d+(?:[.,]\d+)?\s?%"
)
_PAPER = re.compile(r"(?<!\w)[A-Z]{3,6}(?!\w)")
_TICKER_CHARS = 120
_TICKER_WORDS = 10
_ARROWS = "▲▼△▽↑↓"
_CONTROLS = (is_label, is_counter, is_breadcrumb, is_picker, is_cookie_banner)
_APPEAL = re.compile(r"[^.!?;。！？；]{3,160}\s?[!！]")
# Blocks of a list or table: a name there means what its list says of it.
_ITEMS = frozenset({*LISTED, BlockKind.ROW})
# Any date, to see what a heading says of the date below it.
_ANY_DATE = "2027-03-05"
# The number of a build, after its word or long and hexadecimal: codes of goods and laws have other letters.
_BUILD = re.compile(
    r"\s*(?:(?:(?:build|release|revision|rev\.?|version|ver\.?|版本号?|构建号?|versión|versione)"
    r"(?:[\s:：#.-]{1,3}(?=[\w.+-]{0,64}\d)|(?=\d))|v\.?(?=\d))[\w.+-]{1,64}"
    r"|(?=\S{0,128}\d)(?=\S{0,128}[a-f])[\da-f-]{16,128}|[a-z]{5,24}\d{12,64})\s*",
    re.IGNORECASE,
)
_TERMS = frozenset({TokenKind.AMOUNT, TokenKind.PERCENT, TokenKind.PERIOD})
# Tokens that answer or identify: they are no count and no price.
_ANSWERING = frozenset({TokenKind.CODE, TokenKind.MARK, TokenKind.NEGATION})
# Tokens that state something by themselves.
_STATING = frozenset(
    {TokenKind.NUMBER, TokenKind.DATE, TokenKind.CODE, TokenKind.MARK, TokenKind.NEGATION}
)


def silence(edit: Edit, context: Context) -> str:
    """Return the name of the proof that the edit says nothing new; '' if there is none."""
    return next((name for name, proves in PROOFS if proves(edit, context)), "")


def same_words(edit: Edit, context: Context) -> bool:
    """The same typed tokens in the same order, whatever the markup, breaks and typography."""
    if edit.op is Op.MOVED:
        return False
    return not differences(edit.before, edit.after) or context.is_reflowed(edit)


def copies(edit: Edit, context: Context) -> bool:
    """A text that stands on the page another number of times, under the same headings."""
    if edit.op is Op.MOVED:
        return False
    new = not edit.after or context.has_copy_before(edit)
    return new and (not edit.before or context.has_copy_after(edit))


def moved(edit: Edit, context: Context) -> bool:
    """A text in another place, under headings that do to it what the old ones did."""
    if edit.op is not Op.MOVED:
        return False
    origin = context.origin(edit)
    old, new = (tuple(map(heading_name, path)) for path in (origin, edit.path))
    if old == new:
        return edit.kind is not BlockKind.STEP
    if governing(origin) != governing(edit.path):
        return False
    # An item means what its list says of it; any other text says itself what it does.
    is_item = edit.kind in _ITEMS and is_name(edit.after)
    return not is_item and not any(map(_names_value, (*old, *new)))


def stamp(edit: Edit, context: Context) -> bool:
    """A date of writing, copyright year, build number or relative time, alone in its sentence."""
    old, new = _changed_sentences(edit)
    if all(context.is_at_head(text) and _signs(text) for text in _sides(edit)):
        return not governing(edit.path) and not _states_force(edit)
    below_force = bool(edit.path) and has_force(f"{edit.path[-1]}: {_ANY_DATE}")
    if len(old) == len(new) == 1 and states_alike(old[0], new[0]):
        return True
    proves = is_owner if below_force else _is_stamp
    return bool(old or new) and all(map(proves, (*old, *new)))


def ticker(edit: Edit, _: Context) -> bool:
    """A quote with its change against the day before, alone in its block."""
    return not governing(edit.path) and all(map(_is_quote, _sides(edit)))


def boilerplate(edit: Edit, context: Context) -> bool:
    """Lines that are boilerplate by their shape on the page: menus, breadcrumbs, related links."""
    return all(context.is_boilerplate(text) for text in _sides(edit))


def contents(edit: Edit, context: Context) -> bool:
    """Entries of a table of contents: each names a heading of its own page."""
    is_governed = governing(edit.path) or governing(edit.origin)
    return edit.op is not Op.MOVED and not is_governed and context.lists_contents(edit)


def controls(edit: Edit, _: Context) -> bool:
    """Buttons, feedback forms, breadcrumbs and counters: what a page says of itself."""
    is_governed = governing(edit.path) or governing(edit.origin)
    if all(map(is_neighbour, _sides(edit))) and not (is_governed and edit.kind in _ITEMS):
        return True
    if is_governed and edit.kind in _ITEMS:
        return False
    old, new = _changed_sentences(edit)
    return all(map(_is_control, _sides(edit))) or (
        bool(old or new)
        and (all(map(_is_control, (*old, *new))) or all(map(_is_edge_control, _edges(edit))))
    )


def appeal(edit: Edit, context: Context) -> bool:
    """An appeal to visitors in the footer: it ends with an exclamation mark and binds nobody."""
    return all(
        context.is_at_foot(text) and _APPEAL.fullmatch(text) and modality(text) is None
        for text in _sides(edit)
    )


def above(edit: Edit, context: Context) -> bool:
    """Names above the first heading of a page: what stands there is not the page's text."""
    return not governing(edit.path) and all(
        context.is_above(text, edit) and is_name(text) and not _states(text)
        for text in _sides(edit)
    )


def shared(edit: Edit, context: Context) -> bool:
    """Lines that other pages of the host have too, unless they read as a rule."""
    return not _may_rule(edit) and all(
        context.is_shared(text) and not reads_as_rule(text) for text in _sides(edit)
    )


def volatile(edit: Edit, context: Context) -> bool:
    """A place that keeps changing, until what comes there reads as a rule."""
    churn = context.churn(edit)
    if churn is None or _may_rule(edit):
        return False
    return churn.is_ticking or not any(map(_has_terms, _sides(edit)))


def spelling(edit: Edit, context: Context) -> bool:
    """Differences of which each is a spelling, a number of a clause or a form of an address."""
    return _is_modified(edit) and context.says_the_same(edit.before, edit.after)


def buttons(edit: Edit, context: Context) -> bool:
    """Lines between a page's title and its first sentence, where its buttons stand."""
    return edit.op is not Op.MOVED and all(map(context.is_button, _sides(edit)))


def links(edit: Edit, context: Context) -> bool:
    """The name of a link that leads where it led before; never a heading, nor an item of a list of rules."""
    is_governed = governing(edit.path) and edit.kind in _ITEMS
    if edit.kind is BlockKind.HEADING or is_governed:
        return False
    return _is_modified(edit) and context.renames_links(edit.before, edit.after)


PROOFS: tuple[tuple[str, Proof], ...] = (
    ("same-words", same_words),
    ("moved", moved),
    ("copies", copies),
    ("stamp", stamp),
    ("ticker", ticker),
    ("spelling", spelling),
    ("contents", contents),
    ("controls", controls),
    ("buttons", buttons),
    ("links", links),
    ("appeal", appeal),
    ("above", above),
    ("boilerplate", boilerplate),
    ("shared", shared),
    ("volatile", volatile),
)


def _is_modified(edit: Edit) -> bool:
    return bool(edit.before and edit.after) and edit.op is not Op.MOVED


def _sides(edit: Edit) -> list[str]:
    return [text for text in (edit.before, edit.after) if text]


def _may_rule(edit: Edit) -> bool:
    """Return whether an edit is of a rule, a date of force, an answer, or an item of a list of rules."""
    if governing(edit.path) or governing(edit.origin) or _states_force(edit):
        return True
    return any(
        modality(text) or any(token.kind in _ANSWERING for token in content(text))
        for text in _sides(edit)
    )


def _states_force(edit: Edit) -> bool:
    """Return whether a side states a date of force or a deadline, by its words or its heading."""
    heads = dict.fromkeys(((), edit.path[-1:], edit.origin[-1:]))
    texts = [": ".join((*head, text)) for head in heads for text in _sides(edit)]
    return any(map(has_force, texts)) or any(
        found.kind is not DateKind.REVISED for found in new_dates((edit,))
    )


def _has_terms(text: str) -> bool:
    """Return whether a text states a date or what a rule asks for, if only a price that ticks."""
    return reads_as_rule(text) or any(token.kind is TokenKind.DATE for token in content(text))


def _is_stamp(text: str) -> bool:
    return is_only_stamp(text) or bool(_BUILD.fullmatch(text))


def _signs(text: str) -> bool:
    """Return whether a text says when or by whom the page was written, and nothing else."""
    return is_moment(text) or is_byline(text)


def _is_quote(text: str) -> bool:
    """Return whether a text is a quote; a fee may be an amount and a share, `USD 5.00 +3%`."""
    found = _TICKER.search(text) if len(text) <= _TICKER_CHARS else None
    if not found or len(text.split()) > _TICKER_WORDS or modality(text):
        return False
    if found[0][0] in _ARROWS:
        return _has_level(text, found)
    return "/" in found[0] or all(token.kind is not TokenKind.AMOUNT for token in content(text))


def _has_level(text: str, change: re.Match[str]) -> bool:
    """Return whether a quote names its paper or level before the change; `Fee ▲ 3 %` does neither."""
    named = text[: change.start()]
    return _PAPER.search(named) is not None or any(map(str.isdigit, named))


def _is_control(text: str) -> bool:
    if any(proves(text) for proves in _CONTROLS):
        return True
    return _is_offer(text)


def _is_edge_control(text: str) -> bool:
    return is_edge_label(text) or _is_offer(text)


def _is_offer(text: str) -> bool:
    """Return whether a sentence asks the visitor or offers help, and is no rule."""
    return is_sentence(text) and not reads_as_rule(text)


def _edges(edit: Edit) -> list[str]:
    """Return what came or went at the edges of a block; [""] if anything else differs."""
    found = differences(edit.before, edit.after) if _is_modified(edit) else ()
    at_edges = all((one.at_start or one.at_end) and not (one.old and one.new) for one in found)
    sides = [(one.old, edit.before) for one in found] + [(one.new, edit.after) for one in found]
    texts = [text[side[0].start : side[-1].end] for side, text in sides if side]
    return texts if found and at_edges else [""]


def _names_value(heading: str) -> bool:
    """Return whether a heading states a value or a negation that holds for what is below it."""
    return any(token.kind in _STATING | _TERMS for token in content(heading))


def _states(text: str) -> bool:
    """Return whether a text states a rule, a value or an answer."""
    return reads_as_rule(text) or any(token.kind in _STATING for token in content(text))


def _changed_sentences(edit: Edit) -> tuple[list[str], list[str]]:
    """Return the sentences of each side that the other side does not hold."""
    old, new = map(_SENTENCE.split, near_differences(edit.before, edit.after))
    known, fresh = set(map(letters, old)), set(map(letters, new))
    return (
        [text for text in old if (bare := letters(text)) and bare not in fresh],
        [text for text in new if (bare := letters(text)) and bare not in known],
    )
