"""Full-text search over changes and over the rules as they stand, the same on both databases.

Terms come from `monitor.search`; the databases' own word-breakers know no Chinese. SQLite keeps them
in FTS5 (https://www.sqlite.org/fts5.html), PostgreSQL in a tsvector with a GIN index
(https://www.postgresql.org/docs/current/datatype-textsearch.html).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, insert, literal_column, select, table, text
from sqlalchemy.orm import Session

from monitor.model import Change, Severity
from monitor.search import Phrase, phrases, spaced, terms
from storage.dialects import is_sqlite
from storage.tables.changes import ChangeRow, PassageRow, VersionRow

# A tsvector counts no further than 16,383 places (and keeps 255 of a term): a long rule is several.
_PASSAGE = 8_000
_MOST_PLACES = 255
_MOST_PHRASES = 16
_LATELY = 5_000


class Index(StrEnum):
    """The tables of terms; the rows are numbered as those they are about."""

    CHANGES = "change_terms"
    RULES = "rule_terms"


class SearchDocument(NamedTuple):
    """What a version says. `is_new`: there was no version of its document before."""

    source_id: str
    key: str
    number: int
    words: str
    is_new: bool = False


def index_change(session: Session, change: Change) -> None:
    """Keep what a change is found by; what is only cosmetic is not found."""
    if change.assessment.severity >= Severity.MINOR:
        said = [words for edit in change.edits for words in (edit.before, edit.after)]
        _keep_change(session, change.id, [change.title, change.summary, *said])


def index_documents(session: Session, rules: Sequence[SearchDocument]) -> None:
    """Keep what the newest version of each document is found by, instead of the one before."""
    _forget(session, (rule for rule in rules if not rule.is_new))
    passages = [(rule, terms) for rule in rules for terms in _passages(session, rule.words)]
    if not passages:
        return
    adding = insert(PassageRow).returning(PassageRow.id, sort_by_parameter_order=True)
    places = [{"source_id": r.source_id, "key": r.key, "number": r.number} for r, _ in passages]
    ids = session.scalars(adding, places)
    _keep(session, Index.RULES, {key: terms for key, (_, terms) in zip(ids, passages, strict=True)})


def found(session: Session, index: Index, words: Iterable[str], limit: int) -> list[int]:
    """The numbers of the rows that hold all the words, the newest first; none for no word."""
    wanted = phrases(words)[:_MOST_PHRASES]
    if not wanted:
        return []
    key = _key(session)
    query: Select[Any] = select(key).select_from(table(index)).limit(limit)
    if is_sqlite(session):
        match = text(f"{index} MATCH :match").bindparams(match=_fts5(wanted))
        return list(session.scalars(query.where(match).order_by(key.desc())))
    match = text("terms @@ CAST(:match AS tsquery)").bindparams(match=_tsquery(wanted))
    return _found_by_gin(session, query.where(match), index, limit)


def _found_by_gin(session: Session, query: Select[Any], index: Index, limit: int) -> list[int]:
    """Among the newest first, where common words are found at once; then by the index.

    PostgreSQL cannot tell how common a word's beginning is, and walked a million rows in their order
    for a rare one (260 ms). `+ 0` keeps it from that: few rows are left to be put in order.
    """
    key = _key(session)
    newest = session.scalar(select(func.max(key)).select_from(table(index))) or 0
    lately = list(session.scalars(query.where(key > newest - _LATELY).order_by(key.desc())))
    if len(lately) == limit:
        return lately
    return list(session.scalars(query.order_by((key + 0).desc())))


def rebuild(session: Session) -> None:
    """Index all changes, and all rules as they stand."""
    # By column: a migration calls this, and later columns are not there yet.
    change = ChangeRow.id, ChangeRow.title, ChangeRow.summary, ChangeRow.edits
    told = select(*change).where(ChangeRow.severity >= int(Severity.MINOR))
    for number, title, summary, edits in session.execute(told).all():
        said = [words for edit in edits for words in edit[2:4]]
        _keep_change(session, number, [title, summary, *said])
    newest = select(func.max(VersionRow.id)).group_by(VersionRow.source_id, VersionRow.key)
    rule = (
        VersionRow.source_id,
        VersionRow.key,
        VersionRow.number,
        VersionRow.title,
        VersionRow.blocks,
    )
    for number in session.scalars(newest).all():
        source_id, key, version, title, blocks = session.execute(
            select(*rule).where(VersionRow.id == number)
        ).one()
        words = "\n".join([title, *(block[1] for block in blocks)])
        index_documents(session, [SearchDocument(source_id, key, version, words)])


def keep_terms(session: Session, index: Index, said: Mapping[int, str]) -> None:
    """Keep what these rows are found by, each its words."""
    rows = {number: terms(words)[:_PASSAGE] for number, words in said.items()}
    _keep(session, index, {number: _written(session, words) for number, words in rows.items()})


def _keep_change(session: Session, number: int, said: Iterable[str]) -> None:
    keep_terms(session, Index.CHANGES, {number: "\n".join(said)})


def _passages(session: Session, words: str) -> list[str]:
    """A rule's terms as the database takes them; PostgreSQL takes so many at once."""
    if is_sqlite(session):
        return [spaced(words)]
    every = terms(words)
    parts = (every[start : start + _PASSAGE] for start in range(0, len(every), _PASSAGE))
    return [_written(session, part) for part in parts]


def _written(session: Session, words: Sequence[str]) -> str:
    return " ".join(words) if is_sqlite(session) else _tsvector(words)


def _keep(session: Session, index: Index, rows: Mapping[int, str]) -> None:
    if not rows:
        return
    if is_sqlite(session):
        statement = f"INSERT INTO {index} (rowid, terms) VALUES (:id, :terms)"  # noqa: S608 - a name of ours
    else:
        statement = f"INSERT INTO {index} (id, terms) VALUES (:id, CAST(:terms AS tsvector))"  # noqa: S608 - a name of ours
    values = [{"id": number, "terms": written} for number, written in rows.items()]
    session.execute(text(statement), values)


def _forget(session: Session, rules: Iterable[SearchDocument]) -> None:
    keys: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        keys[rule.source_id].append(rule.key)
    for source_id, superseded in keys.items():
        gone = delete(PassageRow).where(
            PassageRow.source_id == source_id, PassageRow.key.in_(superseded)
        )
        ids = list(session.scalars(gone.returning(PassageRow.id)))
        if ids:
            session.execute(delete(table(Index.RULES)).where(_key(session).in_(ids)))


def _key(session: Session) -> Any:
    return literal_column("rowid" if is_sqlite(session) else "id")


def _fts5(wanted: Iterable[Phrase]) -> str:
    """As FTS5 asks: `"tariff fre" * AND "关税"`. A term has no quotes: `monitor.search` sees to it."""
    return " AND ".join(f'"{" ".join(phrase.terms)}"' + " *" * phrase.opens for phrase in wanted)


def _tsquery(wanted: Iterable[Phrase]) -> str:
    """As PostgreSQL asks: `('tariff' <-> 'fre':*) & ('关税')`."""
    rows = [(" <-> ".join(f"'{term}'" for term in phrase.terms), phrase.opens) for phrase in wanted]
    return " & ".join(f"({row}{':*' * opens})" for row, opens in rows)


def _tsvector(words: Iterable[str]) -> str:
    """As PostgreSQL writes it, `'term':1,5`: its own parser knows letters by the server's locale."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words, 1):
        places[word].append(place)
    return " ".join(
        f"'{word}':{','.join(map(str, found[:_MOST_PLACES]))}" for word, found in places.items()
    )
