"""The paths that a process and its children named to the system, from what strace wrote down."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

CALLS = "%file,clone,clone3,fork,vfork"

_LINE = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)")
_CHILD = re.compile(r"^(\d+) +(?:<\.\.\. )?(?:clone3?|v?fork)\b.* = (\d+)$")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ONE_PATH = frozenset({"execve", "readlink", "readlinkat", "getcwd"})
"""Calls of which the other texts are no paths, or results."""


def paths_of(process: int, trace: Path, start: str) -> set[str]:
    """Return the absolute paths that a process and its children named; relative ones begin in `start`."""
    lines = trace.read_text(errors="surrogateescape").splitlines()
    family = {process}
    folders = {process: start}
    found: set[str] = set()
    for line in lines:
        head = _LINE.match(line)
        if head is None or int(head[1]) not in family:
            continue
        number, call = int(head[1]), head[2]
        child = _CHILD.match(line)
        if child:
            family.add(int(child[2]))
            folders.setdefault(int(child[2]), folders[number])
        if call == "getcwd" or "<... " in line[:20]:
            continue
        for path in _named(line, call):
            full = os.path.normpath(os.path.join(folders[number], path))
            if call == "chdir":
                folders[number] = full
            found.add(full)
    return found


def _named(line: str, call: str) -> Iterator[str]:
    texts = [_plain(text) for text in _TEXT.findall(line.partition(") = ")[0])]
    yield from texts[:1] if call in _ONE_PATH else [text for text in texts if text]


def _plain(text: str) -> str:
    return re.sub(
        rb"(?:\\[0-7]{1,3})+",
        lambda octal: bytes(int(each, 8) for each in octal[0].split(b"\\")[1:]),
        text.encode("utf-8", "surrogateescape"),
    ).decode("utf-8", "surrogateescape")
