"""Consent in teams: what someone approved and committed, on machines where nobody did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.core.digest import digest
from aiwg.deployment.gate.committed import CommittedBytes
from aiwg.deployment.intent import Restore, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.workspace import open_workspace
from aiwg.manifest import KEYS
from tests.amount import TIMES
from tests.conftest import PLATFORM_IDS, put

from .team import SOURCES, Team, deploy, outputs, ran, running, spoil, sync, verify

ONE, TWO = ran("one"), ran("two")
NAMED_BY_CONTENT = "permission"
"""A permission has no name but what it grants: one that changes is another one, and the old one goes."""
KINDS = tuple(kind for kind in SOURCES if kind != NAMED_BY_CONTENT)
INLINE = ("claude", "codex", "copilot", "opencode")
"""Platforms of which some copy the settings of a server into the file of an agent."""
FEW = ("claude", "codex", "cursor", "opencode", "kiro", "gemini-cli")


def is_plain(path: str) -> bool:
    """Say whether a file is one that no client runs: the manifest, a script of which the hook is not there."""
    return path == ".aiwg/manifest.json" or path.endswith("x.sh")


SETS = 12
"""Of so many sets of platforms each is one team; `make thorough` takes each platform by itself."""


@pytest.mark.parametrize(
    "platforms",
    [(id,) for id in PLATFORM_IDS] if TIMES > 1 else [tuple(PLATFORM_IDS[number::SETS]) for number in range(SETS)],
    ids=lambda platforms: platforms[0],
)
def test_a_clone_is_green_and_stays_as_it_is(platforms: tuple[str, ...], tmp_path: Path) -> None:
    """Without consent a check of committed outputs is green, and a sync writes nothing, on every platform."""
    team = Team(tmp_path, platforms, tuple(SOURCES))
    team.start()
    clone = team.clone("clone")
    before = outputs(clone)
    assert verify(clone).drift == []
    done = sync(clone)
    assert outputs(clone) == before
    assert not done.deployment.refused
    assert not done.deployment.kept
    team.write_sources(clone, "two")
    if len(before) > 1:
        assert verify(clone).drift
    sync(clone)
    after = outputs(clone)
    hooks_arrive = any(name.startswith("behavior/") for record in done.deployment.new.records.values()
                       if record.own == KEYS for name in record.artifacts)  # fmt: skip
    for path, data in after.items():
        if is_plain(path) and not hooks_arrive:
            continue
        assert running(data) <= ONE, path


def test_ci_needs_no_home_and_no_consent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI, with an empty home: 0, 5 once an output changed, 3 once an artifact is refused; nothing is left."""
    team = Team(tmp_path, FEW, tuple(SOURCES))
    team.start()
    home = tmp_path / "empty"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    clone = team.clone("clone")
    words = ["sync", "--check", "--project", str(clone)]
    before = outputs(clone)
    assert run(words) == 0
    spoil(clone, ".claude/agents/a.md", "file")
    assert run(words) == 5
    (clone / ".claude/agents/a.md").write_bytes(before[".claude/agents/a.md"])
    assert run(words) == 0
    put(clone / ".aiwg/agents/b.md", "---\nname: [\n---\nx\n")
    assert run(words) == 3
    assert outputs(clone) == before
    assert list(home.rglob("*")) == []


@pytest.mark.parametrize("platform", FEW)
def test_any_output_that_changed_is_red(platform: str, tmp_path: Path) -> None:
    """In a clone without consent every single output that is changed or gone is in the list of a check."""
    team = Team(tmp_path, (platform,), tuple(SOURCES))
    team.start()
    clone = team.clone("clone")
    records = plan_deployment(Restore(Targets(clone), frozenset())).old.records
    for path, record in records.items():
        spoil(clone, path, record.own)
    found = {each.about for each in verify(clone).drift}
    assert found >= records.keys()
    for path in records:
        if (clone / path).exists():
            (clone / path).unlink()
    assert {each.about for each in verify(clone).drift} >= records.keys()


@pytest.mark.parametrize("kind", SOURCES)
def test_a_source_that_changed_is_red_until_it_is_approved(kind: str, tmp_path: Path) -> None:
    """A changed source is red; without consent a sync keeps every committed byte of what it runs; approved, it goes."""
    team = Team(tmp_path, FEW, (kind,))
    team.start()
    clone = team.clone("clone")
    before = outputs(clone)
    team.write_sources(clone, "two")
    assert verify(clone).drift
    done = sync(clone)
    after = outputs(clone)
    if kind != NAMED_BY_CONTENT:
        for path, data in before.items():
            if running(data):
                assert after[path] == data, path
        assert done.deployment.kept
    assert all(running(data) <= ONE for data in after.values())
    team.approve(clone)
    assert verify(clone).drift == []
    assert {each for data in outputs(clone).values() for each in running(data)} <= TWO
    assert any(running(data) for data in outputs(clone).values())


@pytest.mark.parametrize("kind", SOURCES)
def test_a_source_that_is_gone_takes_its_outputs_along(kind: str, tmp_path: Path) -> None:
    """What the sources ask for no more is deleted without consent: nobody has to approve less."""
    team = Team(tmp_path, FEW, (kind,))
    team.start()
    clone = team.clone("clone")
    for path in SOURCES[kind]:
        (clone / ".aiwg" / path).unlink()
    put(clone / ".aiwg/rules/other.md", "Another rule.\n")
    sync(clone)
    assert not any(running(data) for data in outputs(clone).values())
    assert verify(clone).drift == []


@pytest.mark.parametrize("kind", SOURCES)
def test_what_is_absent_or_edited_is_never_written_again(kind: str, tmp_path: Path) -> None:
    """Without consent no command writes again what somebody deleted or edited, and what is recorded stays recorded."""
    team = Team(tmp_path, FEW[:3], (kind,))
    team.start()
    for name, change in (("gone", Path.unlink), ("edited", lambda file: file.write_bytes(b"mine\n"))):
        clone = team.clone(name)
        records = plan_deployment(Restore(Targets(clone), frozenset())).old.records
        for path in records:
            change(clone / path)
        before = outputs(clone)
        sync(clone)
        deploy(clone, force=name == "gone")
        carry_out(plan_deployment(Restore(Targets(clone), frozenset(records))))
        assert run(["doctor", "--fix", "--project", str(clone)]) in (0, 1, 5)
        after = outputs(clone)
        for path, data in after.items():
            if data != before.get(path) and not is_plain(path):
                assert not running(data), (name, path)


def test_what_was_deployed_in_its_harmless_form_goes_on_in_it(tmp_path: Path) -> None:
    """Without any consent texts are deployed disarmed, follow their sources, and are drift to a check."""
    project = tmp_path / "project"
    put(project / "aiwg.yaml", f"platforms: [{', '.join(FEW)}]\nsources: [project]\naccept_freer: [{', '.join(FEW)}]\n")
    team = Team(tmp_path, FEW, ("agent", "skill", "command", "rule", "instructions", "behavior"))
    for word in ("one", "two"):
        team.write_sources(project, word)
        sync(project)
        texts = [data for path, data in outputs(project).items() if path.endswith((".md", ".mdc", ".toml"))]
        assert any(f"It is {word}.".encode() in data for data in texts)
        assert not any(running(data) for path, data in outputs(project).items() if not is_plain(path))
        assert verify(project).drift
    team.approve(project)
    assert verify(project).drift == []


def test_a_new_artifact_waits_beside_committed_ones(tmp_path: Path) -> None:
    """A server that comes with a pull is not deployed without consent, and the committed one beside it stays."""
    team = Team(tmp_path, FEW, ("server",))
    team.start()
    clone = team.clone("clone")
    before = outputs(clone)
    put(clone / ".aiwg/mcp.yaml", SOURCES["server"]["mcp.yaml"] + "  more: {command: run-two}\n")
    done = sync(clone)
    assert outputs(clone) == before
    assert {each.key for each in done.deployment.not_deployed} == {"mcp_server/more"}
    assert {each.key for each in done.deployment.standing} == {"mcp_server/web", "mcp_server/wiki"}


def test_others_go_on_beside_what_stays(tmp_path: Path) -> None:
    """A rule and a restriction in the same files as unapproved artifacts are brought up to date."""
    team = Team(tmp_path, FEW, ("instructions", "permission", "server"))
    put(team.origin / ".aiwg/rules/plain.md", "An old line.\n")
    team.start()
    clone = team.clone("clone")
    put(clone / ".aiwg/rules/plain.md", "A new line.\n")
    put(clone / ".aiwg/permissions.yaml", "allow: ['bash(run-one)']\ndeny: ['bash(rm)']\n")
    done = sync(clone)
    assert not done.deployment.kept
    texts = outputs(clone)
    assert any(b"A new line." in data for data in texts.values())
    assert not any(b"An old line." in data for data in texts.values())
    assert b"Bash(rm)" in texts[".claude/settings.json"]
    assert b"Bash(run-one)" in texts[".claude/settings.json"]


def test_another_platform_gets_nothing_new_to_run(tmp_path: Path) -> None:
    """A platform that is added without consent gets texts; what would run there is not written, and the rest stays."""
    team = Team(tmp_path, ("claude",), KINDS)
    team.start()
    clone = team.clone("clone")
    before = outputs(clone)
    put(clone / "aiwg.yaml", (clone / "aiwg.yaml").read_text().replace("[claude]", "[claude, cursor, gemini-cli]"))
    sync(clone)
    after = outputs(clone)
    for path, data in after.items():
        if data != before.get(path) and not is_plain(path):
            assert not running(data), path
    assert {path: data for path, data in after.items() if path in before and path.startswith(".claude")} == {
        path: data for path, data in before.items() if path.startswith(".claude")
    }


def test_a_revoked_approval_takes_it_away(tmp_path: Path) -> None:
    """What the user revoked on this machine goes with the next deploy, though it is committed."""
    team = Team(tmp_path, FEW, KINDS)
    team.start()
    assert run(["trust", "--revoke", "--project", str(team.origin)]) == 0
    deploy(team.origin)
    assert not [path for path, data in outputs(team.origin).items() if running(data) and not is_plain(path)]
    team.approve(team.origin)
    assert verify(team.origin).drift == []


def test_an_agent_does_not_bring_an_unapproved_server_to_another_file(tmp_path: Path) -> None:
    """A committed server that nobody approved here is not copied into the file of a new agent that names it."""
    team = Team(tmp_path, INLINE, ("server",))
    team.start()
    clone = team.clone("clone")
    put(clone / ".aiwg/agents/new.md", "---\nname: new\ndescription: d\nmcp_servers: [wiki]\n---\nUse it.\n")
    before = outputs(clone)
    done = sync(clone)
    for path, data in outputs(clone).items():
        if data != before.get(path):
            assert b"run-one" not in data, path
    assert done.deployment.waiting.get("agent/new") == "mcp_server/wiki"
    assert not done.deployment.refused


@pytest.mark.parametrize("kind", SOURCES)
def test_a_forged_manifest_writes_nothing_that_runs(kind: str, tmp_path: Path) -> None:
    """A manifest that records every output of unapproved sources, none of which is there, makes none come to be."""
    team = Team(tmp_path, FEW[:4], (kind,))
    team.start()
    clone = team.clone("clone")
    for path in outputs(clone):
        if path != ".aiwg/manifest.json":
            (clone / path).unlink()
    words: tuple[list[str], ...] = (["deploy", "-q"], ["deploy", "--force", "-q"], ["sync"], ["doctor", "--fix"])
    for each in words:
        run([*each, "--project", str(clone)])
        for path, data in outputs(clone).items():
            assert is_plain(path) or not running(data), (each, path)


def test_a_manifest_with_the_hash_of_something_else_writes_nothing_that_runs(tmp_path: Path) -> None:
    """A harmless file that the manifest takes for a hook's is not replaced by the hook."""
    team = Team(tmp_path, ("claude", "cursor"), ("hook", "server"))
    team.start()
    clone = team.clone("clone")
    harmless = {".claude/settings.json": b"{}\n", ".cursor/hooks.json": b"{}\n", ".mcp.json": b"{}\n"}
    content = json.loads((clone / ".aiwg/manifest.json").read_text())
    for path, data in harmless.items():
        (clone / path).write_bytes(data)
        for key in content["paths"][path]["keys"]:
            key["sha256"] = digest(b"null")
    (clone / ".aiwg/manifest.json").write_text(json.dumps(content))
    for words in (["deploy", "-q"], ["deploy", "--force", "-q"], ["sync"], ["doctor", "--fix"]):
        run([*words, "--project", str(clone)])
        assert {path: (clone / path).read_bytes() for path in harmless} == harmless


MINE = """\
name: Mine
vendor: M
docs: https://m.example
evidence: {grade: docs}
instructions: {reads: [AGENTS.md]}
rules: {reads: [".mine/rules/{id}.md"]}
"""


def test_an_adapter_of_the_project_needs_no_consent_for_what_is_committed(tmp_path: Path) -> None:
    """What a project's own adapter wrote is green in a clone, and stays there; the other platforms are brought up."""
    team = Team(tmp_path, ("claude", "mine"), ("instructions",))
    put(team.origin / ".aiwg/platforms/mine/platform.yaml", MINE)
    put(team.origin / ".aiwg/rules/plain.md", "---\npaths: ['*.py']\n---\nAn old line.\n")
    team.start()
    clone = team.clone("clone")
    before = outputs(clone)
    assert ".mine/rules/plain.md" in before
    assert verify(clone).drift == []
    sync(clone)
    assert outputs(clone) == before
    put(clone / ".aiwg/rules/plain.md", "---\npaths: ['*.py']\n---\nA new line.\n")
    sync(clone)
    after = outputs(clone)
    assert b"A new line." in after[".claude/rules/plain.md"]
    assert after[".mine/rules/plain.md"] == before[".mine/rules/plain.md"]
    team.approve(clone)
    assert b"A new line." in outputs(clone)[".mine/rules/plain.md"]
    assert verify(clone).drift == []


@pytest.mark.parametrize("kind", SOURCES)
def test_bytes_of_the_commits_being_merged_are_written_back(kind: str, tmp_path: Path) -> None:
    """What either side of a merge committed comes back without consent, exactly those bytes and no others."""
    team = Team(tmp_path, FEW[:4], (kind,))
    team.start()
    for name, same in (("merged", True), ("other", False)):
        clone = team.clone(name)
        before = {path: data for path, data in outputs(clone).items() if path != ".aiwg/manifest.json"}
        for path in before:
            (clone / path).unlink()
        workspace = open_workspace(clone, "project")
        workspace.committed = _committed(
            before if same else {path: data.replace(b"one", b"two") for path, data in before.items()}
        )
        carry_out(plan_deployment(Restore(Targets(clone), frozenset(before)), workspace))
        after = {path: data for path, data in outputs(clone).items() if path in before}
        if same:
            assert after == before
        else:
            assert not any(running(data) for path, data in after.items() if not is_plain(path))


def _committed(texts: dict[str, bytes]) -> CommittedBytes:
    return lambda path: frozenset({texts[path]}) if path in texts else frozenset()
