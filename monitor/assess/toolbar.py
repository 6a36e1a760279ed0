"""Find the buttons between a page's title and its first sentence, where no markup says what they are."""

from collections.abc import Sequence
from itertools import takewhile

from monitor.assess.controls import is_label
from monitor.assess.letters import letters
from monitor.assess.modality import governing, modality
from monitor.model import Block, BlockKind
from monitor.tokens import TokenKind, content

# A heading or two above the buttons: the site's and the page's.
_MOST_TITLES = 3
_MOST_BUTTONS = 15
_BUTTON_CHARS = 60
_BUTTON_WORDS = 8
_SENTENCE_ENDS = (".", "!", ";", ":", ",", "。", "！", "；", "：", "，", "、")
_WORDS = frozenset({TokenKind.WORD, TokenKind.CJK})


def toolbar(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the `letters` of the lines between the title and the first sentence, if they are buttons.

    They are when one of them is a known button, such as `Copy link` or `Print`, none states a value or a
    rule, none is in a list, and a sentence follows.
    """
    titles = list(takewhile(_is_heading, blocks[:_MOST_TITLES]))
    run = list(takewhile(_is_button, blocks[len(titles) : len(titles) + _MOST_BUTTONS + 1]))
    end = len(titles) + len(run)
    is_bar = titles and len(run) <= _MOST_BUTTONS and any(is_label(one.text) for one in run)
    if not is_bar or end >= len(blocks) or not _is_sentence(blocks[end]):
        return frozenset()
    return frozenset(letters(block.text) for block in run)


def _is_heading(block: Block) -> bool:
    return block.kind is BlockKind.HEADING


def _is_button(block: Block) -> bool:
    text = block.text
    if block.kind is not BlockKind.PARAGRAPH or len(text) > _BUTTON_CHARS or governing(block.path):
        return False
    if text.endswith(_SENTENCE_ENDS) or len(text.split()) > _BUTTON_WORDS or modality(text):
        return False
    return {token.kind for token in content(text)} <= _WORDS


def _is_sentence(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and block.text.endswith((".", ":", "。", "："))
