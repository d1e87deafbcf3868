"""One tiny project, source and home; running the tool on them; comparing what is there before and after."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import aiwg
from aiwg.cli.app import run

CODE = str(Path(aiwg.__file__).resolve().parents[1])
SECONDS = 30
"""No run on a handful of files takes this long: one that does hangs."""

Listing = dict[str, tuple[str, int, int, bytes]]


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended and what it said."""

    exit: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Return everything that was said."""
        return self.out + self.err


class Box:
    """A source, a project and a home below one folder, which is the current one; run as `aiwg` would."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.capture = capture
        self.source, self.project, self.home = root / "source", root / "project", root / "home"
        for folder in (self.source, self.project, self.home):
            folder.mkdir(parents=True)

    def put(self, path: str, content: str | bytes, mode: int | None = None) -> Path:
        """Write a file below the root, its folders too."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        if mode is not None:
            file.chmod(mode)
        return file

    def rule(self, text: str | bytes = "Be kind.\n", name: str = "kind") -> None:
        """Write a rule into the source."""
        self.put(f"source/rules/{name}.md", text)

    def agent(self, front: str, name: str = "helper", body: str = "You help.\n") -> None:
        """Write an agent with this frontmatter into the source."""
        self.put(f"source/agents/{name}.md", f"---\n{front}\n---\n{body}")

    def skill(self, name: str = "greet", body: str = "Say hello.\n") -> None:
        """Write a valid skill into the source."""
        self.put(f"source/skills/{name}/SKILL.md", f"---\nname: {name}\ndescription: Use to greet.\n---\n{body}")

    @property
    def kept(self) -> Path:
        """Return the folder where the user keeps what belongs to the project; it is named with a secret."""
        return next((self.root / "state/aiwg/projects").iterdir(), self.root / "nothing is kept")

    @property
    def backups(self) -> Path:
        """Return the folder of the backups."""
        return self.kept / "backups"

    def read(self, path: str) -> str:
        """Return the text of a file of the project."""
        return (self.project / path).read_text(encoding="utf-8")

    def aiwg(self, *arguments: str) -> Result:
        """Run the command line in this process."""
        self.capture.readouterr()
        code = run(arguments)
        said = self.capture.readouterr()
        return Result(code, said.out, said.err)

    def deploy(self, *arguments: str, platforms: str = "claude") -> Result:
        """Deploy the source into the project."""
        return self.aiwg("deploy", "-p", platforms, "--source", "source", "--project", "project", *arguments)

    def deploy_apart(
        self, *arguments: str, platforms: str = "claude", environment: Mapping[str, str | None] | None = None
    ) -> Result:
        """Deploy in a process of its own: what would hang is ended and fails the test."""
        variables = {**os.environ, "PYTHONPATH": CODE}
        for name, value in (environment or {}).items():
            variables.pop(name, None)
            if value is not None:
                variables[name] = value
        command = ["deploy", "-p", platforms, "--source", "source", "--project", "project", *arguments]
        done = subprocess.run(
            [sys.executable, "-m", "aiwg", *command],
            env=variables,
            cwd=self.root,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    def works(self, *needles: str, platforms: str = "claude") -> Result:
        """Deploy, and check that it succeeds, says the needles, and does nothing when it is repeated."""
        result = self.deploy(platforms=platforms)
        assert result.exit == 0, result.said
        _check_said(result, needles)
        before = listing(self.project)
        again = self.deploy(platforms=platforms)
        assert again.exit == 0, again.said
        assert listing(self.project) == before
        return result

    def refuses(self, code: int, *needles: str, platforms: str = "claude", apart: bool = False) -> Result:
        """Deploy strictly, and check that it ends with `code`, says the needles, and leaves every file as it was."""
        before = [listing(folder) for folder in (self.project, self.source, self.home)]
        with deadline():
            deploy = self.deploy_apart if apart else self.deploy
            result = deploy("--strict", platforms=platforms)
        assert [listing(folder) for folder in (self.project, self.source, self.home)] == before
        assert result.exit == code, result.said
        assert result.err.startswith("aiwg: ") or "aiwg wrote nothing." in result.err, result.said
        _check_said(result, needles)
        return result


def _check_said(result: Result, needles: tuple[str, ...]) -> None:
    assert "Traceback" not in result.said
    on_one_line = " ".join(result.said.split())  # a long path is put on a line of its own
    for needle in needles:
        assert needle in result.said or needle in on_one_line, f"{needle!r} is not in:\n{result.said}"


class Hung(Exception):
    """A run took longer than any run may."""


class deadline:  # noqa: N801 - used as `with deadline():`
    """End what takes longer than it may, so that a hang fails its test instead of stopping all of them."""

    def __enter__(self) -> None:
        """Start the clock."""
        self.before = signal.signal(signal.SIGALRM, self._ring)
        signal.alarm(SECONDS)

    def __exit__(self, *_: object) -> None:
        """Stop the clock."""
        signal.alarm(0)
        signal.signal(signal.SIGALRM, self.before)

    @staticmethod
    def _ring(number: int, frame: object) -> None:
        raise Hung


def listing(folder: Path) -> Listing:
    """Return everything below a folder: kind, permissions, time of change and bytes (or where a link goes).

    The time of a folder is left out, as the journal of a run comes and goes inside it.
    """
    return dict(_entries(folder, ""))


def _entries(folder: Path, prefix: str) -> Iterator[tuple[str, tuple[str, int, int, bytes]]]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        info = entry.stat(follow_symlinks=False)
        mode, name = stat.S_IMODE(info.st_mode), prefix + entry.name
        if entry.is_symlink():
            yield name, ("link", mode, info.st_mtime_ns, os.fsencode(os.readlink(entry.path)))
        elif entry.is_dir():
            yield name, ("folder", mode, 0, b"")
            yield from _entries(Path(entry.path), name + "/")
        elif entry.is_file():
            yield name, ("file", mode, info.st_mtime_ns, Path(entry.path).read_bytes())
        else:
            yield name, ("special", mode, info.st_mtime_ns, b"")


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Box]:
    """A box of its own for each test, with nothing of the real home in reach."""
    made = Box(tmp_path / "box", capsys)
    for name in [name for name in os.environ if name.startswith(("XDG_", "CLAUDE_", "CODEX_", "AIWG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(made.home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(made.root / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(made.root / "state"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(made.root)
    terminate = signal.getsignal(signal.SIGTERM)
    yield made
    signal.signal(signal.SIGTERM, terminate)
