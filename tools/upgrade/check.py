"""Upgrading a recorded project with the aiwg of this checkout, and everything that must hold then."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiwg.cli.app import run
from upgrade.deployed import Deployed, Stored, tree
from upgrade.recording import EDITED

OWN = (".aiwg", ".git")


@dataclass(frozen=True, slots=True)
class Said:
    """The exit code of a command, and what it printed."""

    code: int
    out: str
    error: str

    @property
    def content(self) -> Any:
        """Return its JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Place:
    """A project and a home, and the scope that aiwg works in."""

    project: Path
    home: Path
    scope: str

    @property
    def root(self) -> Path:
        """Return the folder that outputs go to."""
        return self.project if self.scope == "project" else self.home

    def aiwg(self, *arguments: str) -> Said:
        """Run a command in this process, as in the project's folder."""
        out, error = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.project), contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            code = run([*arguments])
        return Said(code, out.getvalue(), error.getvalue())

    def scoped(self, command: str, *arguments: str) -> Said:
        """Run a command for the scope."""
        return self.aiwg(command, "--scope", self.scope, *arguments)

    def outputs(self) -> dict[str, Stored]:
        """Return all files but aiwg's own records."""
        skipped = OWN if self.scope == "project" else (".aiwg", ".local", ".cache", ".config")
        return tree(self.root, skipped)


def wrong(deployed: Deployed, place: Place) -> Iterator[str]:
    """Upgrade a recorded project and yield everything that does not hold, in plain words.

    An output that the user edited is a conflict: it stays, also when all the rest is removed.
    """
    _restore(deployed, place)
    yield from _synced(deployed, place)
    yield from _undone(place)
    yield from _removed(deployed, place)


def unlike_fresh(deployed: Deployed, place: Place, fresh: Place) -> Iterator[str]:
    """Upgrade a recorded project without edits of outputs; yield what is worse than after a first deploy of today.

    Then `sync --check` finds nothing, and doctor reports nothing more than in the fresh place.
    """
    unedited = deployed.without_edits()
    _restore(unedited, place)
    yield from _synced(unedited, place)
    checked = place.scoped("sync", "--check")
    if checked.code:
        yield f"sync --check ended with {checked.code}: {checked.out[-300:]}"
    for name, stored in unedited.yours.items():
        root, _, path = name.partition("/")
        file = (fresh.project if root == "project" else fresh.home) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(stored.data)
        file.chmod(0o755 if stored.is_executable else 0o644)
    _accept_weaker(deployed, fresh)
    home = os.environ["HOME"]
    os.environ["HOME"] = str(fresh.home)
    try:
        known = set(_problems(fresh_deploy(unedited, fresh)))
    finally:
        os.environ["HOME"] = home
    for problem in sorted(set(_problems(place)) - known):
        yield f"doctor, and not after a first deploy: {problem}"
    yield from _removed(unedited, place)


def fresh_deploy(deployed: Deployed, place: Place) -> Place:
    """Deploy the sources of a record for the first time with this checkout, all approved; return the place."""
    named = [part for id in deployed.platforms for part in ("-p", id)]
    has_all = deployed.scope == "project" or "bundled" in deployed.name
    source = [] if has_all else ["--source", str(place.home / ".config" / "aiwg")]
    place.scoped("trust", "--yes")
    place.scoped("deploy", "-q", *named, *source)
    return place


def _restore(deployed: Deployed, place: Place) -> None:
    deployed.restore(place.project, place.home)
    _accept_weaker(deployed, place)


def _accept_weaker(deployed: Deployed, place: Place) -> None:
    """Accept lost restrictions in the user scope: a sync does not remember the option that 0.1.0 was given."""
    if deployed.scope == "user":
        accepted = ", ".join(deployed.platforms)
        config = place.home / ".config" / "aiwg" / "aiwg.yaml"
        config.write_text(f"allow_weaker_permissions: [{accepted}]\n", encoding="utf-8")


def _synced(deployed: Deployed, place: Place) -> Iterator[str]:
    """Sync as it is, approve what changed, and sync again; then a third sync changes nothing."""
    first = place.scoped("sync", "--json")
    if first.code not in (0, 4 if deployed.edited else 0):
        yield f"sync ended with {first.code}: {(first.error or first.out)[-300:]}"
    yield from _kept(deployed, place, "sync")
    trusted = place.scoped("trust", "--yes")
    if trusted.code:
        yield f"trust ended with {trusted.code}: {trusted.error[-300:]}"
    second = place.scoped("sync", "--json")
    yield from _kept(deployed, place, "a sync after trust")
    found, stats = place.outputs(), _stats(place.root)
    third = place.scoped("sync", "--json")
    if third.code != second.code or place.outputs() != found or _stats(place.root) != stats:
        yield f"another sync changed something (exit {second.code}, then {third.code})"


def _problems(place: Place) -> Iterator[str]:
    """Yield the errors and warnings of doctor, without the paths of the place."""
    for finding in place.scoped("doctor", "--json").content["findings"]:
        if finding["level"] in ("error", "warning"):
            text = f"{finding['code']} {finding['file']} {finding['platforms']} {finding['message']}"
            yield text.replace(str(place.home), "~").replace(str(place.project), ".")


def _kept(deployed: Deployed, place: Place, when: str) -> Iterator[str]:
    """Yield the user's files that are gone or changed, and shared files without the user's part."""
    for name, stored in deployed.yours.items():
        root, _, path = name.partition("/")
        file = (place.project if root == "project" else place.home) / path
        shared = EDITED.encode() in stored.data
        data = file.read_bytes() if file.is_file() else None
        if data is None or (EDITED.encode() not in data if shared else data != stored.data):
            yield f"{when} took something of yours from {path}"


def _undone(place: Place) -> Iterator[str]:
    """Undo the last change, and redo it."""
    after = place.outputs()
    undone = place.scoped("undo")
    if undone.code not in (0, 2, 4):
        yield f"undo ended with {undone.code}: {undone.error[-200:]}"
    again = place.scoped("undo")
    if again.code != undone.code or place.outputs() != after:
        yield f"a second undo (exit {again.code}) did not bring everything back"


def _removed(deployed: Deployed, place: Place) -> Iterator[str]:
    done = place.scoped("remove")
    if done.code not in (0, 4):
        yield f"remove ended with {done.code}: {done.error[-300:]}"
    wanted = {
        path: stored
        for name, stored in deployed.yours.items()
        for root, _, path in [name.partition("/")]
        if not path.startswith((".aiwg/", ".config/"))
    }
    left = place.outputs()
    for path in sorted(wanted.keys() | left.keys()):
        mine, found = wanted.get(path), left.get(path)
        if mine is None:
            yield f"remove left {path}"
        elif found is None:
            yield f"remove deleted {path}"
        elif found.data != mine.data:
            yield f"remove changed {path}: {found.data[:200]!r}"


def _stats(folder: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for path in folder.rglob("*"):
        relative = path.relative_to(folder).parts
        if relative[0] not in (".git", ".local", ".cache") and not path.is_dir():
            info = path.lstat()
            found["/".join(relative)] = (info.st_mtime_ns, info.st_ino)
    return found


def run_all(recorded: Iterable[Deployed]) -> int:
    """Upgrade all recorded projects in fresh places, print what is wrong; return 1 when anything is."""
    count = bad = 0
    for deployed in recorded:
        with tempfile.TemporaryDirectory() as folder:
            places = [place_in(Path(folder) / name, deployed.scope) for name in ("edited", "unedited", "fresh")]
            os.environ["HOME"] = str(places[0].home)
            found = [*wrong(deployed, places[0])]
            os.environ["HOME"] = str(places[1].home)
            found += unlike_fresh(deployed, places[1], places[2])
        count += 1
        bad += bool(found)
        for text in found:
            print(f"{deployed.name}: {text}", flush=True)
    print(f"{count} projects of an earlier version upgraded, {bad} with something wrong")
    return 1 if bad else 0


def place_in(folder: Path, scope: str) -> Place:
    """Return an empty project and an empty home in a folder."""
    place = Place(folder / "project", folder / "home", scope)
    place.project.mkdir(parents=True, exist_ok=True)
    place.home.mkdir(exist_ok=True)
    return place
