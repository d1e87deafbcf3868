"""Outputs that git ignores: only what is all ours, per platform, and a fresh clone is simply deployed to."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.deployment.vcs.exclude import ExcludeFile, exclude_file_of
from aiwg.plan.private_files import ignore_pattern
from tests.conftest import put, tree

SERVER = "servers: {search: {url: https://example.com/mcp}}\n"
DENY = "deny: [read(.env)]\n"
SKILL = "---\nname: greet\ndescription: Use to greet.\n---\nSay hello.\n"


def git(folder: Path, *arguments: str) -> str:
    """Run git and return what it prints."""
    identity = ["-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "protocol.file.allow=always"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def aiwg(folder: Path, *arguments: str) -> int:
    """Run the command line for a project."""
    return run((arguments[0], "--project", str(folder), *arguments[1:]))


@pytest.fixture
def team(project: Path) -> Path:
    """Return a project under git whose outputs are ignored, with a source whose server is approved here."""
    git(project, "init", "-q")
    put(project / "aiwg.yaml", "platforms: [claude, cursor]\nsources: [project]\noutputs: ignored\n")
    put(project / ".aiwg/rules/style.md", "Write short sentences.\n")
    put(project / ".aiwg/skills/greet/SKILL.md", SKILL)
    put(project / ".aiwg/mcp.yaml", SERVER)
    run(("trust", "--project", str(project), "--yes", "mcp_server/search"))
    return project


def _commit(project: Path) -> None:
    git(project, "add", "-A")
    git(project, "commit", "-qm", "one")


def _clone(project: Path, name: str) -> Path:
    git(project.parent, "clone", "-q", str(project), name)
    return project.parent / name


def test_git_sees_only_the_sources(team: Path) -> None:
    """After a deploy git lists the sources, the manifest and .gitignore, and no output."""
    assert aiwg(team, "deploy", "-q") == 0
    seen = set(git(team, "ls-files", "-o", "--exclude-standard").split())
    sources = {"aiwg.yaml", ".aiwg/rules/style.md", ".aiwg/skills/greet/SKILL.md", ".aiwg/mcp.yaml"}
    assert seen == {*sources, ".aiwg/manifest.json", ".gitignore"}


def test_a_fresh_clone_is_simply_deployed_to(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A clone has no drift before, gets every file, and is clean for git after, and a second run does nothing."""
    aiwg(team, "deploy", "-q")
    _commit(team)
    clone = _clone(team, "clone")
    capsys.readouterr()
    assert aiwg(clone, "sync", "--check") == 0
    run(("trust", "--project", str(clone), "--yes", "mcp_server/search"))
    assert "missing here" in capsys.readouterr().out
    assert aiwg(clone, "sync") == 0
    said = capsys.readouterr()
    assert "deleted" not in said.out + said.err
    assert tree(clone, skip=(".git",)) == tree(team, skip=(".git",))
    assert git(clone, "status", "--porcelain") == ""
    assert aiwg(clone, "sync", "--check") == 0
    assert aiwg(clone, "deploy", "-q") == 0
    assert git(clone, "status", "--porcelain") == ""


def test_a_machine_without_consent_keeps_the_list(team: Path) -> None:
    """In a clone where nobody approved the server its files are not written, and git stays clean all the same."""
    aiwg(team, "deploy", "-q")
    _commit(team)
    clone = _clone(team, "clone")
    assert aiwg(clone, "sync", "-q") == 0
    assert (clone / ".cursor/rules/style.mdc").exists()
    assert not (clone / ".cursor/mcp.json").exists()
    assert git(clone, "status", "--porcelain") == ""
    assert aiwg(clone, "sync", "--check") == 0


def test_a_file_that_is_not_ignored_stays_deleted(team: Path) -> None:
    """A committed output that you deleted is a deletion of yours, as ever."""
    put(team / "aiwg.yaml", "platforms: [cursor]\nsources: [project]\n")
    aiwg(team, "deploy", "-q")
    _commit(team)
    (team / ".cursor/rules/style.mdc").unlink()
    assert aiwg(team, "sync", "-q") == 0
    assert not (team / ".cursor/rules/style.mdc").exists()
    assert aiwg(team, "sync", "--check", "-q") == 5


def test_a_change_that_was_not_deployed_is_drift_where_somebody_deployed(team: Path) -> None:
    """Where ignored outputs are there, one that is missing or old is drift."""
    aiwg(team, "deploy", "-q")
    put(team / ".aiwg/rules/more.md", "Write tests.\n")
    assert aiwg(team, "sync", "--check", "-q") == 5


@pytest.mark.parametrize("before", [None, "", "node_modules/\n", "node_modules/", "dist\r\nout\r\n", "\ufeffdist\n"])
def test_a_removal_restores_gitignore(team: Path, before: str | None) -> None:
    """The block comes into a .gitignore of any form, and a removal takes it away byte for byte."""
    if before is not None:
        (team / ".gitignore").write_bytes(before.encode())
    there = tree(team, skip=(".git",))
    aiwg(team, "deploy", "-q")
    assert "/.cursor/rules/style.mdc" in (team / ".gitignore").read_text()
    aiwg(team, "remove", "-q")
    assert tree(team, skip=(".git",)) == there


def test_the_list_follows_the_platforms_and_the_setting(team: Path) -> None:
    """A platform that goes takes its lines along, and `committed` takes the block away."""
    aiwg(team, "deploy", "-q")
    whole = (team / ".gitignore").read_text()
    assert "/.claude/rules/style.md" in whole
    put(team / "aiwg.yaml", "sources: [project]\noutputs: ignored\n")
    aiwg(team, "remove", "-q", "-p", "claude")
    assert "/.claude/" not in (team / ".gitignore").read_text()
    put(team / "aiwg.yaml", "sources: [project]\noutputs: committed\n")
    aiwg(team, "sync", "-q")
    assert not (team / ".gitignore").exists()


YOURS = {
    "a text of yours": ("AGENTS.md", "# Mine\n", ".aiwg/instructions.md", "Build with make.\n"),
    "settings of yours": (".claude/settings.json", '{"model": "x"}\n', ".aiwg/permissions.yaml", DENY),
    "a file of yours with just our bytes": ("", "", "", ""),
}


@pytest.mark.parametrize("case", list(YOURS))
def test_no_file_with_a_part_of_yours_is_ignored(team: Path, case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What holds a word of yours is never hidden from git, whatever aiwg.yaml says, and the deploy says so."""
    path, text, source, content = YOURS[case]
    if not path:
        aiwg(team, "deploy", "-q")
        path, text = ".cursor/rules/style.mdc", (team / ".cursor/rules/style.mdc").read_text()
        aiwg(team, "remove", "-q")
        source, content = ".aiwg/rules/other.md", "Write tests.\n"
    put(team / path, text)
    put(team / source, content)
    capsys.readouterr()
    aiwg(team, "deploy", "--accept-freer")
    said = capsys.readouterr()
    assert f"/{path}\n" not in (team / ".gitignore").read_text()
    assert path in git(team, "ls-files", "-o", "--exclude-standard")
    assert f"aiwg does not ignore {path}" in said.out + said.err


def test_your_words_in_a_file_of_ours_bring_it_back_to_git(team: Path) -> None:
    """A file that aiwg made is ignored only as long as nothing of yours stands in it."""
    put(team / ".aiwg/instructions.md", "Build with make.\n")
    aiwg(team, "deploy", "-q")
    assert "/AGENTS.md\n" in (team / ".gitignore").read_text()
    file = team / "AGENTS.md"
    file.write_text(file.read_text() + "\nMine.\n")
    aiwg(team, "sync", "-q")
    assert "/AGENTS.md\n" not in (team / ".gitignore").read_text()


ODD = [
    "app/[slug]/AGENTS.md",
    "a*b.md",
    "what?.md",
    "end ",
    "two  ",
    "#x.md",
    "!x.md",
    "back\\slash.md",
    "caf\u00e9.md",
]


@pytest.mark.parametrize("path", ODD)
def test_a_line_means_one_path(project: Path, path: str) -> None:
    """git ignores exactly the file that a line stands for, whatever is in its name, and no neighbour of it."""
    git(project, "init", "-q")
    (project / ".gitignore").write_text(f"{ignore_pattern(path)}\n")
    put(project / path, "")
    for other in ("a/b/AGENTS.md", "axxb.md", "whatX.md", "en", "two", "x.md", "deep/#x.md"):
        put(project / other, "")
    ignored = git(project, "ls-files", "-oiz", "--exclude-standard").split("\0")
    assert ignored == [path, ""]


def test_no_line_stands_for_a_path_with_a_line_end() -> None:
    """A path that no line can mean gets none."""
    assert ignore_pattern("a\nb.md") is None


def _exclude(project: Path) -> ExcludeFile:
    found = exclude_file_of(project)
    assert found is not None
    return found


@pytest.mark.parametrize("before", [None, "", "# mine\n", "# mine", "a\r\nb\r\n", "a\r\nb"])
def test_the_exclude_file_gets_its_bytes_back(team: Path, before: str | None) -> None:
    """Git's exclude file holds our lines between an agreement and a removal, and is then what it was."""
    put(team / "aiwg.yaml", "platforms: [cursor]\nsources: [project]\n")
    file = team / ".git/info/exclude"
    file.unlink()
    if before is not None:
        file.write_bytes(before.encode())
    aiwg(team, "deploy", "-q")
    assert (file.read_bytes() if file.exists() else None) == (None if before is None else before.encode())
    _exclude(team).write([])
    put(team / ".aiwg/rules/more.md", "Write tests.\n")
    aiwg(team, "deploy", "-q")
    assert git(team, "ls-files", "-o", "--exclude-standard", "--", ".cursor", ".agents", ".aiwg/manifest.json") == ""
    aiwg(team, "remove", "-q")
    assert (file.read_bytes() if file.exists() else None) == (None if before is None else before.encode())


def test_worktrees_and_projects_of_one_repository_keep_apart(team: Path) -> None:
    """Each worktree and each project below the top has its own section in the one file that git names."""
    put(team / "aiwg.yaml", "platforms: [cursor]\nsources: [project]\n")
    part = team / "apps/web"
    put(part / "aiwg.yaml", "platforms: [cursor]\nsources: [project]\n")
    put(part / ".aiwg/rules/web.md", "Use buttons.\n")
    _commit(team)
    git(team, "worktree", "add", "-q", "../feature")
    feature = team.parent / "feature"
    _exclude(team).write([])
    aiwg(feature, "deploy", "-q")
    aiwg(team, "deploy", "-q")
    text = (team / ".git/info/exclude").read_text()
    assert ("# for ./\n" in text, "# for ./ in feature\n" in text, "apps/web" in text) == (True, True, False)
    assert git(feature, "status", "--porcelain") == ""
    _exclude(part).write([])
    aiwg(part, "deploy", "-q")
    assert "\n/apps/web/.cursor/rules/web.mdc\n" in (team / ".git/info/exclude").read_text()
    aiwg(part, "remove", "-q")
    aiwg(team, "remove", "-q")
    text = (team / ".git/info/exclude").read_text()
    assert ("# for ./\n" in text, "# for ./ in feature\n" in text) == (False, True)
    aiwg(feature, "remove", "-q")
    assert "aiwg" not in (team / ".git/info/exclude").read_text()


def test_a_linked_exclude_file_is_left_alone(team: Path) -> None:
    """An exclude file that is a link is not written through."""
    put(team / ".git/mine", "# mine\n")
    (team / ".git/info/exclude").unlink()
    (team / ".git/info/exclude").symlink_to("../mine")
    assert aiwg(team, "init", "--exclude", "--yes") == 4
    assert (team / ".git/mine").read_text() == "# mine\n"


def test_a_clone_without_the_manifest_is_deployed_to_as_well(team: Path) -> None:
    """Where the team did not commit the manifest, the list of a colleague is taken over and brought up to date."""
    (team / ".gitignore").write_text("dist/\n")
    aiwg(team, "deploy", "-q")
    git(team, "add", "-A", ":!.aiwg/manifest.json")
    git(team, "commit", "-qm", "one")
    clone = _clone(team, "clone")
    put(clone / ".aiwg/rules/more.md", "Write tests.\n")
    assert aiwg(clone, "deploy", "-q") == 0
    assert "/.cursor/rules/more.mdc\n" in (clone / ".gitignore").read_text()
    aiwg(clone, "remove", "-q")
    assert (clone / ".gitignore").read_text().strip() == "dist/"


def test_a_block_that_names_other_files_is_not_taken_over(team: Path) -> None:
    """A block in .gitignore that aiwg cannot have written is yours: a conflict, and nothing is written."""
    put(team / ".gitignore", "# aiwg:begin (x)\n/src/main.py\n# aiwg:end\n")
    assert aiwg(team, "deploy", "-q") == 4
    assert (team / ".gitignore").read_text() == "# aiwg:begin (x)\n/src/main.py\n# aiwg:end\n"


def test_a_merge_of_two_lists_is_settled(team: Path) -> None:
    """Two branches that each add an artifact merge: after a sync the list is that of the merged sources."""
    put(team / ".gitignore", "dist/\n")
    aiwg(team, "deploy", "-q")
    _commit(team)
    git(team, "branch", "theirs")
    for branch, name in (("", "mine"), ("theirs", "sibling")):
        if branch:
            git(team, "checkout", "-q", branch)
        put(team / f".aiwg/rules/{name}.md", f"Write {name}.\n")
        aiwg(team, "deploy", "-q")
        _commit(team)
    git(team, "checkout", "-q", "-")
    identity = ["-c", "user.name=n", "-c", "user.email=n@example.com"]
    subprocess.run(["git", *identity, "merge", "-q", "theirs"], cwd=team, check=False, capture_output=True)
    assert "<<<<<<<" in (team / ".gitignore").read_text()
    assert aiwg(team, "sync", "-q") == 0
    text = (team / ".gitignore").read_text()
    assert text.startswith("dist/\n")
    assert "<<<<<<<" not in text
    assert "/.cursor/rules/mine.mdc\n" in text
    assert "/.cursor/rules/sibling.mdc\n" in text
    assert aiwg(team, "sync", "--check", "-q") == 0
    aiwg(team, "remove", "-q")
    assert (team / ".gitignore").read_text() == "dist/\n"
