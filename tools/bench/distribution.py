"""Measures how many artifacts of each kind public sources have, and how large they and their files are.

`python -m bench distribution CLONE...` writes distribution.yaml: counts and quantiles, no text of anybody.
"""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "distribution.yaml"
SHARES = (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100)
"""The quantiles that are kept, in percent."""

HEAD = """# Public sources of artifacts, counted by `python -m bench distribution CLONE...`.
# Sizes in bytes, as quantiles: 0, 10, 20, ... 90, 95, 99 and 100 percent.
# `files`: how many files a skill has beside SKILL.md, and how large they are.
"""
KINDS = {
    "skills": re.compile(r"(^|/)SKILL\.md$"),
    "commands": re.compile(r"(^|/)commands/[^/]+\.md$|\.prompt\.md$"),
    "agents": re.compile(r"(^|/)agents/[^/]+\.md$|\.agent\.md$|^categories/[^/]+/(?!README)[^/]+\.md$"),
    "rules": re.compile(r"\.instructions\.md$"),
}
"""Which files are artifacts of a kind, in the layouts of these sources. The first that fits holds."""


@dataclass(slots=True)
class Found:
    """What the sources have: sizes by kind, and of each skill the sizes of the files beside it."""

    sizes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    files: list[list[int]] = field(default_factory=list)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)


def record(clones: Sequence[Path]) -> None:
    """Count what is in clones, whose folders are named OWNER+NAME, and write it down."""
    found = Found()
    for clone in clones:
        _count(clone, found)
    files = [len(each) for each in found.files]
    sizes = [size for each in found.files for size in each]
    content = {
        "sources": found.sources,
        "kinds": {
            kind: {"count": len(found.sizes[kind]), "bytes": list(quantiles(found.sizes[kind]))} for kind in KINDS
        },
        "files": {"count": list(quantiles(files)), "bytes": list(quantiles(sizes))},
    }
    FILE.write_text(HEAD + yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=118))


def read() -> dict[str, Any]:
    """Return what was written down."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def quantiles(values: Sequence[int]) -> Iterator[int]:
    """Return the values below which each of SHARES lies; 0 where there is none."""
    ordered = sorted(values) or [0]
    return (ordered[round(share / 100 * (len(ordered) - 1))] for share in SHARES)


def at_share(kept: Sequence[int], share: float) -> int:
    """Return the value below which a share lies, from 0 to 1: between two quantiles, on the line through them."""
    percent = share * 100
    above = next(number for number, each in enumerate(SHARES) if each >= percent)
    if above == 0:
        return kept[0]
    low, high = SHARES[above - 1], SHARES[above]
    return round(kept[above - 1] + (percent - low) / (high - low) * (kept[above] - kept[above - 1]))


def _count(clone: Path, found: Found) -> None:
    sizes = _listed(clone)
    kinds = {path: kind for path in sizes if (kind := _kind_of(path)) and sizes[path]}
    folders: dict[str, list[int]] = {path.rpartition("/")[0]: [] for path, kind in kinds.items() if kind == "skills"}
    for path, size in sizes.items():
        folder = next((above for above in _above(path) if above in folders), None)
        if folder is not None and kinds.get(path) != "skills":
            folders[folder].append(size)
    counts: dict[str, int] = defaultdict(int)
    for path, kind in kinds.items():
        if kind == "skills" or not any(above in folders for above in _above(path)):
            found.sizes[kind].append(sizes[path])
            counts[kind] += 1
    found.files += folders.values()
    name = next(part for part in reversed(clone.parts) if "+" in part).replace("+", "/", 1)
    found.sources[name] = {"commit": _git(clone, "rev-parse", "--short=10", "HEAD").strip(), **counts}


def _kind_of(path: str) -> str | None:
    return next((kind for kind, pattern in KINDS.items() if pattern.search(path)), None)


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _listed(clone: Path) -> Mapping[str, int]:
    """Return the sizes of the files in the newest commit, by path; a clone without its largest files has no size."""
    rows = (row.split(maxsplit=4) for row in _git(clone, "ls-tree", "-r", "-l", "-z", "HEAD").split("\0") if row)
    return {path: int(size) for mode, _, _, size, path in rows if mode.startswith("100") and size.isdigit()}


def _git(clone: Path, *arguments: str) -> str:
    command = ["git", "-C", str(clone), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - git
