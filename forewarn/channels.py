"""Makes the channels that are configured, and lists the settings that are missing."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.application import make_bot
from bot.channel import TOKEN_REFUSED, TelegramChannel
from bot.polling import PollingBot
from forewarn.settings import Settings
from mailer.channel import MailChannel
from monitor.audience import ChannelName
from monitor.errors import ConfigurationError
from monitor.ports import Channel
from relay.channel import RelayChannel
from runtime.clock import now


def telegram_bot(settings: Settings) -> PollingBot | None:
    """Make the bot if a token is set; ConfigurationError for a malformed token."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    try:
        return make_bot(token, settings.telegram_api_url)
    except InvalidToken:
        raise ConfigurationError(
            "FOREWARN_TELEGRAM_TOKEN is no bot token; ask @BotFather for one"
        ) from None


def mail_channel(settings: Settings) -> MailChannel | None:
    """Make the mail channel if a server is set; ConfigurationError without a sender."""
    url = settings.smtp_url.get_secret_value()
    if not url:
        return None
    if not settings.mail_from:
        raise ConfigurationError("FOREWARN_MAIL_FROM is missing; FOREWARN_SMTP_URL needs a sender")
    return MailChannel(url, settings.mail_from)


def channels_of(
    settings: Settings, bot: Bot | None, mail: MailChannel | None
) -> dict[ChannelName, Channel]:
    """Collect the channels that can be used; relays need no setting."""
    relay = RelayChannel(now, allow_private=settings.allow_private_networks)
    channels: dict[ChannelName, Channel] = {ChannelName.RELAY: relay}
    if bot:
        channels[ChannelName.TELEGRAM] = TelegramChannel(bot)
    if mail:
        channels[ChannelName.EMAIL] = mail
    return channels


@asynccontextmanager
async def open_channels(
    settings: Settings,
) -> AsyncIterator[Mapping[ChannelName, Channel]]:
    """Open the channels for one delivery run."""
    bot = telegram_bot(settings)
    mail = mail_channel(settings)
    if bot is None:
        yield channels_of(settings, None, mail)
        return
    try:
        await bot.initialize()
    except InvalidToken:
        raise ConfigurationError(TOKEN_REFUSED) from None
    except TelegramError:
        # Pending messages stay in the outbox; each attempt records that Telegram is unreachable.
        yield channels_of(settings, bot, mail)
        return
    try:
        yield channels_of(settings, bot, mail)
    finally:
        await bot.shutdown()


def missing(settings: Settings) -> list[str]:
    """List the settings that are not set yet, each with its purpose."""
    needs = {
        "FOREWARN_TELEGRAM_TOKEN": (
            settings.telegram_token.get_secret_value(),
            "Telegram alerts",
        ),
        "FOREWARN_SMTP_URL": (settings.smtp_url.get_secret_value(), "digest mails"),
        "FOREWARN_MAIL_FROM": (settings.mail_from, "digest mails"),
        "FOREWARN_CONTACT": (
            settings.contact,
            "an honest User-Agent: your address or web page",
        ),
    }
    return [f"{name} – {purpose}" for name, (value, purpose) in needs.items() if not value]
