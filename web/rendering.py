"""Render the Jinja2 templates, with the texts and filters that they share. Everything is escaped."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from monitor import wording
from monitor.cases import wording as lawsuits
from monitor.duration import duration, interval
from monitor.hyperlink import safe_link
from monitor.language import Language, about, languages, message, texts
from monitor.notice_kinds import is_foreign, kind_name
from monitor.text import sha256
from monitor.vocabulary import categories, entries, name_of, topics
from web.head import head_of, tag_of
from web.locale import COOKIE, language_for
from web.query_params import UnknownFilter


def page(request: Request, template: str, **values: Any) -> HTMLResponse:
    """Render a page in the visitor's language."""
    language = language_for(request)
    path, query = request.url.path, request.url.query
    public_url = getattr(request.app.state, "public_url", "")
    values["head"] = head_of(public_url, path, query, language)
    return HTMLResponse(rendered(template, language, path=path, query=query, **values))


def rendered(template: str, language: Language, **values: Any) -> str:
    """Render a template. `path` and `query`: those of the page itself.

    A template says `texts_of("diff").moved` for a text of a namespace, and `tell("diff", "edits",
    count=3)` for a message with values; `w` and `say` are those of the namespace `web`.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            language=language,
            texts_of=lambda namespace: texts(namespace, language),
            tell=lambda namespace, key, **values: message(namespace, language, key, **values),
            w=texts("web", language),
            say=partial(message, "web", language),
            say_news=partial(message, "news", language),
            news=texts("news", language),
            c=texts("cases", language),
            languages=[(code, about(code)["name"]) for code in languages()],
            tag=tag_of(language),
            **{"head": None} | values,
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
        "kind_name": kind_name,
        "is_foreign": is_foreign,
        "lawsuits": lawsuits,
        "asset": asset,
        "release": release,
        "with_query": with_query,
        "understood": understood,
        "vocabulary": {
            "categories": categories(),
            "topics": [topic.id for topic in topics()],
            "jurisdictions": list(entries("jurisdictions")),
        },
    }
    environment.filters |= {
        "day": _day,
        "minute": _minute,
        "exact": _exact,
        "iso": _iso,
        "duration": duration,
        "interval": interval,
        "day_of": lambda at: f"{at:%Y-%m-%d}" if at else "",
        "web_only": safe_link,
        "marked": _marked,
    }
    return environment


def prepare() -> None:
    """Compile the templates before the first request, as this takes a third of a second."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)


def with_query(path: str, query: str, **changed: object) -> str:
    """Rebuild a URL with some of its parameters replaced; '' and None drop one."""
    kept = {name: value for name, value in parse_qsl(query) if name != COOKIE}
    params: Mapping[str, str] = kept | {k: "" if v is None else str(v) for k, v in changed.items()}
    new_query = urlencode({name: value for name, value in params.items() if value})
    return f"{path}?{new_query}" if new_query else path


def understood(query: str, unknown: Iterable[UnknownFilter]) -> str:
    """Return a query without the filters that do not count, for a file, which would refuse them."""
    return with_query("", query, **{one.name: None for one in unknown}).removeprefix("?")


@cache
def release() -> str:
    """Return a name that is another one whenever a static file has changed."""
    folder = files("web").joinpath("static")
    return sha256("".join(asset(name) for name in sorted(one.name for one in folder.iterdir())))[
        :12
    ]


@cache
def asset(name: str) -> str:
    """The URL of a static file, with a hash of its content, so that a new version has a new URL."""
    body = files("web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={sha256(body)[:12]}"


def _day(at: datetime | date, language: Language) -> str:
    """Format the day of a time, in the time zone of most readers of the language."""
    local = at.astimezone(ZoneInfo(about(language)["zone"])) if isinstance(at, datetime) else at
    return f"{local:%Y-%m-%d}"


def _minute(at: datetime, language: Language) -> str:
    zone = ZoneInfo(about(language)["zone"])
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def short_day(day: date, language: Language) -> str:
    """Format a day without its year: `23 Nov`, `11月23日`."""
    return format_date(day, texts("web", language)["short_day"], locale=language)


def _exact(at: datetime) -> str:
    """Format a time for whoever wants it in no zone but UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _iso(at: datetime | date) -> str:
    return at.isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat()


def _marked(passage: str, words: Iterable[str]) -> Markup:
    """Escape a passage and mark the words in it."""
    pattern = "|".join(re.escape(word) for word in words)
    pieces = re.split(f"({pattern})", passage, flags=re.IGNORECASE) if pattern else [passage]
    # `re.split` returns the matched words as every second piece.
    marked = (
        escape(p) if n % 2 == 0 else Markup("<mark>{}</mark>").format(p)
        for n, p in enumerate(pieces)
    )
    return Markup("").join(marked)
