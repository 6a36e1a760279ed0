"""What the head of a public page tells search engines and chats: its addresses and its picture."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from monitor.language import Language, languages
from web.locale import COOKIE
from web.public_paths import is_indexed

# Parameters that show the same content another way, or say where a visitor came from.
_IRRELEVANT = (COOKIE, "view", "utm_", "fbclid", "gclid", "page_size")
_MOST_QUERY = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """The addresses of a page. `canonical`: of this language; `neutral`: of no language.

    `alternates`: each language's tag with its address. `picture`: the card that chats show.
    """

    canonical: str
    neutral: str
    alternates: tuple[tuple[str, str], ...]
    picture: str


def head_of(public_url: str, path: str, query: str, language: Language) -> PageHead | None:
    """Return the head of a public page; None for any other, or without an address of the site."""
    if not public_url or not is_indexed(path):
        return None
    pairs = [pair for pair in parse_qsl(query[:_MOST_QUERY]) if not pair[0].startswith(_IRRELEVANT)]

    def address(code: str = "") -> str:
        asked = urlencode([*pairs, *([(COOKIE, code)] if code else [])])
        return f"{public_url}{path}?{asked}" if asked else f"{public_url}{path}"

    return PageHead(
        canonical=address(language),
        neutral=address(),
        alternates=tuple((tag_of(code), address(code)) for code in languages()),
        picture=f"{public_url}/static/social-card.png",
    )


def tag_of(language: Language) -> str:
    """Return the tag of a language as pages declare it: Chinese is written in simplified characters."""
    return "zh-CN" if language == Language.ZH else str(language)
