"""Writes docs/first-visit.en.md and .zh.md: a seller's first visit, word for word.

python -m docs.first_visit        (talks to the bot over the tests' Bot API double)

`phone(...)` draws the same conversation as a phone shows it, for docs/pictures.py.
"""

import asyncio
import html
import re
import tempfile
from pathlib import Path

from pydantic import SecretStr

from bot.application import build, make_bot
from bot.pacer import Pacer
from delivery.dispatcher import Dispatcher
from forewarn.bot_context import bot_context_of
from forewarn.channels import open_channels
from forewarn.settings import Settings
from forewarn.wiring import AppContext, open_context
from tests.doubles.bot_api import TOKEN, BotApi
from tests.lab import Lab, page, publish
from tests.talk import SELLER, Talk, buttons_of

HERE = Path(__file__).parent
CATALOGUE = """
organisation: Harbour Market
sources:
  harbour-jewellery:
    title: Jewellery listing rule
    title_zh: 珠宝类商品发布规则
    category: platform-policy
    kind: page
    url: https://www.example.com/jewellery
    language: en
    jurisdiction: global
    topics: [jewellery]
"""
BEFORE = page(
    "Jewellery may be listed by every shop that has filed its brand.",
    "A listing that breaks this rule is taken down within 7 days.",
    title="Jewellery listing rule",
    heading="Jewellery listing rule",
)
AFTER = page(
    "From 1 March 2027 jewellery must not be listed without a material appraisal certificate.",
    "A listing that breaks this rule is taken down within 24 hours and the shop is frozen.",
    title="Jewellery listing rule",
    heading="Jewellery listing rule",
)
# A `>` is a tap on a button, `!` what happens on the watched page, the rest is typed.
VISITS = {
    "en": (
        "/start", "> Harbour Market", "> Jewellery", "> Done", '/subscribe "lithium battery" daily major',
        "/quiet 22:00-08:00 major", "/timezone Europe/London", "/subscriptions", "!", "> Full change",
        "/history harbour-jewellery", "/status", "hello", "baterries", "what changed at Harbour Market this week?", "unicorn masks",
        "https://www.example.com/toys", "/quite", "/help",
    ),
    "zh": (
        "/start", "> Harbour Market", "> 珠宝首饰", "> 完成", "/subscribe “锂电池” 每天 严重", "/quiet 22:00-08:00 严重", "/subscriptions",
        "!", "> 查看全文", "/history harbour-jewellery", "/status", "你好，怎么用？", "充电宝", "Harbour Market 有什么新规？", "月球旅行",
        "https://www.example.com/toys", "/mute Harbour Market 两周", "> 恢复通知", "/help",
    ),
}  # fmt: skip
TITLES = {
    "en": "# A first visit\n\nWhat a seller who reads English sees, word for word. Buttons stand in brackets.\n",
    "zh": "# 第一次使用\n\n中文卖家看到的内容，一字不差。方括号里是按钮。\n",
}


def main() -> None:
    """Write both."""
    for language in VISITS:
        steps = asyncio.run(visit(language))
        lines = [TITLES[language]]
        for said, shown, buttons in steps:
            lines += [f"**{said}**\n", _quoted(shown), *([f"> `{buttons}`\n"] if buttons else [])]
        (HERE / f"first-visit.{language}.md").write_text("\n".join(lines), "utf-8")


async def visit(language: str) -> list[tuple[str, str, str]]:
    """What was said, what the bot showed (as HTML), its buttons."""
    with tempfile.TemporaryDirectory() as name, BotApi() as api:
        folder = Path(name)
        (folder / "catalogue.yaml").write_text(CATALOGUE, "utf-8")
        settings = Settings(
            database_url=SecretStr(f"sqlite:///{folder / 'visit.db'}"),
            catalogue=folder / "catalogue.yaml",
            telegram_token=SecretStr(TOKEN),
            telegram_api_url=api.url,
        )
        with open_context(settings) as context:
            bot = make_bot(TOKEN, api.url, Pacer(chat_seconds=0.001))
            application = build(bot, bot_context_of(context))
            async with application:
                await application.start()
                talk = Talk(application, api, _no_lab(), context, SELLER)
                steps = [await _step(talk, context, word, language) for word in VISITS[language]]
                await application.stop()
    return steps


async def _step(talk: Talk, context: AppContext, word: str, language: str) -> tuple[str, str, str]:
    said = word
    if word == "!":
        said = "…" if language == "en" else "……"
        await _change(context)
    elif word.startswith("> "):
        await talk.taps(word[2:])
        said = f"[{word[2:]}]"
    else:
        await talk.says(word, "zh-hans" if language == "zh" else "en")
    message = talk.messages[-1]
    labels = " ".join(f"[{button['text']}]" for button in buttons_of(message))
    return said, message["text"], labels


async def _change(context: AppContext) -> None:
    """The watched page changes, and the alert goes out."""
    source = context.catalogue.find("harbour-jewellery")
    for text in (BEFORE, AFTER):
        publish(context, source, text)
    async with open_channels(context.settings) as channels:
        await Dispatcher(context, channels).deliver_due()


def _no_lab() -> Lab:
    """The talk needs none: nothing is crawled."""
    return Lab.__new__(Lab)


def _quoted(shown: str) -> str:
    """Telegram's HTML as Markdown."""
    text = shown.replace("*", "\\*").replace("_", "\\_")
    for tag, mark in (("b", "**"), ("i", "*"), ("s", "~~"), ("code", "`")):
        text = re.sub(f"</?{tag}>", mark, text)
    text = re.sub(r'<a href="([^"]*)">([^<]*)</a>', r"[\2](\1)", text)
    return "\n".join(f"> {line}  " for line in html.unescape(text).splitlines()) + "\n"


if __name__ == "__main__":
    main()
