"""The Atom feed of lawsuits: an entry for each stage that a case reaches."""

from collections.abc import Sequence
from datetime import date, datetime

from lxml import etree

from monitor.cases import Case
from monitor.cases.wording import case_facts, case_name, stage_meaning, stage_name
from monitor.language import Language, texts
from web.feeds.atom import add, feed_of


def feed_of_cases(
    cases: Sequence[Case], language: Language, *, address: str, public_url: str, now: datetime
) -> bytes:
    """Build the feed; `address`: its own URL."""
    title = f"Forewarn · {texts('web', language)['nav_cases']}"
    newest = cases[0].updated_at if cases else now
    root = feed_of(title, address, language, public_url, newest)
    for case in cases:
        _entry(root, case, language, public_url, now.date())
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _entry(
    root: etree._Element, case: Case, language: Language, public_url: str, today: date
) -> None:
    link = f"{public_url}/cases/{case.id}"
    entry = add(root, "entry")
    # A reader shows an id once: the next stage is news again.
    add(entry, "id", f"{link}#{case.stage.key}" if case.stage else link)
    add(entry, "title", f"[{stage_name(case.stage, language)}] {case_name(case, language)}")
    add(entry, "updated", case.updated_at.isoformat())
    add(entry, "published", case.opened_at.isoformat())
    add(entry, "link", rel="alternate", href=link)
    for topic in case.goods:
        add(entry, "category", term=topic)
    facts = [f"{label}: {fact}" for label, fact in case_facts(case, language, today)]
    meaning = [stage_meaning(case.stage, language)] if case.stage else []
    add(entry, "summary", " · ".join([*facts, *meaning]))
