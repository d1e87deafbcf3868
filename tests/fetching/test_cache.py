"""The cache: two at once, cut off at any step, cancelled, cleaned; and what is not there costs nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwg.apply.lock import locked
from aiwg.core.errors import Exit
from aiwg.fetching import cleanup
from aiwg.fetching.cleanup import cached_parts, clean_cache, clean_sometimes
from aiwg.fetching.fetch import fetch
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.trees import cache_folder, is_sound, record_file

from .remote import FILES, RULE, Project, Remote, empty_cache

Break = Callable[[Project], object]


def _repository() -> Path:
    return next((cache_folder() / "git").glob("*.git"))


def _trees_gone(taker: Project) -> None:
    shutil.rmtree(cache_folder() / "trees")


CUT_OFF: dict[str, Break] = {
    "repository made, not begun": lambda taker: _made_empty(taker),
    "repository begun": lambda taker: (_repository() / "HEAD").unlink(),
    "repository without objects": lambda taker: shutil.rmtree(_repository() / "objects"),
    "fetch cut off": lambda taker: (_repository() / "shallow.lock").touch(),
    "pack half written": lambda taker: (_repository() / "objects/pack/tmp_pack_x").write_bytes(b"x"),
    "tree begun": lambda taker: _tree_begun(taker),
    "tree without record": lambda taker: record_file(taker.tree()).unlink(),
    "record without tree": lambda taker: shutil.rmtree(taker.tree()),
    "record half written": lambda taker: record_file(taker.tree()).write_bytes(b"x"),
    "file of a tree empty": lambda taker: _emptied(taker.tree() / "rules/plain-words.md"),
    "file of a tree gone": lambda taker: (taker.tree() / "rules/plain-words.md").unlink(),
    "tree is a file": lambda taker: _replaced(taker.tree()).touch(),
    "tree is a link": lambda taker: _replaced(taker.tree()).symlink_to("/nowhere"),
}
"""By name, how a run that was killed may leave the cache, and what else may lie there."""


def _made_empty(taker: Project) -> None:
    empty_cache()
    name = hashlib.sha256(f"sha1 {taker.declared[0].url}".encode()).hexdigest()[:32]
    (cache_folder() / "git" / f"{name}.git").mkdir(parents=True)


def _tree_begun(taker: Project) -> None:
    folder = taker.tree()
    _trees_gone(taker)
    (folder.parent / ".aiwg-1f.tmp" / "rules").mkdir(parents=True)


def _replaced(folder: Path) -> Path:
    shutil.rmtree(folder)
    return folder


def _emptied(file: Path) -> None:
    file.chmod(0o644)
    file.write_bytes(b"")


@pytest.mark.parametrize("name", CUT_OFF)
def test_the_next_run_converges(name: str, taker: Project) -> None:
    """However a run was cut off, the next one deploys what is locked and leaves a sound tree."""
    taker.accept()
    if name.startswith(("repository", "fetch", "pack")):
        _trees_gone(taker)
    CUT_OFF[name](taker)
    assert taker.load() == (0, RULE)
    assert is_sound(taker.tree())


def test_two_at_once_do_not_disturb_each_other(taker: Project, tmp_path: Path) -> None:
    """Three projects that fetch one source into an empty cache at the same time all get it."""
    taker.accept()
    projects = [taker.folder, *(tmp_path / f"other-{number}" for number in range(2))]
    for each in projects[1:]:
        shutil.copytree(taker.folder, each)
    empty_cache()
    command = [sys.executable, "-m", "aiwg", "sync", "-q", "--project"]
    running = [subprocess.Popen([*command, str(each)]) for each in projects]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert all(Project(each).rule == RULE for each in projects)
    assert [path.name for path in cache_folder().rglob(".aiwg-*")] == []


def test_ctrl_c_leaves_no_trace(taker: Project, tmp_path: Path) -> None:
    """Interrupted while git works, aiwg ends with 130 at once, git with it, and nothing was written."""
    taker.accept()
    empty_cache()
    program, started = tmp_path / "bin" / "git", tmp_path / "started"
    program.parent.mkdir()
    real = shutil.which("git")
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *" fetch "*) echo $$ > {started}; exec sleep 60;; esac\nexec {real} "$@"\n'
    )
    program.chmod(0o755)
    before = sorted(path.name for path in taker.folder.rglob("*"))
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "aiwg", "sync", "--project", str(taker.folder)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    while not started.exists() or not started.read_text().strip():
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == Exit.INTERRUPTED
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)
    assert sorted(path.name for path in taker.folder.rglob("*")) == before
    assert not list(cache_folder().glob("trees/*"))


def test_somebody_who_waits_is_told(remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what takes longer than half a second is told, and the line is taken away again."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    real = shutil.which("git")
    program.write_text(f'#!/bin/sh\ncase "$*" in *" fetch "*) sleep 0.7;; esac\nexec {real} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    said: list[str] = []
    fetch(GitSource("x", remote.url), remote.commits[0], said.append)
    assert said == [f"Fetching {remote.url}... ", ""]
    said.clear()
    fetch(GitSource("y", remote.url), remote.commits[0], said.append)
    assert said == []


def test_what_nobody_uses_goes_by_itself(taker: Project, remote: Remote) -> None:
    """After 90 days without use a tree and a repository go; what was used since stays, and what is locked."""
    taker.accept()
    other = Remote(remote.folder.with_name("other.git")).make()
    fetch(GitSource("other", other.url), other.commit(FILES))
    assert [part.name for part in cached_parts() if part.is_repository] == sorted([remote.url, other.url])
    assert all(part.size > 0 for part in cached_parts())
    assert clean_cache() == []
    old = time.time() - 91 * 86_400
    for part in cached_parts():
        note = part.folder / "aiwg-url" if part.is_repository else record_file(part.folder)
        for path in (note, part.folder):
            os.utime(path, (old, old))
    assert taker.load() == (0, RULE)
    gone = {part.name for part in clean_cache()}
    assert gone == {remote.url, other.url}
    assert is_sound(taker.tree())


def test_cleaning_everything_leaves_what_is_being_written(taker: Project) -> None:
    """With 0 days all goes but a repository that another process has locked; the next sync fetches it again."""
    taker.accept()
    with locked(_repository()):
        assert [part.is_repository for part in clean_cache(0, lambda: time.time() + 1)] == [False]
    clean_cache(0, lambda: time.time() + 1)
    assert cached_parts() == []
    assert taker.load() == (0, RULE)


def test_cleaning_happens_once_a_day(taker: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever fetches cleans, but not more often than once a day."""
    taker.accept()
    ran: list[float] = []
    monkeypatch.setattr(cleanup, "clean_cache", lambda clock: ran.append(clock()))
    now = time.time()
    for later in (0, 1, 80_000, 90_000):
        clean_sometimes(lambda later=later: now + later)  # type: ignore[misc]  # the time at each step
    assert len(ran) in (1, 2)
    assert ran[-1] == now + 90_000


def test_a_project_without_fetched_sources_imports_nothing_for_them(project: Path) -> None:
    """deploy and sync load no module of fetching, of the lock or of declared sources."""
    (project / "aiwg.yaml").write_text("platforms: [claude]\nsources: [bundled, project]\n")
    code = (
        "import sys; from aiwg.cli.app import run; [run([c, '-q', *sys.argv[1:]]) for c in ('deploy', 'sync')];"
        "print([m for m in sys.modules if m.startswith(('aiwg.fetching', 'aiwg.source.fetched', 'aiwg.importing'))])"
    )
    done = subprocess.run([sys.executable, "-c", code, "--project", str(project)], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
