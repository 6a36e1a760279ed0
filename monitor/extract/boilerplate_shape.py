"""Find boilerplate among blocks by its shape, where no markup says what it is."""

import re
from collections.abc import Iterator, Sequence

from monitor.extract.boilerplate_words import (
    is_feedback,
    is_home,
    is_language,
    is_related_heading,
    is_site_part,
    is_vote,
)
from monitor.extract.leads import lead_in
from monitor.model import LISTED, Block, BlockKind
from monitor.text import cjk_share

_RUN = 3
_SITE_PARTS = 2
_LABEL_CHARS = 40
_LABEL_CHARS_CJK = 16
_CJK = 0.3
_TITLE_CHARS = 160
_VOTES = 3
_SENTENCE_ENDS = (".", "!", "?", ";", ":", "\u3002", "\uff01", "\uff1f", "\uff1b", "\uff1a")
_DIGIT = re.compile(r"\d")
_COPYRIGHT = re.compile(r"(?:\u00a9|\(c\)|copyright)", re.IGNORECASE)
_CRUMBS = re.compile(r"\s*[>\u203a\u00bb\u2192/|]\s*")
_PICKER = re.compile(r"\s*[|/,\u00b7\u3001]\s*")
_QUANTITY = re.compile(
    r"\d\s?(?:%|\uff05|\u2030|percent|prozent|pour|[$\u20ac\u00a3\u00a5]|[a-z]{3}\b|\u5143|\u5929|\u65e5|\u5e74|\u6708|\u5c0f\u65f6|\u5de5\u4f5c"
    r"|days?|hours?|weeks?|months?|years?|tage?|jours?|d\u00edas?|giorni|stunden|heures|horas|ore)"
    r"|[$\u20ac\u00a3\u00a5\uffe5]\s?\d|\b[a-z]{3}\s?\d|\b20\d\d\b",
    re.IGNORECASE,
)
# The words that forbid, permit or demand: modal verbs and their kin, a closed class.
_BINDS = re.compile(
    r"\b(?:must|shall|may|can|cannot|can't|don't|not|never|no|only|prohibit\w*|forbid\w*|ban(?:s|ned)?|restrict\w*"
    r"|disallow\w*|allow\w*|permi[ts]\w*|requir\w*|mandatory|oblig\w*|accept\w*|eligib\w*|exempt\w*"
    r"|verbot\w*|untersag\w*|muss|m\u00fcssen|darf|d\u00fcrfen|nicht|kein\w*|erlaub\w*|zul\u00e4ssig\w*|erforderlich\w*|beschr\u00e4nk\w*"
    r"|interdi\w*|doit|doivent|peu(?:t|vent)|pas|autoris\w*|requis\w*|prohib\w*|debe\w*|puede\w*|deber\w*"
    r"|viet\w*|proibi\w*|dev(?:e|ono)|pu\u00f2|possono|non|consenti\w*|obbligator\w*|richiest\w*|permess\w*)\b"
    r"|\u7981|\u4e0d|\u5fc5|\u987b|\u9808|\u5e94|\u61c9|\u53ef|\u5141\u8bb8|\u8981\u6c42|\u9650|\u7981\u6b62|\u9700|\u51c6",
    re.IGNORECASE,
)


def boilerplate_blocks(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the indices of the blocks that are boilerplate by their shape.

    These are: a path of links from the home page; links under a heading such as "Related articles";
    a list of languages; a question whether the page helped, with its buttons; three or more short
    labels in sequence that begin or end the document, two of which name parts of a site.
    Never: a heading (but that of the related links), a row, a sentence, a block with an amount,
    percentage, period or date, an item of a list that a sentence or colon leads in, or a label
    under a heading that forbids, permits or demands.
    """
    found = {*_crumbs(blocks), *_related(blocks), *_languages(blocks), *feedback_blocks(blocks)}
    found.update(_edge(blocks, range(len(blocks))))
    found.update(_edge(blocks, range(len(blocks) - 1, -1, -1)))
    return frozenset(found)


def _crumbs(blocks: Sequence[Block]) -> Iterator[int]:
    for index, block in enumerate(blocks):
        parts = _CRUMBS.split(block.text) if len(block.text) <= _TITLE_CHARS else []
        if len(parts) > 1 and is_home(parts[0]) and not _is_told(block):
            yield index


def _related(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield each heading of related links and the titles below it, up to the next heading."""
    index = 0
    while index < len(blocks):
        titles = list(_titles(blocks, index)) if _heads_related(blocks[index]) else []
        if titles:
            yield index
            yield from titles
        index = titles[-1] + 1 if titles else index + 1


def _heads_related(block: Block) -> bool:
    return block.kind is not BlockKind.ROW and is_related_heading(block.text)


def _titles(blocks: Sequence[Block], head: int) -> Iterator[int]:
    for index in range(head + 1, len(blocks)):
        block = blocks[index]
        below = block.path[len(blocks[head].path) + 1 :]
        if block.kind in {BlockKind.HEADING, BlockKind.ROW} or _is_told(block) or below:
            return
        if blocks[head].kind is not BlockKind.HEADING and block.kind not in LISTED:
            return
        yield index


def _languages(blocks: Sequence[Block]) -> Iterator[int]:
    run: list[int] = []
    for index, block in enumerate(blocks):
        names = _PICKER.split(block.text) if len(block.text) <= 2 * _TITLE_CHARS else []
        if len(names) >= _RUN and all(map(is_language, names)):
            yield index
        if is_language(block.text):
            run.append(index)
            continue
        yield from run if len(run) >= _RUN else ()
        run = []
    yield from run if len(run) >= _RUN else ()


def feedback_blocks(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the indices of questions whether the page helped, and of the buttons after them."""
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.ROW or not is_feedback(block.text):
            continue
        yield index
        for after in range(index + 1, min(index + 1 + _VOTES, len(blocks))):
            if not (is_vote(blocks[after].text) or is_feedback(blocks[after].text)):
                break
            yield after


def _edge(blocks: Sequence[Block], order: range) -> Iterator[int]:
    """Yield the labels at one edge, unless what stands inside of them leads them in."""
    run = []
    for index in order:
        if not _is_label(blocks[index]):
            break
        run.append(index)
    is_menu = len(run) >= _RUN and _names_site(blocks, run) and 2 * len(run) <= len(blocks)
    if is_menu and (order.step > 0 or not _is_led(blocks, run[-1])):
        yield from run


def _names_site(blocks: Sequence[Block], run: Sequence[int]) -> bool:
    return sum(is_site_part(blocks[index].text) for index in run) >= _SITE_PARTS


def _is_led(blocks: Sequence[Block], first: int) -> bool:
    """Return whether the block before a run heads it, leads it in or begins its list."""
    if not first:
        return False
    before = blocks[first - 1]
    if before.kind is BlockKind.HEADING or lead_in(before.text):
        return True
    is_list = before.kind in LISTED and blocks[first].kind in LISTED
    return is_list and before.path == blocks[first].path


def _is_label(block: Block) -> bool:
    text = block.text
    if _COPYRIGHT.match(text) and len(text) <= _TITLE_CHARS and not _BINDS.search(text):
        return True
    most = _LABEL_CHARS_CJK if cjk_share(text) > _CJK else _LABEL_CHARS
    if block.kind in {BlockKind.HEADING, BlockKind.ROW} or len(text) > most:
        return False
    if text.endswith(_SENTENCE_ENDS) or _DIGIT.search(text):
        return False
    return not any(_BINDS.search(words) for words in (text, *block.path))


def _is_told(block: Block) -> bool:
    """Return whether a block says something of its own: a sentence, or a quantity."""
    text = block.text
    is_sentence = text.endswith((".", "!", ";", "\u3002", "\uff01", "\uff1b"))
    return is_sentence or len(text) > _TITLE_CHARS or _QUANTITY.search(text) is not None
