"""Which of many runs of words a text holds, in time that grows with the text and the runs, not with both at once.

The method is that of Aho and Corasick ("Efficient string matching", 1975), with words in the place of letters.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence


def found_in(text: Sequence[str], runs: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the names of the runs of words that stand in a text, word by word; an empty one always does."""
    after: list[dict[str, int]] = [{}]
    names: list[list[str]] = [[]]
    for name, words in runs.items():
        state = 0
        for word in words:
            if word not in after[state]:
                after[state][word] = len(after)
                after.append({})
                names.append([])
            state = after[state][word]
        names[state].append(name)
    order, shorter = _shorter(after)
    state, seen = 0, {0}
    for word in text:
        state = _next(state, word, after, shorter)
        seen.add(state)
    for state in reversed(order):  # what ends with a run ends with the end of that run, too
        if state in seen:
            seen.add(shorter[state])
    return {name for state in seen for name in names[state]}


def _shorter(after: Sequence[Mapping[str, int]]) -> tuple[list[int], list[int]]:
    """Return all states, short ones first, and for each the one of the longest proper end of what it stands for."""
    shorter = [0] * len(after)
    order, waiting = list[int](), deque(after[0].values())
    while waiting:
        state = waiting.popleft()
        order.append(state)
        for word, longer in after[state].items():
            shorter[longer] = _next(shorter[state], word, after, shorter)
            waiting.append(longer)
    return order, shorter


def _next(state: int, word: str, after: Sequence[Mapping[str, int]], shorter: Sequence[int]) -> int:
    """Return the state after one more word."""
    while state and word not in after[state]:
        state = shorter[state]
    return after[state].get(word, 0)
