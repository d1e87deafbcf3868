"""An index of artifacts in memory: SQLite with its full-text search, or a plain table where SQLite lacks that."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from typing import Final

from aiwg.commands.find.ranking import ranked, similar_words
from aiwg.commands.find.words import TypedWord, names_in, spaced, typed_words
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
_EXACT: Final = "SELECT rowid FROM docs WHERE lower(key) = ?1 OR lower(id) = ?1 ORDER BY key"
_NAMES: Final = "SELECT rowid, id FROM docs ORDER BY key"
_ONE: Final = "SELECT * FROM docs WHERE rowid = ?"
_SHORT_TEXTS: Final = "SELECT id, about FROM docs"
_MATCHING: Final = "SELECT rowid FROM words WHERE words MATCH ?"
_TEXTS: Final = "SELECT rowid, * FROM plain"
WEIGHTS: Final = {"name": 5.0, "about": 3.0, "body": 1.0}
"""How much a word counts in the name, in the description and in the text."""

BEGINNING: Final = 0.5
"""The share of a word that only begins another one."""


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
            name = " ".join((each.id, *names_in(each.id)))
            texts = tuple(spaced(text) for text in (name, each.about, body[:MOST_BODY]))
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

        One whose id is the query comes first. The others come by the words that they have: rare words count more, and
        a word counts most in the name. A word that no artifact has counts as the most similar one that some have.
        """
        words = typed_words(query)
        if not words:
            return self._listed(kinds, limit)
        exact = [number for (number,) in self._db.execute(_EXACT, (query.strip().lower(),))]
        names = dict(self._db.execute(_NAMES))
        hits = [each for word in words for each in self._hits_of(word)]
        found: list[IndexedArtifact] = []
        for number in dict.fromkeys((*exact, *ranked(hits, names))):
            found += (each for each in self._rows(_ONE, number) if not kinds or each.kind in kinds)
            if len(found) == limit:
                break
        return found

    def _listed(self, kinds: Collection[str], limit: int) -> list[IndexedArtifact]:
        rows = self._rows(_ON_DEMAND)
        return [each for each in rows if not kinds or each.kind in kinds][:limit]

    def _hits_of(self, word: TypedWord) -> list[dict[int, float]]:
        """Return the artifacts with a word, by their number, with its weight in its best place; or those of its parts.

        One that no artifact has is taken for those that it resembles most.
        """
        look = self._by_words if self._has_words else self._by_scan
        found = [look(word.whole)]
        if len(word.parts) > 1 and not any(weight > WEIGHTS["body"] for weight in found[0].values()):
            found = [look(part) for part in word.parts]
        if not any(found):
            near = similar_words(word.whole, (text for row in self._db.execute(_SHORT_TEXTS) for text in row))
            found = [{number: weight for each in near for number, weight in look(each).items()}]
        return found

    def _by_words(self, phrase: str) -> dict[int, float]:
        found: dict[int, float] = {}
        forms = ((f'"{phrase}"*', BEGINNING), (f'"{phrase}"', 1.0)) if len(phrase) > 2 else ((f'"{phrase}"', 1.0),)
        for form, share in forms:
            for column, weight in reversed(WEIGHTS.items()):
                matches = self._db.execute(_MATCHING, (f"{column}: {form}",))
                found |= {number: weight * share for (number,) in matches if weight * share > found.get(number, 0)}
        return found

    def _by_scan(self, phrase: str) -> dict[int, float]:
        found: dict[int, float] = {}
        for number, *texts in self._db.execute(_TEXTS):
            for text, weight in reversed([*zip(texts, WEIGHTS.values(), strict=True)]):
                if f" {phrase}" in f" {' '.join(text.lower().split())}":
                    found[number] = weight
        return found

    def _rows(self, sql: str, *values: str | int) -> list[IndexedArtifact]:
        return [IndexedArtifact(*row) for row in self._db.execute(sql, values)]


def _has_full_text(connection: sqlite3.Connection) -> bool:
    """Make the table of the full-text search; say whether this SQLite has one."""
    try:
        connection.execute(_FULL_TEXT)
    except sqlite3.OperationalError:
        return False
    return True
