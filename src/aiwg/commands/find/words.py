"""Words of a text and of a query. Nothing that a person types is syntax: it is only words, or none."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from aiwg.core.dataclass import dataclass

MOST_WORDS: Final = 16
"""Words of a query that count: each costs time, and nobody means more."""

MOST_CHARS: Final = 64
"""Characters of a word of a query that count."""

_UNSPACED: Final = re.compile(
    "["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\U00020000-\U0003ffff"
    "]"
)
"""Characters of scripts that write no spaces between words: each one counts as a word."""

_WORD: Final = re.compile(r"[^\W_]+")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a part of a name begins that is written together: `codeReview`, `RESTApi`."""

_SIGNS: Final = (
    (re.compile(r"\b([CFcf])#"), r"\1sharp"),
    (re.compile(r"\b([Cc])\+\+"), r"\1pp"),
    (re.compile(r"(?<!\w)\.[Nn][Ee][Tt]\b"), "dotnet"),
)
"""Names whose signs tell them apart, as they are written where only letters are allowed."""

COMMON: Final = frozenset((
    "a", "about", "all", "am", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "could", "do",
    "does", "for", "from", "get", "had", "has", "have", "help", "how", "i", "if", "in", "into", "is", "it", "its",
    "just", "let", "like", "make", "me", "my", "need", "of", "on", "or", "our", "please", "should", "so", "some",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "to", "up", "us", "use", "using",
    "want", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you",
    "your",
))  # fmt: skip
"""English words that say nothing of a subject. Where a query has others, they do not count."""


def spaced(text: str) -> str:
    """Return a text with spaces around each character of scripts without spaces, as it is put into the index."""
    folded = _without_signs(unicodedata.normalize("NFKC", text) if not text.isascii() else text)
    return folded if folded.isascii() else _UNSPACED.sub(r" \g<0> ", folded)


def _without_signs(text: str) -> str:
    for sign, name in _SIGNS:
        text = sign.sub(name, text)
    return text


def names_in(name: str) -> list[str]:
    """Return the words of a name: `codeReview`, `code-review` and `code_review` have the same two."""
    return [part.lower() for word in _WORD.findall(name) for part in _HUMP.split(word)]


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word of a query, and its parts where it is written together, such as `codeReview`.

    A run of characters of a script without spaces is one phrase, with spaces between them.
    """

    whole: str
    parts: tuple[str, ...]


def typed_words(query: str) -> list[TypedWord]:
    """Return what to look for, each word once. Common English words are left out where there are others."""
    found: dict[TypedWord, None] = {}
    for word in query.split():
        for whole in _WORD.findall(_without_signs(unicodedata.normalize("NFKC", word))):
            parts = tuple(part.lower() for part in _HUMP.split(whole[:MOST_CHARS]))
            for run in _runs(whole[:MOST_CHARS].lower()):
                phrase = " ".join(spaced(run).split())
                found[TypedWord(phrase, parts if phrase.isascii() else (phrase,))] = None
    telling = [each for each in found if each.whole and each.whole not in COMMON]
    return (telling or [each for each in found if each.whole])[:MOST_WORDS]


def _runs(word: str) -> list[str]:
    """Return the parts of a word that are of scripts with spaces, and those that are not, in their order."""
    runs, unspaced = [""], False
    for char in word:
        is_unspaced = _UNSPACED.match(char) is not None
        if is_unspaced != unspaced and runs[-1]:
            runs.append("")
        runs[-1] += char
        unspaced = is_unspaced
    return runs
