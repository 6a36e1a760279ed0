"""Prove that two texts say the same in other words: spellings, numbers of clauses, addresses."""

import re
from collections.abc import Mapping, Sequence

from monitor.assess.addresses import hides_mail, is_same_address, levelled
from monitor.assess.differences import Difference, differences, written
from monitor.assess.grammar import is_article, written_out
from monitor.assess.lost import restored
from monitor.assess.modality import modality
from monitor.assess.numbering import counts_up, is_reference, split_label
from monitor.assess.spelling import common, is_same_wording
from monitor.tokens import TokenKind

# A number or letter of an item inside a text: `: 1. First 2. Second`.
_IN_TEXT = re.compile(r"(?:^|[\s:;.,])[(\[]?(\d{1,2}|[a-z])[.)\]]$")
_DIGITS = re.compile(r"\d+")
_GROUPED = re.compile(r"\d{1,3}(?:[.,' \xa0\u202f]\d{3}){1,5}")
_NUMERIC_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_DECIMAL = {"en": ".", "zh": ".", "de": ",", "fr": ",", "es": ",", "it": ","}
_SEPARATOR = re.compile(r"[.,' \xa0\u202f]")
# The zero that is dialled inside a country only: +49 (0)40.
_TRUNK = re.compile(r"(\+\d{1,3}\s?)\(0\)\s?")
# A telephone number has at least seven digits; no amount or date is written in such groups.
_PHONE_DIGITS = 7
_PHONE_KINDS = frozenset({TokenKind.NUMBER, TokenKind.CODE})
_STYLED = frozenset({TokenKind.WORD, TokenKind.NEGATION})
# In another variant of a language, this few words at a place are a matter of style.
_MOST_WORDS = 6


def says_the_same(
    before: str,
    after: str,
    labels: Mapping[str, str],
    *,
    is_variant: bool = False,
    language: str = "",
) -> bool:
    """Return whether each difference of two texts is proved to be one of form.

    `labels`: the new numbers of clauses by their old ones. `is_variant`: the whole page came in
    another variant of its language, so that words of style differ too. `language`: the page's, or ''.
    """
    if hides_mail(before) or hides_mail(after):
        before, after = levelled(before), levelled(after)
    before, after = restored(before, after)
    before, after = (_TRUNK.sub(r"\1 ", written_out(common(text))) for text in (before, after))
    found = differences(before, after)
    counted = _counted(found, before, after)
    return all(
        one in counted
        or is_same_wording(one.old, one.new, language)
        or is_article(one, before, after, language)
        or _is_label(one, before, after, labels)
        or is_reference(one.old, one.new, before, labels)
        or _is_same_number(one, before, after, language)
        or _is_same_day(one)
        or is_same_address(one, before, after)
        or (is_variant and _is_variant(one, before, after))
        for one in found
    )


def _is_label(found: Difference, before: str, after: str, labels: Mapping[str, str]) -> bool:
    """Return whether the tokens are the number that begins the text, and nothing else.

    A number that is the whole text, `Article 5`, may refer to a part that was not numbered anew.
    """
    if not found.at_start:
        return False
    (old, old_rest), (new, new_rest) = split_label(before), split_label(after)
    if not (old_rest or new_rest):
        return labels.get(old) == new
    cuts = [len(text) - len(split_label(text)[1]) for text in (before, after)]
    ends = [side[-1].end if side else 0 for side in (found.old, found.new)]
    return any(cuts) and all(end <= cut for end, cut in zip(ends, cuts, strict=True))


def _is_same_number(found: Difference, before: str, after: str, language: str) -> bool:
    """Return whether the same digits are grouped otherwise: of a telephone number, or of thousands.

    A sign that begins the decimals in the language of the page groups no thousands.
    """
    sides = (written(found.old, before), written(found.new, after))
    if sum(bool(_GROUPED.fullmatch(text)) for text in sides) == 1:
        if any(text.count(_DECIMAL.get(language, "\n")) == 1 for text in sides):
            return False
        return len({_SEPARATOR.sub("", text) for text in sides}) == 1
    old, new = (
        "".join(digit for token in side for digit in _DIGITS.findall(token.text))
        for side in (found.old, found.new)
    )
    kinds = {token.kind for token in (*found.old, *found.new)}
    return old == new and len(old) >= _PHONE_DIGITS and kinds <= _PHONE_KINDS


def _is_same_day(found: Difference) -> bool:
    """Return whether one side writes a date in numbers that may be read as the other's: 01/03/2027."""
    if len(found.old) != 1 or len(found.new) != 1:
        return False
    for numeric, known in ((found.old[0], found.new[0]), (found.new[0], found.old[0])):
        numbers = _NUMERIC_DATE.fullmatch(numeric.text)
        if numbers and known.kind is TokenKind.DATE:
            first, second, year = (part.zfill(2) for part in numbers.groups())
            return known.value in {f"{year}-{first}-{second}", f"{year}-{second}-{first}"}
    return False


def _counted(found: Sequence[Difference], before: str, after: str) -> frozenset[Difference]:
    """Return the numbers of items that came or went inside a text, if they count up from the first."""
    inside = [one for one in found if _label_in_text(one, before, after)]
    labels = [_label_in_text(one, before, after) for one in inside]
    return frozenset(inside if counts_up(labels) else ())


def _label_in_text(found: Difference, before: str, after: str) -> str:
    tokens, text = (found.old, before) if found.old else (found.new, after)
    if len(found.old) + len(found.new) != 1:
        return ""
    written = _IN_TEXT.search(text[max(0, tokens[0].start - 2) : tokens[0].end + 1])
    return written[1].casefold() if written else ""


def _is_variant(found: Difference, before: str, after: str) -> bool:
    """Return whether a few words differ that name no value, deny nothing and do the same."""
    kinds = {token.kind for token in (*found.old, *found.new)}
    if max(len(found.old), len(found.new)) > _MOST_WORDS or not kinds <= _STYLED:
        return False
    old, new = (written(side, text) for side, text in ((found.old, before), (found.new, after)))
    verb = modality(old)
    return verb is modality(new) and (verb is not None or TokenKind.NEGATION not in kinds)
