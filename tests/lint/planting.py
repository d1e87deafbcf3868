"""How a defect is planted in the healthy source, and what lint has to say about it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .healthy import FILES

Plant = Callable[[Path], None]


@dataclass(frozen=True)
class Defect:
    """One defect: how it is planted in a source, and the code, file, line and column that lint has to name.

    `mended`: what `--fix` makes of the file, when that is not the healthy one. `also`: codes that come along with it.
    """

    name: str
    plant: Plant
    code: str
    file: str
    line: int | None
    column: int | None = None
    level: str = "warning"
    fixable: bool = False
    mended: str | None = None
    also: frozenset[str] = frozenset()


def change(file: str, old: str, new: str) -> Plant:
    """Return what replaces a text of a file that stands there exactly once."""
    if FILES[file].count(old) != 1:
        raise ValueError(f"{old!r} stands {FILES[file].count(old)} times in {file}")

    def plant(source: Path) -> None:
        (source / file).write_bytes(FILES[file].replace(old, new).encode())

    return plant


def whole(file: str, text: str | bytes) -> Plant:
    """Return what writes a file."""

    def plant(source: Path) -> None:
        path = source / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    return plant


def add(file: str, text: str) -> Plant:
    """Return what adds text at the end of a file."""
    return whole(file, FILES[file] + text)


def not_executable(file: str) -> Plant:
    """Return what takes the executable bit from a file."""

    def plant(source: Path) -> None:
        os.chmod(source / file, 0o644)

    return plant


def renamed(old: str, new: str) -> Plant:
    """Return what renames a file or a folder."""

    def plant(source: Path) -> None:
        (source / new).parent.mkdir(parents=True, exist_ok=True)
        os.rename(source / old, source / new)

    return plant


def linked(path: str, target: str) -> Plant:
    """Return what makes a link."""

    def plant(source: Path) -> None:
        (source / path).symlink_to(target)

    return plant


def both(*plants: Plant) -> Plant:
    """Return what plants several things."""

    def plant(source: Path) -> None:
        for each in plants:
            each(source)

    return plant
