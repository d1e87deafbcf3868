"""Deploying with an earlier version, beside files of the user's and with edits afterwards, and recording the result."""

# ruff: noqa: S607 - git is found by its name
from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from upgrade.deployed import ADDED, PLACE, STATE, Deployed, Stored, tree
from upgrade.earlier import Earlier

MINE, EDITED = "kept here before", "kept here before, and edited since"
SHARED: Mapping[str, str] = {
    "json": f'{{\n  "mine": {{"kept": ["{MINE}"]}}\n}}\n',
    "jsonc": f'{{\n  // a comment\n  "mine": {{"kept": ["{MINE}"]}}\n}}\n',
    "yaml": f"# a comment\nmine:\n  kept: {MINE}\n",
    "toml": f'# a comment\nmine = "{MINE}"\n',
    "text": f"# {MINE}\n",
}
"""Your text in a shared file of each format, as it was before the first deploy."""


class RefusedError(Exception):
    """The earlier version refused to deploy this; the text is its message."""


def record(earlier: Earlier, name: str, platforms: Sequence[str], scope: str, workplace: Path) -> Deployed:
    """Deploy to platforms in a scope and return what is left; a name with "bundled" takes the bundled source too.

    A first deploy into an empty place tells which files are shared; then these hold a text of the user's before the
    second, and are edited after it, like one output.

    Raises RefusedError.
    """
    is_bundled = "bundled" in name
    shared = _shared_files(_deployed(earlier, platforms, scope, is_bundled, workplace / "first", {}))
    before = {path: Stored(SHARED[format].encode()) for path, format in shared.items()}
    folder = workplace / "second"
    manifest = _deployed(earlier, platforms, scope, is_bundled, folder, before)
    edited = _edit(folder, scope, manifest, before)
    project, home = folder / "project", folder / "home"
    root = "project" if scope == "project" else "home"
    later = {path: Stored(stored.data.replace(MINE.encode(), EDITED.encode())) for path, stored in before.items()}
    yours = {f"{root}/{path}": stored for path, stored in {**later, **edited}.items()}
    yours |= {f"{root}/{path}": stored for path, stored in _sources(folder, scope).items()}
    shown = [f"{root}/{path}" for path in edited]
    return Deployed(name, platforms, scope, _movable(project, project), _movable(home, project), yours, shown)


def _deployed(
    earlier: Earlier,
    platforms: Sequence[str],
    scope: str,
    is_bundled: bool,
    folder: Path,
    before: Mapping[str, Stored],
) -> dict[str, Any]:
    """Deploy into a fresh project and home that hold some files already; return the manifest."""
    shutil.rmtree(folder, ignore_errors=True)
    project, home = folder / "project", folder / "home"
    project.mkdir(parents=True)
    home.mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
    for path, stored in before.items():
        file = (project if scope == "project" else home) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(stored.data)
    source = project / ".aiwg" if scope == "project" else home / ".config" / "aiwg"
    shutil.copytree(earlier.everything, source)
    where = ["--scope", scope]
    if scope == "project":
        accepted = ", ".join(platforms)
        sources = "[bundled, project]" if is_bundled else "[project]"
        text = f"sources: {sources}\naccept_freer: [{accepted}]\n"
        (project / "aiwg.yaml").write_text(text, encoding="utf-8")
        earlier.run(home, project, "trust", "--yes")
    else:
        where += ["--accept-freer"] if is_bundled else ["--source", str(source), "--accept-freer"]
    named = [part for id in platforms for part in ("-p", id)]
    done = earlier.run(home, project, "deploy", *named, *where)
    manifest = project / ".aiwg" / "manifest.json" if scope == "project" else home / STATE / "user" / "manifest.json"
    if done.returncode or not manifest.is_file():
        raise RefusedError(f"exit {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    found: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    return found


def _shared_files(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the shared files of a deploy with their format; a file inside one of aiwg's own folders is not shared."""
    return {
        path.removeprefix("~/"): entry.get("format", "text")
        for path, entry in manifest["paths"].items()
        if entry["own"] != "file" and "/aiwg/" not in f"/{path}"
    }


def _edit(folder: Path, scope: str, manifest: Mapping[str, Any], before: Mapping[str, Stored]) -> dict[str, Stored]:
    """Edit the user's part of each shared file, and one output; return that output."""
    root = folder / scope.replace("user", "home")
    for path in before:
        file = root / path
        file.write_bytes(file.read_bytes().replace(MINE.encode(), EDITED.encode()))
    for path, entry in sorted(manifest["paths"].items()):
        if entry["own"] == "file" and path.endswith(".md"):
            file = root / path.removeprefix("~/")
            file.write_bytes(file.read_bytes() + ADDED)
            return {path.removeprefix("~/"): Stored(file.read_bytes())}
    return {}


def _sources(folder: Path, scope: str) -> dict[str, Stored]:
    root = folder / scope.replace("user", "home")
    own = (".aiwg/state/", ".aiwg/manifest.json")
    return {
        path: stored
        for path, stored in tree(root).items()
        if path.startswith((".aiwg/", ".config/aiwg/", "aiwg.yaml")) and not path.startswith(own)
    }


def _movable(folder: Path, project: Path) -> dict[str, Stored]:
    """Return the files of a folder; the project's path, in names and in state, is a placeholder."""
    hashed = hashlib.sha256(os.fsencode(project)).hexdigest()[:24]
    return {
        path.replace(hashed, PLACE): Stored(
            stored.data.replace(os.fsencode(project), PLACE.encode()), stored.is_executable
        )
        for path, stored in tree(folder).items()
        if not path.endswith(("/state/lock", "/snapshot.json", "/snapshot"))
    }
