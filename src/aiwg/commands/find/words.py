"""Words of a text and of a query. Nothing that a person types is syntax: it is only words, or none."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

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


def spaced(text: str) -> str:
    """Return a text with spaces around each character of scripts without spaces, as it is put into the index."""
    folded = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    return folded if folded.isascii() else _UNSPACED.sub(r" \g<0> ", folded)


def phrases_of(query: str) -> list[str]:
    """Return what to look for: each word, and each run of characters of a script without spaces as one phrase."""
    found: list[str] = []
    for word in query.split():
        for part in _WORD.findall(unicodedata.normalize("NFKC", word)):
            found += (" ".join(spaced(run).split()) for run in _runs(part[:MOST_CHARS]))
    return list(dict.fromkeys(each.lower() for each in found if each))[:MOST_WORDS]


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
