"""Files that an import takes over: aiwg writes them, tools load the same, remove brings them back on any machine."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aiwg.adapter.environment import Environment
from aiwg.artifact.originals import kept_at
from aiwg.cli.app import run
from aiwg.commands.import_ import ImportOptions
from aiwg.commands.import_take_over import run_take_over
from aiwg.loading import DiskReader, LoadedItem, StartFolder, look_around
from aiwg.loading.frontmatter import front_and_body
from tests.amount import TIMES
from tests.conftest import put, stats, tree
from tests.importing.helping import imported
from tests.importing.projects import MessyProject, messy_projects
from tests.importing.test_projects import lost_in, registry, signs_of

PROJECTS = messy_projects()
TRIED = sorted(PROJECTS) if TIMES > 1 else [name for name in sorted(PROJECTS) if name != "large"][::3]
"""All of them in `make thorough`, a third in `make test`."""

SETTINGS = {"permissions": {"deny": ["Read(secrets/**)"]}, "model": "opus"}
AGENTS = "# Shop\n\nUse pnpm.\n"


def listing(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """Return every file and link of a project outside .aiwg with its mode and bytes, or with its target."""
    return {path.relative_to(folder).as_posix(): _what(path) for path in _paths(folder)}


def _paths(folder: Path) -> Iterator[Path]:
    for base, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in (".git", ".aiwg")]
        yield from (
            Path(base, name) for name in (*files, *folders) if name in files or os.path.islink(f"{base}/{name}")
        )


def _what(path: Path) -> tuple[int, bytes | str]:
    if path.is_symlink():
        return 0, os.readlink(path)
    return stat.S_IMODE(path.lstat().st_mode), path.read_bytes()


def loaded(project: Path, platform: str) -> Counter[tuple[Any, ...]]:
    """Return the texts that a platform loads, without their keys and aiwg's own marks, each with when it comes."""
    here, adapter = StartFolder(str(project), DiskReader(), Environment.current()), registry().get(platform)
    found: dict[str, LoadedItem] = {}
    for surface in adapter.surfaces:
        for item in look_around(adapter, here, surface).items:
            if item.is_loaded and not item.gates:
                found.setdefault(item.real, item)
    texts = ((item, _body(item)) for item in found.values())
    return Counter((item.when, item.globs, text) for item, text in texts if text)


def _body(item: LoadedItem) -> str:
    text = front_and_body(item.whole)[1] if item.whole else item.text + item.later
    return " ".join(" ".join(line for line in text.splitlines() if "aiwg:" not in line).split())


def twice(texts: Counter[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Return what is loaded more than once; an include says nothing itself."""
    return {each for each, count in texts.items() if count > 1 and not each[2].startswith("@")}


def taken_over(capsys: pytest.CaptureFixture[str], project: Path, *platforms: str, **more: Any) -> dict[str, Any]:
    """Take over what can be taken and return the report."""
    capsys.readouterr()
    code = run_take_over(ImportOptions(project, platforms=platforms, as_json=True, **more))
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {**report, "exit": code}


def paths_of(report: dict[str, Any]) -> set[str]:
    """Return what a report says was taken over."""
    return {each["path"] for each in report["taken"]["files"]}


def aiwg(project: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run a command on a project; return how it ended and what it said."""
    capsys.readouterr()
    code = run([*words, "--project", str(project)])
    found = capsys.readouterr()
    return code, found.out + found.err


def cloned(project: Path, name: str = "clone") -> Path:
    """Return a copy as git would make one: without the user's own state, without empty folders."""
    folder = project.parent / name
    shutil.copytree(project, folder, symlinks=True)
    for base, folders, files in os.walk(folder, topdown=False):
        if not (folders or files) and ".git" not in Path(base).parts:
            shutil.rmtree(base, ignore_errors=True)
    return folder


@pytest.mark.parametrize("name", TRIED)
def test_the_messy_projects(name: str, project: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tools load the same after a take-over, a second one writes nothing, and a clone's remove brings all back."""
    messy = _written(name, project, home)
    before, start = {id: loaded(project, id) for id in messy.platforms}, listing(project)
    first = taken_over(capsys, project, *messy.platforms)
    assert first["exit"] == (3 if not first["artifacts"] else 0)
    after = {id: loaded(project, id) for id in messy.platforms}
    assert [lost for id in messy.platforms for lost in lost_in(after[id], before[id])] == []
    assert [each for id in messy.platforms for each in twice(after[id]) - twice(before[id])] == []
    whole, kept = stats(project), project / ".aiwg/originals"
    again = taken_over(capsys, project, *messy.platforms)
    assert (again["files"], again["taken"]["files"], stats(project)) == ([], [], whole)
    clone = cloned(project)
    if kept.exists():
        assert run(["sync", "--check", "--project", str(clone)]) == 0
        assert run(["remove", "--project", str(clone)]) == 0
    assert listing(clone) == start
    assert not (clone / ".aiwg/originals").exists()
    assert not (clone / ".aiwg/manifest.json").exists()


def _written(name: str, project: Path, home: Path) -> MessyProject:
    found = PROJECTS[name]
    found.write(project, home)
    return found if found.platforms else replace(found, platforms=tuple(signs_of(project)))


@pytest.mark.parametrize("name", ["settings", "servers-of-three", "unknown-keys"])
def test_what_runs_is_taken_over_once_it_is_approved(
    name: str, project: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Servers, hooks and grants stay native until they are approved, then they are taken; a clone gives them back."""
    messy, start = _written(name, project, home), listing(project)
    first = taken_over(capsys, project, *messy.platforms)
    waiting = {each["path"] for each in first["taken"]["left"] if "approved" in each["reason"]}
    assert waiting
    assert aiwg(project, capsys, "trust", "--yes")[0] == 0
    second = taken_over(capsys, project, *messy.platforms)
    assert waiting & paths_of(second)
    assert aiwg(project, capsys, "sync", "--check")[0] == 0
    clone = cloned(project)
    assert aiwg(clone, capsys, "remove")[0] == 0
    assert listing(clone) == start
    assert aiwg(project, capsys, "remove")[0] == 0
    assert listing(project) == start


def test_the_step_is_shown_first_and_undone_as_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run shows what would be taken and writes nothing; undo takes import, deploy and originals back."""
    put(project / "CLAUDE.md", AGENTS)
    put(project / ".claude/rules/naming.md", "Name things well.\n")
    (project / "CLAUDE.md").chmod(0o640)
    before = stats(project)
    shown = taken_over(capsys, project, "claude", dry_run=True)
    assert (paths_of(shown), shown["written"]) == ({"CLAUDE.md", ".claude/rules/naming.md"}, False)
    assert stats(project) == before
    start = listing(project)
    assert paths_of(taken_over(capsys, project, "claude")) == paths_of(shown)
    assert (project / kept_at("CLAUDE.md")).read_text() == AGENTS
    assert json.loads((project / ".aiwg/manifest.json").read_text())["originals"].keys() == paths_of(shown)
    assert aiwg(project, capsys, "undo")[0] == 0
    assert (listing(project), (project / ".aiwg").exists()) == (start, False)


def test_a_later_take_over(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was imported and deployed before is taken over later, and all of it comes back."""
    put(project / "AGENTS.md", AGENTS)
    put(project / ".claude/rules/naming.md", "Name things well.\n")
    start = listing(project)
    imported(capsys, project, "claude", "codex")
    put(project / "aiwg.yaml", "sources: [project]\n")
    assert aiwg(project, capsys, "deploy", "-p", "claude", "-p", "codex")[0] == 0
    assert paths_of(taken_over(capsys, project)) == {"AGENTS.md", ".claude/rules/naming.md"}
    assert aiwg(project, capsys, "sync", "--check")[0] == 0
    clone = cloned(project)
    assert aiwg(clone, capsys, "remove")[0] == 0
    (clone / "aiwg.yaml").unlink()
    assert listing(clone) == start


def test_one_platform_less(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file comes back when the last platform that loads it goes, not before."""
    put(project / "AGENTS.md", AGENTS)
    put(project / ".claude/rules/naming.md", "Name things well.\n")
    start = listing(project)
    taken_over(capsys, project, "claude", "codex")
    assert aiwg(project, capsys, "remove", "-p", "claude")[0] == 0
    assert listing(project)[".claude/rules/naming.md"] == start[".claude/rules/naming.md"]
    assert (project / kept_at("AGENTS.md")).exists()
    assert not (project / kept_at(".claude/rules/naming.md")).exists()
    assert aiwg(project, capsys, "remove")[0] == 0
    assert listing(project) == start


def test_an_edit_beside_is_kept(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the user writes beside aiwg's part stays when the original comes back, in a text and in settings."""
    put(project / "AGENTS.md", AGENTS)
    put(project / ".claude/settings.json", json.dumps(SETTINGS))
    aiwg(project, capsys, "import", "-p", "claude", "-p", "codex")
    assert aiwg(project, capsys, "trust", "--yes")[0] == 0
    assert ".claude/settings.json#permissions" in paths_of(taken_over(capsys, project, "claude", "codex"))
    agents, settings = project / "AGENTS.md", project / ".claude/settings.json"
    agents.write_text(agents.read_text() + "\nMine, and new.\n")
    settings.write_text(settings.read_text().replace('"opus"', '"haiku"'))
    code, said = aiwg(project, capsys, "remove")
    assert code == 0
    assert "AGENTS.md" in said
    assert agents.read_text() == f"{AGENTS}\nMine, and new.\n"
    assert json.loads(settings.read_text()) == {**SETTINGS, "model": "haiku"}
    assert not (project / ".aiwg/originals").exists()


def test_an_edited_output_is_not_written_over(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that the user edited since stays, with the way to the original; once it is gone the original is back."""
    rule = project / ".claude/rules/naming.md"
    put(rule, "Name things well.\n")
    taken_over(capsys, project, "claude")
    rule.write_text("Name things badly.\n")
    code, said = aiwg(project, capsys, "remove")
    assert (code, rule.read_text()) == (4, "Name things badly.\n")
    assert kept_at(".claude/rules/naming.md") in said
    rule.unlink()
    assert aiwg(project, capsys, "remove")[0] == 0
    assert rule.read_text() == "Name things well.\n"
    assert not (project / ".aiwg/manifest.json").exists()


def test_an_artifact_that_goes_from_the_source(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its output goes and its original stays kept; remove brings it back."""
    put(project / ".claude/rules/naming.md", "Name things well.\n")
    put(project / ".claude/rules/style.md", "Use tabs.\n")
    start = listing(project)
    taken_over(capsys, project, "claude")
    (project / ".aiwg/rules/naming.md").unlink()
    assert aiwg(project, capsys, "sync")[0] == 0
    assert not (project / ".claude/rules/naming.md").exists()
    assert (project / kept_at(".claude/rules/naming.md")).exists()
    assert aiwg(cloned(project), capsys, "remove")[0] == 0
    assert listing(project.parent / "clone") == start


@pytest.mark.parametrize("harm", ["edited", "missing", "executable", "link"])
def test_an_original_that_is_not_what_it_was(harm: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is not restored, the reason is said, and restoring it from version control ends it."""
    rule, text = project / ".claude/rules/style.md", '---\npaths: ["**/*.ts"]\n---\nUse tabs.\n'
    put(rule, text)
    taken_over(capsys, project, "claude")
    assert rule.read_text() != text
    kept = project / kept_at(".claude/rules/style.md")
    if harm == "edited":
        kept.write_text("Do as I say.\n")
    elif harm == "executable":
        kept.chmod(0o755)
    else:
        kept.unlink()
    if harm == "link":
        put(project / "elsewhere.md", text)
        kept.symlink_to(project / "elsewhere.md")
    code, said = aiwg(project, capsys, "remove")
    assert (code, rule.exists()) == (4, False)
    assert ".claude/rules/style.md" in said
    kept.unlink(missing_ok=True)
    put(kept, text)
    assert aiwg(project, capsys, "remove")[0] == 0
    assert rule.read_text() == text


def test_a_secret_stays_where_it_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with a literal secret anywhere in it is not copied to the originals, and not taken over."""
    secret = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4b"
    put(project / ".claude/rules/naming.md", f"Name things well.\nThe token is {secret}\n")
    put(project / ".claude/settings.json", json.dumps({**SETTINGS, "env": {"GITHUB_TOKEN": secret}}))
    aiwg(project, capsys, "import", "-p", "claude")
    aiwg(project, capsys, "trust", "--yes")
    report = taken_over(capsys, project, "claude")
    assert paths_of(report) == set()
    assert not any(secret in text for text in map(repr, tree(project, skip=(".claude",)).values()))


def test_what_git_ignores_stays_where_it_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that git ignores is one person's own: its bytes do not come into the repository."""
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    put(project / ".gitignore", ".claude/rules/mine.md\n")
    put(project / ".claude/rules/mine.md", "Only for me.\n")
    put(project / ".claude/rules/ours.md", "For all.\n")
    assert paths_of(taken_over(capsys, project, "claude")) == {".claude/rules/ours.md"}


def test_another_place_than_the_project(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It works with the project's own files and source alone."""
    put(project / "CLAUDE.md", AGENTS)
    for more in (["--scope", "user"], ["--from", str(project)], ["--into", "source"]):
        assert aiwg(project, capsys, "import", "--take-over", "-p", "claude", *more)[0] == 2
