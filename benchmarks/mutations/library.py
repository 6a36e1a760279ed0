"""Real documents of many services in six languages, and pages made of them."""

import csv
import gzip
import html
import json
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from benchmarks.mutations.page import Form, Page, as_html, squeezed, with_place

_SHORTEST, _LONGEST, _LONGEST_HTML = 1_200, 40_000, 400_000
# Words of one of the languages alone.
_STOPWORDS = {
    "en": "the and you your with of",
    "de": "der und sie wir nicht oder",
    "fr": "les des vous nous est dans",
    "es": "los las por el usted como",
    "it": "gli che della di sono per",
}
_ENOUGH = 0.04
_NO_PAGES = {"broken", "uncertain", "recovered"}


@dataclass(frozen=True, slots=True)
class Original:
    """A real document. `main`: the text of its main content where `text` is raw HTML."""

    service: str
    name: str
    text: str
    main: str = ""


@dataclass(slots=True)
class Library:
    """Originals by language and service."""

    by_language: dict[str, dict[str, list[Original]]] = field(default_factory=dict)

    def add(self, original: Original) -> None:
        """Put a document of one of the languages on its shelf."""
        language = language_of(original.main or original.text)
        if language:
            services = self.by_language.setdefault(language, defaultdict(list))
            services[original.service].append(original)

    def page(self, language: str, chance: Random) -> Page | None:
        """Return a page in the language, each service as likely as another."""
        services = self.by_language.get(language, {})
        if not services:
            return None
        shelf = services[chance.choice(sorted(services))]
        original = chance.choice(shelf)
        form = Form.HTML if original.main else chance.choice(list(Form))
        return with_place(
            Page(
                text=self._text(original, form, language),
                form=form,
                language=language,
                main=squeezed(original.main),
                another=self._another(original, shelf, form, language, chance),
                foreign=self._foreign(language, form, chance),
            )
        )

    def _text(self, original: Original, form: Form, language: str) -> str:
        if original.main or form is Form.MD:
            return original.text
        return as_html(original.name, language, original.text)

    def _another(
        self, original: Original, shelf: list[Original], form: Form, language: str, chance: Random
    ) -> str:
        """Return another page of the service, or of any service if it has one only."""
        others = [
            o for o in shelf if o.name != original.name and bool(o.main) == bool(original.main)
        ]
        if others:
            return self._text(chance.choice(others), form, language)
        return self._of_form(language, form, chance, {original.service})

    def _foreign(self, language: str, form: Form, chance: Random) -> str:
        other = chance.choice([name for name in self.by_language if name != language] or [language])
        return self._of_form(other, form, chance, set())

    def _of_form(self, language: str, form: Form, chance: Random, but: set[str]) -> str:
        """Return a text of the form in the language, of any other service."""
        services = self.by_language[language]
        found = [
            o for name in sorted(services) if name not in but for o in services[name] if not o.main
        ]
        return self._text(chance.choice(found), form, language) if found else ""


def language_of(text: str) -> str:
    """Return which of the six languages a text is in, or ''."""
    if len(re.findall(r"[\u4e00-\u9fff]", text)) > len(text) * 0.2:
        return "zh"
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    shares = {
        name: sum(words[word] for word in listed.split()) / (words.total() or 1)
        for name, listed in _STOPWORDS.items()
    }
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > _ENOUGH else ""


def read_library(data: Path) -> Library:
    """Return the library of a folder of real data."""
    library = Library()
    for original in (*_labelled(data), *_versions(data), *_pages(data), *_histories(data)):
        if original.main and len(original.text) > _LONGEST_HTML:
            continue
        if len(original.main or original.text) >= _SHORTEST:
            library.add(original if original.main else shortened(original))
    return library


def shortened(original: Original) -> Original:
    """Return a very long document as far as a paragraph's end: each is compared in a second."""
    if len(original.text) <= _LONGEST:
        return original
    end = original.text.rfind("\n\n", 0, _LONGEST)
    return replace(original, text=original.text[: end if end > 0 else _LONGEST])


def rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _labelled(data: Path) -> Iterator[Original]:
    """Yield the later text of each labelled pair, one for each document."""
    for folder, names in ((data, "labels.csv"), (data / "second", "meta.csv")):
        labels = {row["id"]: row["label"] for row in rows(folder / "labels.csv")}
        named = {row["id"]: row for row in rows(folder / names)}
        seen: set[tuple[str, str]] = set()
        for row in rows(folder / "pairs.csv"):
            key = (named[row["id"]]["service"], named[row["id"]]["document"])
            if labels.get(row["id"]) not in _NO_PAGES and key not in seen:
                seen.add(key)
                yield Original(*key, _text(folder / row["after"]))


def _versions(data: Path) -> Iterator[Original]:
    """Yield the last version of each document."""
    for folder in sorted(data.glob("versions/*/*/")):
        files = sorted(folder.glob("*.md"))
        if files:
            yield Original(folder.parent.name, folder.name.split("__")[0], _text(files[-1]))


def _pages(data: Path) -> Iterator[Original]:
    """Yield raw pages whose main text is known, and that text as Markdown."""
    for row in rows(data / "html_series" / "manifest.csv"):
        if row["gold_stale"] == "1" or not row["gold_md"]:
            continue
        main = _text(data / "html_series" / row["gold_md"])
        name = row["document"]
        yield Original(
            row["service"], name, _text(data / "html_series" / row["file"]), html.unescape(main)
        )
        yield Original(row["service"], name, main)


def _histories(data: Path) -> Iterator[Original]:
    """Yield the last version of documents of small shops in many languages."""
    for row in rows(data / "full_history" / "index.csv"):
        if row["source_repository"].endswith(("p2b-compliance-versions", "pga-versions")):
            with lzma.open(data / "full_history" / row["file"], "rt", encoding="utf-8") as lines:
                last = [*lines][-1]
            yield Original(row["service"], row["document"], json.loads(last)["text"])


def _text(file: Path) -> str:
    body = file.read_bytes()
    return (gzip.decompress(body) if file.suffix == ".gz" else body).decode("utf-8", "replace")
