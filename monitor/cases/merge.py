"""Decide whether a notice tells of a known lawsuit, and what it adds to what is known of it."""

from dataclasses import replace

from rapidfuzz import fuzz

from monitor.cases.facts import CaseFacts
from monitor.text import fold

# Two courts use the same numbers; the names of one plaintiff are written alike.
_SAME_PLAINTIFF = 60.0


def is_same_case(known: CaseFacts, new: CaseFacts) -> bool:
    """Whether a notice is on that lawsuit: one docket in one court, or nothing that tells them apart."""
    if known.docket is None or new.docket is None or known.docket.key != new.docket.key:
        return False
    if known.court and new.court:
        return known.court == new.court
    names = [fold(facts.plaintiff or facts.brand).casefold() for facts in (known, new)]
    return not all(names) or fuzz.token_set_ratio(*names) >= _SAME_PLAINTIFF


def merged(known: CaseFacts, new: CaseFacts) -> CaseFacts:
    """Return what is known with a new notice. Only the court's own record replaces a known name."""
    names = ("plaintiff", "brand", "law_firm", "defendants", "defendant_count")
    first, second = (new, known) if new.is_record and not known.is_record else (known, new)
    docket = known.docket
    if docket and new.docket and len(new.docket.shown) > len(docket.shown):
        docket = new.docket
    return replace(
        known,
        docket=docket or new.docket,
        court=known.court or new.court,
        goods=tuple(dict.fromkeys((*known.goods, *new.goods))),
        next_date=new.next_date or known.next_date,
        is_record=known.is_record or new.is_record,
        is_mass=known.is_mass or new.is_mass,
        **{name: getattr(first, name) or getattr(second, name) for name in names},
    )
