"""One random forgery after another, tried on a project with files of its user's, over all platforms."""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from aiwg import __version__
from aiwg.cli.app import run

MINE = {
    ".env": "SECRET=1\n",
    "src/main.py": "print(1)\n",
    "README.md": "# Mine\n",
    "run.sh": "#!/bin/sh\necho mine\n",
    "package.json": '{"a": 1, "scripts": {"test": "x"}}\n',
    "docs/notes.md": "Mine.\n",
    ".github/workflows/ci.yml": "on: push\njobs: {}\n",
    ".claude/settings.local.json": '{"permissions": {"deny": ["Bash(curl *)"]}, "sandbox": {"enabled": true}}\n',
    ".claude/settings.json": '{"sandbox": {"enabled": true}, "env": {"A": "1"}}\n',
    ".vscode/settings.json": '{"editor.tabSize": 2, "chat.tools.autoApprove": false}\n',
    "CLAUDE.md": "# Mine\n\nBe kind.\n",
    ".cursorrules": "Mine.\n",
    "pyproject.toml": '[project]\nname = "mine"\n',
    "config/app.yaml": "debug: false\n",
}
"""Files of the user's that no adapter writes whole, and settings in them that no adapter writes."""

COMMANDS = (
    ("deploy", "-q"), ("sync",), ("sync", "--check"), ("status",), ("doctor",), ("doctor", "--fix"), ("diff",),
    ("remove", "-q"), ("deploy", "--dry-run"), ("undo",), ("deploy", "--force", "-q"), ("undo", "--force"),
)  # fmt: skip
ESCAPE = "\x1b]0;pwned\x07\x1b[31m"


@dataclass
class Target:
    """A project with the user's files and a source of one rule, and the home of who runs aiwg there."""

    root: Path
    platforms: list[str]
    dice: random.Random
    told: list[str] = field(default_factory=list)

    @property
    def project(self) -> Path:
        """Return the project."""
        return self.root / "project"

    def make(self, platform: str) -> None:
        """Make the project anew, deployed to one platform, with drift: an output that somebody changed."""
        shutil.rmtree(self.root, ignore_errors=True)
        for path, text in MINE.items():
            self.put(path, text)
        self.put("aiwg.yaml", f"sources: [project]\nplatforms: [{platform}]\n")
        self.put(".aiwg/rules/kind.md", "Be kind.\n")
        (self.root / "home").mkdir()
        os.environ["HOME"] = str(self.root / "home")
        os.chdir(self.project)
        self.type_in("deploy", "-q")

    def put(self, path: str, text: str) -> None:
        """Write a file of the project."""
        file = self.project / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8") if not file.is_fifo() else None
        except OSError:  # another forgery has put a link or a pipe there
            return

    def type_in(self, *words: str) -> tuple[int, str]:
        """Run the command line in this process; return how it ended and what it said."""
        said = StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = run(words)
        return code, said.getvalue()

    def outputs(self) -> list[str]:
        """Return the paths that the manifest lists."""
        file = self.project / ".aiwg/manifest.json"
        return sorted(json.loads(file.read_text())["paths"]) if file.exists() else []


def digest(text: str) -> str:
    """Return the hash of a text as a manifest has it."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_value(value: Any) -> str:
    """Return the hash of a value as a manifest has it."""
    return digest(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def keys_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield every key path of a document, as a manifest writes it, with its value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), inner
            yield from keys_of(inner, (*path, key))
    elif isinstance(value, list):
        yield from (((*path, {"value": inner}), inner) for inner in value)


def record_of(path: str, text: str, target: Target) -> dict[str, Any]:
    """Return a record that claims a file of the user's, in one of the ways of owning."""
    dice = target.dice
    owners = {"artifacts": [dice.choice(("rule/kind", "rule/x", "skill/a", "permission/b"))],
              "platforms": dice.sample(target.platforms, dice.randint(1, 4))}  # fmt: skip
    own = dice.choice(("file", "file", "block", "keys"))
    if own == "keys" and path.endswith(".json"):
        chosen = list(keys_of(json.loads(text)))
        keys = [{"path": list(steps), "sha256": digest_value(value), **owners}
                for steps, value in dice.sample(chosen, dice.randint(1, len(chosen)))]  # fmt: skip
        return {"own": "keys", "format": "json", "keys": keys, "made": [], "created": dice.random() < 0.5, **owners}
    if own == "block":
        return {"own": "block", "style": dice.choice(("html", "hash")), "sha256": digest(text), "created": True,
                **owners}  # fmt: skip
    return {"own": "file", "sha256": digest(text), "created": dice.random() < 0.5, **owners}


def forged_manifest(target: Target) -> dict[str, Any]:
    """Return a manifest that claims some of the user's files, for random platforms."""
    dice = target.dice
    chosen = dice.sample(sorted(MINE), dice.randint(1, len(MINE)))
    return {
        "schema": "aiwg.manifest/1",
        "platforms": dice.sample(target.platforms, dice.randint(1, 5)),
        "selection": dice.choice((None, None, [], ["rule/kind"])),
        "sources": dice.choice((None, None, [".aiwg"], ["../home"], ["/etc"])),
        "placed": {},
        "folders": dice.sample(["src", "docs", "config", ".github", ".github/workflows", "empty"], 3),
        "paths": {path: record_of(path, MINE[path], target) for path in chosen},
    }


def forge_manifest(target: Target) -> None:
    """Put a forged manifest in the place of the one that is there, or what it claims into that one."""
    forged, file = forged_manifest(target), target.project / ".aiwg/manifest.json"
    if target.dice.random() < 0.5 and file.exists():
        honest = json.loads(file.read_text())
        honest["paths"] |= forged["paths"]
        honest["folders"] += forged["folders"]
        honest["platforms"] = sorted({*honest["platforms"], *forged["platforms"]})
        forged = honest
    file.write_text(json.dumps(forged))


def forge_journal(target: Target) -> None:
    """Leave the journal of a run that never was, in the place of today or in that of 0.1.0."""
    forged = forged_manifest(target)
    hashes = {path: target.dice.choice((digest(MINE[path]), None)) for path in forged["paths"]}
    where = target.dice.choice((".aiwg/journal.json", ".aiwg/state/journal.json"))
    version, manifest = target.dice.choice(((1, json.dumps(forged)), (2, forged)))
    target.put(where, json.dumps({"schema": f"aiwg.journal/{version}", "manifest": manifest, "paths": hashes}))


def forge_snapshot(target: Target) -> None:
    """Pretend that the last run left nothing to do, in every place where somebody may look for that."""
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA")
    machine = [__version__, *(os.environ.get(name) for name in names), os.environ.get("AIWG_POLICY")]
    keys = [("sync", str(target.project), *machine, ".", scopes) for scopes in ("every scope", "project")]
    schema = target.dice.choice(("aiwg.snapshot/4", "aiwg.snapshot/5"))
    said = {"schema": schema, "keys": keys, "said": f"No problems {ESCAPE}", "environment": {}, "approved": True}
    blocks = b"".join(len(data).to_bytes(4, "big") + data for data in map(marshal.dumps, (said, {})))
    seal = target.dice.choice((b"", b"0" * 32 + b"\n", f"{target.dice.getrandbits(128):032x}\n".encode()))
    target.put(".aiwg/state/snapshot.json", json.dumps({**said, "stats": {}}))
    for kept in (target.root / "home/.local/state/aiwg/projects").glob("*"):
        (kept / "snapshot").write_bytes(seal + blocks)


def forge_undo(target: Target) -> None:
    """Leave a record of undo that would delete or overwrite files of the user's, in each place for one."""
    forged = forged_manifest(target)
    rows = [{"path": path, "after": digest(MINE[path]), "before": target.dice.choice((None, "cHduZWQ=")), "mode": 420}
            for path in forged["paths"]]  # fmt: skip
    new = {"records": sorted(MINE), "folders": [], "places": []}
    of_version = target.dice.choice((
        {"schema": "aiwg.undo/1", "manifest": json.dumps(forged)},
        {"schema": "aiwg.undo/2", "manifest": forged, "new": new, "is_whole": target.dice.random() < 0.5},
    ))  # fmt: skip
    text = json.dumps({**of_version, "undoing": False, "changes": rows})
    seal = target.dice.choice(("", "0" * 32 + "\n"))
    state = target.root / "home/.local/state/aiwg"
    for kept in (state / "projects").glob("*"):
        (kept / target.dice.choice(("undo.json", "undo.running.json"))).write_text(seal + text)
    if target.dice.random() < 0.5:
        name = digest(os.path.realpath(target.project))[:24]
        (state / "undo").mkdir(exist_ok=True)
        (state / "undo" / f"{name}.json").write_text(text)


def forge_places(target: Target) -> None:
    """Put links and pipes where state lies or lay."""
    outside = target.root / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "lock").write_text("1\n")
    for name in target.dice.sample((".aiwg/state", ".aiwg/journal.json", ".aiwg/lock"), 2):
        file = target.project / name
        if os.path.lexists(file):
            continue
        file.parent.mkdir(exist_ok=True)
        target.dice.choice((lambda: file.symlink_to(outside), lambda: os.mkfifo(file)))()  # noqa: B023 - called at once


FORGERIES: tuple[Callable[[Target], None], ...] = (
    forge_manifest, forge_manifest, forge_journal, forge_snapshot, forge_undo, forge_places,
)  # fmt: skip


def problems_of(target: Target, number: int) -> list[str]:
    """Forge once and run some commands; return what went wrong, in words."""
    dice = target.dice
    target.make(dice.choice(target.platforms))
    (target.project / "empty").mkdir()
    changed = dice.choice(target.outputs() or ["nothing"])
    drift = changed != "nothing"
    if drift:
        (target.project / changed).write_text("changed behind the source's back\n")
    forged = dice.sample(FORGERIES, dice.randint(1, 2))
    for forge in forged:
        forge(target)
    found = []
    what = f"{number}: {', '.join(forge.__name__ for forge in forged)}"
    checks = [("sync", "--check")] if drift else []
    for words in [*checks, *dice.sample(COMMANDS, 2)]:
        code, said = target.type_in(*words)
        if words == ("sync", "--check") and checks and code == 0:
            found.append(f"{what}: sync --check ends with 0")
        checks = []
        if "\x1b" in said or "SECRET=1" in said or "Traceback" in said:
            found.append(f"{what}: {words} reveals or fails: {said[-300:]}")
        for path, text in MINE.items():
            file = target.project / path
            if path == changed:
                continue
            if not file.is_file():
                found.append(f"{what}: {words} deleted {path}")
                target.put(path, text)
            elif not _keeps(file.read_text(), text, path):
                found.append(f"{what}: {words} changed {path}: {file.read_text()[:200]}")
                target.put(path, text)
        if not (target.project / "empty").is_dir():
            found.append(f"{what}: {words} removed a folder of the user's")
            (target.project / "empty").mkdir()
    return found


def _keeps(now: str, mine: str, path: str) -> bool:
    """Say whether a file holds all that it did: settings as they were, each line of a text."""
    if path.endswith(".json"):
        return _within(json.loads(mine), json.loads(now))
    return now == mine or mine.strip() in now


def _within(mine: Any, there: Any) -> bool:
    if isinstance(mine, dict):
        return isinstance(there, dict) and all(_within(value, there.get(key)) for key, value in mine.items())
    if isinstance(mine, list):
        return isinstance(there, list) and all(item in there for item in mine)
    return bool(mine == there)
