"""Names and reasons as a reader of either channel sees them."""

from collections.abc import Mapping

from monitor.assess.rules import rule_title
from monitor.model import Assessment, Coverage, Language
from monitor.source import Source
from monitor.text import shorten

_REASONS_TOLD = 4
_WORDS_TOLD = 3
_WORD_CHARS = 30
_FAILING_TOLD = 8


def source_name(source: Source | None, source_id: str, language: Language) -> str:
    """Whose rule it is and what it is called; the id when the catalogue lost it."""
    return f"{source.organisation}: {source.title_in(language)}" if source else source_id


def reasons(assessment: Assessment, language: Language) -> str:
    """The rules that fired and the words that triggered them; '' for none."""
    told = []
    for reason in assessment.reasons[:_REASONS_TOLD]:
        title = rule_title(reason.rule, language)
        quoted = ", ".join(shorten(word, _WORD_CHARS) for word in reason.words[:_WORDS_TOLD])
        told.append(f"{title} ({quoted})" if quoted else title)
    return "; ".join(told)


def coverage(
    seen: Coverage,
    words: Mapping[str, str],
    sources: Mapping[str, Source],
    language: Language,
) -> str:
    """How much was looked at; silence is never read as no change.

    `words` holds the channel's sentences `coverage` and `failing`.
    """
    line = words["coverage"].format(checked=seen.checked, watched=seen.watched)
    if not seen.failing:
        return line
    named = [source_name(sources.get(i), i, language) for i in seen.failing[:_FAILING_TOLD]]
    more = "\u2026" if len(seen.failing) > len(named) else ""
    return line + words["failing"].format(names=", ".join(named) + more)
