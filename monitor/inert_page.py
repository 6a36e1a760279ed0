"""A captured page without anything that acts: only its text, in a few plain elements of ours.

Nothing of the page's markup is kept but the kind of an element: no attribute, address, style,
script, form or frame. Each text is a link that names the element around it, so that a page can be
pointed at without a script.
"""

from collections.abc import Callable, Iterator
from html import escape

from lxml.html import HtmlElement

# What an element of the page becomes. What is in neither is shown as what it holds, in a span: the
# parser puts what follows an <embed> into it.
_KEPT = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre blockquote table caption thead tbody tfoot tr td th".split()
)
_BOXES = frozenset(
    "body div section article main header footer nav aside form fieldset figure details address".split()
)
_DROPPED = frozenset(
    "script style noscript template svg math head iframe frameset object applet audio video canvas map "
    "select option datalist textarea button".split()
)
_MOST_ELEMENTS = 20_000
# A browser nests no deeper.
_MOST_DEEP = 200

AddressOf = Callable[[str], str]


def inert(root: HtmlElement, address_of: AddressOf, chosen: str | None = None) -> str:
    """Return the page as markup of ours; `address_of` gives the address of a path's link.

    `chosen`: the path of the element that was pointed at, which is marked.
    """
    return "".join(_Writer(address_of, chosen).write(root, "", 0))


class _Writer:
    def __init__(self, address_of: AddressOf, chosen: str | None) -> None:
        self._address_of = address_of
        self._chosen = chosen
        self._left = _MOST_ELEMENTS

    def write(self, element: HtmlElement, path: str, depth: int) -> Iterator[str]:
        """Yield the markup of an element and of what it holds."""
        self._left -= 1
        if self._left < 0 or depth > _MOST_DEEP:
            return
        tag = _tag(element)
        marked = ' class="chosen" id="chosen"' if path == self._chosen else ""
        yield f"<{tag}{marked}>"
        yield self._text(element.text, path)
        number = 0
        for child in element:
            # Comments are no elements, but text may follow them.
            if isinstance(child.tag, str):
                if child.tag not in _DROPPED:
                    inner = f"{path}.{number}" if path else str(number)
                    yield from self.write(child, inner, depth + 1)
                number += 1
            yield self._text(child.tail, path)
        yield f"</{tag}>"

    def _text(self, text: str | None, path: str) -> str:
        if not text or not text.strip():
            return " "
        address = escape(self._address_of(path), quote=True)
        return f'<a href="{address}" target="_top">{escape(text, quote=True)}</a>'


def _tag(element: HtmlElement) -> str:
    if element.tag in _KEPT:
        return str(element.tag)
    return "div" if element.tag in _BOXES or element.getparent() is None else "span"
