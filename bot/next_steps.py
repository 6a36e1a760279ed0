"""What to do next about a change, as Telegram HTML. Pure."""

from bot import markup
from monitor.checklists import Checklist, OfficialLink, checklist_for
from monitor.language import Language, message, sentences, texts
from monitor.model import Change, Severity
from monitor.wording import headline, numbered, reading_step
from monitor.written_days import written_day

FIRST = 2


def first_steps(change: Change, language: Language) -> str:
    """Return the first steps of the change's checklist; without one '', or what an urgent one asks."""
    found = checklist_for(change)
    if found is None:
        return markup.text(reading_step(change, language))
    lines = [markup.text(line) for line in numbered(found.steps(language)[:FIRST], language)]
    return "\n".join([_title(found, language), *lines, _advice(language)])


def urgent_first_step(change: Change, language: Language) -> str:
    """Return what to do first about a change to act on, in a line of a list; '' for any other."""
    found = checklist_for(change) if change.assessment.severity is Severity.URGENT else None
    if found is None:
        return ""
    return markup.text(message("news", language, "to_do", step=found.steps(language)[0]))


def all_steps(change: Change, found: Checklist, language: Language) -> str:
    """Return the whole checklist for a change with its forms and sources."""
    return _whole(found, language, [markup.text(headline(change, language))])


def steps_of(found: Checklist, language: Language) -> str:
    """Return the whole checklist with its forms and sources, of no change."""
    return _whole(found, language, [])


def _whole(found: Checklist, language: Language, about: list[str]) -> str:
    news = texts("news", language)
    steps = [markup.text(line) for line in numbered(found.steps(language), language)]
    parts = [_title(found, language), *about, "\n".join(steps)]
    for key, links in (("official_forms", found.forms), ("official_sources", found.sources)):
        if links:
            listed = [_link(one, language) for one in links]
            parts.append("\n".join([f"<b>{markup.text(news[key])}</b>", *listed]))
    reviewed = message("news", language, "reviewed", date=written_day(found.reviewed, language))
    return "\n\n".join([*parts, sentences([_advice(language), markup.text(reviewed)], language)])


def _title(found: Checklist, language: Language) -> str:
    words = message("news", language, "next_steps_for", title=found.title(language))
    return f"<b>{markup.text(words)}</b>"


def _advice(language: Language) -> str:
    return markup.italic(texts("news", language)["no_legal_advice"])


def _link(one: OfficialLink, language: Language) -> str:
    return f"• {markup.link(one.url, one.name(language))}"
