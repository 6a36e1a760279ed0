"""What a model is asked. The edits are data: one line of JSON between two marks.

JSON escapes line ends, and `<` is escaped here as well, so that no text of a page can close the block.
Nothing of a subscriber is among the data.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.briefs.brief import BriefKind
from monitor.data import load
from monitor.excerpt import most_significant
from monitor.language import Language, about
from monitor.model import Change, Edit
from monitor.text import clean, shorten
from monitor.tokens import TokenKind, typed

MOST_EDITS = 12
_SIDE_CHARS = 2_000
_ALL_CHARS = 12_000
_LINK = "[link]"


@dataclass(frozen=True, slots=True)
class ModelPrompt:
    """The instructions, and the data that they are about."""

    system: str
    user: str


def prompt_of(change: Change, source: str, language: Language, kind: BriefKind) -> ModelPrompt:
    """Return what is asked about a change. `source`: the name of whose text it is."""
    instructions: dict[str, str] = load("monitor.briefs", "prompts.yaml")
    system = f"{instructions[kind]}\n{instructions['rules']}"
    data = json.dumps(_data(change, source, kind), ensure_ascii=False).replace("<", "\\u003c")
    return ModelPrompt(
        system=system.format(language=about(language)["name"], code=language),
        user=f"<page-data>\n{data}\n</page-data>",
    )


def translated_edits(change: Change) -> tuple[Edit, ...]:
    """Return the edits whose text a translation covers: the strongest first, as many as fit."""
    return tuple(_fitting(most_significant(change.edits)))


def text_of(edit: Edit) -> str:
    """Return the text of an edit that is translated: the new one, or the old one if it is gone."""
    return edit.after or edit.before


def _data(change: Change, source: str, kind: BriefKind) -> dict[str, Any]:
    edits = translated_edits(change)
    if kind is BriefKind.TRANSLATION:
        return {"texts": [_sent(text_of(edit)) for edit in edits]}
    return {
        "source": _sent(source),
        "title": _sent(change.title),
        "edits": [
            {
                "op": str(edit.op),
                "under": [_sent(name) for name in edit.path],
                "before": _sent(edit.before),
                "after": _sent(edit.after),
            }
            for edit in edits
        ],
    }


def _fitting(edits: Sequence[Edit]) -> Iterable[Edit]:
    left = _ALL_CHARS
    for number, edit in enumerate(edits[:MOST_EDITS]):
        left -= sum(min(len(side), _SIDE_CHARS) for side in (edit.before, edit.after))
        if left < 0 and number:
            return
        yield edit


def _sent(text: str) -> str:
    """Return a text without its web and mail addresses, which an answer may not hold anyway."""
    text = shorten(clean(text), _SIDE_CHARS)
    pieces, last = [], 0
    for token in typed(text):
        if token.kind is TokenKind.ADDRESS:
            pieces += [text[last : token.start], _LINK]
            last = token.end
    return "".join([*pieces, text[last:]])
