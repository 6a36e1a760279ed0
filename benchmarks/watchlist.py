"""Own names in notices: how fast they are found, and how often what is found is true.

    python -m benchmarks.watchlist [--terms 100000] [--notices 10000] [--data DATA] [--show]

Bounds: 100,000 terms against one notice in at most 50 ms; against 10,000 notices at the pace at which the
database stores them; precision at least 0.98. The rivals look for each name in the small letters of
the text, or compare it with the text by rapidfuzz's `partial_ratio` at 90.

DATA holds real court captions, dockets and notices: `court/`, `feeds/`, `notices/`. 200 defendants and
makers that they name are sought in 2,000 of their texts. `--show` prints each match, for a person to judge.
"""

import argparse
import gzip
import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from html import unescape
from pathlib import Path
from statistics import median

from lxml import etree
from rapidfuzz import fuzz, process
from sqlalchemy import insert

from benchmarks.watchlist_names import company, filler
from monitor.data import load
from monitor.model import Assessment, Block, Change, ChangeKind, Severity
from monitor.watchlist import NameMatch, TermKind, WatchTerm
from monitor.watchlist.entry import fault_of, is_everyday_name
from monitor.watchlist.finding import Searched, WatchedText, keys_of
from monitor.watchlist.letters import head_of, words_of
from monitor.watchlist.names import bare, suffix_length
from storage.archive.rows import blocks_to_json
from storage.database import Database
from storage.delivery.sealing import sealer_of
from storage.delivery.sightings import Sightings
from storage.delivery.watchlists import OwnName, match_names
from storage.tables.changes import ChangeRow, VersionRow
from storage.tables.subscribers import SubscriberRow
from storage.tables.watchlist import WatchKeyRow, WatchTermRow

_NOW = datetime(2026, 11, 28, tzinfo=UTC)
_READERS = 1_000
_NAMES, _TEXTS = 200, 2_000
_NOTICE_WORDS = 600
_FUZZY = 90
_NUMBER, _TAG = re.compile(r"^\S*\d\S*\s+"), re.compile(r"<[^>]*>")
_VERSUS = re.compile(r"\s+v\.?s?\.\s+")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--terms", type=int, default=100_000)
    parser.add_argument("--notices", type=int, default=10_000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    if options.terms:
        print_speed(options.terms, options.notices)
    if options.data:
        print_precision(options.data, show=options.show)


def print_speed(terms: int, notices: int) -> None:
    """Print how long one notice takes, many take, and what rivals take."""
    chance = random.Random(1)
    names = [company(chance) for _ in range(terms)]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'names.db'}")
        database.upgrade()
        watch(database, names)
        texts = [notice(chance, names if n % 100 == 0 else ()) for n in range(notices)]
        stored = timed(lambda: store(database, texts))
        changes = [stored_change(n) for n in range(1, notices + 1)]
        ones = [timed(partial(match, database, c)) for c in changes[:200]]
        print(
            f"{terms} terms, one notice of {_NOTICE_WORDS} words: median {median(ones) * 1000:.1f} ms, worst {max(ones) * 1000:.1f} ms (at most 50)"
        )
        seconds = timed(lambda: [match(database, change) for change in changes])
        print(
            f"{notices} notices: {seconds:.1f} s, {notices / seconds:.0f} a second; to store them took {stored:.1f} s"
        )
        print_search(database, names[0])
        database.close()
    print_rivals(names, texts[:3])


def print_search(database: Database, name: str) -> None:
    """Print how long the search of what is stored takes when a name is entered."""
    own = OwnName(1, WatchTerm(TermKind.COMPANY, name))
    since = datetime(2020, 1, 1, tzinfo=UTC)
    seconds = timed(lambda: Sightings(database).search(1, own, since, 5))
    print(f"a new name against all of them: {seconds:.1f} s")


def print_rivals(names: Sequence[str], texts: Sequence[str]) -> None:
    """Print what a plain search and rapidfuzz take for one notice."""
    folded = [bare(name).casefold() for name in names]
    plain = median(timed(partial(_plain_search, folded, t)) for t in texts)
    some = folded[:1_000]
    fuzzy = timed(
        lambda: process.extract(
            texts[0], some, scorer=fuzz.partial_ratio, score_cutoff=_FUZZY, limit=None
        )
    )
    print(
        f"rivals, one notice: plain search {plain * 1000:.0f} ms; rapidfuzz {fuzzy * len(folded) / len(some):.1f} s (from 1,000 names)"
    )


def _plain_search(names: Sequence[str], text: str) -> list[str]:
    folded = text.casefold()
    return [name for name in names if name in folded]


def watch(database: Database, names: Sequence[str]) -> None:
    """Store so many terms of a thousand readers."""
    with database.write() as session:
        sealer = sealer_of(session)
        readers = [
            {"id": n, "language": "zh", "timezone": "UTC", "digest_hour": 8, "created_at": _NOW}
            for n in range(1, _READERS + 1)
        ]
        session.execute(insert(SubscriberRow), readers)
        rows, keys = [], []
        for number, name in enumerate(names, 1):
            term = WatchTerm(TermKind.COMPANY, name)
            rows.append({"id": number, "subscriber_id": number % _READERS + 1, "kind": term.kind, "text": sealer.seal(name), "added_at": _NOW})  # fmt: skip
            heads = {(head_of(key), len(key)) for key in keys_of(term)}
            keys += [{"head": sealer.fingerprint(h), "length": n, "term_id": number} for h, n in heads]  # fmt: skip
        session.execute(insert(WatchTermRow), rows)
        session.execute(insert(WatchKeyRow), keys)


def notice(chance: random.Random, names: Sequence[str]) -> str:
    """A notice of everyday words and companies that nobody watches; with `names`, one of those too."""
    words = filler(chance, _NOTICE_WORDS)
    if names:
        words.insert(len(words) // 2, f"against {chance.choice(names)}, et al.")
    return " ".join(words)


def store(database: Database, texts: Sequence[str]) -> None:
    """Store each notice in a transaction of its own, as a crawl does."""
    for number, text in enumerate(texts, 1):
        with database.write() as session:
            blocks = blocks_to_json((Block(("Notice",), text),))
            session.add(VersionRow(source_id="court", number=number, key=str(number), recorded_at=_NOW, reason="notice", title="Notice", url="", blocks=blocks, text_sha256="", snapshot_sha256="", chain_sha256="", extraction_key=""))  # fmt: skip
            session.add(ChangeRow(id=number, source_id="court", category="court", kind="notice", detected_at=_NOW, severity=1, summary="", title="Notice", url="", topics=[], reasons=[], edits=[], to_version=number))  # fmt: skip


def stored_change(number: int) -> Change:
    """The change of that number, as it is recorded."""
    return Change(id=number, source_id="court", category="court", kind=ChangeKind.NOTICE, detected_at=_NOW, summary="", url="", title="Notice", from_version=None, to_version=number, edits=(), assessment=Assessment(severity=Severity.MINOR))  # fmt: skip


def match(database: Database, change: Change) -> int:
    """Match one notice in a transaction of its own."""
    with database.write() as session:
        return len(match_names(session, change))


def timed(do: Callable[[], object]) -> float:
    """Seconds of processor time: others may use the machine, too."""
    begun = time.process_time()
    do()
    return time.process_time() - begun


def print_precision(data: Path, *, show: bool) -> None:
    """Seek real names in real notices; print how many are found, and each for a person to judge."""
    texts = real_texts(data)
    names = real_names(data)
    searched = [Searched([WatchedText(text)]) for text in texts]
    found = [
        (one, match) for one in names for text in searched if (match := text.find(one)) is not None
    ]
    folded = [text.casefold() for text in texts]
    plain = sum(bare(one.text).casefold() in text for one in names for text in folded)
    everyday = sum(map(is_everyday_name, names))
    print(
        f"{len(names)} names ({everyday} of everyday words) in {len(texts)} texts: {len(found)} matches, {sum(1 for m in found if is_literal(m))} letter for letter; a plain search: {plain}"
    )
    for term, match in found if show else ():
        print(
            f"{term.kind}\t{term.text}\t{'=' if is_literal((term, match)) else '~'}\t{match.quote}"
        )


def is_literal(found: tuple[WatchTerm, NameMatch]) -> bool:
    """Whether the quote holds the whole name as its owner wrote it, the company's form included."""
    term, match = found
    return term.text.casefold() in match.quote.casefold()


def real_names(data: Path) -> list[WatchTerm]:
    """Defendants of captions that are no persons, and makers of recalled goods; each once."""
    chance = random.Random(7)
    defendants = sorted({_party(text) for text in captions(data)} - {""})
    companies = [one for one in defendants if suffix_length(words_of(one), len(words_of(one)))]
    traders = [one for one in defendants if _is_trader(one) and one not in companies]
    makers = sorted(set(_makers(data)))
    chosen = [*makers, *chance.sample(traders, min(60, len(traders)))][: _NAMES // 2]
    chosen += chance.sample(companies, min(_NAMES - len(chosen), len(companies)))
    terms = [
        WatchTerm(TermKind.COMPANY if one in companies else TermKind.SHOP, one) for one in chosen
    ]
    return [term for term in terms if not fault_of(term)]


def real_texts(data: Path) -> list[str]:
    """Notices, docket entries and recalls, and so many captions that there are 2,000."""
    texts = [*_notices(data), *_docket_entries(data), *_recalls(data)]
    rest = sorted(set(captions(data)) - set(texts))
    return [*texts, *random.Random(3).sample(rest, _TEXTS - len(texts))]


def captions(data: Path) -> Iterator[str]:
    """The captions of opinions and of docket entries."""
    for file in sorted((data / "court").rglob("*.compare.json*")):
        rows = json.loads(read(file))
        yield from (
            row["case_names"] for row in rows if isinstance(row, dict) and row.get("case_names")
        )
    yield from (text.partition("\n")[0] for text in _docket_entries(data))


def read(file: Path) -> bytes:
    """The bytes of a file, unpacked."""
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def _notices(data: Path) -> Iterator[str]:
    for line in (data / "notices" / "notices.jsonl").read_text("utf-8").splitlines():
        values = json.loads(line)
        yield f"{values['title']}\n{values['summary']}"


def _docket_entries(data: Path) -> Iterator[str]:
    for file in sorted((data / "feeds" / "pacer-rss").rglob("*.xml*")):
        root = etree.fromstring(read(file), etree.XMLParser(recover=True, resolve_entities=False))
        for item in root.iter("item"):
            title, text = (unescape(item.findtext(tag) or "") for tag in ("title", "description"))
            yield _NUMBER.sub("", title) + "\n" + _TAG.sub("", text)


def _recalls(data: Path) -> Iterator[str]:
    for values in _recalled(data):
        yield f"{values.get('manufacturer', '')} recalls {values.get('prname', '')}: {values.get('hazard', '')}"


def _makers(data: Path) -> Iterator[str]:
    yield from (name for values in _recalled(data) if (name := str(values.get("manufacturer", ""))))


def _recalled(data: Path) -> Iterator[etree._Attrib]:
    for file in sorted((data / "feeds" / "gsa-recalls").rglob("cpsc*.xml*")):
        root = etree.fromstring(read(file), etree.XMLParser(recover=True, resolve_entities=False))
        yield from (item.attrib for item in root.iter("result"))


def _party(caption: str) -> str:
    """The defendant of a caption."""
    party = [*_VERSUS.split(caption, maxsplit=1), ""][1]
    party = re.split(r",?\s+et al|\s+CA\d|\s*\(|;|\n| and ", party)[0].strip(" ,")
    return party if 3 <= len(party) <= 80 else ""


def _is_trader(party: str) -> bool:
    words = {word.letters for word in words_of(party)}
    generic = load("monitor.watchlist", "names.yaml")["generic"]
    return len(words & {*map(str, generic), "bank", "insurance", "stores", "hotel", "airlines", "foods", "motors", "systems", "services"}) > 0 and len(words) > 1  # fmt: skip


if __name__ == "__main__":
    main()
