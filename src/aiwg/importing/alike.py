"""How alike two texts are: the share of words that they have in common, in order."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

NEAR = 0.9
MOST_WORDS = 4000
"""Beyond so many words the order does not count: comparing it would take longer than the file is large."""


def folded_text(text: str) -> str:
    """Return a text without what white space alone makes different."""
    return " ".join(text.split())


def is_near(one: str, other: str) -> bool:
    """Say whether two texts share nine words of ten in order, or one is the other with more around it."""
    first, second = one.split(), other.split()
    longer, shorter = max(len(first), len(second)), min(len(first), len(second))
    if not shorter:
        return False
    if folded_text(one) in folded_text(other) or folded_text(other) in folded_text(one):
        return shorter >= longer * 0.5
    if 2 * shorter < NEAR * (longer + shorter):
        return False
    common = sum((Counter(first) & Counter(second)).values())
    if 2 * common < NEAR * (longer + shorter):
        return False
    if longer > MOST_WORDS:
        return True
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= NEAR
