"""The addresses that the parts of a difference link to."""

from dataclasses import dataclass
from urllib.parse import urlencode

from web.diffing.view import DiffView


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffAddresses:
    """Where a difference stands. `language`: of the texts that are compared, or ''.

    `versions`: the path under which the versions stand, and `old` and `new`, their numbers.
    `context`: the path to which an edit's number is added; with `query`. `text`: the plain text.
    """

    language: str = ""
    versions: str = ""
    old: int | None = None
    new: int | None = None
    context: str = ""
    query: str = ""
    text: str = ""

    def edit(self, number: int, view: DiffView) -> str:
        """Return the address of an edit on the page, which may be in another part of it."""
        is_here = view.selection.part_of.get(number, view.selection.part) == view.selection.part
        return f"#edit-{number}" if is_here else f"{self.part(number, view)}#edit-{number}"

    def part(self, number: int, view: DiffView) -> str:
        """Return the address of the part of the page that holds an edit."""
        choice = view.choice
        chosen = {
            "kind": choice.kind,
            "level": choice.level,
            "view": choice.view,
            "order": "page" if choice.in_order else "",
            "edit": number,
        }
        return f"?{self._own}{urlencode({name: value for name, value in chosen.items() if value})}"

    def permalink(self, number: int, view: DiffView) -> str:
        """Return the address by which an edit is found in whatever part."""
        return (
            self.edit(number, view)
            if view.selection.parts == 1
            else f"?{self._own}edit={number}#edit-{number}"
        )

    @property
    def _own(self) -> str:
        return f"{self.query}&" if self.query else ""

    def context_of(self, number: int) -> str:
        """Return the address of an edit's context; '' for none."""
        query = f"?{self.query}" if self.query else ""
        return f"{self.context}{number}{query}" if self.context else ""

    def quote_of(self, number: int) -> str:
        """Return the address of an edit as plain text; '' for none."""
        return f"{self.text}?edit={number}" if self.text else ""

    def version(self, number: int | None, block: int) -> str:
        """Return the address of a block of a version; '' for none."""
        return f"{self.versions}{number}#b{block}" if self.versions and number and block else ""
