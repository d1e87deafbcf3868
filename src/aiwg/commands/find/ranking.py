"""The order of what a search finds, and words that are nearly typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import log
from typing import Final

from aiwg.commands.find.words import names_in

NAMED: Final = 2.0
"""The weight of a name that has no other words than those of the query."""

CLOSE: Final = 0.8
"""How similar a word must be to one that was typed, from 0 to 1, as difflib counts it."""

SHORTEST: Final = 4
"""Characters of a word that may be misspelt: shorter ones are similar to too many others."""


def ranked(hits: Iterable[Mapping[int, float]], names: Mapping[int, str]) -> list[int]:
    """Return the artifacts that have one of the words, by their number, the best first.

    `hits` has for each word the artifacts with its weight there, `names` the name of each artifact; its order is that
    of equal ones. A rare word counts more than one that many have, and having all words more than having some.
    """
    found = [each for each in hits if each]
    best = max((max(each.values()) for each in found), default=0.0)
    total, sums, covered, named = 0.0, dict[int, float](), dict[int, float](), dict[int, float]()
    for each in found:
        rare = log(1 + len(names) / len(each))
        total += rare
        for number, weight in each.items():
            sums[number] = sums.get(number, 0) + weight * rare
            covered[number] = covered.get(number, 0) + rare
            if weight == best:
                named[number] = named.get(number, 0) + rare
    for number, part in named.items():
        sums[number] += NAMED * part / max(1, len(names_in(names[number])))
    scores = {number: covered[number] / total * sums[number] for number in names if number in sums}
    return sorted(scores, key=lambda number: -scores[number])


def similar_words(typed: str, texts: Iterable[str]) -> list[str]:
    """Return the words of texts that are most similar to one that none of them has: those that begin alike."""
    if len(typed) < SHORTEST or not typed.isalpha():
        return []
    from difflib import get_close_matches  # few words are misspelt

    likely = re.compile(rf"\b{typed[0]}[^\W_]{{{len(typed) - 3},{len(typed) + 1}}}(?![^\W_])")
    words = {each for text in texts for each in likely.findall(text.lower())}
    return get_close_matches(typed, sorted(words), n=2, cutoff=CLOSE)
