"""What `forewarn subscribers add` does, apart from reading its command line."""

from zoneinfo import available_timezones

from bot.handlers.email import ADDRESS
from forewarn.wiring import Parts, now
from monitor.errors import ConfigurationError
from monitor.model import Language, Rhythm, Subscriber
from monitor.vocabulary import categories, topics


def subscribe_email(
    parts: Parts,
    email: str,
    targets: list[str],
    language: str,
    timezone: str,
    hour: int,
) -> Subscriber:
    """The subscriber, stored; ConfigurationError names what is wrong."""
    if not ADDRESS.match(email):
        raise ConfigurationError(f"{email!r} is no e-mail address")
    if language not in set(Language):
        raise ConfigurationError(f"{language!r} is no language; choose zh or en")
    if timezone not in available_timezones():
        raise ConfigurationError(f"{timezone!r} is no time zone; write Asia/Shanghai")
    known = {*categories(), *(topic.id for topic in topics()), *parts.sources}
    for target in targets:
        if target not in known:
            raise ConfigurationError(f"{target!r} is no category, topic or source")
    found = parts.subscribers.add_email(email, Language(language), timezone, hour, now())
    for target in targets:
        parts.subscribers.subscribe(found.id, target, Rhythm.DAILY)
    return found
