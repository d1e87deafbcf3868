"""Two changes of one text put together, by lines where that can be, else by words."""

from __future__ import annotations

import re
from ast import literal_eval

from aiwg.merge.three_way import merge_texts

MOST_CHARACTERS = 40_000
"""A longer text is compared by lines alone: by words that would take too long."""
_WORD = re.compile(r"\n|[^\S\n]+|\S+")


def merged_words(base: str, ours: str, theirs: str) -> str | None:
    """Return a text with the changes of both sides, by lines, else by words; None where both changed one place."""
    merged, is_whole = merge_texts(base, ours, theirs)
    if is_whole:
        return merged
    if max(map(len, (base, ours, theirs))) > MOST_CHARACTERS:
        return None
    words, is_whole = merge_texts(_one_word_a_line(base), _one_word_a_line(ours), _one_word_a_line(theirs))
    return "".join(map(literal_eval, words.splitlines())) if is_whole else None


def _one_word_a_line(text: str) -> str:
    return "".join(f"{each!r}\n" for each in _WORD.findall(text))
