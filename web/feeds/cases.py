"""The entries of lawsuits: one for each stage that a case reaches."""

from collections.abc import Iterable
from datetime import date

from monitor.cases import Case
from monitor.cases.wording import case_facts, case_name, stage_meaning, stage_name
from monitor.language import Language
from monitor.vocabulary import name_of
from web.feeds.entries import FeedEntry, FeedSite


def entries_of_cases(
    cases: Iterable[Case], language: Language, site: FeedSite, today: date
) -> list[FeedEntry]:
    """Make an entry of each case."""
    return [_entry(case, language, site, today) for case in cases]


def _entry(case: Case, language: Language, site: FeedSite, today: date) -> FeedEntry:
    facts = [f"{label}: {fact}" for label, fact in case_facts(case, language, today)]
    meaning = [stage_meaning(case.stage, language)] if case.stage else []
    # A reader shows an id once: the next stage is news again.
    name = f"case {case.id} {case.stage.key if case.stage else ''}"
    return FeedEntry(
        id=site.id_of(name),
        link=site.address(f"/cases/{case.id}"),
        title=f"[{stage_name(case.stage, language)}] {case_name(case, language)}",
        summary=" · ".join([*facts, *meaning]),
        published=case.opened_at,
        updated=case.updated_at,
        tags=tuple((goods, name_of("topics", goods, language)) for goods in case.goods),
    )
