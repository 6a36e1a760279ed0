"""Read a model's answer. What the source does not bear out is refused, whatever the page told the model.

Faults: `json`, `shape`, `length`, `markup`, `language`, `invented`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.briefs.brief import Brief, BriefFault, Translation
from monitor.briefs.claims import Stated, stated, unstated
from monitor.briefs.prompt import text_of, translated_edits
from monitor.language import Language
from monitor.language_detection import language_of_text
from monitor.model import Change, Edit
from monitor.parsing import Unreadable
from monitor.parsing.json import read_json
from monitor.text import CJK, cjk_share, clean, fold

_KEYS = ("changed", "concerns", "act")
_LINE_CHARS = 300
# A translation is at most this much longer than its text, and a little more.
_LONGER = 4
_MORE_CHARS = 200
# Markup, and what Telegram turns into a link: addresses, commands, names, tags.
_MARKUP = re.compile(
    r"[<>`{}\\]|\*\*|__|\]\(|[a-z0-9-]{1,63}\.[a-z]{2,}|[a-z]+://|(?<![a-z0-9])[@/#][a-z0-9_]"
)
# Where a sentence ends, so that each is judged by itself.
_SENTENCE = re.compile(rf"(?<=[.!?;])\s+|(?<=[。！？；])|\n|(?<=[{CJK}])\.(?=[{CJK}])")


def read_brief(
    answer: str, change: Change, language: Language, source: str = ""
) -> Brief | BriefFault:
    """Return the brief that an answer holds, or why it is refused. `source`: whose text it is."""
    data = _object(answer)
    if isinstance(data, BriefFault):
        return data
    if set(data) != set(_KEYS) or not all(isinstance(data[key], str) for key in _KEYS):
        return BriefFault("shape")
    lines = [clean(data[key]) for key in _KEYS]
    facts = stated([source, change.title, *(t for edit in change.edits for t in _texts(edit))])
    fault = _fault_of_all(lines, facts, language)
    return fault or Brief(changed=lines[0], concerns=lines[1], act=lines[2])


def read_translation(answer: str, change: Change, language: Language) -> Translation | BriefFault:
    """Return the translations of a change's edits, or why none is accepted; each is judged alone."""
    data = _object(answer)
    if isinstance(data, BriefFault):
        return data
    edits, texts = translated_edits(change), data.get("texts")
    if set(data) != {"texts"} or not isinstance(texts, list) or len(texts) != len(edits):
        return BriefFault("shape")
    if not all(isinstance(text, str) for text in texts):
        return BriefFault("shape")
    faults = [
        _fault_of_translation(clean(text), edit, change, language)
        for text, edit in zip(texts, edits, strict=True)
    ]
    if all(faults):
        return next((fault for fault in faults if fault), BriefFault("shape"))
    return Translation(
        tuple("" if fault else clean(text) for text, fault in zip(texts, faults, strict=True))
    )


def _object(answer: str) -> Mapping[str, Any] | BriefFault:
    """Return the JSON object of an answer, also from within a fence or after a thought."""
    begin, end = answer.find("{"), answer.rfind("}")
    data = read_json(answer[begin : end + 1]) if 0 <= begin < end else Unreadable("is no JSON")
    if isinstance(data, Unreadable):
        return BriefFault("json")
    return data if isinstance(data, dict) else BriefFault("shape")


def _fault_of_all(lines: Sequence[str], facts: Stated, language: Language) -> BriefFault | None:
    if not all(0 < len(line) <= _LINE_CHARS for line in lines):
        return BriefFault("length")
    return _fault(lines, facts, language)


def _fault_of_translation(
    text: str, edit: Edit, change: Change, language: Language
) -> BriefFault | None:
    if not 0 < len(text) <= len(text_of(edit)) * _LONGER + _MORE_CHARS:
        return BriefFault("length")
    return _fault([text], stated([change.title, *_texts(edit)]), language)


def _fault(lines: Sequence[str], facts: Stated, language: Language) -> BriefFault | None:
    """Judge lines sentence by sentence."""
    if found := _MARKUP.search(fold("\n".join(lines)).casefold()):
        return BriefFault("markup", found[0])
    if not _is_in(" ".join(lines), language):
        return BriefFault("language")
    for sentence in (one for line in lines for one in _SENTENCE.split(line) if one):
        if words := unstated(sentence, facts, latin_is_name=language == Language.ZH):
            return BriefFault("invented", words)
    return None


def _is_in(text: str, language: Language) -> bool:
    """Return whether a text may be in the language: a short one in Latin letters is not told apart."""
    if cjk_share(text) == 0 and not any(c.isalpha() for c in text):
        return True
    return language_of_text(text) in ({language} if language == Language.ZH else {"", language})


def _texts(edit: Edit) -> tuple[str, ...]:
    return edit.before, edit.after, *edit.path, *edit.origin
