"""What the bot offers for words that people send: targets, a search, a keyword. Pure.

A button names its target, or its short key where the target is too long for Telegram's 64 bytes.
"""

from collections.abc import Sequence

from bot import markup
from bot.messages import Buttons, button_label, say
from monitor.audience import Button, Frequency
from monitor.language import Language, message
from monitor.source import Source
from monitor.target_names import Certainty, Meaning, simplified
from monitor.targets import PAIR, WORD, Directory, key_of, pair_of, parts_of, word_target
from monitor.text import shorten
from monitor.wording import source_name

# https://core.telegram.org/bots/api#inlinekeyboardbutton
_DATA_BYTES = 64
_MOST = 6
_MOST_PAGES = 8
_LABEL_CHARS = 30
_PAGE_CHARS = 60
_WORDS_CHARS = 80
_KEY, _AND = "#", "+"
FOLLOW = f"follow:{Frequency.INSTANT}"


def offer(
    meaning: Meaning, words: str, directory: Directory, language: Language, quoted: str = ""
) -> tuple[str, Buttons]:
    """Ask whether to follow what the words mean: at once or daily; else, search for them.

    `quoted`: what to quote, where the words are taken out of a sentence.
    """
    if len(meaning.targets) == 1 and meaning.certainty is not Certainty.SIMILAR:
        target = meaning.targets[0]
        text = say(language, "offer_one", target=directory.name(target, language))
        return text, (
            *_frequencies(target, language),
            *_words_buttons(meaning, words, language, quoted),
        )
    return choose(meaning, words, directory, language, FOLLOW, quoted)


def choose(
    meaning: Meaning,
    words: str,
    directory: Directory,
    language: Language,
    do: str,
    quoted: str = "",
) -> tuple[str, Buttons]:
    """Let people choose what they mean; `do`: the data of the buttons before the target."""
    shown = shorten(quoted or words, _WORDS_CHARS)
    of_words = _words_buttons(meaning, words, language, quoted)
    if not meaning.targets:
        return _nothing(shown, language, is_name=_stands_in(words, quoted)), of_words
    key = "offer_similar" if meaning.certainty is Certainty.SIMILAR else "offer_choose"
    choices = tuple(
        (Button(label=directory.name(target, language)[:_PAGE_CHARS], data=data),)
        for target in meaning.targets[:_MOST]
        if (data := data_of(do, target))
    )
    return say(language, key, words=shown), (*choices, *of_words)


def _nothing(shown: str, language: Language, *, is_name: bool) -> str:
    """Say that nothing is known of a name, or that a sentence was not understood."""
    if is_name:
        return say(language, "offer_nothing", words=shown)
    return message("questions", language, "not_understood", words=markup.text(shown))


def _stands_in(words: str, quoted: str) -> bool:
    """Whether words are what was typed, and not taken out of a sentence."""
    return not quoted or simplified(words) == simplified(quoted)


def pages(
    sources: Sequence[Source], words: str, language: Language, do: str
) -> tuple[str, Buttons]:
    """Let people choose one page of several; `do`: the data of the buttons before its key."""
    buttons = tuple(
        (
            Button(
                label=shorten(source_name(source, source.id, language), _PAGE_CHARS),
                data=f"{do}:{key_of(source.id)}",
            ),
        )
        for source in sources[:_MOST_PAGES]
    )
    text = say(language, "choose_page", words=shorten(words, _WORDS_CHARS), count=len(sources))
    return text, buttons


def data_of(do: str, target: str) -> str:
    """Return the data of a button that does something with a target; '' if none can hold it."""
    keys = _KEY + _AND.join(key_of(part) for part in parts_of(target))
    forms = (f"{do}:{target}", "" if target.startswith(WORD) else f"{do}:{keys}")
    return next((form for form in forms if len(form.encode()) <= _DATA_BYTES), "")


def target_of_data(data: str, directory: Directory) -> str | None:
    """Return the target in a button's data; None for what no button of ours says."""
    if data.startswith(WORD):
        return data if word_target(data.removeprefix(WORD)) == data else None
    if not data.startswith(_KEY):
        return data if directory.has(data) else None
    parts = [directory.target_of_key(key) for key in data.removeprefix(_KEY).split(_AND)]
    named = [part for part in parts if part]
    if len(named) == len(parts) == 2:
        return directory.find(pair_of(named[0], named[1]).removeprefix(PAIR))
    return named[0] if len(named) == len(parts) == 1 else None


def news_button(target: str, language: Language) -> Button:
    """Make the button that shows the latest changes of a target."""
    return Button(label=button_label(language, "latest"), data=data_of("news", target))


def _frequencies(target: str, language: Language) -> Buttons:
    frequencies = (Frequency.INSTANT, Frequency.DAILY)
    begin = tuple(
        Button(label=button_label(language, f"follow_{one}"), data=data)
        for one in frequencies
        if (data := data_of(f"follow:{one}", target))
    )
    return (begin, (news_button(target, language),))


def _words_buttons(meaning: Meaning, words: str, language: Language, quoted: str = "") -> Buttons:
    """Make the buttons that search for the words, and that follow them as a keyword."""
    label = shorten(quoted or words, _LABEL_CHARS)
    is_keyword = not meaning.sure and _stands_in(words, quoted)
    keyword = (word_target(words) or "") if is_keyword else ""
    buttons = (
        ("button_find", f"find:{words}" if words else ""),
        ("button_keyword", data_of(FOLLOW, keyword) if keyword else ""),
    )
    return tuple(
        (Button(label=message("bot", language, key, words=label), data=data),)
        for key, data in buttons
        if data and len(data.encode()) <= _DATA_BYTES
    )
