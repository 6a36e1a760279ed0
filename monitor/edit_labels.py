"""Names the place of an edit: its headings without the page's own title, a table with its row."""

from monitor.language import Language, message
from monitor.model import Edit
from monitor.text import clean, fold, shorten

_CELL = " | "
_NAME_CHARS = 70
_ROW_CHARS = 40


def edit_place(edit: Edit, title: str, language: Language) -> str:
    """Return `Referral fees (table) · Jewelry`, `Fees › 4. Payment`; '' for the page itself.

    `title`: of the page, which heads the message already.
    """
    named = [name for name in edit.path if fold(name).casefold() != fold(title).casefold()]
    names = [shorten(clean(name), _NAME_CHARS) for name in named if _CELL not in name][-2:]
    row = _row(edit)
    if not row:
        return " \u203a ".join(names)
    table = message("news", language, "table", name=names[-1]) if names else ""
    return " \u00b7 ".join(filter(None, [table, row]))


def _row(edit: Edit) -> str:
    """Return the head of a row; '' for what is no row of a table."""
    text = edit.after or edit.before
    is_row = bool(edit.path) and _CELL in edit.path[-1] and _CELL in text
    return shorten(clean(text.partition(_CELL)[0]), _ROW_CHARS) if is_row else ""
