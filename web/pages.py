"""The pages that links of mails lead to. Pure but for the template."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from monitor.audience import Subscriber
from monitor.language import Language, language_of, texts

# After these a button does what the link is for.
_ASKING = frozenset({"unsubscribe_ask", "confirm_ask"})


def page(key: str, reader: Subscriber | None, request: Request, *, address: str = "") -> str:
    """One sentence, and a button where something is asked."""
    language = reader.language if reader else _spoken(request)
    words = texts("web", language)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            language=language,
            sentence=words[key].format(address=address),
            button=words[f"{key}_button"] if key in _ASKING else "",
        )
    )


def _spoken(request: Request) -> Language:
    """What the browser asks for first."""
    wanted = request.headers.get("accept-language", "")
    return language_of(wanted.partition(",")[0].partition(";")[0].strip())


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
