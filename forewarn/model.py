"""Makes the client of the language model that is configured, and what works with it."""

from collections.abc import Mapping

from bot.channel import TelegramChannel
from briefing.client import ModelClient
from delivery.briefer import Briefer
from forewarn.settings import Settings
from forewarn.wiring import AppContext
from monitor.audience import ChannelName
from monitor.ports import Channel


def model_client(settings: Settings) -> ModelClient | None:
    """Make the client; None without a model."""
    if not settings.model_url:
        return None
    return ModelClient(
        url=settings.model_url, model=settings.model, key=settings.model_key.get_secret_value()
    )


def briefer_of(context: AppContext, channels: Mapping[ChannelName, Channel]) -> Briefer | None:
    """Make what asks the model and edits briefs into alerts; None without a model."""
    client = model_client(context.settings)
    if client is None:
        return None
    chat = channels.get(ChannelName.TELEGRAM)
    edit = chat.edit if isinstance(chat, TelegramChannel) else None
    return Briefer(context, client, context.settings.model_daily_calls, edit)
