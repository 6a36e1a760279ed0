"""A translation of a change as Telegram HTML: each text with its original folded below. Pure."""

from collections.abc import Sequence

from bot import markup
from bot.messages import MARKS
from monitor.briefs import translated_edits
from monitor.language import Language, texts
from monitor.model import Change, Edit
from monitor.text import shorten
from monitor.vocabulary import name_of
from monitor.wording import headline

_MAX_EDITS = 5
_TEXT_CHARS = 1_000
_ORIGINAL_CHARS = 600


def translation_pages(
    change: Change, translated: Sequence[str], language: Language, link: str
) -> list[str]:
    """Show a translation on as many pages as necessary. `link`: the whole one on the web, or ''."""
    mark = MARKS[change.assessment.severity]
    parts = [f"{mark} <b>{markup.text(headline(change, language))}</b>"]
    pairs = list(zip(translated_edits(change), translated, strict=False))[:_MAX_EDITS]
    parts += [_pair(edit, text, language) for edit, text in pairs]
    news = texts("news", language)
    foot = f"<i>{markup.text(news['machine_translation'])}</i>"
    if link:
        foot += f" · {markup.link(link, news['side_by_side'])}"
    return markup.pages([*parts, foot])


def _pair(edit: Edit, text: str, language: Language) -> str:
    news = texts("news", language)
    op = markup.text(name_of("ops", edit.op, language))
    shown = markup.text(shorten(text, _TEXT_CHARS) if text else news["not_translated"])
    original = markup.text(shorten(edit.after or edit.before, _ORIGINAL_CHARS))
    return f"<i>{op}</i>\n{shown}\n<blockquote expandable>{original}</blockquote>"
