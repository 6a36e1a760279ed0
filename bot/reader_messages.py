"""The bot's messages on a subscriber's own settings, on sources and on searches. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import markup
from bot.messages import line, say
from monitor.audience import Mute, Subscriber, Subscription
from monitor.health import Health
from monitor.language import Language, texts
from monitor.model import Change, Severity
from monitor.relay import shown
from monitor.source import Source
from monitor.targets import Directory
from monitor.text import shorten
from monitor.vocabulary import name_of
from monitor.wording import source_name
from storage.queries.history import VersionLine

_MAX_VERSIONS = 8
_MAX_CHANGES = 6
_MAX_SOURCES = 8


def subscriptions(
    wanted: Sequence[Subscription],
    mutes: Sequence[Mute],
    reader: Subscriber,
    directory: Directory,
) -> str:
    """List a subscriber's subscriptions, channels, quiet hours and mutes."""
    language = reader.language
    lines = [_subscription(one, reader, directory) for one in wanted]
    head = (
        [say(language, "subscriptions"), *lines] if lines else [say(language, "no_subscriptions")]
    )
    lines = [*head, *_channels(reader), *_muted(mutes, reader, directory)]
    return markup.pages(["\n".join(lines)] if len(lines) < 60 else lines)[0]


def history(
    source: Source,
    versions: Sequence[VersionLine],
    changes: Sequence[Change],
    health: Health | None,
    reader: Subscriber,
) -> str:
    """Show when a source was last checked, and its newest versions and changes."""
    language = reader.language
    head = [say(language, "history", source=source_name(source, source.id, language))]
    head += _last_check(health, versions, reader)
    newest = [_version(one, reader) for one in reversed(versions[-_MAX_VERSIONS:])]
    parts = ["\n".join([*head, *newest])]
    lines = [line(change, source, language) for change in changes[:_MAX_CHANGES]]
    if lines:
        parts += [say(language, "history_changes"), *lines]
    parts.append(markup.link(source.url, texts("bot", language)["button_page"]))
    return markup.pages(parts)[0]


def _last_check(
    health: Health | None, versions: Sequence[VersionLine], reader: Subscriber
) -> list[str]:
    """Show when a source was last checked and whether it fails; a source not checked yet is not failing."""
    language = reader.language
    if health is None or health.checked_at is None:
        return [] if versions else [say(language, "history_none")]
    lines = [say(language, "history_state", when=local(health.checked_at, reader))]
    if health.failures:
        why = name_of("failures", health.reason.code, language)
        since = local(health.failing_since or health.checked_at, reader)
        lines.append(say(language, "history_failing", since=since, reason=why))
    return lines


def found(
    words: str,
    sources: Sequence[Source],
    changes: Sequence[Change],
    directory: Directory,
    language: Language,
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
        lines = [line(c, directory.sources.get(c.source_id), language) for c in changes]
        parts += [say(language, "search_changes"), *lines]
    return (
        markup.pages(parts)[0]
        if parts
        else say(language, "search_nothing", words=shorten(words, 80))
    )


def mutes(muted: Iterable[Mute], reader: Subscriber, directory: Directory) -> str:
    """List what is muted, and until when."""
    lines = _muted(muted, reader, directory)
    if not lines:
        return say(reader.language, "no_mutes")
    return "\n".join([say(reader.language, "mutes"), *lines])


def quiet_line(reader: Subscriber) -> str:
    """Show the quiet hours; '' when there are none."""
    if reader.quiet is None:
        return ""
    hours = f"{reader.quiet.start:%H:%M}–{reader.quiet.end:%H:%M}"
    passes = texts("bot", reader.language)["quiet_passes"] if reader.quiet.major_passes else ""
    return say(reader.language, "quiet_line", quiet=hours + passes, zone=reader.timezone)


def settings(reader: Subscriber) -> str:
    """Show the text above the buttons of the settings."""
    lines = [say(reader.language, "settings")]
    lines.append(say(reader.language, "settings_zone", zone=reader.timezone))
    return "\n".join([*lines, *filter(None, [quiet_line(reader)])])


def local(at: datetime, reader: Subscriber) -> str:
    """Format a time in the subscriber's time zone."""
    return f"{at.astimezone(ZoneInfo(reader.timezone)):%Y-%m-%d %H:%M}"


def _subscription(one: Subscription, reader: Subscriber, directory: Directory) -> str:
    words = texts("bot", reader.language)
    options = [words[f"frequency_{one.frequency}"]]
    least = one.min_severity or reader.min_severity
    if least > Severity.MINOR:
        options.append(words[f"only_{least.level}"])
    name = markup.text(shorten(directory.name(one.target, reader.language), 100))
    return f"• {name} – {markup.text(', '.join(options))}"


def _channels(reader: Subscriber) -> list[str]:
    """Show mail, relay and quiet hours, as far as they are set."""
    language = reader.language
    lines = []
    if reader.email:
        frequency = texts("bot", language)[f"frequency_{reader.digest_frequency}"]
        lines.append(
            say(
                language,
                "email_line",
                frequency=frequency,
                email=reader.email,
                hour=reader.digest_hour,
                zone=reader.timezone,
            )
        )
    if reader.email_stopped:
        lines.append(say(language, "email_stopped_line", email=reader.email_stopped))
    if reader.relay:
        lines.append(say(language, "relay_line", relay=shown(reader.relay)))
    return lines + list(filter(None, [quiet_line(reader)]))


def _muted(muted: Iterable[Mute], reader: Subscriber, directory: Directory) -> list[str]:
    language = reader.language
    return [
        say(
            language,
            "muted_line",
            target=directory.name(one.target, language),
            date=local(one.until, reader),
        )
        for one in muted
    ]


def _version(one: VersionLine, reader: Subscriber) -> str:
    reason = texts("bot", reader.language)[f"reason_{one.reason}"]
    title = f" – {markup.text(shorten(one.title, 60))}" if one.key else ""
    date = local(one.recorded_at, reader)
    text = say(reader.language, "history_version", number=one.number, date=date, reason=reason)
    return text + title
