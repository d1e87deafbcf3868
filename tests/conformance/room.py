"""The room that a client runs in: a fresh home, a project, its settings, and no network but the loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w
import yaml

from tests.conformance.folders import node_programs, ripgrep_folder
from tests.conformance.table import Client

Process = subprocess.Popen[bytes]

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Step:
    """One command that was run in the room; `code` is None when its time was up."""

    command: Sequence[str]
    code: int | None
    seconds: float
    output: str
    errors: str


@dataclass(slots=True)
class Room:
    """A folder with a home and a project in it, and the values that the client table's texts are filled with."""

    client: Client
    folder: Path
    scope: str
    url: str = ""
    others: Sequence[tuple[str, str]] = ()
    """Platforms that are deployed to as well, each with its scope: a client may find what is meant for others."""
    steps: list[Step] = field(default_factory=list)

    @property
    def home(self) -> Path:
        """The home folder."""
        return self.folder / "home"

    @property
    def project(self) -> Path:
        """The project."""
        return self.folder / "project"

    @property
    def marks(self) -> Path:
        """Where hooks and MCP servers leave their tokens."""
        return self.folder / "marks.txt"

    def furnish(self) -> None:
        """Make the home, and the project as a git repository."""
        self.home.mkdir(parents=True)
        self.project.mkdir()
        (self.folder / "temporary").mkdir()
        self.marks.touch()
        subprocess.run(["git", "init", "-q", str(self.project)], env=self.environment(), check=True)

    def filled(self, value: Any, **more: str) -> Any:
        """Return a value of the client table with its {placeholders} filled, at any depth."""
        if isinstance(value, str):
            known = {"home": str(self.home), "project": str(self.project), "url": self.url, **more}
            for name, text in known.items():
                value = value.replace(f"{{{name}}}", text)
            return value
        if isinstance(value, list):
            return [self.filled(each, **more) for each in value]
        if isinstance(value, dict):
            return {self.filled(key, **more): self.filled(each, **more) for key, each in value.items()}
        return value

    def environment(self) -> dict[str, str]:
        """Return the client's environment: nothing of the caller's."""
        programs = [self.client.programs, node_programs(), ripgrep_folder(), SYSTEM_PATH]
        base = {
            "PATH": ":".join(map(str, programs)),
            "HOME": str(self.home),
            "TMPDIR": str(self.folder / "temporary"),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "NO_COLOR": "1",
            "CI": "1",
            "DO_NOT_TRACK": "1",
        }
        return base | {name: self.filled(text) for name, text in self.client.environment.items()}

    def deploy(self, *arguments: str) -> dict[str, Any]:
        """Run `aiwg deploy` for the client's platform, and for the others here; return what it says of this scope."""
        plans = {
            scope: self._deploy(scope, *arguments) for scope in dict.fromkeys((self.scope, *dict(self._platforms())))
        }
        return plans[self.scope]

    def _platforms(self) -> Sequence[tuple[str, str]]:
        """Return all scopes with the platforms in them, comma-separated."""
        everyone = [(self.client.platform, self.scope), *self.others]
        scopes = dict.fromkeys(scope for _, scope in everyone)
        return [(scope, ",".join(sorted({id for id, where in everyone if where == scope}))) for scope in scopes]

    def _deploy(self, scope: str, *arguments: str) -> dict[str, Any]:
        command = [
            sys.executable,
            "-m",
            "aiwg",
            "deploy",
            "--platform",
            dict(self._platforms())[scope],
            "--scope",
            scope,
        ]
        # what a platform cannot restrict is the deploy's to refuse, and not what is asked here
        command += ["--project", str(self.project), "--json", "--accept-freer", *arguments]
        environment = {"HOME": str(self.home), "PATH": SYSTEM_PATH}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        plan: dict[str, Any] = json.loads(done.stdout)
        return plan

    def settle(self) -> None:
        """Write the settings of the person who runs the client, into what was deployed."""
        for entry in self.client.settings:
            if self.scope in entry.get("scope", self.scope):
                path = self.home / entry["path"].removeprefix("~/")
                path.parent.mkdir(parents=True, exist_ok=True)
                if "text" in entry:
                    path.write_text(self.filled(entry["text"]), encoding="utf-8")
                else:
                    merge_into(path, self.filled(entry["merge"]))

    def start(self, command: Sequence[str], folder: Path | None = None) -> Process:
        """Start one command as the client's person. Its output goes to files: what it leaves behind holds no pipe."""
        name = self.folder / f"output-{len(self.steps)}"
        with open(f"{name}.txt", "wb") as output, open(f"{name}-errors.txt", "wb") as errors:
            return subprocess.Popen(
                command,
                cwd=folder or self.project,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                start_new_session=True,
            )

    def run(self, command: Sequence[str], folder: Path | None = None) -> Step:
        """Run one command; when its time is up it is stopped, with all that it started."""
        started = time.monotonic()
        process = self.start(command, folder)
        code: int | None
        try:
            code = process.wait(self.client.timeout)
        except subprocess.TimeoutExpired:
            code = None
        stop(process)
        return self.note(command, code, time.monotonic() - started)

    def note(self, command: Sequence[str], code: int | None, seconds: float) -> Step:
        """Remember what was started last, with what it printed."""
        step = Step(command, code, seconds, *self.last_output())
        self.steps.append(step)
        return step

    def last_output(self) -> tuple[str, str]:
        """Return what the command that was started last has printed so far: its output, and its errors."""
        name = self.folder / f"output-{len(self.steps)}"
        return Path(f"{name}.txt").read_text(errors="replace"), Path(f"{name}-errors.txt").read_text(errors="replace")


def stop(process: Process) -> None:
    """Stop a process that we started, and all of its session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def merge_into(path: Path, patch: Mapping[str, Any]) -> None:
    """Merge a mapping into a JSON, TOML or YAML file, by its suffix; a missing file counts as empty."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(with_merged(text, path.suffix, patch), encoding="utf-8")


def with_merged(text: str, suffix: str, patch: Mapping[str, Any]) -> str:
    """Return the text of a JSON, TOML or YAML file with a mapping merged into it."""
    if suffix == ".toml":
        return tomli_w.dumps(merged(tomllib.loads(text), patch))
    if suffix == ".yaml":
        return yaml.safe_dump(merged(yaml.safe_load(text) or {}, patch))
    return json.dumps(merged(json.loads(text or "{}"), patch), indent=1)


def merged(old: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with another laid over it, at every depth."""
    result = dict(old)
    for key, value in patch.items():
        below = result.get(key)
        result[key] = merged(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return result
