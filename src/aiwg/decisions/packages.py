"""Where records are looked for: in a project, and in the packages of a repository that holds several."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from aiwg.core.patterns import lazy_pattern
from aiwg.core.read import read_whole

FOLDERS = (
    "docs/adr",
    "doc/adr",
    "docs/adrs",
    "doc/adrs",
    "docs/ADR",
    "docs/decisions",
    "doc/decisions",
    "docs/architecture/decisions",
    "doc/architecture/decisions",
    "docs/architecture/adr",
    "docs/architecture-decisions",
    "docs/architectural-decisions",
    "docs/arch",
    "architecture/decisions",
    "adr",
    "adrs",
    "decisions",
    ".aiwg/architecture/decisions",
    ".aiwg/architecture/adr",
    ".aiwg/architecture",
)
"""Where records are looked for, in this order; a new one goes into the first when there is none."""

PACKAGES = ("packages", "apps", "libs", "services", "modules", "crates")
"""Folders in which each folder is a package with records of its own."""

_TOPS = tuple(dict.fromkeys(folder.partition("/")[0] for folder in FOLDERS))
_ENTRY = lazy_pattern(r"^\s*(?P<first>-\s+)?(?P<key>name|path|adrFolder):\s*[\"']?(?P<value>[^\"'\n#]+?)[\"']?\s*$")


def usual_folders(base: Path) -> list[str]:
    """Return the usual folders of records that are there, in the order in which they are tried."""
    tops = {top for top in _TOPS if os.path.isdir(base / top)}
    return [each for each in FOLDERS if each.partition("/")[0] in tops and os.path.isdir(base / each)]


def package_folders(project: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each package and its folder of records, below the project with slashes."""
    named = list(_of_log4brains(project))
    if named:
        yield from named
        return
    for parent in PACKAGES:
        try:
            with os.scandir(project / parent) as entries:
                names = sorted(each.name for each in entries if each.is_dir(follow_symlinks=False))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for name in names:
            for folder in usual_folders(project / parent / name)[:1]:
                yield name, f"{parent}/{name}/{folder}"


def _of_log4brains(project: Path) -> Iterator[tuple[str, str]]:
    """Yield the packages that .log4brains.yml names; places outside the project are passed over."""
    try:
        text = read_whole(project / ".log4brains.yml").decode("utf-8", "replace")
    except OSError:
        return
    name = path = ""
    for line in text.partition("packages:")[2].splitlines():
        found = _ENTRY.match(line)
        if found is None:
            continue
        if found["first"]:
            name = path = ""
        if found["key"] == "name":
            name = found["value"]
        elif found["key"] == "path":
            path = found["value"]
        else:
            folder = os.path.normpath(found["value"]).replace(os.sep, "/")
            if not folder.startswith(("/", "..")) and "\0" not in folder:
                yield name or path, folder
