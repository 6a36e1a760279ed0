"""The chat application: which command and which button calls which handler, and who may use it."""

import re
from typing import Any, TypeAlias

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat, ChatMember, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.access import Handler, Right, guarded
from bot.chat_queue import ChatQueue
from bot.context import (
    BotContext,
    Context,
    acknowledge,
    answer,
    bot_context,
    chat_of,
    off_loop,
    subscriber_of,
)
from bot.handlers import (
    announce,
    case,
    change,
    check,
    confirm,
    digest,
    email,
    export,
    follow,
    forget,
    free_text,
    group,
    help,  # noqa: A004 - the command's name
    history,
    language,
    latest,
    me,
    mute,
    not_for_me,
    open_tasks,
    operate,
    page_address,
    quiet,
    relay,
    remind,
    review,
    search,
    settings,
    severity,
    start,
    status,
    steps,
    subscribe,
    subscriptions,
    task,
    timezone,
    translate,
    unsubscribe,
)
from bot.messages import say
from bot.pacer import Pacer
from bot.polling import PollingBot
from bot.request import CheckedRequest
from bot.updates import is_late_tap
from monitor.language import Language, languages, texts

log = structlog.get_logger()

_EVERYONE, _ADMINISTRATOR, _OPERATOR = Right
# In the order of the menu.
_COMMANDS: dict[str, tuple[Handler, Right]] = {
    "start": (start.start, _ADMINISTRATOR),
    "subscribe": (subscribe.subscribe, _ADMINISTRATOR),
    "unsubscribe": (unsubscribe.unsubscribe, _ADMINISTRATOR),
    "subscriptions": (subscriptions.subscriptions, _EVERYONE),
    "latest": (latest.latest, _EVERYONE),
    "search": (search.search, _EVERYONE),
    "change": (change.change, _EVERYONE),
    "cases": (case.cases, _EVERYONE),
    "case": (case.case, _EVERYONE),
    "steps": (steps.steps, _EVERYONE),
    "translate": (translate.translate, _EVERYONE),
    "open": (open_tasks.open_tasks, _EVERYONE),
    "done": (task.done, _EVERYONE),
    "remind": (remind.remind, _ADMINISTRATOR),
    "take": (task.take, _EVERYONE),
    "history": (history.history, _EVERYONE),
    "check": (check.check, _EVERYONE),
    "me": (me.me, _ADMINISTRATOR),
    "severity": (severity.severity, _ADMINISTRATOR),
    "quiet": (quiet.quiet, _ADMINISTRATOR),
    "mute": (mute.mute, _ADMINISTRATOR),
    "digest": (digest.digest, _ADMINISTRATOR),
    "weekly": (digest.weekly, _EVERYONE),
    "email": (email.email, _ADMINISTRATOR),
    "relay": (relay.relay, _ADMINISTRATOR),
    "timezone": (timezone.timezone, _ADMINISTRATOR),
    "language": (language.language, _ADMINISTRATOR),
    "settings": (settings.settings, _ADMINISTRATOR),
    "status": (status.status, _EVERYONE),
    "help": (help.help_, _EVERYONE),
    "export": (export.export, _ADMINISTRATOR),
    "forget": (forget.forget, _ADMINISTRATOR),
}
_OPERATORS: dict[str, Handler] = {
    "health": operate.health,
    "numbers": operate.numbers,
    "sources": operate.sources,
    "accept": operate.accept,
    "refuse": operate.refuse,
    "pause": operate.pause,
    "resume": operate.resume,
    "announce": announce.announce,
    "web": operate.web,
}
_TAPS: dict[str, tuple[Handler, Right]] = {
    "profile": (start.profile_tap, _ADMINISTRATOR),
    "toggle": (subscribe.toggle, _ADMINISTRATOR),
    "begin": (subscribe.begin_tap, _ADMINISTRATOR),
    "follow": (follow.follow_tap, _ADMINISTRATOR),
    "unfollow": (follow.unfollow_tap, _ADMINISTRATOR),
    "restore": (follow.restore_tap, _ADMINISTRATOR),
    "news": (follow.news_tap, _EVERYONE),
    "find": (follow.find_tap, _EVERYONE),
    "suggest": (page_address.suggest_tap, _EVERYONE),
    "zone": (timezone.zone_tap, _ADMINISTRATOR),
    "mute_target": (mute.mute_target_tap, _ADMINISTRATOR),
    "unmute_target": (mute.unmute_target_tap, _ADMINISTRATOR),
    "cycle": (subscriptions.cycle, _ADMINISTRATOR),
    "stop": (subscriptions.stop, _ADMINISTRATOR),
    "set": (settings.set_tap, _ADMINISTRATOR),
    "sure": (confirm.sure_tap, _ADMINISTRATOR),
    "me_add": (me.add_tap, _ADMINISTRATOR),
    "me_kind": (me.kind_tap, _ADMINISTRATOR),
    "me_remove": (me.remove_tap, _ADMINISTRATOR),
    "me_quiet": (me.quiet_tap, _ADMINISTRATOR),
    "mute": (mute.mute_tap, _ADMINISTRATOR),
    "mute_source": (mute.mute_source_tap, _ADMINISTRATOR),
    "not_useful": (not_for_me.not_useful, _ADMINISTRATOR),
    "useful": (not_for_me.useful, _ADMINISTRATOR),
    "no_goods": (not_for_me.no_goods, _ADMINISTRATOR),
    "unmute": (not_for_me.unmute, _ADMINISTRATOR),
    "done": (task.done_tap, _EVERYONE),
    "undo": (task.undo_tap, _EVERYONE),
    "take": (task.take_tap, _EVERYONE),
    "remind": (remind.remind_tap, _ADMINISTRATOR),
    "remind_on": (remind.remind_on_tap, _ADMINISTRATOR),
    "steps": (steps.steps_tap, _EVERYONE),
    "translate": (translate.translate_tap, _EVERYONE),
    "open": (open_tasks.turn_open, _EVERYONE),
    "open_done": (open_tasks.open_done, _EVERYONE),
    "change": (change.turn_page, _EVERYONE),
    "history": (history.history_tap, _EVERYONE),
    "history_of": (history.history_of_tap, _EVERYONE),
    "group": (group.turn_group, _EVERYONE),
    "group_done": (group.done_in_group, _EVERYONE),
    "check": (check.check_tap, _EVERYONE),
    "digest": (digest.turn_digest, _ADMINISTRATOR),
    "weekly": (digest.turn_weekly, _EVERYONE),
    "latest": (latest.latest_tap, _EVERYONE),
    "accept": (review.accept_tap, _OPERATOR),
    "refuse": (review.refuse_tap, _OPERATOR),
    "announce": (announce.announce_tap, _OPERATOR),
}
# Commands that buttons of the menu may run, as if they were typed.
_MENU = frozenset(
    {"subscribe", "subscriptions", "latest", "settings", "status", "help", "export", "cases"}
)
# A check waits for a crawl, a translation for a model; they must not block the updates of others.
_NON_BLOCKING = frozenset({"check", "translate"})
# Commands that are answered however late they arrive.
_TIMELESS = frozenset({"start", "help"})
_CHANGE = re.compile(r"^/change_(\d{1,15})(?:@\w+)?$", re.ASCII)
_CASE = re.compile(r"^/case_(\d{1,15})(?:@\w+)?$", re.ASCII)
UPDATES = ["message", "channel_post", "callback_query", "my_chat_member"]
_GONE = frozenset({ChatMember.BANNED, ChatMember.LEFT})

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


def make_bot(token: str, api_url: str, pacer: Pacer | None = None) -> PollingBot:
    """Make the bot of a token, on the public or a local Bot API server, within Telegram's limits."""
    return PollingBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=CheckedRequest(connection_pool_size=32, read_timeout=20, connect_timeout=10),
        get_updates_request=CheckedRequest(read_timeout=20, connect_timeout=10),
        rate_limiter=pacer or Pacer(),
    )


def build(bot: Bot, known: BotContext) -> App:
    """Build the application of a bot; it uses our own scheduler, not the library's."""

    def take(update_id: int) -> bool:
        return known.stores.telegram_updates.take(_id_of(bot), update_id, known.clock())

    builder = ApplicationBuilder().bot(bot).job_queue(None).updater(None)
    application = builder.concurrent_updates(ChatQueue(take)).build()
    application.bot_data["context"] = known
    application.bot_data["commands"] = tuple(_COMMANDS)
    # Ignore edited messages, so that a command does not run twice.
    new_messages = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST
    for name, (handler, right) in _all_commands().items():
        guard = guarded(handler, right, _unknown, timeless=name in _TIMELESS)
        application.add_handler(
            CommandHandler(name, guard, filters=new_messages, block=name not in _NON_BLOCKING)
        )
    full = guarded(change.change, _EVERYONE, _unknown)
    application.add_handler(MessageHandler(new_messages & filters.Regex(_CHANGE), full))
    whole_case = guarded(case.case, _EVERYONE, _unknown)
    application.add_handler(MessageHandler(new_messages & filters.Regex(_CASE), whole_case))
    for name, (handler, right) in _TAPS.items():
        tap = CallbackQueryHandler(
            guarded(handler, right, _ignore), pattern=f"^{name}:", block=name not in _NON_BLOCKING
        )
        application.add_handler(tap)
    application.add_handler(CallbackQueryHandler(_menu, pattern="^do:"))
    application.add_handler(CallbackQueryHandler(_ignore))
    application.add_handler(ChatMemberHandler(_handle_removal, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, _migrated))
    _add_free_text(application, new_messages)
    application.add_error_handler(_handle_failure)
    return application


def _add_free_text(application: App, new_messages: filters.BaseFilter) -> None:
    """Answer what is no command: everything in private chats, texts with a mention in groups."""
    private, group = filters.ChatType.PRIVATE & new_messages, filters.ChatType.GROUPS & new_messages
    for which, handler in (
        (private & filters.TEXT, free_text.in_private),
        (private & ~filters.StatusUpdate.ALL, free_text.not_text),
        (group & filters.TEXT, free_text.in_group),
    ):
        # Late words do no harm, because they change nothing.
        guard = guarded(handler, _EVERYONE, _ignore, timeless=True)
        application.add_handler(MessageHandler(which, guard))


async def announce_commands(
    bot: Bot, operators: frozenset[int], *, translates: bool = True
) -> None:
    """Set the commands of Telegram's menu in each language; operators also see their own commands.

    `translates`: a model is set up, so that `/translate` is one of them.
    """
    commands = [name for name in _COMMANDS if translates or name != "translate"]
    for lang in languages():
        code = None if lang == Language.EN else str(lang)
        await bot.set_my_commands(_menu_commands(commands, lang), language_code=code)
    for chat_id in operators:
        everything = _menu_commands([*commands, *_OPERATORS], Language.EN)
        try:
            await bot.set_my_commands(everything, scope=BotCommandScopeChat(chat_id))
        except TelegramError as error:
            # An operator who has not written to the bot yet has no chat with it; go on with the others.
            log.info("operator_menu_not_set", chat=chat_id, error=type(error).__name__)


def _id_of(bot: Bot) -> int:
    """Return the bot's id, with which its token begins, without a call; 0 when the token has none."""
    number = bot.token.partition(":")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0


def _all_commands() -> dict[str, tuple[Handler, Right]]:
    return {**_COMMANDS, **{name: (handler, _OPERATOR) for name, handler in _OPERATORS.items()}}


def _menu_commands(names: list[str], lang: Language) -> list[BotCommand]:
    words = texts("bot", lang)
    return [BotCommand(name, words[f"command_{name}"]) for name in names]


async def _unknown(update: Update, context: Context) -> None:
    """Answer a command that the sender has no right to as one that does not exist."""
    if chat_of(update).type == "private":
        await free_text.in_private(update, context)


async def _ignore(update: Update, context: Context) -> None:  # noqa: ARG001 - a handler
    """Acknowledge a button that is unknown or not for this user, and do nothing."""
    await acknowledge(update)


async def _menu(update: Update, context: Context) -> None:
    name = str(update.callback_query.data if update.callback_query else "").partition(":")[2]
    await acknowledge(update)
    if name in _MENU:
        handler, right = _COMMANDS[name]
        await guarded(handler, right, _ignore)(update, context)


async def _handle_removal(update: Update, context: Context) -> None:
    """Deactivate the subscribers of a chat that blocked or removed the bot."""
    member = update.my_chat_member
    if member and member.new_chat_member.status in _GONE:
        await off_loop(bot_context(context).stores.subscribers.leave, member.chat.id)


async def _migrated(update: Update, context: Context) -> None:
    """Move the subscribers of a group that became a supergroup to its new id."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        move = bot_context(context).stores.subscribers.move_chat
        await off_loop(move, message.chat_id, message.migrate_to_chat_id)


async def _handle_failure(update: object, context: Context) -> None:
    """Log the failure of a handler in full, and send the user a short apology."""
    error = context.error
    log.error("handler_failed", error=type(error).__name__, exc_info=_unexpected(error))
    is_late = is_late_tap(error)
    if isinstance(update, Update) and (is_late or not isinstance(error, TelegramError)):
        user_language = Language.EN
        try:
            user_language = (await subscriber_of(update, context)).language
        finally:
            await answer(update, say(user_language, "late_tap" if is_late else "unavailable"))


def _unexpected(error: Exception | None) -> Exception | None:
    return None if isinstance(error, TelegramError) else error
