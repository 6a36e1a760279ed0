"""The closed list of proofs that an edit says nothing new. What none of them proves causes an alert.

Each proof argues from structure, exact tokens or what the page showed before; none from a list of
words that did not matter somewhere. docs/judgement.md explains each to an operator.
"""

import re
from collections.abc import Callable

from monitor.assess.context import Context, letters
from monitor.assess.dates import is_only_stamp
from monitor.assess.differences import Difference, differences
from monitor.assess.modality import governing, modality, reads_as_rule
from monitor.assess.numbering import is_reference, split_label
from monitor.assess.spelling import is_same_wording
from monitor.model import Edit, Op
from monitor.sections import heading_name
from monitor.tokens import Token, TokenKind

Proof = Callable[[Edit, Context], bool]

_SENTENCE = re.compile(r"(?<=[.!?;。！？；])\s+|(?<=[。！？；])|\n")
# How an e-mail address is written to hide it from programs, or shown as hidden.
_HIDDEN = re.compile(
    r"\[?e-?mail[\s\xa0]+protected\]?|[\w.+-]{0,64}\*{2,}[\w.*-]{0,64}@\S{1,80}"
    r"|[\w.+-]{1,64}\s?[\[(]\s?at\s?[\])]\s?[\w-]{1,64}(?:\s?[\[(.]\s?(?:dot)?\s?[\])]?\s?[\w-]{1,24}){1,4}",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?([^?#\s]*?)/?(?:[?#]\S*)?$", re.IGNORECASE)
# A quote with its change, as exchanges show them: 67,432.10 ▲ 1.2%.
_TICKER = re.compile(r"(?:[▲▼△▽↑↓]|(?<!\w)[+\-−])\s?\d+(?:[.,]\d+)?\s?%")
_TICKER_CHARS = 120


def silence(edit: Edit, context: Context) -> str:
    """Return the name of the proof that the edit says nothing new; '' if there is none."""
    return next((name for name, proves in PROOFS if proves(edit, context)), "")


def same_words(edit: Edit, _: Context) -> bool:
    """The same typed tokens in the same order, whatever the markup, breaks and typography."""
    return _is_modified(edit) and not differences(edit.before, edit.after)


def copies(edit: Edit, context: Context) -> bool:
    """A text that stands on the page another number of times, under the same headings."""
    if edit.op is Op.MOVED:
        return False
    new = not edit.after or context.has_copy_before(edit)
    return new and (not edit.before or context.has_copy_after(edit))


def moved(edit: Edit, _: Context) -> bool:
    """A text in another place, under headings that do to it what the old ones did."""
    if edit.op is not Op.MOVED:
        return False
    old, new = (tuple(map(heading_name, path)) for path in (edit.origin or edit.path, edit.path))
    if old == new:
        return True
    # A sentence says itself what it does; a name means what its list says of it.
    says_itself = modality(edit.after) is not None
    return governing(edit.origin) == governing(edit.path) and says_itself


def stamp(edit: Edit, _: Context) -> bool:
    """A date of writing, copyright year, build number or relative time, alone in its sentence."""
    old, new = _changed_sentences(edit)
    return bool(old or new) and all(map(is_only_stamp, (*old, *new)))


def ticker(edit: Edit, _: Context) -> bool:
    """A quote with its change against the day before, alone in its block."""
    return all(len(text) <= _TICKER_CHARS and _TICKER.search(text) for text in _sides(edit))


def boilerplate(edit: Edit, context: Context) -> bool:
    """Lines that are boilerplate by their shape on the page: menus, breadcrumbs, related links."""
    return all(context.is_boilerplate(text) for text in _sides(edit))


def contents(edit: Edit, context: Context) -> bool:
    """Entries of a table of contents: they name headings that stand on both pages."""
    is_governed = governing(edit.path) or governing(edit.origin)
    return not is_governed and all(context.names_sections(text) for text in _sides(edit))


def shared(edit: Edit, context: Context) -> bool:
    """Lines that other pages of the host have too, unless they read as a rule."""
    return all(context.is_shared(text) and not _rules(text, edit) for text in _sides(edit))


def volatile(edit: Edit, context: Context) -> bool:
    """A place that keeps changing, until what comes there reads as a rule."""
    return context.is_volatile(edit) and not any(_rules(text, edit) for text in _sides(edit))


def wording(edit: Edit, context: Context) -> bool:
    """Differences of which each is a spelling, a number of a clause or a form of an address."""
    return _is_modified(edit) and all(
        _is_proven(found, edit, context) for found in differences(edit.before, edit.after)
    )


PROOFS: tuple[tuple[str, Proof], ...] = (
    ("same-words", same_words),
    ("moved", moved),
    ("copies", copies),
    ("stamp", stamp),
    ("ticker", ticker),
    ("wording", wording),
    ("contents", contents),
    ("boilerplate", boilerplate),
    ("shared", shared),
    ("volatile", volatile),
)


def _is_proven(found: Difference, edit: Edit, context: Context) -> bool:
    return (
        is_same_wording(found.old, found.new)
        or _is_label(found, edit)
        or is_reference(found.old, found.new, context.labels)
        or _is_same_address(found, edit)
    )


def _is_label(found: Difference, edit: Edit) -> bool:
    """Return whether the tokens are the number that begins the block, and nothing else."""
    if found.old_at or found.new_at:
        return False
    (_, old_rest), (_, new_rest) = split_label(edit.before), split_label(edit.after)
    cut = (len(edit.before) - len(old_rest), len(edit.after) - len(new_rest))
    ends = (found.old[-1].end if found.old else 0, found.new[-1].end if found.new else 0)
    return any(cut) and all(end <= place for end, place in zip(ends, cut, strict=True))


def _is_same_address(found: Difference, edit: Edit) -> bool:
    """Return whether an e-mail address was hidden or shown, or a link got other parameters."""
    old, new = _written(found.old, edit.before), _written(found.new, edit.after)
    if _is_mail(old) and _is_mail(new):
        return bool(_HIDDEN.search(old)) or bool(_HIDDEN.search(new)) or old == new
    kinds = {token.kind for token in (*found.old, *found.new)}
    is_address = len(found.old) == len(found.new) == 1 and kinds == {TokenKind.ADDRESS}
    return is_address and "@" not in old and _page(old) == _page(new)


def _written(tokens: tuple[Token, ...], text: str) -> str:
    """Return the tokens as written, with the signs before and after them."""
    if not tokens:
        return ""
    return text[tokens[0].start : tokens[-1].end]


def _is_mail(text: str) -> bool:
    return bool(_HIDDEN.fullmatch(text.strip(" []()")) or _MAIL.fullmatch(text.strip(" []()")))


def _page(address: str) -> str:
    found = _ADDRESS.match(address)
    return found[1].casefold() if found else address


def _is_modified(edit: Edit) -> bool:
    return bool(edit.before and edit.after) and edit.op is not Op.MOVED


def _sides(edit: Edit) -> list[str]:
    return [text for text in (edit.before, edit.after) if text]


def _rules(text: str, edit: Edit) -> bool:
    """Return whether a text is a rule, or an item of a list that forbids, demands or permits."""
    return governing(edit.path) is not None or reads_as_rule(text)


def _changed_sentences(edit: Edit) -> tuple[list[str], list[str]]:
    """Return the sentences of each side that the other side does not hold."""
    old, new = (_SENTENCE.split(text) for text in (edit.before, edit.after))
    known, fresh = set(map(letters, old)), set(map(letters, new))
    return (
        [text for text in old if (bare := letters(text)) and bare not in fresh],
        [text for text in new if (bare := letters(text)) and bare not in known],
    )
