"""Judge a notice as news: whether a cross-border seller must act, may want to know, or can skip it.

The title says what a notice is about; the text decides only where the title leaves it open:

    a docket of an ordinary suit, goods of another trade, a genre for nobody  -> skip
    a proposal, figures, a ruling, an explainer in the title                  -> know
    a recall of goods of another trade, from who speaks to sellers            -> know
    a rule, a fee, a recall, an order in the title                            -> act
    the same in a sentence of the text that names whom it binds               -> act
    anything else                                                             -> know
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from monitor.notices.passage import News, Passage, news
from monitor.notices.signs import ACTORS, GENRES, GOODS, Found


class Level(StrEnum):
    """What a seller does with a notice."""

    ACT = "act"
    KNOW = "know"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Triage:
    """The level of a notice and the signs that decided it, the strongest first."""

    level: Level
    reasons: tuple[Found, ...] = ()


_DOCKET = re.compile(r"\b\d{1,2}:\d{2}-[a-z]{2}-\d{3,6}|^\W{0,3}\d{2}-\d{4,6}\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"\d\s?%|[$€£¥]\s?\d|\d\s?(?:usd|euros?|yuan|prozent|per ?cent|元|美元)", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_ASSOCIATION = "association-notice"
# What an association reports of courts and offices.
_WON = {"ban", "border", "case", "domains", "fee", "tariff"}
# Sources that speak to sellers, whatever goods they name.
_TO_SELLERS = {"platform-policy", "payments-trust"}
# Those who file marks and patents are sellers, too.
_OF_SELLERS = {*_TO_SELLERS, "ip-enforcement"}
# The stages by which even an urgent act is not one yet, or no more.
_UNDO = {"proposal", "refusal"}
# The acts that an exception in the text does not soften.
_PLAIN = {"force", "expiry", "tariff"}
# What the text of a relief says, too: until when it holds, from when it would have ended.
_MILD = {"expiry", "force"}


def triage(title: str, text: str, category: str = "") -> Triage:
    """Return the level of a notice and why. `category`: that of its source."""
    notice = news(title, text, category)
    verdicts = (rule(notice) for rule in (_docket, _genre, _foreign, _own_brand, _staged))
    decided = next((verdict for verdict in verdicts if verdict), None)
    return decided or _by_title(notice) or _by_text(notice) or Triage(Level.KNOW)


def _docket(notice: News) -> Triage | None:
    """Entries of a court's docket: only a mass case concerns sellers."""
    if not _DOCKET.search(notice.title.text):
        return None
    mass = tuple(found for passage in notice.passages for found in passage.named("case"))
    return None if mass else Triage(Level.SKIP)


def _genre(notice: News) -> Triage | None:
    genres = notice.title.group(GENRES)
    acts = any(found.sign.name != "force" for found in notice.title.acts)
    acts = acts or (notice.category in _TO_SELLERS and _dated(notice))
    if any(found.sign.firm for found in genres) or (genres and not acts):
        return Triage(Level.SKIP, genres)
    return None


def _foreign(notice: News) -> Triage | None:
    """Goods of another trade, and none that sellers offer online."""
    if notice.category in _TO_SELLERS:
        return _recalled_elsewhere(notice)
    beginning = notice.passages[: 2 if notice.title.named("recall") else 1]
    medical = tuple(found for passage in beginning for found in passage.found if found.sign.certain)
    if medical and not notice.title.named("platforms"):
        return Triage(Level.SKIP, medical)
    foreign = _foreign_goods(notice.title)
    contraband = tuple(found for found in foreign if found.sign.firm)
    if contraband and not notice.title.acts and not notice.title.named("platforms"):
        return Triage(Level.SKIP, contraband)
    if _is_ours([notice.title]):
        return None
    fakes = notice.title.named("fakes")
    if not foreign and not fakes and not notice.title.acts and not _is_ours(notice.body):
        foreign = tuple(found for passage in notice.body for found in _foreign_goods(passage))
    return Triage(Level.SKIP, foreign) if foreign else None


def _recalled_elsewhere(notice: News) -> Triage | None:
    """Goods of another trade that are recalled are for information, even where sellers are spoken to."""
    if not notice.title.named("recall") or _is_ours(notice.passages[:2]):
        return None
    foreign = _foreign_goods(notice.title)
    return Triage(Level.KNOW, foreign) if foreign else None


def _foreign_goods(passage: Passage) -> tuple[Found, ...]:
    """Return the goods of another trade. A recalled thing may be made of steel."""
    recalled = bool(passage.named("recall"))
    return tuple(
        found
        for found in passage.group(GOODS)
        if found.sign.foreign and not (recalled and found.sign.name == "commodities")
    )


def _is_ours(passages: Iterable[Passage]) -> bool:
    return any(passage.named("consumer", "platforms") for passage in passages)


def _own_brand(notice: News) -> Triage | None:
    """What a shop chain recalls of its own: it is the subject of the sentence, or owns the brand."""
    if not any(passage.named("recall") for passage in notice.passages[:2]):
        return None
    own = tuple(found for passage in notice.passages[:2] for found in _owned(passage))
    return Triage(Level.SKIP, own) if own else None


def _owned(passage: Passage) -> tuple[Found, ...]:
    subject = " ".join(_WORD.findall(passage.text.casefold()))
    chains = passage.named("chains") if passage.named("recall") else ()
    leading = tuple(found for found in chains if subject.startswith(found.words[0]))
    return leading or passage.named("own")


def _staged(notice: News) -> Triage | None:
    """A stage in the title makes it news, and so does a question."""
    stages = notice.title.stages or _article(notice)
    question = notice.title.text.rstrip().endswith(("?", "？"))
    if question and not _dated(notice):
        return Triage(Level.KNOW, stages)
    if not stages:
        return None
    binding = any(found.sign.name not in _MILD for found in _binding(notice) if not found.sign.weak)
    if binding and all(found.sign.name == "relief" for found in stages):
        return None
    return Triage(Level.KNOW, stages)


def _article(notice: News) -> tuple[Found, ...]:
    """Return what says in the title or at the beginning of the text that it explains."""
    return tuple(found for passage in notice.passages[:3] for found in passage.named("article"))


def _dated(notice: News) -> bool:
    """Whether a sentence of the text states what is due and from when, and does not soften it."""
    return any(
        passage.named("force") and _strong(passage.acts)
        for passage in notice.body
        if not passage.softeners
    )


def _strong(acts: tuple[Found, ...]) -> bool:
    return any(not found.sign.weak and found.sign.name != "force" for found in acts)


def _by_title(notice: News) -> Triage | None:
    acts = _supported(_telling(notice.title, notice), notice)
    if not acts:
        return None
    if not any(found.sign.alone for found in acts) and not _concerns_sellers(notice):
        return None
    soft = tuple(found for passage in notice.body for found in passage.softeners)
    if any(found.sign.urgent or found.sign.name in _PLAIN for found in acts):
        soft = tuple(found for found in soft if found.sign.name in _UNDO)
    if soft and not _plain(notice.body):
        return Triage(Level.KNOW, soft)
    return Triage(Level.ACT, acts)


def _telling(passage: Passage, notice: News) -> tuple[Found, ...]:
    """Return the acts of a passage. An association binds nobody: its demands are no duties.

    A domain taken from others than shops is no matter of sellers.
    """
    shops = any(each.named("sellers", "owners", "consumer", "fakes") for each in notice.passages)
    return tuple(
        found
        for found in passage.acts
        if (found.sign.name in _WON or notice.category != _ASSOCIATION)
        and (shops or found.sign.name != "domains")
    )


def _supported(acts: tuple[Found, ...], notice: News) -> tuple[Found, ...]:
    """Return the acts, unless all are weak and nothing else in the notice bears them out.

    A fee or duty is borne out by its amount.
    """
    charged = any(found.sign.name == "charge" for found in acts)
    priced = charged and any(_AMOUNT.search(passage.text) for passage in notice.passages)
    if priced or any(not found.sign.weak for found in acts):
        return acts
    names = {found.sign.name for found in (*acts, *_plain(notice.body))}
    return acts if len(names) > 1 else ()


def _plain(body: tuple[Passage, ...]) -> tuple[Found, ...]:
    """Return the acts of the sentences without a softener."""
    return tuple(found for passage in body if not passage.softeners for found in passage.acts)


def _by_text(notice: News) -> Triage | None:
    acts = _binding(notice)
    return Triage(Level.ACT, acts) if acts else None


def _binding(notice: News) -> tuple[Found, ...]:
    """Return what the text says that binds sellers, without a stage that softens it."""
    titled = notice.title.group(ACTORS) or notice.category in _TO_SELLERS
    bound = tuple(
        found
        for passage in notice.body
        if not passage.softeners
        for found in _telling(passage, notice)
        if found.sign.alone or titled or passage.group(ACTORS) or _dated_duty(passage)
    )
    return _supported(bound, notice)


def _dated_duty(passage: Passage) -> bool:
    """A duty with its day of force binds, whoever is named."""
    return bool(passage.named("duty") and passage.named("force"))


def _concerns_sellers(notice: News) -> bool:
    due = notice.title.named("duty") and any(passage.named("force") for passage in notice.body)
    return (
        bool(due)
        or notice.category in _OF_SELLERS
        or any(passage.group(ACTORS) or passage.named("consumer") for passage in notice.passages)
    )
