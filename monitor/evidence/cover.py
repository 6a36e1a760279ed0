"""The cover page of a bundle: explains it to a person who does not know Forewarn."""

from collections.abc import Iterable
from html import escape

from monitor.language import Language, languages, texts

_STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#111;"
    "background:#fff}dt{font-weight:bold;margin-top:.6em}dd{margin:0;overflow-wrap:anywhere}"
    "pre{white-space:pre-wrap;border-top:1px solid #999;padding-top:1em}"
)


def cover(
    facts: Iterable[tuple[str, str]], title: str, text: str, *, has_renderings: bool = False
) -> str:
    """Render the page in all languages. `facts`: keys of `texts/*/evidence.yaml` and values."""
    listed = list(facts)
    parts = "".join(
        _part(listed, language, _on_renderings(language) if has_renderings else "")
        for language in languages()
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{parts}<pre>{escape(text)}</pre></body></html>\n"
    )


def _on_renderings(language: Language) -> str:
    return f"<p>{escape(texts('pictures', language)['in_bundle'])}</p>"


def _part(facts: Iterable[tuple[str, str]], language: Language, more: str) -> str:
    words = texts("evidence", language)
    rows = "".join(
        f"<dt>{escape(words[key])}</dt><dd>{escape(value)}</dd>" for key, value in facts if value
    )
    return (
        f'<section lang="{language}"><h1>{escape(words["title"])}</h1><dl>{rows}</dl>'
        f"<p>{escape(words['what_is_here'])}</p>{more}<p>{escape(words['how_to_check'])}</p></section>"
    )
