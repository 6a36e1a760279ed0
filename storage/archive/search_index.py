"""Full-text search over changes and current documents, the same on both databases.

Terms come from `monitor.search`; the databases' own tokenizers know no Chinese. SQLite stores them
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
from monitor.search import Phrase, spaced, terms
from storage.dialects import is_sqlite
from storage.tables.changes import ChangeRow, PassageRow, VersionRow

# A tsvector counts at most 16,383 positions (and keeps 255 of a term): a long document is split.
_PASSAGE = 8_000
_MOST_POSITIONS = 255
_MOST_PHRASES = 16
_NEWEST_ROWS = 5_000


class Index(StrEnum):
    """The tables of terms; each row has the id of the row that it indexes."""

    CHANGES = "change_terms"
    RULES = "rule_terms"


class SearchDocument(NamedTuple):
    """The text of a version. `is_new`: its document has no earlier version."""

    source_id: str
    key: str
    number: int
    words: str
    is_new: bool = False


def index_change(session: Session, change: Change) -> None:
    """Index a change; skip a cosmetic one."""
    if change.assessment.severity >= Severity.MINOR:
        texts = [words for edit in change.edits for words in (edit.before, edit.after)]
        _index_change(session, change.id, [change.title, change.summary, *texts])


def index_documents(session: Session, rules: Sequence[SearchDocument]) -> None:
    """Index the newest version of each document in place of the previous one."""
    _delete_superseded(session, (rule for rule in rules if not rule.is_new))
    passages = [(rule, terms) for rule in rules for terms in _passages(session, rule.words)]
    if not passages:
        return
    adding = insert(PassageRow).returning(PassageRow.id, sort_by_parameter_order=True)
    values = [{"source_id": r.source_id, "key": r.key, "number": r.number} for r, _ in passages]
    ids = session.scalars(adding, values)
    _insert_terms(
        session, Index.RULES, {key: terms for key, (_, terms) in zip(ids, passages, strict=True)}
    )


def found(session: Session, index: Index, words: Iterable[str], limit: int) -> list[int]:
    """Return the ids of the rows that contain all words, the newest first; none without words.

    A word is found by what it is called in other languages, too.
    """
    from monitor.search_words import choices  # noqa: PLC0415 - it loads the glossary

    searched = [found for word in words if (found := choices(word))][:_MOST_PHRASES]
    if not searched:
        return []
    key = _key(session)
    query: Select[Any] = select(key).select_from(table(index)).limit(limit)
    if is_sqlite(session):
        match = text(f"{index} MATCH :match").bindparams(match=_fts5(searched))
        return list(session.scalars(query.where(match).order_by(key.desc())))
    match = text("terms @@ CAST(:match AS tsquery)").bindparams(match=_tsquery(searched))
    return _found_by_gin(session, query.where(match), index, limit)


def _found_by_gin(session: Session, query: Select[Any], index: Index, limit: int) -> list[int]:
    """Search the newest rows first, where common words match at once; then use the index.

    PostgreSQL cannot estimate how common a prefix is, and scanned a million rows in id order for a
    rare one (260 ms). `+ 0` prevents that scan: few rows are left to be sorted.
    """
    key = _key(session)
    newest = session.scalar(select(func.max(key)).select_from(table(index))) or 0
    recent = list(session.scalars(query.where(key > newest - _NEWEST_ROWS).order_by(key.desc())))
    if len(recent) == limit:
        return recent
    return list(session.scalars(query.order_by((key + 0).desc())))


def rebuild(session: Session) -> None:
    """Index all changes and all current documents."""
    # Select columns, not rows: a migration calls this before later columns exist.
    columns = ChangeRow.id, ChangeRow.title, ChangeRow.summary, ChangeRow.edits
    changes = select(*columns).where(ChangeRow.severity >= int(Severity.MINOR))
    for number, title, summary, edits in session.execute(changes).all():
        texts = [words for edit in edits for words in edit[2:4]]
        _index_change(session, number, [title, summary, *texts])
    newest = select(func.max(VersionRow.id)).group_by(VersionRow.source_id, VersionRow.key)
    version_columns = (
        VersionRow.source_id,
        VersionRow.key,
        VersionRow.number,
        VersionRow.title,
        VersionRow.blocks,
    )
    for number in session.scalars(newest).all():
        source_id, key, version, title, blocks = session.execute(
            select(*version_columns).where(VersionRow.id == number)
        ).one()
        words = "\n".join([title, *(block[1] for block in blocks)])
        index_documents(session, [SearchDocument(source_id, key, version, words)])


def index_terms(session: Session, index: Index, said: Mapping[int, str]) -> None:
    """Index these rows, each by its text."""
    rows = {number: terms(words)[:_PASSAGE] for number, words in said.items()}
    _insert_terms(
        session, index, {number: _serialized(session, words) for number, words in rows.items()}
    )


def _index_change(session: Session, number: int, texts: Iterable[str]) -> None:
    index_terms(session, Index.CHANGES, {number: "\n".join(texts)})


def _passages(session: Session, words: str) -> list[str]:
    """Split a document's terms into passages of the size that the database takes."""
    if is_sqlite(session):
        return [spaced(words)]
    every = terms(words)
    parts = (every[start : start + _PASSAGE] for start in range(0, len(every), _PASSAGE))
    return [_serialized(session, part) for part in parts]


def _serialized(session: Session, words: Sequence[str]) -> str:
    return " ".join(words) if is_sqlite(session) else _tsvector(words)


def _insert_terms(session: Session, index: Index, rows: Mapping[int, str]) -> None:
    if not rows:
        return
    if is_sqlite(session):
        statement = f"INSERT INTO {index} (rowid, terms) VALUES (:id, :terms)"  # noqa: S608 - a name of ours
    else:
        statement = f"INSERT INTO {index} (id, terms) VALUES (:id, CAST(:terms AS tsvector))"  # noqa: S608 - a name of ours
    values = [{"id": number, "terms": serialized} for number, serialized in rows.items()]
    session.execute(text(statement), values)


def _delete_superseded(session: Session, documents: Iterable[SearchDocument]) -> None:
    keys: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        keys[document.source_id].append(document.key)
    for source_id, superseded in keys.items():
        statement = delete(PassageRow).where(
            PassageRow.source_id == source_id, PassageRow.key.in_(superseded)
        )
        ids = list(session.scalars(statement.returning(PassageRow.id)))
        if ids:
            session.execute(delete(table(Index.RULES)).where(_key(session).in_(ids)))


def _key(session: Session) -> Any:
    return literal_column("rowid" if is_sqlite(session) else "id")


def _fts5(searched: Iterable[Sequence[Phrase]]) -> str:
    """Return a query for FTS5: `("tariff fre" * OR "免关税") AND ("关税")`.

    `monitor.search` yields no quotes.
    """
    joined = (
        " OR ".join(f'"{" ".join(phrase.terms)}"' + " *" * phrase.opens for phrase in group)
        for group in searched
    )
    return " AND ".join(f"({choice})" for choice in joined)


def _tsquery(searched: Iterable[Sequence[Phrase]]) -> str:
    """Return a query for PostgreSQL: `(('tariff' <-> 'fre':*) | ('免关' <-> '关税')) & (('关税'))`."""
    joined = (" | ".join(map(_sequence, group)) for group in searched)
    return " & ".join(f"({choice})" for choice in joined)


def _sequence(phrase: Phrase) -> str:
    row = " <-> ".join(f"'{term}'" for term in phrase.terms)
    return f"({row}{':*' * phrase.opens})"


def _tsvector(words: Iterable[str]) -> str:
    """Return a tsvector, `'term':1,5`: PostgreSQL's own parser depends on the server's locale."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(words, 1):
        positions[word].append(position)
    return " ".join(
        f"'{word}':{','.join(map(str, found[:_MOST_POSITIONS]))}"
        for word, found in positions.items()
    )
