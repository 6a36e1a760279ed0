"""A lawsuit as its notices describe it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from monitor.cases.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A lawsuit against sellers. A field that no notice states is '', () or None.

    `court` and `law_firm`: ids of courts.yaml and firms.yaml; an unknown firm by its name.
    `docket`: the court's number, `1:26-cv-04211`. `defendants`: as the caption names them;
    `defendant_count`: how many, if stated. `next_date`: the next hearing or deadline.
    """

    id: int
    event_id: int
    court: str = ""
    docket: str = ""
    plaintiff: str = ""
    brand: str = ""
    law_firm: str = ""
    goods: tuple[str, ...] = ()
    defendants: str = ""
    defendant_count: int | None = None
    stage: Stage | None = None
    next_date: date | None = None
    opened_at: datetime
    updated_at: datetime


class CaseEntry(NamedTuple):
    """A change that reports of a lawsuit. `stage`: the one that it reports."""

    change_id: int
    source_id: str
    title: str
    stage: Stage | None
    at: datetime
