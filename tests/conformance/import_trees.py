"""The trees that clients are asked about an import in: as it was, beside the native files, and in their place."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from aiwg.merge import keys
from aiwg.merge.errors import EditRefusedError
from tests.conformance.room import SYSTEM_PATH
from tests.conformance.sample import MARK_SERVER
from tests.loading.projects import Messy, projects, usual

FILE = Path(__file__).parent / "imports.yaml"
BEFORE, BESIDE, REPLACED = "before", "beside", "replaced"
"""As it was; after an import and a deploy beside the native files; after a deploy that took their place."""

PLATFORMS = ("claude", "codex", "copilot", "gemini-cli", "qwen-code", "opencode", "kilo", "factory", "pi", "openclaw",
             "cursor")  # fmt: skip
"""Where everything is imported from and deployed to: the platforms of the clients, and an editor beside them."""

CONTAINERS = ("mcpServers", "servers", "mcp", "mcp_servers")
FORMATS = {"toml": "toml", "yaml": "yaml", "yml": "yaml"}


@dataclass(frozen=True, slots=True)
class ImportProject:
    """A messy project, what a client is made to start in it, and whether a denied command is tried."""

    messy: Messy
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    denied: bool = False


@dataclass(slots=True)
class Trees:
    """The trees of one project by their state, and what the import and the deploys said."""

    folder: Path
    project: ImportProject
    report: dict[str, Any] = field(default_factory=dict)
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def marks(self) -> Path:
        """The file that hooks and servers of all trees note their word in."""
        return self.folder / "marks.txt"

    def at(self, state: str) -> Path:
        """Return the folder of a tree."""
        return self.folder / state

    def is_as(self, state: str, other: str) -> bool:
        """Say whether two trees are the same for every client."""
        return _files(self.at(state)) == _files(self.at(other))


def _files(folder: Path) -> dict[str, bytes | str]:
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if parts[0] not in (".aiwg", ".git", "aiwg.yaml") and not path.is_dir():
            found["/".join(parts)] = os.readlink(path) if path.is_symlink() else path.read_bytes()
    return found


@cache
def import_projects() -> dict[str, ImportProject]:
    """Return the projects by name, those that `aiwg context` is recorded in behind them."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = {name: _project(name, entry) for name, entry in data.items()}
    more = {name: ImportProject(each) for name, each in projects().items() if name not in found and not each.start}
    return found | more


def own_projects() -> list[str]:
    """Return the names of the projects that are made for an import."""
    return list(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def _project(name: str, entry: Mapping[str, Any]) -> ImportProject:
    files = {path: content if content is not None else usual(path) for path, content in entry["files"].items()}
    messy = Messy(name, entry["says"], files, "", entry.get("read", ""))
    return ImportProject(messy, entry.get("names", {}), entry.get("denied", False))


def make_trees(project: ImportProject, folder: Path) -> Trees:
    """Return the three trees of a project below a folder. Raises AssertionError when a command of aiwg fails."""
    trees = Trees(folder, project)
    home = folder / "home"
    home.mkdir(parents=True)
    _write(trees, home)
    for state in (BESIDE, REPLACED):
        shutil.copytree(trees.at(BEFORE), trees.at(state), symlinks=True)
        chosen = [word for id in PLATFORMS for word in ("-p", id)]
        trees.report = _aiwg(home, trees.at(state), "import", "--json", *chosen)
        (trees.at(state) / "aiwg.yaml").write_text("sources: [project]\n", encoding="utf-8")
        if state == REPLACED:
            take_away(trees.at(state), trees.report)
        _aiwg(home, trees.at(state), "trust", "--yes")
        trees.plans[state] = _aiwg(home, trees.at(state), "deploy", "--json", "--accept-freer", *chosen)
    return trees


def _write(trees: Trees, home: Path) -> None:
    tree = trees.at(BEFORE)
    subprocess.run(["git", "init", "-q", str(tree)], env={"HOME": str(home), "PATH": SYSTEM_PATH}, check=True)
    trees.project.messy.write(tree, home)
    words = {"@MARKS@": str(trees.marks), "@PYTHON@": sys.executable, "@SERVER@": str(MARK_SERVER)}
    for path in tree.rglob("*"):
        if path.is_file() and not path.is_symlink() and ".git" not in path.parts:
            text = path.read_bytes().decode()
            for mark, word in words.items():
                text = text.replace(mark, word)
            path.write_bytes(text.encode())


def _aiwg(home: Path, project: Path, *arguments: str) -> dict[str, Any]:
    """Run aiwg and return the JSON that it prints, if it does."""
    command = [sys.executable, "-m", "aiwg", *arguments, "--project", str(project)]
    environment = {"HOME": str(home), "PATH": SYSTEM_PATH}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    conflict = arguments[0] == "deploy" and done.returncode == 4  # a file that nobody can read stays as it is
    assert done.returncode == 0 or conflict, f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return dict(json.loads(done.stdout)) if "--json" in arguments else {}


def take_away(project: Path, report: Mapping[str, Any]) -> None:
    """Take away what was imported: files with what lies beside them, and entries of settings files."""
    stay = {note["path"] for note in report["keys"] if note["level"] == "unread"}
    points = {note["path"] for note in report["keys"] if "only points to" in (note["reason"] or "")}
    for where in {*points, *(each for artifact in report["artifacts"] for each in artifact["from"])} - stay:
        path, _, entry = where.partition("#")
        if entry:
            _take_entry(project / path, entry)
        elif path.endswith("/SKILL.md"):
            _take_folder((project / path).parent)
        else:
            (project / path).unlink(missing_ok=True)
    for path in list(project.rglob("*")):
        if path.is_symlink() and not path.exists() and str(path.relative_to(project)) not in stay:
            path.unlink()


def _take_folder(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder, ignore_errors=True)


def _take_entry(file: Path, entry: str) -> None:
    text = file.read_text(encoding="utf-8")
    format = FORMATS.get(file.suffix[1:], "json")
    for path in _places(entry):
        try:
            found = keys.get(keys.parse(text, format), path)
            text = keys.edit(text, format, [], [path]).text if found is not keys.MISSING else text
        except EditRefusedError:
            continue
    file.write_text(text, encoding="utf-8")


def _places(entry: str) -> Iterator[tuple[str, ...]]:
    yield from ((container, entry) for container in CONTAINERS)
    yield tuple(entry.split("."))
