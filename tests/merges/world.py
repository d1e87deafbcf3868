"""A project under git in which two people work on branches of their own, each with a home."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from aiwg.cli.app import run

WHO = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
}


@contextmanager
def home_of(folder: Path) -> Iterator[None]:
    """Work with a home folder, made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    before = os.environ.get("HOME", "")
    os.environ["HOME"] = str(folder)
    try:
        yield
    finally:
        os.environ["HOME"] = before


@dataclass
class Team:
    """A repository, and the homes of those who work in it. `said` is what the last aiwg printed."""

    root: Path
    said: str = ""
    homes: list[str] = field(default_factory=lambda: ["approving"])

    @property
    def project(self) -> Path:
        """Return the project."""
        return self.root / "project"

    def git(self, *arguments: str, fails: bool = False, where: Path | None = None) -> str:
        """Run git in the project; return what it printed."""
        done = subprocess.run(
            ["git", "-c", "advice.detachedHead=false", *arguments],
            cwd=where or self.project, env={**os.environ, **WHO}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert fails or done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def git_head(self, name: str) -> str:
        """Return the commit that a name stands for, as git writes it into its files."""
        return self.git("rev-parse", name)

    def aiwg(self, *arguments: str, home: str = "approving", where: Path | None = None) -> int:
        """Run aiwg in the project; return its exit code."""
        with home_of(self.root / home), redirect_stdout(StringIO()) as out, redirect_stderr(out):
            code = run([arguments[0], "--project", str(where or self.project), *arguments[1:]])
        self.said = out.getvalue()
        return code

    def approve(self, home: str = "approving", where: Path | None = None) -> None:
        """Approve everything that the project's source would run."""
        assert self.aiwg("trust", "--yes", home=home, where=where) == 0, self.said

    def start(self, files: Mapping[str, str]) -> None:
        """Make the repository with some files in it."""
        self.project.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", ".")
        self.write(files)

    def write(self, files: Mapping[str, str | None]) -> None:
        """Write files of the project; None deletes one."""
        write_files(self.project, files)

    def sources(self, files: Mapping[str, str]) -> None:
        """Replace the project's source by these files."""
        replace_sources(self.project, files)

    def commit(self, message: str = "more") -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def deploy(self) -> None:
        """Approve and deploy."""
        self.approve()
        assert self.aiwg("deploy", "-q") == 0, self.said

    def checkout(self, name: str) -> None:
        """Check out a commit, with nothing else in the way; branches stay where they are."""
        self.git("checkout", "-q", "-f", "--detach", name)
        self.git("clean", "-qfdx")


def write_files(folder: Path, files: Mapping[str, str | None]) -> None:
    """Write files below a folder; None deletes one."""
    for path, text in files.items():
        if text is None:
            (folder / path).unlink(missing_ok=True)
            continue
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())


def replace_sources(folder: Path, files: Mapping[str, str]) -> None:
    """Replace the source of a project by these files; the manifest stays."""
    for part in (folder / ".aiwg").glob("*") if (folder / ".aiwg").is_dir() else ():
        if part.name != "manifest.json":
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    write_files(folder, {f".aiwg/{path}": text for path, text in files.items()})


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, those of git aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }
