"""Names the place of an edit: its headings without the page's own title, a table with its row."""

from dataclasses import dataclass

from monitor.fact_subjects import subject_name
from monitor.glossary import Glosser
from monitor.language import Language, message
from monitor.model import Edit
from monitor.text import clean, fold, shorten

_CELL = " | "
_NAME_CHARS = 70
_ROW_CHARS = 40


@dataclass(frozen=True, slots=True)
class EditPlace:
    """Where an edit stands, in the words of the page. `row`: the head of a table's row, or ''."""

    names: tuple[str, ...]
    row: str = ""


def place_of(edit: Edit, title: str) -> EditPlace:
    """Return the headings above an edit without the page's `title`, which heads the message already."""
    named = [name for name in edit.path if fold(name).casefold() != fold(title).casefold()]
    names = [shorten(clean(name), _NAME_CHARS) for name in named if _CELL not in name][-2:]
    row = _row(edit)
    return EditPlace(tuple(names[-1:] if row else names), row)


def place_name(place: EditPlace, glosser: Glosser, language: Language) -> str:
    """Return `Referral fees (table) · Jewelry`, `Fees › 4. Payment` with glosses; '' for the page itself."""
    if not place.row:
        return " \u203a ".join(glosser.text(name) for name in place.names)
    tables = [
        message("news", language, "table", name=_table(name, glosser, language))
        for name in place.names
    ]
    return " \u00b7 ".join([*tables, glosser.text(place.row)])


def _table(name: str, glosser: Glosser, language: Language) -> str:
    """Return the name of a table, with what its amounts are."""
    about = subject_name("amount", name, language)
    return (about and glosser.given(name, about)) or glosser.text(name)


def _row(edit: Edit) -> str:
    """Return the head of a row; '' for what is no row of a table."""
    text = edit.after or edit.before
    is_row = bool(edit.path) and _CELL in edit.path[-1] and _CELL in text
    return shorten(clean(text.partition(_CELL)[0]), _ROW_CHARS) if is_row else ""
