"""Globs as people write them for files: `*`, `?`, `[ab]`, `**` for any folders, `{a,b}` for alternatives.

Matching takes time in proportion to the path and the glob, whatever they are. Alternatives are written out first, which
bounds them. What follows a wildcard is then matched at the first place where it fits and never anywhere else: a later
wildcard can take whatever a later place would have left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from aiwg.core.patterns import lazy_pattern

MAX_ALTERNATIVES = 1000
"""Globs that one glob with braces may stand for."""

MAX_WRITTEN_OUT = 32_768
"""Characters that the alternatives of a glob may take when they are written out."""

_SET = lazy_pattern(r"\[([!^]?)(\]?[^\]/\n]*+)\]")
_MARKS = lazy_pattern(r"[*?\[]")
_PIECE = lazy_pattern(r"[^{},\[]++|[{},\[]")
_ANY, _FOLDERS, _STAR, _END = "**", "**/", "*", r"(?![^/\n])"
_TOKEN = lazy_pattern(r"(?:(?<![^/])\*\*/)++|\*++|\?|\[|[^*?\[]++")


class GlobError(ValueError):
    """No glob: the message says what is wrong with it."""


class TooManyAlternativesError(GlobError):
    """A glob that stands for too many globs to write them all out."""

    def __init__(self) -> None:
        super().__init__(f"matches more than {MAX_ALTERNATIVES:,} globs, or too long ones")


@lru_cache(maxsize=4096)
def pattern_of(glob: str) -> str:
    """Return the regular expression, without anchors, for the paths (POSIX, relative) that a glob names.

    One without a slash names files of that name in any folder; one that names a folder names all that is in it.

    Raises GlobError for what is none.
    """
    bare = glob.strip().removeprefix("./")
    if not bare.strip("/"):
        raise GlobError("is empty")
    if "\\" in bare:
        raise GlobError("has a backslash; separate folders with /")
    if bare.startswith(("/", "~")) or ".." in bare.split("/"):
        raise GlobError("leaves the project")
    bare = bare if not bare.endswith("/") else f"{bare}**"
    head = "" if "/" in bare else _FOLDERS
    branches = dict.fromkeys(expression_of(head + each) for each in written_out(bare))
    return rf"(?:{'|'.join(branches)})(?:/[^\n]*+)?"


def matches(glob: str, path: str) -> bool:
    """Say whether a glob names a path. Raises GlobError for what is none."""
    return _compiled(glob).fullmatch(path) is not None


@lru_cache(maxsize=256)
def _compiled(glob: str) -> re.Pattern[str]:
    return re.compile(pattern_of(glob))


def written_out(glob: str, single: bool = True) -> list[str]:
    """Return the globs that a glob with {a,b} stands for, each once. `single`: {a} is an alternative too, not text.

    Raises GlobError for braces that are no pairs, and for more alternatives than MAX_ALTERNATIVES.
    """
    if "{" not in glob and "}" not in glob:
        return [glob]
    done, now = list[str](), [""]
    outer: list[tuple[list[str], list[str]]] = []
    for piece, is_mark in _pieces(glob):
        if not is_mark:
            now = _each_with_each(now, [piece])
        elif piece == "{":
            outer.append((done, now))
            done, now = [], [""]
        elif piece == ",":
            done.extend(now)
            now = [""]
        else:
            inner = [*done, *now] if done or single else [f"{{{each}}}" for each in now]
            done, now = outer.pop()
            now = _each_with_each(now, list(dict.fromkeys(inner)))
        if len(done) >= MAX_ALTERNATIVES:
            raise TooManyAlternativesError
    return list(dict.fromkeys(now))


def _each_with_each(before: list[str], after: list[str]) -> list[str]:
    """Return every text of the one with every text of the other behind it, as long as that is not too much."""
    if after == [""]:
        return before
    count = len(before) * len(after)
    size = len(after) * sum(map(len, before)) + len(before) * sum(map(len, after))
    if count > MAX_ALTERNATIVES or size > MAX_WRITTEN_OUT:
        raise TooManyAlternativesError
    return [each + more for each in before for more in after]


def _pieces(glob: str) -> Iterator[tuple[str, bool]]:
    """Yield the braces of a glob, the commas in them, and the texts between; and whether it is no text."""
    depth, text, at, no_set_before = 0, list[str](), 0, 0
    while at < len(glob):
        found = _SET.match(glob, at) if glob[at] == "[" and at >= no_set_before else None
        if found is None and glob[at] == "[" and at >= no_set_before:  # nor does one begin later in this folder's name
            no_set_before = glob.find("/", at) if "/" in glob[at:] else len(glob)
        found = found or _PIECE.match(glob, at)
        piece = found[0] if found else glob[at]
        at += len(piece)
        if piece not in ("{", "}") and not (piece == "," and depth):
            text.append(piece)
            continue
        depth += {"{": 1, "}": -1, ",": 0}[piece]
        if depth < 0:
            raise GlobError("has a } without a {")
        if text:
            yield "".join(text), False
            text.clear()
        yield piece, True
    if depth:
        raise GlobError("has a { that is never closed")
    if text:
        yield "".join(text), False


def literal(text: str) -> str:
    """Return the glob, for `expression_of`, that names a text and nothing else."""
    return _MARKS.sub(r"[\g<0>]", text)


def expression_of(glob: str) -> str:
    """Return the regular expression for a glob in which braces are text, for all of a path and without anchors.

    What follows each wildcard stands in an atomic group, so matching it takes linear time. Raises GlobError.
    """
    parts = list(_wildcards(glob))
    said: list[str] = []
    is_open = False
    for index, (wildcard, after) in enumerate(parts):
        is_last = index == len(parts) - 1
        if wildcard in (_ANY, _FOLDERS):
            said.append(")" if is_open else "")
            if is_last and not after:
                return "".join((*said, _REST[wildcard]))
            said.append(f"(?>{_FEWEST[wildcard]}{after}{_END if is_last else ''}")
            is_open = True
        elif wildcard == _STAR:
            end = _END if is_last else ""
            said.append(_REST[wildcard] if is_last and not after else f"(?>{_FEWEST[wildcard]}{after}{end})")
        else:
            said.append(after + (_END if is_last else ""))
    return "".join((*said, ")" if is_open else ""))


_FEWEST = {_STAR: r"[^/\n]*?", _ANY: r"[^\n]*?", _FOLDERS: r"(?:[^/\n]*+/)*?"}
_REST = {_STAR: r"[^/\n]*+", _ANY: r"[^\n]*+", _FOLDERS: r"(?:[^/\n]*+/)*+"}
"""What a wildcard takes: as little as it can before something, all at the end."""


def _wildcards(glob: str) -> Iterator[tuple[str, str]]:
    """Yield each wildcard of a glob with the expression for what is between it and the next one; first an empty one.

    Wildcards beside each other are the widest of them.
    """
    wildcard, after, at = "", list[str](), 0
    while at < len(glob):
        found = _TOKEN.match(glob, at)
        piece = found[0] if found else glob[at]
        if piece[0] == "[":
            one, size = _set(glob, at)
            after.append(one)
            at += size
            continue
        at += len(piece)
        if piece[0] != "*":
            after.append(r"[^/\n]" if piece == "?" else re.escape(piece))
            continue
        new = _FOLDERS if piece[-1] == "/" else _ANY if len(piece) > 1 else _STAR
        if after or not wildcard or (wildcard, new) == (_FOLDERS, _STAR):
            if wildcard or after:
                yield wildcard, "".join(after)
            wildcard, after = new, []
        elif _ANY in (wildcard, new):
            wildcard = _ANY
    yield wildcard, "".join(after)


def _set(glob: str, at: int) -> tuple[str, int]:
    """Return the expression for a set of characters, and how long it is in the glob."""
    found = _SET.match(glob, at)
    if not found:
        raise GlobError("has a [ that is never closed")
    if not found[2]:
        raise GlobError("has a [] with nothing in it")
    items, inside, at = list[str](), found[2], 0
    while at < len(inside):
        low = high = inside[at]
        if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            high, at = inside[at + 2], at + 2
        if low > high:
            raise GlobError(f"has an invalid range: {found[0]}")
        items.append(re.escape(low) if low == high else f"{re.escape(low)}-{re.escape(high)}")
        at += 1
    return f"[{'^/' if found[1] else ''}{''.join(items)}]", len(found[0])
