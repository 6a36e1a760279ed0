"""The bot's messages on lawsuits, as Telegram HTML in the subscriber's language. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from bot import markup
from bot.messages import say
from monitor.cases import Case, CaseEntry
from monitor.cases.wording import case_facts, case_line, case_name, stage_meaning, stage_name
from monitor.language import Language, texts
from monitor.source import Source
from monitor.text import shorten
from monitor.wording import source_name
from monitor.written_days import written_day

_MAX_ENTRIES = 12
_TITLE = 160


def listed(cases: Iterable[Case], language: Language) -> str:
    """List cases in a line each, with the command that shows one in full."""
    lines = [f"⚖ {markup.text(case_line(case, language))} /case_{case.id}" for case in cases]
    if not lines:
        return say(language, "no_cases")
    return markup.pages([say(language, "cases"), *lines])[0]


def full(
    case: Case,
    entries: list[CaseEntry],
    sources: Mapping[str, Source],
    language: Language,
    today: date,
) -> str:
    """Show one case: its name, stage and what that means, the facts, the newest notices."""
    colon = texts("news", language)["colon"]
    head = [f"⚖ <b>{markup.text(case_name(case, language))}</b>"]
    if case.stage:
        label = texts("cases", language)["stage"]
        head.append(markup.text(f"{label}{colon}{stage_name(case.stage, language)}"))
        head.append(markup.text(stage_meaning(case.stage, language)))
    facts = [
        markup.text(f"{label}{colon}{fact}") for label, fact in case_facts(case, language, today)
    ]
    lines = [_entry(entry, sources, language, today) for entry in entries[-_MAX_ENTRIES:]]
    return markup.pages(["\n".join(head), "\n".join(facts), *lines])[0]


def _entry(entry: CaseEntry, sources: Mapping[str, Source], language: Language, today: date) -> str:
    source = source_name(sources.get(entry.source_id), entry.source_id, language)
    parts = [written_day(entry.at, language, today), stage_name(entry.stage, language), source]
    head = " · ".join(part for part in parts if part)
    title = shorten(entry.title, _TITLE)
    return f"{markup.text(head)}\n{markup.text(title)} /change_{entry.change_id}"
