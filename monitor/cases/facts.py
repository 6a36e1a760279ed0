"""What a notice says of a lawsuit, field by field."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from monitor.cases.caption import (
    Caption,
    caption_of,
    defendant_count,
    is_about_sellers,
    names_many,
)
from monitor.cases.courts import court_in, court_of_url, firm_in, firm_labelled
from monitor.cases.docket import Docket, docket_in, dockets_in
from monitor.cases.next_date import next_date
from monitor.data import load
from monitor.text import clean, shorten

_MAX_CHARS = 12_000
_MAX_FIELD = 160
# An ordinary suit has fewer defendants.
_MANY = 10
# Topics of the law, which are no goods.
_NO_GOODS = frozenset({
    "trademark", "patent", "copyright-images", "brand-authorisation", "certification",
    "account-enforcement", "fees", "deadlines", "domains", "independent-sites",
})  # fmt: skip
_CORPORATE = re.compile(
    r"(?:,?\s+(?:inc|ltd|llc|llp|l\.l\.c|corp|corporation|company|co|gmbh|ag|sa|s\.a|spa|s\.p\.a|plc|limited|b\.v|bv"
    r"|n\.v|s\.r\.l|srl|pty|et al|kg|k\.k)\.?)+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What one notice states; a field that it does not state is '', () or None.

    `court` and `law_firm`: ids of courts.yaml and firms.yaml; an unknown firm by its name.
    `is_record`: the court's own record says so. `is_mass`: the case is one against many sellers.
    """

    docket: Docket | None = None
    court: str = ""
    plaintiff: str = ""
    brand: str = ""
    law_firm: str = ""
    goods: tuple[str, ...] = ()
    defendants: str = ""
    defendant_count: int | None = None
    next_date: date | None = None
    is_record: bool = False
    is_mass: bool = False


def facts_of(
    title: str, text: str, urls: Iterable[str], topics: Iterable[str], today: date
) -> CaseFacts:
    """Return what a notice states. `urls`: its own address and that of its source."""
    notice = f"{title}\n{text}"[:_MAX_CHARS]
    labelled = _labelled(notice)
    caption = _caption(title, text)
    record = _court_of_urls(urls)
    count = defendant_count(notice) or 0
    plaintiff = caption.plaintiff if caption else labelled.get("plaintiff", "")
    return CaseFacts(
        docket=docket_in(title) or _docket(notice, is_record=bool(record)),
        court=record or _court_named(notice),
        plaintiff=plaintiff,
        brand=labelled.get("brand", "") or _brand(plaintiff),
        law_firm=_firm(labelled.get("law_firm", ""), notice),
        goods=goods_of(topics),
        defendants=caption.defendants if caption else "",
        defendant_count=count or None,
        next_date=next_date(notice, today),
        is_record=bool(record),
        is_mass=bool(caption and caption.is_mass) or is_about_sellers(notice) or count >= _MANY,
    )


def court_of(title: str, text: str, urls: Iterable[str]) -> str:
    """Return the court that a notice comes from, or that it names; or ''."""
    return _court_of_urls(urls) or _court_named(f"{title}\n{text}"[:_MAX_CHARS])


def goods_of(topic_ids: Iterable[str]) -> tuple[str, ...]:
    """Return those of the topics that are goods."""
    return tuple(topic for topic in topic_ids if topic not in _NO_GOODS)


def _court_of_urls(urls: Iterable[str]) -> str:
    return next(filter(None, map(court_of_url, urls)), "")


def _court_named(notice: str) -> str:
    return court_in(_labelled(notice).get("court", "")) or court_in(notice)


def _docket(notice: str, *, is_record: bool) -> Docket | None:
    """Return the number of a notice; an article on several cases is about none of them."""
    several = len(set(dockets_in(notice))) > 1
    return None if several and not is_record else docket_in(notice)


def _caption(title: str, text: str) -> Caption | None:
    """Return the caption of the title, or the first one of the text that names many."""
    lines = text[:_MAX_CHARS].splitlines()
    return caption_of(title) or next(
        (found for line in lines if names_many(line) and (found := caption_of(line))), None
    )


def _labelled(notice: str) -> dict[str, str]:
    found = {name: pattern.search(notice) for name, pattern in _labels().items()}
    return {name: shorten(clean(m[1]), _MAX_FIELD) for name, m in found.items() if m}


def _firm(labelled: str, notice: str) -> str:
    return firm_labelled(labelled) if labelled else firm_in(notice)


def _brand(plaintiff: str) -> str:
    """Return the name by which a plaintiff is known: without `Inc.`."""
    return _CORPORATE.sub("", plaintiff).strip(" ,.")


@cache
def _labels() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(
            rf"(?:^|[\s，。；;,|·])(?:{'|'.join(map(re.escape, sorted(words, key=len)[::-1]))})"
            r"\s*[:：]\s*([^\n，。；;|:：]{2,160}?)(?=[\n，。；;|]|\s{2}|\s\S{2,8}[:：]|$)",
            re.IGNORECASE,
        )
        for name, words in load("monitor.cases", "labels.yaml").items()
    }
