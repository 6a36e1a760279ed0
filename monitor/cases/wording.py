"""Formats lawsuits for messages of all channels and for pages. Plain text, never escaped."""

from datetime import date

from monitor.cases.case import Case
from monitor.cases.courts import court_name, firm_name
from monitor.cases.stage import Stage
from monitor.language import Language, message, texts
from monitor.text import shorten
from monitor.vocabulary import name_of
from monitor.written_days import written_day

_NAME = 120


def stage_name(stage: Stage | None, language: Language) -> str:
    """Return the name of a stage: `Restraining order issued`, or ''."""
    return texts("cases", language)[f"stage_{stage.key}"] if stage else ""


def stage_meaning(stage: Stage, language: Language) -> str:
    """Return what a stage means for a seller, in one sentence."""
    return texts("cases", language)[f"means_{stage.key}"]


def case_name(case: Case, language: Language) -> str:
    """Return the caption: `Lantern Watches Ltd. v. many sellers`; the number if nobody is named."""
    if not case.plaintiff and not case.brand:
        return message("cases", language, "unnamed", docket=case.docket)
    defendants = case.defendants or texts("cases", language)["many"]
    return message(
        "cases",
        language,
        "name",
        plaintiff=shorten(case.plaintiff or case.brand, _NAME),
        defendants=shorten(defendants, _NAME),
    )


def case_line(case: Case, language: Language) -> str:
    """Return one line on a case: its number, court, stage and plaintiff."""
    words, colon = texts("cases", language), texts("news", language)["colon"]
    plaintiff = shorten(case.plaintiff or case.brand, _NAME)
    parts = [
        message("cases", language, "line", docket=case.docket),
        court_name(case.court, language),
        f"{words['stage']}{colon}{stage_name(case.stage, language)}" if case.stage else "",
        f"{words['plaintiff']}{colon}{plaintiff}" if plaintiff else "",
    ]
    return " · ".join(part for part in parts if part)


def case_facts(case: Case, language: Language, today: date) -> list[tuple[str, str]]:
    """Return what is known of a case: each fact with its label, in the order of a page.

    A next date before `today` is none any more; a brand that is the plaintiff is said once.
    """
    coming = case.next_date and case.next_date >= today
    facts = {
        "docket": case.docket,
        "court": court_name(case.court, language),
        "plaintiff": case.plaintiff,
        "brand": case.brand if case.brand != case.plaintiff else "",
        "law_firm": firm_name(case.law_firm, language),
        "goods": texts("news", language)["comma"].join(
            name_of("topics", topic, language) for topic in case.goods
        ),
        "defendants": case.defendants,
        "defendant_count": str(case.defendant_count or ""),
        "next_date": written_day(case.next_date, language, today)
        if coming and case.next_date
        else "",
    }
    words = texts("cases", language)
    return [(words[name], fact) for name, fact in facts.items() if fact]
