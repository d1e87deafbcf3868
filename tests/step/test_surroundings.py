"""An engine starts aiwg in any surroundings: without a home, as another user, without a terminal, several at once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit
from tests.conftest import put, stats
from tests.fetching.remote import GIT, Remote, git

NOBODY = 65534
"""The id of a user who owns nothing here."""

AS_NOBODY = (
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
    "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
)  # fmt: skip
"""Becomes this user, who may read all files, as Python may lie in a folder of root's, and write none of others."""

SOURCES = {"aiwg.yaml", ".aiwg/rules/a.md"}
WRITTEN = {".aiwg/manifest.json", ".claude/rules/a.md"}
"""All files that a deploy leaves in the project."""

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root can become another user"
)


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine on which an engine starts aiwg in a project, with these variables and no others."""

    project: Path
    variables: Mapping[str, str]
    before: Sequence[str] = ()
    folder: Path | None = None
    arguments: Sequence[str] = field(default_factory=tuple)

    def start(self, line: str) -> subprocess.Popen[str]:
        """Start aiwg without a terminal, with a closed standard input."""
        return subprocess.Popen(
            [*self.before, sys.executable, "-m", "aiwg", *line.split(), *self.arguments],
            cwd=self.folder or self.project,
            env={"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", **self.variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_close_input,
        )

    def told(self, line: str) -> dict[str, Any]:
        """Run aiwg with --json, which has to go well; return its document."""
        process = self.start(f"{line} --json")
        out, errors = process.communicate(timeout=120)
        assert process.returncode == Exit.OK, out + errors
        told: dict[str, Any] = json.loads(out)
        return told


def _close_input() -> None:
    os.close(0)


@pytest.fixture
def machine(home: Path) -> Iterator[Machine]:
    """Return a machine with a small project, in a folder that every user can enter."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    put(folder / "project/aiwg.yaml", "bundles: []\nplatforms: [claude]\n")
    put(folder / "project/.aiwg/rules/a.md", "Be kind.\n")
    (folder / "locked").mkdir(mode=0o500)
    (folder / "file").touch()
    yield Machine(folder / "project", {"HOME": str(home)})
    shutil.rmtree(folder)


def files_of(project: Path) -> set[str]:
    """Return the files of a project, those of git not."""
    found = {each.relative_to(project) for each in project.rglob("*") if each.is_file()}
    return {each.as_posix() for each in found if each.parts[0] != ".git"}


def give_to_nobody(folder: Path) -> None:
    """Give a folder and all in it to another user."""
    for each in (folder, *folder.rglob("*")):
        os.chown(each, NOBODY, NOBODY, follow_symlinks=False)


def lives(machine: Machine) -> None:
    """Deploy, look and go again: the first changes, the second changes nothing, and only the outputs are new."""
    assert machine.told("deploy --dry-run")["changed"] is True
    assert files_of(machine.project) == SOURCES
    assert machine.told("deploy")["changed"] is True
    before = stats(machine.project)
    assert files_of(machine.project) == SOURCES | WRITTEN
    assert machine.told("sync")["changed"] is False
    assert machine.told("sync --check")["clean"] is True
    assert stats(machine.project) == before


HOMES = {"none": None, "empty": "", "missing": "nowhere", "a file": "file"}


@pytest.mark.parametrize("name", HOMES)
def test_without_a_home(name: str, machine: Machine) -> None:
    """Without a usable home folder all goes on, and no home folder is made."""
    home = HOMES[name]
    place = machine.project.parent / home if home else None
    rest = Machine(machine.project, {} if home is None else {"HOME": str(place or "")})
    assert rest.told("deploy")["changed"] is True
    assert rest.told("sync")["changed"] is False
    assert files_of(machine.project) == SOURCES | WRITTEN
    assert place is None or place.exists() == (name == "a file")


@needs_root
def test_with_a_home_that_is_read_only(machine: Machine) -> None:
    """Where nothing can be kept in the home folder, a deploy goes on."""
    give_to_nobody(machine.project)
    lives(Machine(machine.project, {"HOME": str(machine.project.parent / "locked")}, AS_NOBODY))


def test_in_another_folder_with_a_plain_encoding(machine: Machine, tmp_path: Path) -> None:
    """With --project the current folder does not matter, and neither does the language of the machine."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    variables = {**machine.variables, "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    lives(Machine(machine.project, variables, (), elsewhere, ("--project", str(machine.project))))
    assert list(elsewhere.iterdir()) == []


@needs_root
@pytest.mark.parametrize("runs_as", ["root", "nobody", "its owner"])
def test_in_a_repository_of_another_user(runs_as: str, machine: Machine) -> None:
    """A repository that git does not trust is worked in all the same, and nothing of its configuration is run."""
    machine.project.parent.chmod(0o777)
    trap = machine.project.parent / "trap"
    subprocess.run([GIT, "init", "--quiet", "--template=", str(machine.project)], check=True)
    put(machine.project / "aiwg.yaml", "bundles: []\nplatforms: [claude]\noutputs: ignored\n")
    for name in ("core.fsmonitor", "core.hooksPath", "core.sshCommand", "core.pager"):
        git(machine.project, "config", name, f"touch {trap}; false")
    rest = Machine(machine.project, machine.variables)
    if runs_as == "root":
        give_to_nobody(machine.project)
    elif runs_as == "nobody":
        os.chown(machine.project, NOBODY, NOBODY)  # all but .git: git goes by the owner of both
        for part in (".aiwg", ".aiwg/rules"):
            os.chown(machine.project / part, NOBODY, NOBODY)
        rest = Machine(machine.project, {}, AS_NOBODY)
    told = rest.told("deploy")
    assert told["changed"] is True
    assert files_of(machine.project) == SOURCES | WRITTEN | {".gitignore"}
    assert rest.told("sync")["changed"] is False
    assert rest.told("sync --check")["clean"] is True
    (machine.project / ".claude/rules/a.md").unlink()  # as in a clone, which never had it
    (machine.project / ".claude/rules").rmdir()
    assert rest.told("sync")["changed"] is True
    assert not trap.exists()
    assert {(machine.project / path).stat().st_uid for path in WRITTEN} == {0 if runs_as == "its owner" else NOBODY}


@needs_root
def test_with_a_git_folder_that_is_read_only(machine: Machine) -> None:
    """A deploy needs to write nothing into the folder of git."""
    subprocess.run([GIT, "init", "--quiet", "--template=", str(machine.project)], check=True)
    give_to_nobody(machine.project)
    for each in (machine.project / ".git").rglob("*"):
        each.chmod(0o500 if each.is_dir() else 0o400)
    (machine.project / ".git").chmod(0o500)
    lives(Machine(machine.project, {**machine.variables, "HOME": ""}, AS_NOBODY))


def test_four_at_once_in_one_project(machine: Machine) -> None:
    """Of several runs at once each is done or says that another one writes, and the files are whole."""
    started = [machine.start("deploy --json") for _ in range(4)]
    ended = [(process.communicate(timeout=120)[0], process.returncode) for process in started]
    assert {code for _, code in ended} <= {Exit.OK, Exit.LOCKED}
    documents = [json.loads(out) for out, _ in ended]
    assert [each["changed"] for each in documents].count(True) == 1
    assert files_of(machine.project) == SOURCES | WRITTEN
    assert machine.told("sync --check")["clean"] is True


def test_several_projects_share_a_cache(machine: Machine, tmp_path: Path) -> None:
    """Projects that fetch one source at once all get it, a frozen run takes it, and offline it is there."""
    remote = Remote(tmp_path / "context").make()
    remote.commit({"rules/far.md": "Be kind.\n"}, "v1.0.0")
    first = Machine(machine.project, machine.variables)
    assert first.told(f"add {remote.url} --yes")["changed"] is True
    others = [machine.project.parent / name for name in ("b", "c", "d")]
    for other in others:
        shutil.copytree(machine.project, other)
    shutil.rmtree(Path(machine.variables["HOME"]) / ".cache")
    started = [Machine(other, machine.variables).start("deploy --frozen --json") for other in others]
    for process, other in zip(started, others, strict=True):
        out, errors = process.communicate(timeout=120)
        assert (process.returncode, (other / ".claude/rules/far.md").exists()) == (Exit.OK, True), out + errors
        assert json.loads(out)["changed"] is True
    remote.folder.rename(tmp_path / "gone")
    assert first.told("deploy --frozen --offline")["changed"] is True
    assert first.told("sync --offline")["changed"] is False
