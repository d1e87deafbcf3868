"""A small world to run verbs in: a source, a project with awkward files of its user's, a home; saved and restored."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aiwg.adapter.discover import discover
from tests.crash.crash_points import Fault, Outcome, run_apart

OWN_FILES = {
    "AGENTS.md": b"# Mine\n\nNo newline at the end",
    ".mcp.json": b'{\n\t// mine\n\t"mcpServers": {\n\t\t"own": {"command": "x", "args": []},\n\t},\n}\n',
    ".codex/config.toml": b'# my settings\r\nmodel = "x"   # why\r\n\r\n[mcp_servers.own]\r\ncommand = "y"\r\n',
    "CLAUDE.md": b"# For me\r\n\r\nMy words.\r\n",
    ".claude/settings.json": b'{\r\n  "permissions": {"allow": ["Bash(ls)"]}\r\n}\r\n',
    ".roomodes": b"# modes of mine\ncustomModes:\n  - slug: mine\n    name: Mine   # why\n    groups: [read]\n",
    ".vibe/config.toml": b'theme = "x"\n\n[[mcp_servers]] # one\nname = "own"\ncommand = "y"\n\n[tools]\n# no more\n',
    "notes.bin": bytes(range(256)),
}
SOURCE = {
    "instructions.md": "Be brief.\n",
    "rules/kind.md": "Be kind.\n",
    "rules/gone.md": "---\npaths: ['*.py']\n---\nGoes away.\n",
    "agents/helper.md": "---\nname: helper\ndescription: Helps.\n---\nYou help.\n",
    "skills/greet/SKILL.md": "---\nname: greet\ndescription: Use to greet.\n---\nSay hello.\n",
    "skills/greet/scripts/greet.sh": "#!/bin/sh\necho hello\n",
    "mcp.yaml": "servers:\n  tracker: {command: npx, args: [tracker]}\n",
    "permissions.yaml": 'allow: ["read(docs/**)"]\n',
}
CHANGED: dict[str, str | None] = {
    "instructions.md": "Be briefer.\n",
    "rules/kind.md": "Be very kind.\n",
    "rules/gone.md": None,
    "rules/new.md": "A new one.\n",
    "skills/greet/scripts/greet.sh": None,
    "mcp.yaml": "servers:\n  tracker: {command: npx, args: [tracker, '2']}\n  wiki: {command: wiki}\n",
}
Listing = dict[str, tuple[str, int, bytes]]


def write(folder: Path, files: dict[str, str] | dict[str, bytes] | dict[str, str | None]) -> None:
    """Write files below a folder; None removes one."""
    for path, content in files.items():
        file = folder / path
        if content is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        file.chmod(0o755 if path.endswith(".sh") else 0o644)


def listing(folder: Path, state: bool = False) -> Listing:
    """Return everything below a folder: kind, permissions and bytes; our private state only with `state`."""
    found: Listing = {}
    for base, folders, files in os.walk(folder):
        if not state and base.endswith("/.aiwg"):
            folders[:] = [name for name in folders if name != "state"]
        for name in (*folders, *files):
            path = os.path.join(base, name)
            info = os.lstat(path)
            data = b"" if stat.S_ISDIR(info.st_mode) else Path(path).read_bytes()
            kind = "folder" if stat.S_ISDIR(info.st_mode) else "file"
            found[os.path.relpath(path, folder)] = (kind, stat.S_IMODE(info.st_mode), data)
    return found


@dataclass
class World:
    """The folders of one test below `root`; `saved` holds copies of earlier states."""

    root: Path
    saved: dict[str, Path] = field(default_factory=dict)

    @property
    def project(self) -> Path:
        """Return the project."""
        return self.root / "now" / "project"

    @property
    def source(self) -> Path:
        """Return the source."""
        return self.root / "now" / "source"

    def save(self, name: str) -> None:
        """Keep a copy of all as it is."""
        self.saved[name] = self.root / f"saved-{len(self.saved)}"
        shutil.copytree(self.root / "now", self.saved[name], symlinks=True)

    def restore(self, name: str) -> None:
        """Bring back all as it was."""
        shutil.rmtree(self.root / "now")
        shutil.copytree(self.saved[name], self.root / "now", symlinks=True)

    def run(self, *arguments: str, fault: Fault | None = None) -> Outcome:
        """Run the command line on this world in a child."""
        where = ["--project", str(self.project), "--source", str(self.source)]
        where = where if arguments[0] == "deploy" else where[:2]
        return run_apart([*arguments, *where], self.root / "report", fault)

    def leftovers(self) -> list[str]:
        """Return the temporary files of ours that lie about anywhere."""
        return [str(path) for path in (self.root / "now").rglob(".aiwg-*.tmp")]


@dataclass(frozen=True)
class Verb:
    """A verb to be struck: how to get to where it starts, from the plain project, and its arguments."""

    name: str
    before: tuple[tuple[str, ...], ...]
    arguments: tuple[str, ...]
    change: bool = False


FIRST = ("deploy", "-p", "claude", "-p", "codex", "-q")
MORE = ("deploy", "-p", "cursor", "-q")
_FORWARD = (
    Verb("first deploy", (), FIRST),
    Verb("deploy after a change", (FIRST,), ("deploy", "-q"), change=True),
    Verb("add a platform", (FIRST,), MORE),
    Verb("remove a platform", (FIRST,), ("remove", "-p", "codex", "-q")),
    Verb("remove all", (FIRST,), ("remove", "-q")),
)
VERBS = (
    *_FORWARD,
    *(Verb(f"undo: {verb.name}", (*verb.before, verb.arguments), ("undo",), verb.change) for verb in _FORWARD),
)


def arrange(world: World, verb: Verb) -> Listing:
    """Make the world that a verb starts from; return the user's project as it was before us."""
    write(world.project, OWN_FILES)
    write(world.source, SOURCE)
    own = listing(world.project)
    for number, arguments in enumerate(verb.before):
        if verb.change and number == 1:
            write(world.source, CHANGED)
        done = world.run(*arguments)
        assert done.exit == 0, done.said
    if verb.change and len(verb.before) == 1:
        write(world.source, CHANGED)
    return own


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Return an empty world, in memory where that is possible: it is copied thousands of times."""
    memory = Path("/dev/shm")
    root = tmp_path
    if os.access(memory, os.W_OK):
        root = memory / f"aiwg-test-{os.getpid()}"
        shutil.rmtree(root, ignore_errors=True)
    made = World(root)
    known = discover([])
    monkeypatch.setattr("aiwg.trust.known_platforms.discover", lambda extra: known)  # the same thousands of times
    for folder in (made.project, made.source, root / "now" / "home"):
        folder.mkdir(parents=True)
    for name in [name for name in os.environ if name.startswith(("XDG_", "AIWG_STATE"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(root / "now" / "home"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(root)
    yield made
    monkeypatch.undo()
    shutil.rmtree(root, ignore_errors=True)
