"""Recorded projects: the files of a project and of a home as an earlier version of aiwg left them."""

from __future__ import annotations

import base64
import hashlib
import json
import lzma
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aiwg.fs import sealed
from upgrade.earlier import ROOT

FIXTURES = ROOT / "tests" / "fixtures" / "upgrade"
STATE = ".local/state/aiwg"
ADDED = b"\nA line that you added to this output.\n"
"""The edit of an output."""

PLACE = "{PROJECT}"
"""The project's absolute path, in recorded state."""

Tree = Mapping[str, "Stored"]


@dataclass(frozen=True, slots=True)
class Stored:
    """The content of a file, and whether it is executable."""

    data: bytes
    is_executable: bool = False


@dataclass(frozen=True, slots=True)
class Deployed:
    """What one deploy of an earlier version left.

    `project` and `home`: all files afterwards, the user's edits included. `yours`: those of both that must be left once
    everything is removed, by `project/PATH` or `home/PATH`. `edited`: outputs that the user edited, among `yours`.
    """

    name: str
    platforms: Sequence[str]
    scope: str
    project: Tree
    home: Tree
    yours: Tree
    edited: Sequence[str]

    def restore(self, project: Path, home: Path) -> None:
        """Write the files into an empty project and an empty home; state that names the project names this one."""
        for folder, files in ((project, self.project), (home, self.home)):
            for path, stored in files.items():
                _write(_place_of(folder, home, project, path), stored, project)

    def without_edits(self) -> Deployed:
        """Return the record as if the user had not edited an output."""
        mended = {path.partition("/")[2] for path in self.edited}

        def unedited(files: Tree) -> Tree:
            return {
                path: replace(stored, data=stored.data.removesuffix(ADDED)) if path in mended else stored
                for path, stored in files.items()
            }

        yours = {path: stored for path, stored in self.yours.items() if path not in self.edited}
        return replace(self, project=unedited(self.project), home=unedited(self.home), yours=yours, edited=())


def _place_of(folder: Path, home: Path, project: Path, path: str) -> Path:
    """Return where a file of the record goes: the state is in other places of the home on other systems."""
    if folder is home and path.startswith(f"{STATE}/"):
        place = hashlib.sha256(os.fsencode(project)).hexdigest()[:24]
        state = sealed.state_folder() or ""
        return Path(state) / path.removeprefix(f"{STATE}/").replace(PLACE, place)
    return folder / path


def _write(file: Path, stored: Stored, project: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.parent.name == "undo":
        file.parent.chmod(0o700)
    file.write_bytes(stored.data.replace(PLACE.encode(), os.fsencode(project)))
    file.chmod(0o755 if stored.is_executable else 0o644)


def tree(folder: Path, skipped: Sequence[str] = (".git",)) -> dict[str, Stored]:
    """Return every regular file below a folder, except in the top-level folders of `skipped`."""
    return {
        path.relative_to(folder).as_posix(): Stored(path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in skipped
    }


def save(version: str, found: Sequence[Deployed]) -> Path:
    """Write the record of a version: compressed JSON, equal contents once."""
    contents: dict[str, str] = {}

    def row(files: Tree) -> dict[str, str]:
        named = {}
        for path, stored in sorted(files.items()):
            key = hashlib.sha256(stored.data).hexdigest()[:16]
            contents[key] = base64.b64encode(stored.data).decode()
            named[path] = f"{key}*" if stored.is_executable else key
        return named

    rows = [
        {
            "name": each.name,
            "platforms": [*each.platforms],
            "scope": each.scope,
            "project": row(each.project),
            "home": row(each.home),
            "yours": row(each.yours),
            "edited": [*each.edited],
        }
        for each in found
    ]
    text = json.dumps({"version": version, "contents": contents, "deployed": rows}, sort_keys=True)
    file = _file(version)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    return file


def load(version: str) -> Iterator[Deployed]:
    """Yield the recorded projects of a version."""
    record = json.loads(lzma.decompress(_file(version).read_bytes()))
    contents = {key: base64.b64decode(text) for key, text in record["contents"].items()}

    def files(named: Mapping[str, str]) -> dict[str, Stored]:
        return {path: Stored(contents[key.rstrip("*")], key.endswith("*")) for path, key in named.items()}

    for row in record["deployed"]:
        trees = {name: files(row[name]) for name in ("project", "home", "yours")}
        yield Deployed(row["name"], row["platforms"], row["scope"], edited=row["edited"], **trees)


def _file(version: str) -> Path:
    return FIXTURES / f"{version}.json.xz"
