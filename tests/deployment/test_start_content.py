"""What a project starts with: parts of the bundled source, copies of it, and files of yours that win over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.adapter.discover import discover
from aiwg.artifact.kinds import KINDS
from aiwg.cli.app import run
from aiwg.config import read_config
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.fs import resources
from aiwg.source.layers import layers_for, load_layers
from aiwg.source.load import load_source
from tests.conftest import PLATFORM_IDS, put, tree

ROOT = Path(resources.source_folder())
BUNDLES = load_layers(layers_for(None, (), ("bundled",)), ROOT).bundles
SOME = [id for id in PLATFORM_IDS if discover([]).get(id).data["evidence"]["grade"] == "client"]


def aiwg(project: Path, *arguments: str) -> int:
    """Run the command line for a project."""
    return run((arguments[0], "--project", str(project), *arguments[1:]))


@pytest.mark.parametrize(
    ("start", "bundles"),
    [
        ("mine", ()),
        ("everything", ("all",)),
        ("bundled", ("all",)),
        ("adr", ("adr",)),
        ("basics,adr", ("basics", "adr")),
    ],
)
def test_init_writes_what_to_start_with(project: Path, start: str, bundles: tuple[str, ...]) -> None:
    """Each answer becomes a list of bundles, and the source loads with it."""
    assert aiwg(project, "init", "--yes", "--start", start) == 0
    assert read_config(project).bundles == bundles


def test_a_misspelt_start_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A word that is no bundle ends with 2 and the closest one, before anything is written."""
    assert aiwg(project, "init", "--start", "basic") == 2
    assert "Did you mean basics?" in capsys.readouterr().err
    assert tree(project, skip=()) == {}


@pytest.mark.parametrize("name", sorted(BUNDLES))
def test_each_bundle_deploys_alone(project: Path, name: str) -> None:
    """A project can take any one part of the bundled source: just that is deployed, with no warning."""
    put(project / "aiwg.yaml", f"platforms: [claude]\nbundles: [{name}]\n")
    planned = plan_deployment(Deploy(Targets(project)))
    assert {artifact.named for artifact in planned.catalog} == set(BUNDLES[name].artifacts)
    assert [problem.message for problem in planned.problems if problem.level != "info"] == []


def test_all_is_what_comes_without_a_choice(project: Path) -> None:
    """`bundles: [all]` is the same as no such key, and an empty list is none of it."""
    found = {}
    for text in ("", "bundles: [all]\n", "bundles: []\n"):
        put(project / "aiwg.yaml", f"platforms: [claude]\n{text}")
        found[text] = {artifact.named for artifact in plan_deployment(Deploy(Targets(project))).catalog}
    assert len(found[""]) > 40
    assert found[""] == found["bundles: [all]\n"]
    assert found["bundles: []\n"] == set()


def test_an_unknown_bundle_is_one_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name in aiwg.yaml that is no bundle ends with 3 and the closest one; nothing is written."""
    put(project / "aiwg.yaml", "platforms: [claude]\nbundles: [basic, adr]\n")
    assert aiwg(project, "deploy") == 3
    assert "did you mean basics?" in capsys.readouterr().err
    assert tree(project) == {"aiwg.yaml": b"platforms: [claude]\nbundles: [basic, adr]\n"}


@pytest.mark.parametrize("id", SOME)
def test_your_file_wins_over_each_bundled_artifact(project: Path, id: str) -> None:
    """Files of yours in the places of a platform's whole bundle stay as they are, and the rest is deployed."""
    put(project / "aiwg.yaml", f"platforms: [{id}]\n")
    first = plan_deployment(Deploy(Targets(project)))
    outputs = [action for action in first.plan.changes if action.own == "file"]
    mine = {action.path: b"Mine.\n" for action in outputs[::3] if not action.path.startswith(".aiwg/")}
    for path, data in mine.items():
        put(project / path, data.decode())
    planned = plan_deployment(Deploy(Targets(project)))
    assert planned.plan.conflicts == []
    gone = {name for action in outputs if action.path in mine for name in action.artifacts}
    carry_out(planned)
    for path, data in mine.items():
        assert (project / path).read_bytes() == data
    for action in outputs:
        if not gone.intersection(action.artifacts):
            assert (project / action.path).read_bytes() == action.after
        elif gone.issuperset(action.artifacts) and action.path not in mine:
            assert not (project / action.path).exists()
    assert len([problem for problem in planned.problems if problem.code == "yours-instead"]) == bool(mine)
    assert plan_deployment(Deploy(Targets(project))).plan.changes == []


STANDING = ["file", "link", "link out", "folder", "other case"]


@pytest.mark.parametrize("manner", STANDING)
def test_whatever_of_yours_has_the_place_wins(project: Path, manner: str) -> None:
    """A link, a folder or a name in other case is yours, too; other platforms get the bundled one all the same."""
    place = project / ".claude/agents/architect.md"
    put(project / "mine.md", "Mine.\n")
    put(project.parent / "outside.md", "Mine.\n")
    place.parent.mkdir(parents=True)
    if manner == "file":
        put(place, "Mine.\n")
    elif manner == "folder":
        put(place / "mine.md", "Mine.\n")
    elif manner == "other case":
        put(place.parent / "Architect.md", "Mine.\n")
    else:
        place.symlink_to(project / "mine.md" if manner == "link" else project.parent / "outside.md")
    before = tree(project.parent)
    planned = plan_deployment(Deploy(Targets(project, "project", ("claude", "codex"))))
    assert planned.plan.conflicts == []
    assert planned.loaded.yielded == {".claude/agents/architect.md": ("agent/architect",)}
    carry_out(planned)
    assert {path: data for path, data in tree(project.parent).items() if path in before} == before
    assert (project / ".codex/agents/architect.toml").exists()
    assert (project / ".claude/agents/debugger.md").exists()


def test_your_own_source_does_not_yield(project: Path) -> None:
    """Only the bundled source makes room: an artifact of the project in the place of a file of yours is a conflict."""
    put(project / ".aiwg/agents/architect.md", "---\nname: architect\ndescription: d\n---\nDesign.\n")
    put(project / ".claude/agents/architect.md", "Mine.\n")
    planned = plan_deployment(Deploy(Targets(project, "project", ("claude",))))
    assert [action.path for action in planned.plan.conflicts] == [".claude/agents/architect.md"]


def test_a_parent_that_is_a_file_stays_a_conflict(project: Path) -> None:
    """A file in the place of the folder of all agents is no agent of yours."""
    put(project / ".claude/agents", "Mine.\n")
    planned = plan_deployment(Deploy(Targets(project, "project", ("claude",))))
    assert planned.plan.conflicts


def test_force_takes_the_place_with_a_backup(project: Path) -> None:
    """--force deploys the bundled one over your file, which is backed up first, as ever."""
    put(project / ".claude/agents/architect.md", "Mine.\n")
    planned = plan_deployment(Deploy(Targets(project, "project", ("claude",)), force=True))
    [backup] = carry_out(planned)
    assert Path(backup).read_text() == "Mine.\n"


COPIED = {
    "agent": "code-reviewer", "skill": "adr", "rule": "no-secrets", "command": "fix-bug", "behavior": "secret-guard",
    "instructions": "instructions",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(COPIED))
def test_a_copy_is_the_bundled_one(project: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A copy has every file of the bundled artifact, byte for byte and as executable, and replaces it."""
    assert aiwg(project, "new", kind, COPIED[kind], "--copy") == 0
    said = capsys.readouterr().out
    copied = {path: (project / ".aiwg" / path) for path in tree(project / ".aiwg", skip=())}
    assert copied
    for path, file in copied.items():
        assert file.read_bytes() == (ROOT / path).read_bytes()
        assert file.stat().st_mode & 0o111 == (ROOT / path).stat().st_mode & 0o111
    whole = next(iter(copied)).split("/")[:2]
    if KINDS[kind].has_folder:
        assert set(tree(ROOT / "/".join(whole), skip=())) == set(tree(project / ".aiwg" / "/".join(whole), skip=()))
    assert ("aiwg trust" in said) == (kind == "behavior")
    planned = plan_deployment(Deploy(Targets(project, "project", ("claude",))))
    named = [each for each in planned.loaded.catalog if each.named == f"{kind}/{COPIED[kind]}"]
    assert {each.origin.layer for each in named} <= {"project"}
    assert aiwg(project, "new", kind, COPIED[kind], "--copy") == 4


ENTRIES = {
    "mcp_server": ("search", "mcp.yaml", "servers:\n  search: {url: https://example.com/mcp}\n"),
    "hook": ("format", "hooks.yaml", "hooks:\n  - id: format\n    event: tool_after\n    command: make format\n"),
    "permission": ("deny read(.env)", "permissions.yaml", "deny: [read(.env)]\n"),
    "ignore": ("ignore", "ignore", "dist/\n"),
}


@pytest.mark.parametrize("kind", sorted(ENTRIES))
def test_an_entry_of_your_own_source_can_be_copied(project: Path, home: Path, kind: str) -> None:
    """Entries of a settings file are copied from your own source into the project's, and mean the same there."""
    name, file, text = ENTRIES[kind]
    put(home / ".config/aiwg" / file, text)
    assert aiwg(project, "new", kind, name, "--copy") == 0
    (theirs,) = load_source(home / ".config/aiwg", "user", "~").artifacts
    (mine,) = load_source(project / ".aiwg", "project", ".aiwg").artifacts
    assert (mine.kind, mine.id, mine.fields, mine.body) == (theirs.kind, theirs.id, theirs.fields, theirs.body)


def test_a_copy_of_nothing_is_an_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that no weaker source has ends with 2 and the closest one."""
    assert aiwg(project, "new", "agent", "code-reviwer", "--copy") == 2
    assert "Did you mean agent/code-reviewer?" in capsys.readouterr().err
    assert tree(project, skip=()) == {}
