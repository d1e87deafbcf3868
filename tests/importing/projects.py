"""The messy projects of projects.yaml as files on disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "projects.yaml"


@dataclass(frozen=True)
class MessyProject:
    """A project: its files, where it is imported from, and what is expected of that."""

    name: str
    says: str
    files: Mapping[str, Any]
    platforms: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    differs: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def write(self, project: Path, home: Path) -> None:
        """Write the files into a project and a home folder."""
        (project / ".git").mkdir(parents=True, exist_ok=True)
        for path, content in self.files.items():
            _write(home / path[2:] if path.startswith("~/") else project / path, content, home)


def _write(file: Path, content: Any, home: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        file.write_bytes(content.encode())
    elif "link" in content:
        target = content["link"]
        file.symlink_to(home / target[2:] if target.startswith("~/") else target)
    elif "hex" in content:
        file.write_bytes(bytes.fromhex(content["hex"]))
    elif "fill" in content:
        line = b"Words that say nothing and only fill the page.\n"
        file.write_bytes((line * (content["fill"] // len(line) + 1))[: content["fill"]] + b"\n")
    else:
        os.makedirs(file, exist_ok=True)


@cache
def messy_projects() -> dict[str, MessyProject]:
    """Return the projects by name."""
    listed = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        name: MessyProject(name, **{key: _frozen(value) for key, value in entry.items()})
        for name, entry in listed.items()
    }


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
