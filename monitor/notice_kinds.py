"""Names the kind of a notice in the reader's language, before a title in another one."""

import re

from monitor.language import Language, texts
from monitor.model import Change, ChangeKind, Severity
from monitor.source import Source
from monitor.text import CJK

_PREFIX = "notice-"
_CHINESE = re.compile(f"[{CJK}]")


def kind_name(change: Change, source: Source | None, language: Language) -> str:
    """Return the kind of a notice whose source writes in another language; '' where none is sure.

    Only what a word of the title says counts: a sentence of the text may be about something else.
    Of several the first in the order of the texts, the most definite first.
    """
    if change.kind is not ChangeKind.NOTICE or change.stage is not None:
        return ""
    is_silent = change.assessment.severity is Severity.COSMETIC
    if is_silent or not is_foreign(source, language):
        return ""
    title = change.title.casefold()
    if language == Language.ZH and _CHINESE.search(title):
        return ""
    said = {
        reason.rule.removeprefix(_PREFIX)
        for reason in change.assessment.reasons
        if any(word and word.rstrip("\u2026").casefold() in title for word in reason.words)
    }
    return next((name for kind, name in texts("kinds", language).items() if kind in said), "")


def is_foreign(source: Source | None, language: Language) -> bool:
    """Whether a source writes in another language than the reader's."""
    return source is not None and source.language.partition("-")[0] not in {"", language}
