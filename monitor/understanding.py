"""What a text asks for and of what: the intent of its words, where these name nothing that it is of."""

from dataclasses import replace

from monitor.intent import Intent, IntentKind, intent_of
from monitor.target_names import Certainty, Meaning
from monitor.targets import JURISDICTION, ORGANISATION, Directory, parts_of
from monitor.vocabulary import goods

# Of the bot itself, unless a marketplace, goods or a country are named: what Amazon costs is no question about the bot.
_OF_THE_BOT = frozenset({IntentKind.COST, IntentKind.STATUS, IntentKind.EMAIL, IntentKind.DIGEST})
# Names of kinds of changes, which a question about all of them holds too.
_OF_ALL = frozenset({"deadlines", "platform-policy"})


def understand(text: str, directory: Directory) -> tuple[Intent, Meaning]:
    """Return what a text asks for, and the targets that its words mean."""
    intent = intent_of(text)
    meaning = directory.meaning(intent.words)
    if intent.kind in _OF_THE_BOT and _names_something(meaning):
        return replace(intent, kind=IntentKind.NAME), meaning
    if intent.kind is IntentKind.DATES:
        return _of_dates(intent, meaning)
    return intent, meaning


def _of_dates(intent: Intent, meaning: Meaning) -> tuple[Intent, Meaning]:
    """Return the question for the dates of what is named; of all that comes, if nothing is."""
    named = tuple(target for target in meaning.targets if not _OF_ALL & {*parts_of(target)})
    if not named or meaning.certainty is Certainty.SIMILAR:
        return intent, Meaning(())
    return replace(intent, kind=IntentKind.LATEST), replace(meaning, targets=named)


def _names_something(meaning: Meaning) -> bool:
    """Whether a marketplace or another organisation, goods, or a country are named for sure."""
    parts = {part for target in meaning.targets for part in parts_of(target)}
    named = (part.startswith((ORGANISATION, JURISDICTION)) or part in goods() for part in parts)
    return meaning.certainty is not Certainty.SIMILAR and any(named)
