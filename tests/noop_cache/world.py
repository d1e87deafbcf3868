"""A project with a home folder, and a server that runs command lines in it."""

from __future__ import annotations

import json
import marshal
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiwg.fs import sealed
from aiwg.noop_cache.answers import SEALED_AS
from tests.conftest import PLATFORMS, put
from tests.terminal.messy import CONFIG, FEW_PLATFORMS, LATER, RECORD, SOURCE

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.invalid")


@dataclass(frozen=True)
class Said:
    """What a command line said, and whether that was said again or kept."""

    code: int
    out: str
    err: str
    again: bool
    kept: bool
    obstacle: str
    process: int


@dataclass
class World:
    """The folders of a project in a repository, and the server."""

    root: Path
    server: subprocess.Popen[str]
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def project(self) -> Path:
        """Return the project."""
        return self.root / "project"

    @property
    def home(self) -> Path:
        """Return the home folder."""
        return self.root / "home"

    @property
    def kept(self) -> Path:
        """Return the folder that answers are kept in."""
        return self.home / ".cache/aiwg/answers"

    def run(self, *arguments: str, whole: bool = False, cwd: Path | None = None) -> Said:
        """Run a command line; `whole` keeps no answer and uses none."""
        variables = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **self.variables}
        asked = {"arguments": arguments, "environment": variables, "cwd": str(cwd or self.project), "whole": whole}
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(json.dumps(asked) + "\n")
        self.server.stdin.flush()
        process = int(self.server.stdout.readline())
        how: dict[str, Any] = json.loads((self.root / "io/how").read_text())
        out, err = ((self.root / "io" / name).read_text() for name in ("out", "err"))
        return Said(how["code"], out, err, how["again"], how["kept"], how["obstacle"], process)

    def git(self, *arguments: str) -> None:
        """Run git in the project."""
        environment = {**os.environ, "HOME": str(self.home)}
        subprocess.run([*GIT, *arguments], cwd=self.project, check=True, capture_output=True, env=environment)


@contextmanager
def messy_world(root: Path, before: Sequence[str] = ()) -> Iterator[World]:
    """Make a project in which much is wrong, deployed and then edited; `before` goes before the server's command."""
    for name in ("home", "project", "io", "platforms", "etc"):
        (root / name).mkdir(parents=True)
    for id in FEW_PLATFORMS:
        os.symlink(PLATFORMS / id, root / "platforms" / id)
    put(root / "bundled/rules/tidy.md", "---\ndescription: Leave it tidy.\n---\nTidy up.\n")
    folders = [str(root / name) for name in ("io", "platforms", "bundled", "etc", "home")]
    command = [*before, sys.executable, "-m", "tests.noop_cache.server", *folders]
    top = Path(__file__).parent.parent.parent
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=top, env=environment) as server:
        world = World(root, server)
        _fill(world)
        settle()
        yield world
        assert server.stdin is not None
        server.stdin.close()


def settle() -> None:
    """Wait until what was just written is no longer too young to be told from a later change."""
    time.sleep(0.03)


def open_answer(world: World, file: Path) -> tuple[Any, ...]:
    """Return what a kept answer holds."""
    data = sealed.read_sealed(str(file), SEALED_AS, str(world.kept), _secret(world))
    assert data is not None
    content: tuple[Any, ...] = marshal.loads(data)
    return content


def seal_answer(world: World, file: Path, content: tuple[Any, ...]) -> None:
    """Write a kept answer as aiwg does."""
    file.write_bytes(sealed.sealed(marshal.dumps(content), SEALED_AS, str(world.kept), _secret(world)))


def _secret(world: World) -> bytes:
    secret = sealed.read_secret(str(world.home / ".local/state/aiwg"))
    assert secret is not None
    return secret


def _fill(world: World) -> None:
    project, home = world.project, world.home
    world.git("init", "-q")
    put(project / "aiwg.yaml", CONFIG)
    put(project / "docs/adr/0001-record.md", RECORD.format(status="accepted", title="Use one queue"))
    for path, text in SOURCE.items():
        put(project / ".aiwg" / path, text)
    put(home / ".claude/CLAUDE.md", "Be brief.\n@more.md\n")
    put(home / ".claude/more.md", "Be kind.\n")
    os.symlink("nowhere", project / ".cursorrules")
    put(world.root / "apart/linked.md", "Linked.\n")
    os.symlink("../apart/linked.md", project / "CLAUDE.local.md")
    world.git("config", "core.excludesFile", "~/ignored")
    world.git("config", "include.path", str(home / "included"))
    first = world.run("deploy", "-q")
    assert first.code in (0, 3, 7), first
    world.git("add", "-A")
    for path, text in LATER.items():
        put(project / path, text)
    put(project / ".gitignore", ".env\n.cursor/\n")
    put(project / "packages/one/AGENTS.md", "One.\n")
