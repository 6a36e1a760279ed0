"""The profile that /start makes in three taps: marketplaces, goods, done. Pure.

Each button carries the whole profile, so that nothing is stored before the last tap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from bot.keyboards import rows, ticked
from bot.messages import Buttons, button_label
from monitor.audience import Button
from monitor.language import Language
from monitor.parsing.numbers import read_whole
from monitor.targets import Directory, pair_of
from monitor.vocabulary import goods

# As many as fit a phone beside the buttons that lead on: eight rows of two.
_OFFERED = 12
_LABEL_CHARS = 30


class Step(StrEnum):
    """What the buttons below a profile ask for. `more`: the list of everything."""

    MARKETPLACES = "marketplaces"
    GOODS = "goods"
    DONE = "done"
    MORE = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is chosen so far, as bits of what is offered."""

    step: Step = Step.MARKETPLACES
    marketplaces: int = 0
    goods: int = 0

    @property
    def data(self) -> str:
        """Return the data of a button that leads to this profile."""
        return f"profile:{self.step}:{self.marketplaces}:{self.goods}"


def profile_of(words: Sequence[str]) -> Profile | None:
    """Read the data of a button; None for what no button of ours says."""
    numbers = [read_whole(word) for word in words[1:]]
    if len(words) != 3 or words[0] not in set(Step):
        return None
    marketplaces, own_goods = numbers
    if not isinstance(marketplaces, int) or not isinstance(own_goods, int):
        return None
    return Profile(step=Step(words[0]), marketplaces=marketplaces, goods=own_goods)


def targets(profile: Profile, directory: Directory) -> list[str]:
    """Return what the profile follows: its goods on its marketplaces, or either alone."""
    places = _chosen(profile.marketplaces, _marketplaces(directory))
    own_goods = _chosen(profile.goods, goods())
    pairs = [pair_of(place, topic) for place, topic in product(places, own_goods)]
    return pairs or [*places, *own_goods]


def named(profile: Profile, directory: Directory, language: Language) -> list[str]:
    """Return the names of all that is chosen."""
    chosen = _chosen(profile.marketplaces, _marketplaces(directory))
    chosen += _chosen(profile.goods, goods())
    return [directory.name(target, language) for target in chosen]


def first_profile(directory: Directory) -> Profile:
    """Return the profile to begin with; without marketplaces in the catalogue, at the goods."""
    return Profile(step=Step.MARKETPLACES if _marketplaces(directory) else Step.GOODS)


def buttons(profile: Profile, directory: Directory, language: Language) -> Buttons:
    """Make the buttons of a step: a tick for each choice, and the way on."""
    if profile.step is Step.GOODS:
        return _goods_buttons(profile, directory, language)
    return _marketplace_buttons(profile, directory, language)


def _marketplace_buttons(profile: Profile, directory: Directory, language: Language) -> Buttons:
    """Make the first step; its first choice leads on, so that one marketplace is one tap."""
    step = Step.MARKETPLACES if profile.marketplaces else Step.GOODS
    offered = _offered(
        _marketplaces(directory),
        profile.marketplaces,
        lambda bits: replace(profile, step=step, marketplaces=bits),
        directory,
        language,
    )
    goods_step = replace(profile, step=Step.GOODS)
    return (
        *offered,
        (_button("goods_step", goods_step, language),),
        (_button("more_choices", replace(profile, step=Step.MORE), language),),
    )


def _goods_buttons(profile: Profile, directory: Directory, language: Language) -> Buttons:
    offered = _offered(
        goods(), profile.goods, lambda bits: replace(profile, goods=bits), directory, language
    )
    back = (_button("marketplaces_step", replace(profile, step=Step.MARKETPLACES), language),)
    return (
        *offered,
        (
            *(back if _marketplaces(directory) else ()),
            _button("profile_done", replace(profile, step=Step.DONE), language),
        ),
        (_button("more_choices", replace(profile, step=Step.MORE), language),),
    )


def _offered(
    choices: Sequence[str],
    bits: int,
    after: Callable[[int], Profile],
    directory: Directory,
    language: Language,
) -> Buttons:
    """Make a button for each choice; `after`: the profile of the bits after its tap."""
    return rows(
        [
            Button(
                label=ticked(
                    directory.name(target, language)[:_LABEL_CHARS], is_ticked=bool(bits >> n & 1)
                ),
                data=after(bits ^ 1 << n).data,
            )
            for n, target in enumerate(choices)
        ]
    )


def _button(key: str, profile: Profile, language: Language) -> Button:
    return Button(label=button_label(language, key), data=profile.data)


def _chosen(bits: int, choices: Sequence[str]) -> list[str]:
    return [target for n, target in enumerate(choices) if bits >> n & 1]


def _marketplaces(directory: Directory) -> Sequence[str]:
    return directory.marketplaces()[:_OFFERED]
