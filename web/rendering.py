"""Templates, and the words and forms that all of them use. Everything is escaped."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from monitor import wording
from monitor.duration import duration, interval
from monitor.hyperlink import safe_link
from monitor.language import Language, about, languages, message, texts
from monitor.text import sha256
from monitor.vocabulary import categories, entries, name_of, topics
from web.locale import COOKIE, language_for


def page(request: Request, template: str, **values: Any) -> HTMLResponse:
    """A page in the visitor's language."""
    language = language_for(request)
    path, query = request.url.path, request.url.query
    return HTMLResponse(rendered(template, language, path=path, query=query, **values))


def rendered(template: str, language: Language, **values: Any) -> str:
    """A template filled in. `path` and `query` are those of the page itself."""
    return (
        _environment()
        .get_template(template)
        .render(
            language=language,
            w=texts("web", language),
            say=partial(message, "web", language),
            news=texts("news", language),
            languages=[(code, about(code)["name"]) for code in languages()],
            tag="zh-CN" if language == Language.ZH else language,
            **values,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "name_of": name_of,
        "wording": wording,
        "asset": _asset,
        "with_query": with_query,
        "vocabulary": {
            "categories": categories(),
            "topics": [topic.id for topic in topics()],
            "jurisdictions": list(entries("jurisdictions")),
        },
    }
    environment.filters |= {
        "day": _day,
        "minute": _minute,
        "iso": _iso,
        "duration": duration,
        "interval": interval,
        "day_of": lambda at: f"{at:%Y-%m-%d}" if at else "",
        "web_only": safe_link,
        "marked": _marked,
    }
    return environment


def prepare() -> None:
    """Compile the templates before the first visitor comes: it takes a third of a second."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


def with_query(path: str, query: str, **changed: object) -> str:
    """The same address, with some of its parameters set anew; '' and None drop one."""
    kept = {name: value for name, value in parse_qsl(query) if name != COOKIE}
    asked: Mapping[str, str] = kept | {k: "" if v is None else str(v) for k, v in changed.items()}
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{said}" if said else path


@cache
def _asset(name: str) -> str:
    """The address of a static file; a new version has a new one."""
    body = files("web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={sha256(body)[:12]}"


def _day(at: datetime | date, language: Language) -> str:
    """The day of a time, in the zone of most readers of the language."""
    local = at.astimezone(ZoneInfo(about(language)["zone"])) if isinstance(at, datetime) else at
    return f"{local:%Y-%m-%d}"


def _minute(at: datetime, language: Language) -> str:
    zone = ZoneInfo(about(language)["zone"])
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _iso(at: datetime | date) -> str:
    return at.isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat()


def _marked(passage: str, words: Iterable[str]) -> Markup:
    """A passage, escaped, with the words marked."""
    wanted = "|".join(re.escape(word) for word in words)
    pieces = re.split(f"({wanted})", passage, flags=re.IGNORECASE) if wanted else [passage]
    # Every second piece is a word.
    shown = (
        escape(p) if n % 2 == 0 else Markup("<mark>{}</mark>").format(p)
        for n, p in enumerate(pieces)
    )
    return Markup("").join(shown)
