"""Globs as people write them for files: `*`, `?`, `[ab]`, `**` for any folders, `{a,b}` for alternatives."""

from __future__ import annotations

import re
from functools import lru_cache

_SET = re.compile(r"\[([!^]?)(\]?[^\]/\n]*)\]")


class BadGlob(ValueError):
    """No glob: the message says what is wrong with it."""


@lru_cache(maxsize=4096)
def pattern_of(glob: str) -> str:
    """Return the regular expression, without anchors, for the paths (POSIX, relative) that a glob names.

    One without a slash names files of that name in any folder; one that names a folder names all that is in it.

    Raises BadGlob for what is none.
    """
    bare = glob.strip().removeprefix("./")
    if not bare.strip("/"):
        raise BadGlob("is empty")
    if "\\" in bare:
        raise BadGlob("has a backslash; folders are parted by /")
    if bare.startswith(("/", "~")) or ".." in bare.split("/"):
        raise BadGlob("leaves the project")
    bare = bare if not bare.endswith("/") else f"{bare}**"
    head = "" if "/" in bare else r"(?:[^\n]*/)?"
    return rf"{head}{_body(bare)}(?:/[^\n]*)?"


def matches(glob: str, path: str) -> bool:
    """Say whether a glob names a path. Raises BadGlob for what is none."""
    return re.fullmatch(pattern_of(glob), path) is not None


def _body(glob: str) -> str:
    parts, depth, at = list[str](), 0, 0
    while at < len(glob):
        char = glob[at]
        step = 1
        if glob.startswith("**/", at) and (at == 0 or glob[at - 1] in "/{,"):
            parts.append(r"(?:[^\n]*/)?")
            step = 3
        elif glob.startswith("**", at):
            parts.append(r"[^\n]*")
            step = 2
        elif char in "*?":
            parts.append(r"[^/\n]*" if char == "*" else r"[^/\n]")
        elif char == "[":
            piece, step = _set(glob, at)
            parts.append(piece)
        elif char in "{}" or (char == "," and depth):
            depth += {"{": 1, "}": -1, ",": 0}[char]
            parts.append({"{": "(?:", "}": ")", ",": "|"}[char])
        else:
            parts.append(re.escape(char))
        if depth < 0:
            raise BadGlob("has a } without a {")
        at += step
    if depth:
        raise BadGlob("has a { that is never closed")
    return "".join(parts)


def _set(glob: str, at: int) -> tuple[str, int]:
    """Return the expression for a set of characters, and how long it is in the glob."""
    found = _SET.match(glob, at)
    if not found:
        raise BadGlob("has a [ that is never closed")
    if not found[2]:
        raise BadGlob("has a [] with nothing in it")
    inside = re.sub(r"([\[\]\\^&~|])", r"\\\1", found[2])
    expression = f"[{'^/' if found[1] else ''}{inside}]"
    try:
        re.compile(expression)
    except re.error:
        raise BadGlob(f"has a range that is none: {found[0]}") from None
    return expression, len(found[0])
