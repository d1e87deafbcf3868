"""An index of artifacts in memory: SQLite with its full-text search, or a plain table where SQLite lacks that."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from aiwg.commands.find.words import phrases_of, spaced
from aiwg.core.dataclass import dataclass

MOST_BODY: Final = 20_000
"""Characters of a text that are indexed: what an artifact is about stands near its start."""

_TABLE: Final = "CREATE TABLE docs (key TEXT, kind TEXT, id TEXT, about TEXT, delivery TEXT, state TEXT)"
_FULL_TEXT: Final = (
    "CREATE VIRTUAL TABLE words USING fts5(name, about, body, content='', "
    "tokenize='porter unicode61 remove_diacritics 2')"
)
_PLAIN: Final = "CREATE TABLE plain (name TEXT, about TEXT, body TEXT)"

_ADD: Final = "INSERT INTO docs (rowid, key, kind, id, about, delivery, state) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ADD_WORDS: Final = "INSERT INTO words (rowid, name, about, body) VALUES (?, ?, ?, ?)"
_ADD_PLAIN: Final = "INSERT INTO plain (rowid, name, about, body) VALUES (?, ?, ?, ?)"

_ON_DEMAND: Final = "SELECT * FROM docs WHERE delivery = 'on-demand' ORDER BY key"
_EXACT: Final = "SELECT * FROM docs WHERE lower(key) = ?1 OR lower(id) = ?1 ORDER BY key"
_MATCHING: Final = (
    "SELECT docs.* FROM words JOIN docs ON docs.rowid = words.rowid WHERE words MATCH ? "
    "ORDER BY bm25(words, 8.0, 4.0, 1.0), docs.key"
)
_TEXTS: Final = "SELECT docs.*, plain.* FROM plain JOIN docs ON docs.rowid = plain.rowid"
WEIGHTS: Final = (8.0, 4.0, 1.0)
"""How much a word in the name, in the description and in the text counts; `_MATCHING` has them, too."""


@dataclass(frozen=True, slots=True)
class IndexedArtifact:
    """What a search tells of one artifact: `about` is its description in one line.

    `delivery` is `on-demand` or `deploy`, `state` one of `deployment.on_demand.reading.STATES`.
    """

    key: str
    kind: str
    id: str
    about: str
    delivery: str
    state: str


class SearchIndex:
    """Artifacts by their words. It lives in memory: nothing that others may write is opened as a database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone()
        self._has_words = found is not None

    @classmethod
    def of_bytes(cls, data: bytes) -> SearchIndex | None:
        """Return the index that `as_bytes` gave, None where that cannot be."""
        connection = sqlite3.connect(":memory:")
        try:
            connection.deserialize(data)
            return cls(connection)
        except (sqlite3.Error, AttributeError):  # a SQLite without this interface
            return None

    @classmethod
    def of(cls, documents: Iterable[tuple[IndexedArtifact, str]], full_text: bool = True) -> SearchIndex:
        """Return an index of artifacts, each with its text."""
        connection = sqlite3.connect(":memory:")
        connection.execute(_TABLE)
        add_words = _ADD_WORDS if full_text and _has_full_text(connection) else _ADD_PLAIN
        if add_words is _ADD_PLAIN:
            connection.execute(_PLAIN)
        for number, (each, body) in enumerate(documents, 1):
            row = (number, each.key, each.kind, each.id, each.about, each.delivery, each.state)
            connection.execute(_ADD, row)
            texts = tuple(spaced(text) for text in (each.id.replace("/", " "), each.about, body[:MOST_BODY]))
            connection.execute(add_words, (number, *texts))
        connection.commit()
        return cls(connection)

    def as_bytes(self) -> bytes | None:
        """Return the index as bytes, None where SQLite cannot do that."""
        try:
            return bytes(self._db.serialize())
        except (sqlite3.Error, AttributeError):
            return None

    def search(self, query: str, kinds: Collection[str], limit: int) -> list[IndexedArtifact]:
        """Return the artifacts that fit the words best, of some kinds or of all; without words those on demand.

        One whose id is the query comes first, then those with all words, then those with some.
        """
        phrases = phrases_of(query)
        if not phrases:
            return self._listed(kinds, limit)
        found: dict[IndexedArtifact, None] = {}
        for rows in self._ranked(query, phrases):
            found |= dict.fromkeys(each for each in rows if not kinds or each.kind in kinds)
            if len(found) >= limit:
                break
        return list(found)[:limit]

    def _ranked(self, query: str, phrases: Sequence[str]) -> Iterator[list[IndexedArtifact]]:
        """Yield the matches from the best sort on: the next sort is looked for only when it is asked for."""
        yield self._rows(_EXACT, query.strip().lower())
        if self._has_words:
            yield from self._by_words(phrases)
        else:
            yield self._by_scan(phrases)

    def _listed(self, kinds: Collection[str], limit: int) -> list[IndexedArtifact]:
        rows = self._rows(_ON_DEMAND)
        return [each for each in rows if not kinds or each.kind in kinds][:limit]

    def _by_words(self, phrases: Sequence[str]) -> Iterator[list[IndexedArtifact]]:
        terms = [f'("{phrase}" OR "{phrase}"*)' if len(phrase) > 2 else f'"{phrase}"' for phrase in phrases]
        for connected in (" AND ".join(terms), " OR ".join(terms))[: len(terms)]:
            yield self._rows(_MATCHING, connected)

    def _by_scan(self, phrases: Sequence[str]) -> list[IndexedArtifact]:
        scored = []
        rows = self._db.execute(_TEXTS)
        for *columns, name, about, body in rows:
            texts = [f" {' '.join(text.lower().split())}" for text in (name, about, body)]
            hits = [
                sum(weight for weight, text in zip(WEIGHTS, texts, strict=True) if each in text) for each in phrases
            ]
            if any(hits):
                scored.append((sum(not hit for hit in hits), -sum(hits), columns[0], IndexedArtifact(*columns)))
        return [each[-1] for each in sorted(scored, key=lambda each: each[:3])]

    def _rows(self, sql: str, *values: str) -> list[IndexedArtifact]:
        return [IndexedArtifact(*row) for row in self._db.execute(sql, values)]


def _has_full_text(connection: sqlite3.Connection) -> bool:
    """Make the table of the full-text search; say whether this SQLite has one."""
    try:
        connection.execute(_FULL_TEXT)
    except sqlite3.OperationalError:
        return False
    return True
