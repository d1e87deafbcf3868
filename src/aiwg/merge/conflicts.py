"""Texts with git's conflict markers: their parts, and their versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.merge.errors import EditRefusedError

_MARKER = lazy_pattern(r"([<|=>])\1{6,}(?: [^\n]*|)\r?\n?\Z")
_ANY = lazy_pattern(r"^(?:<{7,}|>{7,})(?: |\r?$)", re.MULTILINE)
DEPTH = 4
"""How deep conflicts may lie in each other: one that was committed unresolved is merged into the next."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict: the lines of both sides, those of the common ancestor where git wrote them, and all of it as it is.

    `line` counts from 1.
    """

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    base: tuple[str, ...] | None
    raw: tuple[str, ...]
    line: int


Part = Conflict | tuple[str, ...]


def has_markers(text: str) -> bool:
    """Say whether a line of a text looks like the begin or the end of a conflict."""
    return ("<<<<<<<" in text or ">>>>>>>" in text) and _ANY.search(text) is not None


def lines_of(text: str) -> list[str]:
    r"""Return the lines of a text with their ends; only `\n` ends a line."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def marker_of(line: str) -> tuple[str, int]:
    """Return which marker a line is, `<`, `|`, `=` or `>`, and its size; an empty text and 0 for any other line."""
    if line[:1] not in "<|=>" or not _MARKER.match(line):
        return "", 0
    size = len(line) - len(line.lstrip(line[0]))
    return ("", 0) if line[0] == "=" and line.strip() != "=" * size else (line[0], size)


def parts_of(text: str) -> list[Part]:
    """Return the parts of a text in order: lines that stand for themselves, and conflicts.

    Raises EditRefusedError when the markers do not make whole conflicts.
    """
    lines, parts, plain, at = lines_of(text), list[Part](), list[str](), 0
    while at < len(lines):
        word, size = marker_of(lines[at])
        if word == "<":
            if plain:
                parts.append(tuple(plain))
            conflict, at = _conflict(lines, at, size)
            parts.append(conflict)
            plain = []
            continue
        if word == ">":
            raise EditRefusedError("the end of a merge conflict has no begin", at + 1)
        plain.append(lines[at])
        at += 1
    return [*parts, tuple(plain)] if plain else parts


def _conflict(lines: Sequence[str], start: int, size: int) -> tuple[Conflict, int]:
    """Return the conflict that begins at a line, and the number of the line behind it."""
    sections: list[tuple[str, list[str]]] = [("<", [])]
    at, inner = start + 1, list[int]()
    while at < len(lines):
        word, found = marker_of(lines[at])
        if word == "<":
            inner.append(found)
        elif word == ">" and inner and found == inner[-1]:
            inner.pop()
        elif word and not inner and found == size and (word == ">" or word not in [name for name, _ in sections]):
            if word == ">":
                return _whole(sections, lines, start, at + 1), at + 1
            sections.append((word, []))
            at += 1
            continue
        elif word == "=" and not inner and found == size:
            raise EditRefusedError("a merge conflict has two dividing lines", at + 1)
        sections[-1][1].append(lines[at])
        at += 1
    raise EditRefusedError("the begin of a merge conflict has no end", start + 1)


def _whole(sections: Sequence[tuple[str, list[str]]], lines: Sequence[str], start: int, end: int) -> Conflict:
    names = "".join(name for name, _ in sections)
    if names not in ("<=", "<|="):
        raise EditRefusedError("a merge conflict has no dividing line", start + 1)
    found = {name: tuple(section) for name, section in sections}
    return Conflict(found["<"], found["="], found.get("|"), tuple(lines[start:end]), start + 1)


def versions_of(text: str) -> list[str]:
    """Return the texts that a text with conflicts stands for, ours first; conflicts in each other are unfolded.

    Raises EditRefusedError like `parts_of`, and when they lie too deep in each other.
    """
    return list(dict.fromkeys(_versions(text, DEPTH)))


def _versions(text: str, depth: int) -> Iterable[str]:
    if not has_markers(text):
        return [text]
    parts = parts_of(text)
    if not depth or not any(isinstance(part, Conflict) for part in parts):
        raise EditRefusedError("merge conflicts are nested too deeply", 1)
    sides = (
        _joined(part.ours if isinstance(part, Conflict) else part for part in parts),
        _joined(part.theirs if isinstance(part, Conflict) else part for part in parts),
    )
    return [version for side in sides for version in _versions(side, depth - 1)]


def ancestor_of(text: str) -> str | None:
    """Return what both sides of a text with conflicts come from, None where git did not write it."""
    try:
        parts = parts_of(text)
    except EditRefusedError:
        return None
    pieces = [part.base if isinstance(part, Conflict) else part for part in parts]
    found = [piece for piece in pieces if piece is not None]
    base = _joined(found)
    return base if len(found) == len(pieces) and not has_markers(base) else None


def without_markers(text: str) -> list[str]:
    """Return the lines of a text without those that mark conflicts, line ends aside."""
    return [line.rstrip("\r\n") for line in lines_of(text) if not marker_of(line)[0]]


def _joined(pieces: Iterable[Sequence[str]]) -> str:
    return "".join(line for piece in pieces for line in piece)
