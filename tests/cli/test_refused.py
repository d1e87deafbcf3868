"""Refused artifacts on the command line: codes, ways forward, and what is left out by name or by path."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Runner, put

BAD = "---\ndescription: [\n---\nx\n"
GOOD = "---\nname: {0}\ndescription: Use it when the work is small.\n---\nDo it.\n"


@pytest.fixture
def source(project: Path) -> Path:
    """Return the source of a project with a good agent, and one that cannot be read."""
    folder = project / ".aiwg"
    put(folder / "agents/fine.md", GOOD.format("fine"))
    put(folder / "agents/bad.md", BAD)
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [beta]\n")
    return folder


def test_the_rest_is_deployed_and_the_way_forward_named(aiwg: Runner, project: Path, source: Path) -> None:
    """A deploy lists what it refuses with file, line and hint, and names the way that leaves the source alone."""
    said = aiwg("deploy", expect=3)
    assert "Deployed 1 artifact" in said.out
    assert ".aiwg/agents/bad.md:2: frontmatter has a bracket" in said.err
    assert "`exclude: [agents/bad.md]`" in said.err
    assert any("fine" in path.name for path in project.rglob("*") if ".aiwg" not in path.parts)


def test_every_command_ends_with_the_code(aiwg: Runner, project: Path, source: Path) -> None:
    """Deploy, dry run, sync, check and status end with 3 as long as an artifact is refused, in JSON too."""
    for words in ("deploy", "deploy", "deploy --dry-run", "sync", "sync --check", "status"):
        assert "agents/bad.md" in aiwg(*words.split(), expect=3).err
        document = aiwg(*words.split(), "--json", expect=3).json
        document = document["scopes"][0] if "scopes" in document else document
        assert [(each["artifact"], each["exit"]) for each in document["refused"]] == [("agent/bad", 3)]
    assert "agent/bad is refused" in aiwg("doctor", expect=5).out
    put(source / "agents/bad.md", GOOD.format("bad"))
    aiwg("sync")
    aiwg("sync", "--check")


def test_strictly_nothing_is_written(aiwg: Runner, project: Path, source: Path) -> None:
    """With --strict one refused artifact keeps all from being written."""
    said = aiwg("deploy", "--strict", expect=3)
    assert "no file was written: 1 problem" in said.err
    assert not (project / ".aiwg/manifest.json").exists()


@pytest.mark.parametrize(
    "pattern", ["bad", "agent/bad", "agents/bad.md", "./agents/bad.md", ".aiwg/agents/bad.md", "agents/b*"]
)
def test_what_cannot_be_read_can_be_left_out(aiwg: Runner, project: Path, source: Path, pattern: str) -> None:
    """An artifact that cannot be read is left out by id, by kind/id and by path, and then nothing is refused."""
    put(project / "aiwg.yaml", f'sources: [project]\nplatforms: [beta]\nexclude: ["{pattern}"]\n')
    aiwg("deploy", "--strict")
    aiwg("sync", "--check")


@pytest.mark.parametrize("name", ["fine", "agent/fine", "agents/fine.md"])
def test_one_that_is_good_can_be_chosen(aiwg: Runner, project: Path, source: Path, name: str) -> None:
    """What --only does not name is not refused; what it names is, by id, kind/id or path."""
    aiwg("deploy", "--only", name)
    aiwg("sync", "--check")
    bad = name.replace("fine", "bad")
    assert "agents/bad.md:2" in aiwg("deploy", "--only", bad, expect=3).err


@pytest.mark.parametrize(
    ("file", "text", "code", "rest"),
    [
        ("permissions.yaml", "deny: [\n", 7, False),
        ("permissions.yaml", "denied: [bash]\n", 7, False),
        ("ignore", b"\xff", 7, False),
        ("hooks.yaml", "hooks: [{id: a, event: tool_before}]\n", 7, False),
        ("hooks.yaml", "hooks: [{id: a, event: no_such_event, command: x}]\n", 7, False),
        ("hooks.yaml", "hooks: [{id: a, event: stop}]\n", 3, True),
        ("hooks.yaml", "hooks: [\n", 7, False),
        ("mcp.yaml", "servers: {a: {command: x, url: y}}\n", 3, True),
        ("mcp.yaml", "servers: {a: {command: x, url: y, deny_tools: [z]}}\n", 7, True),
        ("mcp.yaml", "servers: {a: {command: x, enabled: maybe}}\n", 7, True),
        ("mcp.yaml", "servers: {a: {command: x, tools: [\n", 7, True),
    ],
)
def test_restrictions(
    aiwg: Runner, project: Path, source: Path, file: str, text: str | bytes, code: int, rest: bool
) -> None:
    """Nothing that a refused restriction limits is written: everything, or the one server; the code is 7 before 3."""
    put(source / "agents/bad.md", GOOD.format("bad"))
    put(source / file, text) if isinstance(text, str) else (source / file).write_bytes(text)
    said = aiwg("deploy", "--json", expect=code).json
    assert ("refused" in said) == rest
    assert any(path.suffix == ".md" for path in (project / ".beta").rglob("*")) == rest


def test_a_restriction_that_is_left_out_stops_nothing(aiwg: Runner, project: Path, source: Path) -> None:
    """Who leaves the file of a restriction out by its path has decided: the rest is deployed."""
    put(source / "permissions.yaml", "deny: [\n")
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [beta]\nexclude: [permissions.yaml, bad]\n")
    aiwg("deploy")


def test_the_first_of_two_is_kept(aiwg: Runner, project: Path, source: Path) -> None:
    """Of two artifacts with one id the first by path is kept, the other refused by name; `exclude` chooses."""
    put(source / "agents/bad.md", GOOD.format("fine").replace("Do it.", "Do it my way."))
    said = aiwg("deploy", expect=3).err
    assert ".aiwg/agents/fine.md:2: is the second agent called fine; the first is .aiwg/agents/bad.md:2" in said
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [beta]\nexclude: [agents/bad.md]\n")
    aiwg("deploy")
    put(source / "agents/bad.md", BAD.replace("description", "name: fine\ndescription"))
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [beta]\n")
    assert "the first is .aiwg/agents/bad.md" in aiwg("deploy", expect=3).err


def test_what_shares_a_file_waits(aiwg: Runner, project: Path, source: Path) -> None:
    """Others that would change in a file shared with what is refused wait, and are named; the rest is brought up."""
    put(source / "agents/bad.md", GOOD.format("bad"))
    put(source / "instructions.md", "Be kind.\n")
    put(source / "instructions/docs.md", "Be brief.\n")
    put(source / "rules/one.md", "Rule one.\n")
    put(source / "rules/two.md", "Rule two.\n")
    put(project / "aiwg.yaml", "sources: [project]\nplatforms: [alpha]\n")
    aiwg("deploy")
    before = (project / "AGENTS.md").read_bytes()
    put(source / "rules/one.md", BAD)
    assert aiwg("deploy", "--json", expect=3).json["waiting"] == []
    put(source / "rules/two.md", "Rule two is new.\n")
    put(source / "agents/fine.md", GOOD.format("fine").replace("Do it.", "Do it now."))
    assert aiwg("deploy", "--json", expect=3).json["waiting"] == [{"artifact": "rule/two", "path": "AGENTS.md"}]
    assert (project / "AGENTS.md").read_bytes() == before
    assert any(b"Do it now." in path.read_bytes() for path in (project / ".alpha").rglob("*.md"))
    put(source / "rules/one.md", "Rule one.\n")
    aiwg("deploy")
    assert "Rule two is new." in (project / "AGENTS.md").read_text()


def test_a_removal_says_where_backups_lie(aiwg: Runner, project: Path, source: Path) -> None:
    """A removal says where the backups of the user's files stay, and takes empty files away."""
    put(source / "agents/bad.md", GOOD.format("bad"))
    put(source / "skills/s/SKILL.md", GOOD.format("s"))
    put(source / "skills/s/scripts/__init__.py", "")
    aiwg("deploy")
    mine = next(path for path in (project / ".beta").rglob("*.md"))
    mine.write_text("mine\n")
    aiwg("deploy", "--force")
    said = aiwg("remove")
    assert "~/.local/state/aiwg/projects/" in said.out
    assert "/backups/" in said.out
    assert not [path for path in project.rglob("*") if path.is_file() and ".aiwg" not in path.parts][1:]


def test_a_limit_is_kept(aiwg: Runner, project: Path, source: Path) -> None:
    """What a deploy was limited to stays limited for sync, check and doctor, until a plain deploy."""
    put(source / "agents/bad.md", GOOD.format("bad"))
    aiwg("deploy", "--only", "fine")
    aiwg("sync", "--check")
    for words in ("sync", "doctor --fix", "sync"):
        aiwg(*words.split(), expect=None)
        assert not list((project / ".beta").rglob("*bad*"))
    aiwg("deploy")
    assert list((project / ".beta").rglob("*bad*"))
