"""Recognises a page of which a part did not come: it breaks off, or lost its end or a whole part.

A seller's rule may lose a clause, too. So the loss must be large, nothing may stand in its place,
and the rest must stand untouched: who revises a page touches more of it than the gap.
"""

import re

from monitor.check_reason import CheckReason
from monitor.gate.likeness import PageDifference, Words, words
from monitor.gate.sentence import ends_in_sentence, goes_on
from monitor.model import Block, Document, Rejection

# At least this share of the page is gone, most of it in one part of at least so many blocks.
_LOST = 0.2
_LOST_IN_ONE_PART = 0.15
_LEAST_BLOCKS = 3
# If the end is missing, half a page is a fault, whatever else changed.
_LOST_HALF = 0.4
_LEAST_BLOCKS_OF_HALF = 2
# At most this much came for what is gone; a page of which more words came was revised.
_NEW_FOR_LOST = 0.2
_TOUCHED_WORDS = 3
# Fragments of cut blocks come with a large loss, at most so many words for one that is gone.
_FRAGMENTS = 0.01
_FRAGMENTS_OF_HALF = 0.02
# Losses in many places are a fault if so many blocks, and this much, are gone and no word came.
_LEAST_SCATTERED = 4
_LOST_SCATTERED = 0.3
# What a site says in place of a part is at most so long.
_MESSAGE_BLOCKS = 3
_MESSAGE_WORDS = 60
# A short page that keeps less than this share of its prose is a shell: a title, a menu, a footer.
_COLLAPSED = 0.15
_LEAST_WORDS = 20
_LABEL_WORDS = 5
# After the place where a text breaks off, so much of the known page may stand by chance.
_BY_CHANCE = 0.2
# So many words identify a block by its beginning; fewer do beside the same block before it.
_BEGINNING = 8
# A link of Markdown that breaks off.
_HALF_LINK = re.compile(r"!?\[[^\[\]]{0,300}(?:\]\([^()\s]{0,2000})?$")


def collapsed(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined of which (nearly) no prose is left, or None."""
    left, known = _prose(difference.words), _prose(difference.known_words)
    if known < _LEAST_WORDS or left >= known * _COLLAPSED:
        return None
    detail = f"{left} words of text are left of {known}"
    return Rejection(CheckReason("collapsed", detail), certain=False)


def shell(document: Document, other: Document) -> Rejection | None:
    """Return why a page is rejected that holds labels only, where the other one holds text."""
    difference = PageDifference(document, other)
    is_shell = all(map(_is_label, document.blocks))
    return collapsed(difference) if is_shell else None


def _is_label(block: Block) -> bool:
    return len(words(block.text)) < _BEGINNING and not ends_in_sentence(block.text)


def truncated(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined that breaks off in mid-sentence, or None."""
    last = breaks_off(difference)
    if not last:
        return None
    detail = f"the text breaks off after {last[-60:]!r}"
    return Rejection(CheckReason("truncated", detail), certain=False)


def shrunk(difference: PageDifference) -> Rejection | None:
    """Return why a page is quarantined that lost its end or a whole part, or None."""
    if difference.lost < _LOST or difference.new > difference.lost * _NEW_FOR_LOST:
        return None
    if not (_lost_half(difference) or _lost_part(difference) or _lost_here_and_there(difference)):
        return None
    detail = f"{difference.lost:.0%} of the text is gone, and nothing stands in its place"
    return Rejection(CheckReason("shrunk", detail), certain=False)


def _lost_half(difference: PageDifference) -> bool:
    """Whether the last half of a page is missing, whatever else changed."""
    if not difference.lost_end:
        return False
    is_large = difference.gap_share >= _LOST_HALF and len(difference.gap) >= _LEAST_BLOCKS_OF_HALF
    return is_large and difference.new <= difference.gap_share * _NEW_FOR_LOST


def _lost_part(difference: PageDifference) -> bool:
    """Whether a part is missing, a message may stand there, and the rest is untouched."""
    is_part = difference.gap_share >= _LOST_IN_ONE_PART and len(difference.gap) >= _LEAST_BLOCKS
    came = words_that_came(difference) - _said_in_gap(difference)
    return is_part and came <= _most_touched(difference)


def _lost_here_and_there(difference: PageDifference) -> bool:
    """Whether many blocks are missing, and no word came."""
    is_much = difference.lost >= _LOST_SCATTERED
    return (
        is_much
        and len(difference.gone_blocks) >= _LEAST_SCATTERED
        and words_that_came(difference) <= _most_touched(difference)
    )


def _most_touched(difference: PageDifference) -> float:
    """Return how many words may come where nobody revised the page."""
    share = _FRAGMENTS_OF_HALF if difference.lost >= _LOST_HALF else _FRAGMENTS
    lost = difference.lost * sum(map(len, difference.known_words))
    return max(_TOUCHED_WORDS, lost * share)


def words_that_came(difference: PageDifference) -> float:
    """Return how many words came."""
    return difference.new * sum(map(len, difference.known_words))


def _said_in_gap(difference: PageDifference) -> int:
    """Count the words of a message of some blocks that stands where the missing part began."""
    came, blocks = difference.new_blocks, difference.document.blocks
    if not came or len(came) > _MESSAGE_BLOCKS:
        return 0
    at, known = blocks.index(came[0]), difference.previous.blocks
    before = {b.text for b in known[max(0, difference.gap[0] - 2) : difference.gap[0] + 1]}
    if (at and blocks[at - 1].text not in before) or blocks[at : at + len(came)] != came:
        return 0
    said = sum(len(words(block.text)) for block in came)
    return said if said <= _MESSAGE_WORDS else 0


def breaks_off(difference: PageDifference) -> str:
    """Return the last block if the known page goes on where it ends in mid-sentence, or ''."""
    blocks, known = difference.document.blocks, difference.known_words
    last = _HALF_LINK.sub("", blocks[-1].text) if blocks else ""
    part = words(last)
    if not part or ends_in_sentence(last):
        return ""
    before = difference.words[-2] if len(blocks) > 1 else ()
    for number, whole in enumerate(known):
        follows = before == (known[number - 1] if number else ())
        is_sure = follows or len(part) >= _BEGINNING
        if is_sure and goes_on(part, whole) and _is_end(difference, number, part):
            return last
    return ""


def _is_end(difference: PageDifference, number: int, part: Words) -> bool:
    """Whether what follows a known block is gone; the last one must break off in a sentence."""
    if number < len(difference.known_words) - 1:
        return difference.stands_after(number) <= _BY_CHANCE
    whole, text = difference.known_words[number], difference.previous.blocks[number].text
    is_sentence = ends_in_sentence(text) and len(whole) >= _BEGINNING
    return is_sentence or part[-1] != whole[len(part) - 1]


def _prose(blocks: tuple[Words, ...]) -> int:
    """Count the words of all blocks but labels and short headings."""
    return sum(len(block) for block in blocks if len(block) >= _LABEL_WORDS)
