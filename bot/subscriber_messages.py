"""The bot's messages on a subscriber's own settings, on sources and on searches. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import markup
from bot.messages import line, say
from monitor.audience import Mute, Subscriber, Subscription
from monitor.glossary import Term, near_terms
from monitor.health import Health
from monitor.language import Language, in_brackets, texts
from monitor.model import Change, Severity
from monitor.relay import shown
from monitor.source import Source
from monitor.targets import Directory
from monitor.text import shorten
from monitor.wording import failure_name, source_name
from monitor.written_days import written_time
from monitor.zone_names import zone_name
from storage.queries.history import VersionLine

_MAX_VERSIONS = 8
_MAX_CHANGES = 6
_MAX_SOURCES = 8


def subscriptions(
    chosen: Sequence[Subscription],
    mutes: Sequence[Mute],
    subscriber: Subscriber,
    directory: Directory,
) -> str:
    """List a subscriber's subscriptions, channels, quiet hours and mutes."""
    language = subscriber.language
    lines = [_subscription(one, subscriber, directory) for one in chosen]
    head = (
        [say(language, "subscriptions"), *lines] if lines else [say(language, "no_subscriptions")]
    )
    lines = [*head, *_channels(subscriber), *_muted(mutes, subscriber, directory)]
    return markup.pages(["\n".join(lines)] if len(lines) < 60 else lines)[0]


def history(
    source: Source,
    versions: Sequence[VersionLine],
    changes: Sequence[Change],
    health: Health | None,
    subscriber: Subscriber,
    today: date,
) -> str:
    """Show when a source was last checked, and its newest versions and changes."""
    language = subscriber.language
    head = [say(language, "history", source=source_name(source, source.id, language))]
    head += _last_check(health, versions, subscriber, today)
    newest = [_version(one, subscriber, today) for one in reversed(versions[-_MAX_VERSIONS:])]
    parts = ["\n".join([*head, *newest])]
    lines = [line(change, source, language, today) for change in changes[:_MAX_CHANGES]]
    if lines:
        parts += [say(language, "history_changes"), *lines]
    parts.append(markup.link(source.url, texts("bot", language)["button_page"]))
    return markup.pages(parts)[0]


def _last_check(
    health: Health | None, versions: Sequence[VersionLine], subscriber: Subscriber, today: date
) -> list[str]:
    """Show when a source was last checked and whether it fails; a source not checked yet is not failing."""
    language = subscriber.language
    if health is None or health.checked_at is None:
        return [] if versions else [say(language, "history_none")]
    lines = [say(language, "history_state", when=local(health.checked_at, subscriber, today))]
    if health.failures:
        why = failure_name(health.reason.code, language)
        since = local(health.failing_since or health.checked_at, subscriber, today)
        lines.append(say(language, "history_failing", since=since, reason=why))
    return lines


def found(
    words: str,
    sources: Sequence[Source],
    changes: Sequence[Change],
    directory: Directory,
    language: Language,
    today: date,
) -> str:
    """List the sources and changes that a search found."""
    parts = []
    if sources:
        named = [
            f"• {markup.text(source_name(s, s.id, language))} <code>{markup.text(s.id)}</code>"
            for s in sources[:_MAX_SOURCES]
        ]
        parts.append("\n".join([say(language, "search_sources"), *named]))
    if changes:
        lines = [line(c, directory.sources.get(c.source_id), language, today) for c in changes]
        parts += [say(language, "search_changes"), *lines]
    return markup.pages(parts)[0] if parts else nothing_found(words, language)


def nothing_found(words: str, language: Language) -> str:
    """Say that nothing was found, and the terms that are spelt nearly so, each to search for."""
    text = say(language, "search_nothing", words=shorten(words, 80))
    near = [
        f"<code>/search {markup.text(name)}</code>{markup.text(_meaning(name, term, language))}"
        for name, term in near_terms(words)
    ]
    return "\n".join([text, say(language, "search_near"), *near]) if near else text


def _meaning(name: str, term: Term, language: Language) -> str:
    """Return a term in the reader's language, in brackets, if it reads otherwise."""
    meant = term.in_language(language)
    return in_brackets(meant if meant.casefold() != name else "", language)


def mutes(muted: Iterable[Mute], subscriber: Subscriber, directory: Directory) -> str:
    """List what is muted, and until when."""
    lines = _muted(muted, subscriber, directory)
    if not lines:
        return say(subscriber.language, "no_mutes")
    return "\n".join([say(subscriber.language, "mutes"), *lines])


def quiet_line(subscriber: Subscriber) -> str:
    """Show the quiet hours; '' when there are none."""
    if subscriber.quiet is None:
        return ""
    hours = f"{subscriber.quiet.start:%H:%M}–{subscriber.quiet.end:%H:%M}"
    passes = (
        texts("bot", subscriber.language)["quiet_passes"] if subscriber.quiet.major_passes else ""
    )
    return say(
        subscriber.language,
        "quiet_line",
        quiet=hours + passes,
        zone=zone_name(subscriber.timezone, subscriber.language),
    )


def settings(subscriber: Subscriber) -> str:
    """Show the text above the buttons of the settings."""
    lines = [say(subscriber.language, "settings")]
    lines.append(
        say(
            subscriber.language,
            "settings_zone",
            zone=zone_name(subscriber.timezone, subscriber.language),
        )
    )
    return "\n".join([*lines, *filter(None, [quiet_line(subscriber)])])


def local(at: datetime, subscriber: Subscriber, today: date | None = None) -> str:
    """Write a time in the subscriber's time zone; without its year if that is today's."""
    there = at.astimezone(ZoneInfo(subscriber.timezone))
    return written_time(there, subscriber.language, today)


def _subscription(one: Subscription, subscriber: Subscriber, directory: Directory) -> str:
    words = texts("bot", subscriber.language)
    options = [words[f"frequency_{one.frequency}"]]
    least = one.min_severity or subscriber.min_severity
    if least > Severity.MINOR:
        options.append(words[f"only_{least.level}"])
    comma = words["option_comma"]
    name = markup.text(shorten(directory.name(one.target, subscriber.language), 100))
    return f"• {name} – {markup.text(comma.join(options))}"


def _channels(subscriber: Subscriber) -> list[str]:
    """Show mail, relay and quiet hours, as far as they are set."""
    language = subscriber.language
    lines = []
    if subscriber.email:
        frequency = texts("bot", language)[f"frequency_{subscriber.digest_frequency}"]
        lines.append(
            say(
                language,
                "email_line",
                frequency=frequency,
                email=subscriber.email,
                hour=subscriber.digest_hour,
                zone=zone_name(subscriber.timezone, language),
            )
        )
    if subscriber.email_stopped:
        lines.append(say(language, "email_stopped_line", email=subscriber.email_stopped))
    if subscriber.relay:
        lines.append(say(language, "relay_line", relay=shown(subscriber.relay)))
    return lines + list(filter(None, [quiet_line(subscriber)]))


def _muted(muted: Iterable[Mute], subscriber: Subscriber, directory: Directory) -> list[str]:
    language = subscriber.language
    return [
        say(
            language,
            "muted_line",
            target=directory.name(one.target, language),
            date=local(one.until, subscriber),
        )
        for one in muted
    ]


def _version(one: VersionLine, subscriber: Subscriber, today: date) -> str:
    reason = texts("bot", subscriber.language)[f"reason_{one.reason}"]
    title = f" – {markup.text(shorten(one.title, 60))}" if one.key else ""
    date = local(one.recorded_at, subscriber, today)
    text = say(subscriber.language, "history_version", number=one.number, date=date, reason=reason)
    return text + title
