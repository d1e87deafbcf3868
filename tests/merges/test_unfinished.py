"""Merges that are half done, odd or hostile: what is generated is resolved, and what is the user's is named."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.merges.world import Team, contents

SETTINGS = "platforms: [claude, codex, cursor]\nsources: [project]\n"
FRONT = "---\ndescription: On {0}\npaths: ['src/**']\n---\n"


def rule(name: str, text: str = "one") -> str:
    """Return a rule with a few lines."""
    return FRONT.format(name) + f"Rule {name}.\n\nIt says {text}.\n\nThat is all of {name}.\n"


def servers(**urls: str) -> str:
    """Return the source of some MCP servers."""
    return "servers:\n" + "".join(f"  {name}: {{url: 'https://{url}/mcp'}}\n" for name, url in urls.items())


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a rule, a server and files of the user's, deployed and committed on main."""
    team = Team(tmp_path_factory.mktemp("base"))
    own = {"AGENTS.md": "# Mine\n\nBe kind.\n", ".mcp.json": '{"mcpServers": {}, "own": 1}\n'}
    team.start({"aiwg.yaml": SETTINGS, **own})
    team.write({".aiwg/instructions.md": "Say so.\n", ".aiwg/rules/base.md": rule("base")})
    team.write({".aiwg/mcp.yaml": servers(a="a.example.com")})
    team.deploy()
    team.commit("base")
    return team.project


@pytest.fixture
def team(tmp_path: Path, base: Path) -> Team:
    """Return a project of one's own like `base`."""
    shutil.copytree(base, tmp_path / "project")
    return Team(tmp_path)


def side(team: Team, name: str, files: dict[str, str | None], start: str = "main") -> None:
    """Make a branch on which some files are changed, then deployed."""
    team.git("checkout", "-q", "-f", "-B", name, start)
    team.write(files)
    team.deploy()
    team.commit(name)


def merge(team: Team, one: str, *others: str, style: str = "merge") -> None:
    """Check out a branch and merge others into it, with conflicts."""
    team.git("checkout", "-q", "-f", one)
    team.git("-c", f"merge.conflictStyle={style}", "merge", "-q", "--no-edit", *others, fails=True)


def marked(team: Team) -> list[str]:
    """Return the files that hold conflict markers."""
    return [path for path, data in contents(team.project).items() if b"<<<<<<<" in data or b">>>>>>>" in data]


def text(team: Team, path: str) -> str:
    """Return a file's text."""
    return (team.project / path).read_text()


def removes_all(team: Team) -> None:
    """Check that a removal leaves only the user's own files."""
    assert team.aiwg("remove") == 0, team.said
    left = [path for path in contents(team.project) if not path.startswith(".aiwg/")]
    assert sorted(left) == [".mcp.json", "AGENTS.md", "aiwg.yaml"]
    assert "aiwg:begin" not in text(team, "AGENTS.md")
    assert json.loads(text(team, ".mcp.json"))["mcpServers"] == {}


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_a_conflict_in_your_part_of_a_text_stays(team: Team, style: str) -> None:
    """Our block is resolved; the user's conflict beside it stays byte for byte, and is named with its line."""
    own = text(team, "AGENTS.md")
    side(team, "one", {".aiwg/instructions.md": "Say two.\n", "AGENTS.md": own.replace("kind", "quick")})
    side(team, "two", {".aiwg/instructions.md": "Say six.\n", "AGENTS.md": own.replace("kind", "slow")})
    merge(team, "one", "two", style=style)
    before = text(team, "AGENTS.md")
    mine = before[before.index("<<<<<<<") : before.index(">>>>>>>")]
    if "aiwg:begin" in mine:  # git made one conflict of the two: each side's own line is what stays of it
        mine = "<<<<<<< HEAD\nBe quick.\n=======\nBe slow.\n>>>>>>> two\n"
    team.write({".aiwg/instructions.md": "Say ten.\n"})
    assert team.aiwg("sync") == 4
    assert "AGENTS.md" in team.said
    assert "line 3" in team.said
    after = text(team, "AGENTS.md")
    assert mine in after
    assert after.count("<<<<<<<") == 1
    assert "Say ten." in after
    assert marked(team) == ["AGENTS.md"]
    team.write({"AGENTS.md": own.replace("kind", "both").split("<!--")[0] + after[after.index("<!-- aiwg:begin") :]})
    assert team.aiwg("sync") == 0, team.said
    removes_all(team)


def test_a_conflict_in_a_source_is_named_and_stays(team: Team) -> None:
    """A source in conflict is refused by name and line, everything else is deployed, and afterwards it is as well."""
    side(team, "one", {".aiwg/rules/base.md": rule("base", "two"), ".aiwg/rules/one.md": rule("one")})
    side(team, "two", {".aiwg/rules/base.md": rule("base", "six"), ".aiwg/rules/two.md": rule("two")})
    merge(team, "one", "two")
    before = text(team, ".aiwg/rules/base.md")
    assert "<<<<<<<" in before
    assert team.aiwg("sync") == 3
    line = before.split("\n").index("<<<<<<< HEAD") + 1
    assert f".aiwg/rules/base.md:{line}" in team.said.replace("\n", "")
    assert "merge conflict" in team.said
    assert text(team, ".aiwg/rules/base.md") == before
    assert (team.project / ".cursor/rules/two.mdc").exists()
    json.loads(text(team, ".aiwg/manifest.json"))
    team.write({".aiwg/rules/base.md": rule("base", "ten")})
    team.git("add", ".aiwg/rules/base.md")
    assert team.aiwg("sync") == 0, team.said
    assert marked(team) == []
    removes_all(team)


def test_a_conflict_in_your_settings_is_named(team: Team) -> None:
    """A settings file in which both branches changed the user's part stays as it is, and is named."""
    own = text(team, ".mcp.json")
    side(team, "one", {".mcp.json": own.replace('"own": 1', '"own": 2'), ".aiwg/mcp.yaml": servers(a="x.example.com")})
    side(team, "two", {".mcp.json": own.replace('"own": 1', '"own": 3'), ".aiwg/mcp.yaml": servers(a="y.example.com")})
    merge(team, "one", "two")
    before = text(team, ".mcp.json")
    team.write({".aiwg/mcp.yaml": servers(a="z.example.com")})
    team.approve()
    assert team.aiwg("sync") == 4
    assert ".mcp.json" in team.said
    assert text(team, ".mcp.json") == before
    assert marked(team) == [".mcp.json"]


def test_your_settings_of_one_branch_are_kept(team: Team) -> None:
    """What one branch changed in the user's part of a settings file is there after our keys are resolved."""
    own = text(team, ".mcp.json")
    side(team, "one", {".mcp.json": own.replace('"own": 1', '"own": 2'), ".aiwg/mcp.yaml": servers(a="x.example.com")})
    side(team, "two", {".aiwg/mcp.yaml": servers(a="y.example.com", b="b.example.com")})
    merge(team, "one", "two")
    team.write({".aiwg/mcp.yaml": servers(a="z.example.com", b="b.example.com")})
    team.approve()
    assert team.aiwg("sync") == 0, team.said
    content = json.loads(text(team, ".mcp.json"))
    assert content["own"] == 2
    assert content["mcpServers"]["a"]["url"] == "https://z.example.com/mcp"
    assert set(content["mcpServers"]) == {"a", "b"}
    removes_all(team)


def test_an_edit_that_one_branch_committed_stays(team: Team) -> None:
    """An output that somebody edited and committed is theirs: the conflict stays in it, and is named."""
    path = ".cursor/rules/base.mdc"
    side(team, "one", {})
    team.write({path: text(team, path).replace("It says one.", "It says mine.")})
    team.commit("edited")
    side(team, "two", {".aiwg/rules/base.md": rule("base", "six")})
    merge(team, "one", "two")
    before = text(team, path)
    assert "<<<<<<<" in before
    assert team.aiwg("sync") == 4
    assert path in team.said
    assert text(team, path) == before
    assert marked(team) == [path]


def test_three_branches_at_once(team: Team) -> None:
    """An octopus merge whose last branch is in conflict is resolved with what all three record."""
    for name in ("one", "two", "three"):
        side(
            team,
            name,
            {f".aiwg/skills/{name}/SKILL.md": f"---\nname: {name}\ndescription: Use for {name}\n---\n{name}\n"},
        )
    merge(team, "one", "two")
    team.aiwg("sync")
    team.commit("both")
    merge(team, "main", "one", "two", "three")
    team.git("checkout", "-f", "one", "two", fails=True)
    team.write(
        {
            f".aiwg/skills/{name}/SKILL.md": f"---\nname: {name}\ndescription: Use for {name}\n---\n{name}\n"
            for name in ("one", "two", "three")
        }
    )
    assert team.aiwg("sync") == 0, team.said
    assert marked(team) == []
    for name in ("one", "two", "three"):
        assert (team.project / f".claude/skills/{name}/SKILL.md").exists()
    removes_all(team)


@pytest.mark.parametrize("how", ["rebase", "cherry-pick", "stash", "revert"])
def test_other_ways_to_a_conflict(team: Team, how: str) -> None:
    """A rebase, a cherry-pick, a stash and a revert in conflict are resolved like a merge."""
    side(team, "one", {".aiwg/rules/base.md": rule("base", "two"), ".aiwg/rules/one.md": rule("one")})
    side(team, "two", {".aiwg/rules/base.md": rule("base", "six"), ".aiwg/rules/two.md": rule("two")})
    if how == "rebase":
        team.git("rebase", "one", fails=True)
    elif how == "cherry-pick":
        team.git("cherry-pick", "one", fails=True)
    elif how == "stash":
        team.git("reset", "-q", "--soft", "main")
        team.git("stash", "-q")
        team.git("checkout", "-q", "one")
        team.git("stash", "pop", fails=True)
    else:
        side(team, "two", {".aiwg/rules/base.md": rule("base", "ten")}, start="two")
        team.git("revert", "--no-edit", "HEAD~1", fails=True)
    assert marked(team)
    team.write({".aiwg/rules/base.md": rule("base", "end")})
    team.git("add", ".aiwg/rules")
    assert team.aiwg("sync") == 0, team.said
    assert marked(team) == []
    assert "It says end." in text(team, ".cursor/rules/base.mdc")
    removes_all(team)


def test_both_deleted_and_one_changed(team: Team) -> None:
    """What both branches deleted is gone; what one deleted and the other changed follows the source."""
    for name in ("gone", "kept", "lost"):
        team.write({f".aiwg/rules/{name}.md": rule(name)})
    team.deploy()
    team.commit("more")
    side(team, "one", {".aiwg/rules/gone.md": None, ".aiwg/rules/kept.md": None, ".aiwg/rules/lost.md": None})
    side(
        team,
        "two",
        {
            ".aiwg/rules/gone.md": None,
            ".aiwg/rules/kept.md": rule("kept", "two"),
            ".aiwg/rules/lost.md": rule("lost", "two"),
        },
    )
    merge(team, "one", "two")
    team.git("rm", "-q", ".aiwg/rules/lost.md")
    team.git("add", ".aiwg/rules/kept.md")
    assert team.aiwg("sync") == 0, team.said
    assert sorted(path.name for path in (team.project / ".cursor/rules").iterdir()) == ["base.mdc", "kept.mdc"]
    assert marked(team) == []
    removes_all(team)


def test_the_manifest_was_resolved_by_taking_one_side(team: Team) -> None:
    """A manifest of one side alone loses nothing: what the other side deployed is still ours."""
    side(team, "one", {".aiwg/rules/one.md": rule("one")})
    side(
        team,
        "two",
        {".aiwg/rules/two.md": rule("two"), ".aiwg/mcp.yaml": servers(a="a.example.com", b="b.example.com")},
    )
    merge(team, "one", "two")
    team.git("checkout", "--ours", ".aiwg/manifest.json")
    assert team.aiwg("sync", home="nobody-approved") == 0, team.said
    assert set(json.loads(text(team, ".mcp.json"))["mcpServers"]) == {"a", "b"}
    team.commit("merged")
    team.write({".aiwg/rules/two.md": None})
    assert team.aiwg("sync") == 0, team.said
    assert not (team.project / ".cursor/rules/two.mdc").exists()
    removes_all(team)


def test_a_merge_that_was_committed_with_one_manifest(team: Team) -> None:
    """The same holds when the merge was committed before aiwg ran, also on a machine without consent."""
    side(team, "one", {".aiwg/rules/one.md": rule("one")})
    side(
        team,
        "two",
        {".aiwg/rules/two.md": rule("two"), ".aiwg/mcp.yaml": servers(a="a.example.com", b="b.example.com")},
    )
    merge(team, "one", "two")
    team.git("checkout", "--ours", ".aiwg/manifest.json")
    team.commit("merged")
    assert team.aiwg("sync", home="nobody-approved") == 0, team.said
    assert set(json.loads(text(team, ".mcp.json"))["mcpServers"]) == {"a", "b"}
    removes_all(team)


def test_markers_that_were_committed(team: Team) -> None:
    """A merge that was committed with its markers is resolved by the next sync."""
    side(team, "one", {".aiwg/rules/one.md": rule("one"), ".aiwg/rules/base.md": rule("base", "two")})
    side(team, "two", {".aiwg/rules/two.md": rule("two"), ".aiwg/rules/base.md": rule("base", "six")})
    merge(team, "one", "two")
    team.write({".aiwg/rules/base.md": rule("base", "ten")})
    team.commit("merged with markers")
    assert marked(team)
    assert team.aiwg("sync") == 0, team.said
    assert marked(team) == []
    removes_all(team)


@pytest.mark.parametrize("manifest", [False, True])
def test_windows_line_ends_on_one_side(team: Team, manifest: bool) -> None:
    """A side whose files have Windows line ends merges like any other; what the user changed on the other stays."""
    files = {".aiwg/instructions.md": "Say NAME.\n", ".aiwg/mcp.yaml": servers(a="NAME.example.com")}
    base = text(team, "AGENTS.md")
    for name in ("one", "two"):
        changed = {path: each.replace("NAME", name) for path, each in files.items()}
        side(team, name, {**changed, f".aiwg/rules/{name}.md": rule(name), ".aiwg/rules/base.md": rule("base", name)})
    for path, data in contents(team.project).items():
        if not path.startswith(".aiwg/") or (manifest and path == ".aiwg/manifest.json"):
            (team.project / path).write_bytes(data.replace(b"\n", b"\r\n"))
    team.commit("windows")
    team.git("checkout", "-q", "one")
    team.write({"AGENTS.md": text(team, "AGENTS.md").replace("kind", "quick")})
    team.commit("quick")
    merge(team, "one", "two")
    assert "AGENTS.md" in marked(team)
    end = {path: each.replace("NAME", "end") for path, each in files.items()}
    team.write({**end, ".aiwg/rules/base.md": rule("base", "end"), "aiwg.yaml": SETTINGS})
    team.approve()
    assert team.aiwg("sync") == 0, team.said
    assert marked(team) == []
    assert "It says end." in text(team, ".cursor/rules/base.mdc")
    assert text(team, "AGENTS.md").startswith(base.replace("kind", "quick").split("<!--")[0])
    removes_all(team)


def test_a_newer_manifest_on_one_side(team: Team) -> None:
    """A side that a newer aiwg wrote stops everything: nothing is written, and the message says so."""
    side(team, "one", {".aiwg/rules/one.md": rule("one")})
    side(team, "two", {".aiwg/rules/two.md": rule("two")})
    team.write({".aiwg/manifest.json": text(team, ".aiwg/manifest.json").replace("manifest/1", "manifest/9")})
    team.commit("newer")
    merge(team, "one", "two")
    before = contents(team.project)
    assert team.aiwg("sync") == 8
    assert "newer aiwg" in team.said
    assert contents(team.project) == before


def test_without_git(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a git program, what the files themselves tell is resolved."""
    side(team, "one", {".aiwg/rules/base.md": rule("base", "two"), ".aiwg/rules/one.md": rule("one")})
    side(team, "two", {".aiwg/rules/base.md": rule("base", "six"), ".aiwg/rules/two.md": rule("two")})
    merge(team, "one", "two")
    team.write({".aiwg/rules/base.md": rule("base", "ten")})
    team.git("add", ".aiwg/rules/base.md")
    path = os.environ["PATH"]
    monkeypatch.setenv("PATH", "")
    assert team.aiwg("sync") == 0, team.said
    monkeypatch.setenv("PATH", path)
    assert marked(team) == []
    removes_all(team)


def test_a_worktree(team: Team) -> None:
    """In a worktree, where `.git` is a file, a merge is resolved as well; so it is in a subfolder of a repository."""
    side(team, "one", {".aiwg/rules/base.md": rule("base", "two")})
    side(team, "two", {".aiwg/rules/base.md": rule("base", "six")})
    team.git("checkout", "-q", "main")
    elsewhere = team.root / "elsewhere"
    team.git("worktree", "add", "-q", str(elsewhere), "one")
    team.git("merge", "-q", "two", fails=True, where=elsewhere)
    (elsewhere / ".aiwg/rules/base.md").write_text(rule("base", "ten"))
    team.approve(where=elsewhere)
    assert team.aiwg("sync", where=elsewhere) == 0, team.said
    assert not [path for path, data in contents(elsewhere).items() if b"<<<<<<<" in data]


def test_a_project_in_a_subfolder(tmp_path: Path) -> None:
    """The project may be a folder of the repository."""
    team = Team(tmp_path)
    team.start({"README": "x\n"})
    shutil.move(team.project, team.root / "top")
    team.project.mkdir(parents=True)
    shutil.rmtree(team.project)
    team = Team(team.root / "top")
    team.project.mkdir()
    team.write({"aiwg.yaml": SETTINGS, ".aiwg/rules/base.md": rule("base")})
    team.deploy()
    team.commit("base")
    side(team, "one", {".aiwg/rules/base.md": rule("base", "two")})
    side(team, "two", {".aiwg/rules/base.md": rule("base", "six")})
    merge(team, "one", "two")
    team.write({".aiwg/rules/base.md": rule("base", "ten")})
    assert team.aiwg("sync") == 0, team.said
    assert marked(team) == []


HOSTILE = """
[core]
	fsmonitor = "touch {0}/fsmonitor #"
	hooksPath = {0}/hooks
	pager = touch {0}/pager
	sshCommand = touch {0}/ssh
	editor = touch {0}/editor
	askPass = {0}/ask
	attributesFile = {0}/attributes
[diff]
	external = touch {0}/diff
[filter "x"]
	clean = touch {0}/clean
	smudge = touch {0}/smudge
	process = touch {0}/process
	required = true
[diff "x"]
	textconv = touch {0}/textconv
	command = touch {0}/command
[merge "x"]
	driver = touch {0}/driver
[extensions]
	partialClone = origin
[remote "origin"]
	url = "ext::sh -c touch% {0}/fetched"
	promisor = true
	uploadpack = touch {0}/uploadpack
[alias]
	ls-files = "!touch {0}/alias"
	cat-file = "!touch {0}/alias"
	rev-list = "!touch {0}/alias"
[log]
	showSignature = true
[gpg]
	program = touch {0}/gpg
"""


def test_a_hostile_repository_runs_nothing(team: Team) -> None:
    """Nothing that the settings, hooks or attributes of the repository name is run, not for a missing object either."""
    side(team, "one", {".aiwg/rules/base.md": rule("base", "two")})
    side(team, "two", {".aiwg/rules/base.md": rule("base", "six"), ".gitattributes": "* filter=x diff=x merge=x\n"})
    merge(team, "one", "two")
    team.write({".aiwg/rules/base.md": rule("base", "ten")})
    trap = team.root / "trap"
    (trap / "hooks").mkdir(parents=True)
    for name in ("post-index-change", "pre-commit", "fsmonitor-watchman", "reference-transaction"):
        (trap / "hooks" / name).write_text(f"#!/bin/sh\ntouch {trap}/ran-{name}\n")
        (trap / "hooks" / name).chmod(0o755)
    with (team.project / ".git/config").open("a") as stream:
        stream.write(HOSTILE.format(trap))
    (team.project / ".git/MERGE_HEAD").write_text("0123456789" * 4 + "\n" + team.git_head("two"))
    assert team.aiwg("sync") == 0, team.said
    assert marked(team) == []
    assert sorted(path.name for path in trap.iterdir()) == ["hooks"]


def test_a_hostile_branch_deletes_nothing(team: Team) -> None:
    """What the other side's manifest lists and no adapter writes is left alone."""
    side(team, "one", {".aiwg/rules/one.md": rule("one"), "src/main.py": "print(1)\n"})
    side(team, "two", {".aiwg/rules/two.md": rule("two")})
    manifest = json.loads(text(team, ".aiwg/manifest.json"))
    (team.project / "src").mkdir(exist_ok=True)
    one = team.git("show", "one:src/main.py")
    import hashlib

    for path in ("src/main.py", "aiwg.yaml"):
        data = one.encode() if path == "src/main.py" else (team.project / path).read_bytes()
        manifest["paths"][path] = {
            "own": "file",
            "sha256": hashlib.sha256(data).hexdigest(),
            "artifacts": [],
            "platforms": ["claude"],
        }
    team.write({".aiwg/manifest.json": json.dumps(manifest)})
    team.commit("hostile")
    merge(team, "one", "two")
    assert team.aiwg("sync") in (0, 4), team.said
    assert (team.project / "src/main.py").exists()
    assert (team.project / "aiwg.yaml").exists()
    assert team.aiwg("remove") == 0, team.said
    assert text(team, "src/main.py") == "print(1)\n"
    assert (team.project / "aiwg.yaml").exists()


def test_bytes_that_no_commit_has_need_consent(team: Team) -> None:
    """In a merge, a server that neither side committed is not written on a machine that did not approve it."""
    side(team, "one", {".aiwg/mcp.yaml": servers(a="a.example.com", b="b.example.com")})
    side(team, "two", {".aiwg/mcp.yaml": servers(a="a.example.com", c="c.example.com")})
    merge(team, "one", "two")
    team.write({".aiwg/mcp.yaml": servers(a="a.example.com", b="b.example.com", c="evil.example.com")})
    team.aiwg("sync", home="nobody-approved")
    assert "evil" not in text(team, ".mcp.json")
    team.write({".aiwg/mcp.yaml": servers(a="a.example.com", b="b.example.com", c="c.example.com")})
    assert team.aiwg("sync", home="nobody-approved") == 0, team.said
    assert set(json.loads(text(team, ".mcp.json"))["mcpServers"]) == {"a", "b", "c"}


def test_every_command_works_beside_a_merge(team: Team) -> None:
    """While a merge is unresolved, every command that looks has an answer, and changes nothing."""
    side(team, "one", {".aiwg/rules/base.md": rule("base", "two"), ".aiwg/rules/one.md": rule("one")})
    side(team, "two", {".aiwg/rules/base.md": rule("base", "six"), ".aiwg/rules/two.md": rule("two")})
    merge(team, "one", "two")
    before = contents(team.project)
    for command in (
        ["status"],
        ["diff"],
        ["sync", "--check"],
        ["deploy", "--dry-run"],
        ["doctor"],
        ["context", "claude"],
    ):
        assert team.aiwg(*command) in (0, 1, 3, 4, 5), (command, team.said)
        assert "Traceback" not in team.said
        assert contents(team.project) == before, command


def test_two_at_once(team: Team) -> None:
    """Two people who sync one checkout at once end with one result."""
    side(team, "one", {".aiwg/rules/base.md": rule("base", "two")})
    side(team, "two", {".aiwg/rules/base.md": rule("base", "six")})
    merge(team, "one", "two")
    team.write({".aiwg/rules/base.md": rule("base", "ten")})
    environment = {**os.environ, "HOME": str(team.root / "approving")}
    command = [sys.executable, "-m", "aiwg", "sync", "--project", str(team.project)]
    runs = [
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in "ab"
    ]
    assert {run.wait(60) for run in runs} <= {0, 6}
    assert marked(team) == []
    assert team.aiwg("sync") == 0
    removes_all(team)


def test_a_clone_stays_clean(team: Team) -> None:
    """A sync in a fresh clone changes nothing that git sees, with consent or without."""
    clone = team.root / "clone"
    team.git("clone", "-q", str(team.project), str(clone))
    for home in ("approving", "nobody-approved"):
        stats = {path: os.stat(clone / path).st_mtime_ns for path in contents(clone)}
        assert team.aiwg("sync", home=home, where=clone) == 0, team.said
        assert team.git("status", "--porcelain", where=clone) == ""
        assert {path: os.stat(clone / path).st_mtime_ns for path in contents(clone)} == stats


def test_a_submodule_that_was_not_checked_out(team: Team) -> None:
    """A source in a submodule that is not checked out stops everything, and the message has the command."""
    team.write({".gitmodules": '[submodule "ai"]\n\tpath = vendor/ai\n\turl = https://example.com/ai.git\n'})
    team.write({"aiwg.yaml": SETTINGS.replace("[project]", "[vendor/ai/source]")})
    (team.project / "vendor/ai").mkdir(parents=True)
    before = contents(team.project)
    assert team.aiwg("sync") == 2
    assert "git submodule update --init" in team.said
    assert "vendor/ai" in team.said
    assert contents(team.project) == before


def test_settings_in_conflict(team: Team) -> None:
    """An aiwg.yaml in conflict is named with its line, and nothing is written."""
    side(team, "one", {"aiwg.yaml": SETTINGS.replace("cursor", "copilot")})
    side(team, "two", {"aiwg.yaml": SETTINGS.replace("cursor", "factory")})
    merge(team, "one", "two")
    before = contents(team.project)
    assert team.aiwg("sync") == 3
    assert "merge conflict" in team.said
    assert "aiwg.yaml:1" in team.said
    assert contents(team.project) == before


@pytest.mark.parametrize("own", [True, False], ids=["with-your-text", "without"])
def test_both_branches_began_with_aiwg(tmp_path: Path, own: bool) -> None:
    """Two branches that each deployed for the first time, to other platforms, end as one deployment."""
    team = Team(tmp_path)
    mine = {"AGENTS.md": "# Mine\n\nBe kind.\n"} if own else {}
    team.start({"README.md": "x\n", **mine})
    team.commit("base")
    for name, platforms in (("one", "[claude, codex]"), ("two", "[codex, cursor]")):
        files = {
            "aiwg.yaml": f"platforms: {platforms}\nsources: [project]\n",
            f".aiwg/rules/{name}.md": f"Rule {name}.\n",
        }
        side(team, name, {**files, ".aiwg/instructions.md": f"Say {name}.\n"})
    team.git("checkout", "-q", "two")
    team.write({"AGENTS.md": "Hello.\n\n" + text(team, "AGENTS.md")})
    team.commit("hello")
    merge(team, "one", "two")
    assert "AGENTS.md" in marked(team)
    team.write({"aiwg.yaml": SETTINGS, ".aiwg/instructions.md": "Say both.\n"})
    team.git("add", "aiwg.yaml", ".aiwg/instructions.md")
    assert team.aiwg("sync") == 0, team.said
    assert marked(team) == []
    after = text(team, "AGENTS.md")
    assert after.count("aiwg:begin") == 1
    assert "Say both." in after
    assert "Rule one." in after
    assert "Rule two." in after
    assert json.loads(text(team, ".aiwg/manifest.json"))["platforms"] == ["claude", "codex", "cursor"]
    assert team.aiwg("remove") == 0
    left = {path: data.decode() for path, data in contents(team.project).items() if not path.startswith(".aiwg/")}
    assert left["AGENTS.md"].strip() == ("Hello.\n\n# Mine\n\nBe kind." if own else "Hello.")
    assert sorted(left) == ["AGENTS.md", "README.md", "aiwg.yaml"]


def test_nothing_is_asked_of_git_without_a_sign_of_a_merge(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain deploy and a sync start no git."""
    fake = team.root / "bin"
    fake.mkdir()
    (fake / "git").write_text(f"#!/bin/sh\ntouch {team.root}/asked\n")
    (fake / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(fake))
    team.write({".aiwg/instructions.md": "Say more.\n"})
    assert team.aiwg("sync") == 0
    assert team.aiwg("deploy") == 0
    assert not (team.root / "asked").exists()
