"""The difference between two texts, line by line, with everything in it that a reader would not see spelled out."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from aiwg.audit.characters.deobfuscate import decoded
from aiwg.audit.characters.hidden import hidden_in
from aiwg.audit.secrets.search import masked

MOST_PAIRS, MOST_PAIRS_OF_FEW = 1_000_000, 40_000
"""Up to so many pairs of lines are compared; of larger texts the differing part is shown as one exchange.

The library passes over lines that a text repeats often, but only from MANY lines on: fewer are compared with fewer.
"""

MANY = 200
ONLY_SECRETS = "@@ only masked secrets differ @@"

CONTEXT = 3
FEW = 4
"""Hidden characters of one stretch that are spelled out one by one."""


def visible(line: str) -> str:
    """Return a line with each hidden stretch as its code points, and as the words that it hides, if it hides any.

    Characters that belong where they are, such as a joiner inside an emoji, stay as they are.
    """
    if line.isascii() and line.replace("\t", "").isprintable():
        return line
    parts, at = list[str](), 0
    for each in hidden_in(line):
        stretch = line[each.start : each.end]
        spelled = " ".join(f"U+{ord(char):04X}" for char in stretch[:FEW])
        more = f" +{len(stretch) - FEW}" if len(stretch) > FEW else ""
        said = decoded(stretch)
        parts += [line[at : each.start], f"[{spelled}{more}{f' says {said!r}' if said else ''}]"]
        at = each.end
    return "".join([*parts, line[at:]]).replace("\r", "[CR]")


def text_diff(before: bytes | None, after: bytes | None) -> tuple[str, ...] | None:
    """Return the lines of the difference, each with its mark (`+`, `-`, blank or `@`); None for bytes that are no text.

    A line without its line end at the end of a file is followed by a line that says so. A carriage return is spelled
    out, and a secret is masked.
    """
    try:
        old, new = _lines(before), _lines(after)
    except UnicodeDecodeError:
        return None
    return tuple(_marked(old, new)) or ((ONLY_SECRETS,) if before != after else ())


def _lines(data: bytes | None) -> list[str]:
    if not data:
        return []
    if b"\0" in data:
        raise UnicodeDecodeError("utf-8", data, 0, 1, "contains a zero byte")
    *lines, last = masked(data.decode("utf-8")).split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]


def _marked(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for group in _groups(old, new):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (f" {_shown(line)}" for line in old[i1:i2])
                continue
            for mark, lines in (("-", old[i1:i2]), ("+", new[j1:j2])):
                for line in lines:
                    yield f"{mark}{_shown(line)}"
                    if not line.endswith("\n"):
                        yield "\\ No newline at end of file"


def _groups(old: Sequence[str], new: Sequence[str]) -> Iterator[list[tuple[str, int, int, int, int]]]:
    """Yield the changed stretches with the lines around them, as difflib does, in a time that is bounded."""
    if not old or not new:
        if old or new:
            yield [("replace", 0, len(old), 0, len(new))]
        return
    head = _alike(old, new, range(min(len(old), len(new))))
    rest = min(len(old), len(new)) - head
    tail = _alike(old, new, range(-1, -1 - rest, -1))
    before = min(head, CONTEXT)
    start, ends = head - before, (len(old) - tail, len(new) - tail)
    after = min(tail, CONTEXT)
    a, b = old[start : ends[0] + after], new[start : ends[1] + after]
    pairs = (ends[0] - head) * (ends[1] - head)
    if pairs <= (MOST_PAIRS if len(b) >= MANY else MOST_PAIRS_OF_FEW):
        groups = difflib.SequenceMatcher(None, a, b).get_grouped_opcodes(CONTEXT)
    else:
        inner = (len(a) - after, len(b) - after)
        exchange = [("equal", 0, before, 0, before), ("replace", before, inner[0], before, inner[1])]
        groups = iter([[*exchange, ("equal", inner[0], len(a), inner[1], len(b))]])
    for group in groups:
        yield [(tag, i1 + start, i2 + start, j1 + start, j2 + start) for tag, i1, i2, j1, j2 in group]


def _alike(old: Sequence[str], new: Sequence[str], order: range) -> int:
    """Return how many lines are equal one after another in an order of places."""
    return next((count for count, at in enumerate(order) if old[at] != new[at]), len(order))


def _range(start: int, stop: int) -> str:
    length = stop - start
    return f"{start + 1 if length else start},{length}" if length != 1 else f"{start + 1}"


def _shown(line: str) -> str:
    return visible(line.removesuffix("\n"))
