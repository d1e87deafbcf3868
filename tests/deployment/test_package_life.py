"""Packages over time: they come, go, become projects of their own, and leave nothing behind."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from aiwg.core.errors import UserError
from aiwg.deployment.intent import Inspect, Remove, Sync, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.undo import carry_out_undo, plan_undo
from aiwg.deployment.workspace import open_workspace
from tests.conftest import Deployer, put, stats, tree

PLATFORMS = ("claude", "cursor", "windsurf")
SETTINGS = "packages/web/.claude/settings.json"


@pytest.fixture
def mono(project: Path) -> Path:
    """Return a project with two packages."""
    for name in ("web", "api"):
        put(project / f"packages/{name}/index.js", "")
    put(project / "aiwg.yaml", f'packages: ["packages/*"]\naccept_freer: [{", ".join(PLATFORMS)}]\n')
    return project


def sync(project: Path) -> dict[str, set[str]]:
    """Bring a project up to date; return the changed paths by action."""
    plan = plan_deployment(Sync(Targets(project)))
    assert not plan.plan.conflicts
    carry_out(plan)
    return {name: {each.path for each in plan.plan.changes if each.action == name} for name in ("create", "delete")}


def test_removing_leaves_every_byte(mono: Path, deployer: Deployer) -> None:
    """After a deploy into packages with files of the user's and a remove, the tree is as it was before."""
    put(mono / SETTINGS, '{"model": "opus",\n  "permissions": {"deny": ["Bash(rm *)"]}}\n')
    put(mono / "packages/web/AGENTS.md", "Mine.\n")
    put(mono / "packages/api/.cursor/skills/own/SKILL.md", "---\nname: own\ndescription: Mine\n---\n")
    before = tree(mono)
    deployer.deploy(*PLATFORMS)
    assert any(path.startswith("packages/api/.claude/") for path in tree(mono))
    deployer.remove()
    assert tree(mono) == before
    assert {path.name for path in (mono / "packages/web").iterdir()} == {"index.js", ".claude", "AGENTS.md"}


def test_a_second_run_writes_nothing(mono: Path, deployer: Deployer) -> None:
    """With packages, too, a sync after a deploy changes no file, no time and no inode."""
    deployer.deploy(*PLATFORMS)
    before = stats(mono)
    assert sync(mono) == {"create": set(), "delete": set()}
    assert stats(mono) == before
    assert not plan_deployment(Inspect(Targets(mono))).plan.changes


def test_packages_do_not_collide(mono: Path, deployer: Deployer) -> None:
    """Two packages get the same files, each its own."""
    plan = deployer.deploy(*PLATFORMS)
    web, api = (
        {path.removeprefix(f"{each.folder}/") for path in (o.path for o in each.outputs)}
        for each in plan.rendered.packages
    )
    assert web == api
    assert web


def test_a_package_that_comes_and_one_that_goes(mono: Path, deployer: Deployer) -> None:
    """A new folder gets what the others have; one that is not named any more loses what aiwg wrote, and only that."""
    deployer.deploy(*PLATFORMS)
    put(mono / "packages/new/index.js", "")
    came = sync(mono)["create"]
    assert came
    assert all(path.startswith("packages/new/") for path in came)
    put(mono / "aiwg.yaml", (mono / "aiwg.yaml").read_text().replace("packages/*", "packages/{new,web}"))
    assert {path.split("/")[1] for path in sync(mono)["delete"]} == {"api"}
    assert [path.name for path in (mono / "packages/api").iterdir()] == ["index.js"]


def test_a_package_that_was_deleted_is_forgotten(mono: Path, deployer: Deployer) -> None:
    """When somebody deletes a package, the next sync takes its files off the list and makes none again."""
    deployer.deploy(*PLATFORMS)
    for path in sorted((mono / "packages/api").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (mono / "packages/api").rmdir()
    sync(mono)
    manifest = json.loads((mono / ".aiwg/manifest.json").read_text())
    assert not [path for path in manifest["paths"] if path.startswith("packages/api/")]
    assert not (mono / "packages/api").exists()


def test_without_the_setting_its_files_go(mono: Path, deployer: Deployer) -> None:
    """Without `packages` in aiwg.yaml what lay in packages is removed, as the manifest remembers them."""
    deployer.deploy(*PLATFORMS)
    put(mono / "aiwg.yaml", f"accept_freer: [{', '.join(PLATFORMS)}]\n")
    assert sync(mono)["delete"]
    assert [path.name for path in sorted((mono / "packages").rglob("*")) if path.is_file()] == ["index.js", "index.js"]


def test_an_undo_brings_packages_back(mono: Path, deployer: Deployer) -> None:
    """An undo of the deploy that named packages takes away what it wrote there, and a second one writes it again."""
    deployer.deploy(*PLATFORMS)
    before = tree(mono)
    put(mono / "aiwg.yaml", f"accept_freer: [{', '.join(PLATFORMS)}]\n")
    sync(mono)
    workspace = open_workspace(mono, "project")
    planned = plan_undo(workspace.state, workspace.claims)
    assert planned is not None
    assert not planned.plan.conflicts
    carry_out_undo(planned, workspace.state, workspace.claims)
    assert tree(mono, skip=(".aiwg", ".git", "aiwg.yaml")) == {k: v for k, v in before.items() if k != "aiwg.yaml"}


@pytest.mark.parametrize("own", ["aiwg.yaml", ".aiwg/rules/x.md", ".git/HEAD"])
def test_a_project_of_its_own_is_left_to_itself(own: str, mono: Path, deployer: Deployer) -> None:
    """Into a folder that is a project or a repository of its own, and below it, nothing is written; a note says so."""
    put(mono / "packages/api" / own, "platforms: [claude]\n" if own == "aiwg.yaml" else "x\n")
    put(mono / "aiwg.yaml", "packages: [packages/*, packages/api/inner]\n")
    (mono / "packages/api/inner").mkdir()
    plan = deployer.plan(*PLATFORMS, accept_freer=True)
    assert [package.folder for package in plan.rendered.packages] == ["packages/web"]
    assert [each.message for each in plan.problems if each.code == "package-left"]


def test_nothing_is_written_through_a_link(mono: Path, deployer: Deployer) -> None:
    """A package that is a link gets nothing, and neither does a folder in one that leads to the project's own."""
    os.symlink("web", mono / "packages/linked")
    os.symlink("../../.claude", mono / "packages/web/.claude")
    plan = deployer.deploy(*PLATFORMS)
    assert [package.folder for package in plan.rendered.packages] == ["packages/api", "packages/web"]
    assert not [path for path in plan.new.records if path.startswith(("packages/web/.claude/", "packages/linked/"))]
    assert [each.message for each in plan.problems if each.code == "package-link"]


def test_the_text_of_a_folder_and_of_the_project_share_a_file(mono: Path, write: object, deployer: Deployer) -> None:
    """Instructions for a folder that is a package stand in one block with those of the project, where it needs both."""
    source = mono / "source"
    put(source / "instructions.md", "All of it.\n")
    put(source / "instructions/packages/web.md", "The web.\n")
    put(source / "instructions/packages/api.md", "The API.\n")
    deployer.deploy("windsurf", source=source)
    text = (mono / "packages/web/AGENTS.md").read_text()
    assert [text.count(each) for each in ("All of it.", "The web.", "The API.")] == [1, 1, 0]
    deployer.remove()
    assert not (mono / "packages/web/AGENTS.md").exists()


def test_a_manifest_cannot_make_any_folder_a_package(mono: Path, deployer: Deployer) -> None:
    """What a manifest lists in folders that it calls packages is believed only for paths of an adapter."""
    deployer.deploy("claude")
    put(mono / "src/main.py", "x = 1\n")
    put(mono / "src/.claude/notes.txt", "mine\n")
    manifest = json.loads((mono / ".aiwg/manifest.json").read_text())
    manifest["packages"] += ["src"]
    digest = "b3c1d5b0d1f8a5b6c7d8e9f0a1b2c3d4e5f60718293a4b5c6d7e8f9001122334"
    for path in ("src/main.py", "src/.claude/notes.txt"):
        manifest["paths"][path] = {"own": "file", "sha256": digest, "artifacts": ["skill/x"], "platforms": ["claude"]}
    put(mono / ".aiwg/manifest.json", json.dumps(manifest))
    plan = plan_deployment(Sync(Targets(mono)))
    assert {stray.path for stray in plan.strays} == {"src/main.py", "src/.claude/notes.txt"}


@pytest.mark.parametrize("folder", ["../out", "/etc", "a/../../b", "x/.git/y", "~/x\\y", ""])
def test_a_manifest_with_a_hostile_package_is_refused(folder: str, mono: Path, deployer: Deployer) -> None:
    """A recorded package that could lead out of the project stops the run."""
    deployer.deploy("claude")
    manifest = json.loads((mono / ".aiwg/manifest.json").read_text())
    manifest["packages"] += [folder]
    put(mono / ".aiwg/manifest.json", json.dumps(manifest))
    with pytest.raises(UserError):
        plan_deployment(Remove(Targets(mono)))
