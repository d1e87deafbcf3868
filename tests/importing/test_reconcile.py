"""Edits of deployed files go back into the source, and only they."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aiwg.commands.reconcile_write import SourceWriter
from aiwg.deployment.intent import Targets, Verify
from aiwg.deployment.pipeline import plan_deployment
from aiwg.source.fetched.declared import FolderSource, SourceChoice
from aiwg.source.fetched.lock import LockedSource
from aiwg.source.layers import Layer
from tests.amount import TIMES
from tests.conftest import PLATFORM_IDS, Deployer, put, tree
from tests.crash.crash_points import AFTER, BEFORE, Fault, run_apart
from tests.importing.helping import changed_in as change
from tests.importing.helping import reconciled

AGENT = """\
---
name: seller
# what it is for
description: Sells shoes
tools: [read, grep]
access: read
---
You sell shoes.

Never give a discount.
"""


@pytest.fixture
def deployed(project: Path) -> Path:
    """Return a project with an agent, a rule and instructions, deployed to four tools."""
    put(project / "aiwg.yaml", "sources: [project]\n")
    put(project / ".aiwg" / "agents" / "seller.md", AGENT)
    put(project / ".aiwg" / "rules" / "style.md", '---\npaths: ["**/*.ts"]\n---\nUse tabs.\n')
    put(project / ".aiwg" / "instructions.md", "# Shop\n\nUse pnpm.\n")
    Deployer(project).deploy("claude", "codex", "copilot", "cursor", source=None, accept_freer=True)
    return project


EDITS = {
    "a body": (".claude/agents/seller.md", "Never give a discount.", "Never give one.", ".aiwg/agents/seller.md"),
    "a body in TOML": (".codex/agents/seller.toml", "Never give a discount.", "Never.", ".aiwg/agents/seller.md"),
    "a rule": (".cursor/rules/style.mdc", "Use tabs.", "Use spaces.", ".aiwg/rules/style.md"),
    "globs": (".cursor/rules/style.mdc", "globs: **/*.ts", "globs: **/*.ts, **/*.tsx", ".aiwg/rules/style.md"),
    "a block": ("AGENTS.md", "Use pnpm.", "Use npm.", ".aiwg/instructions.md"),
    "a field": (
        ".claude/agents/seller.md",
        'description: "Sells shoes"',
        "description: Sells boots",
        ".aiwg/agents/seller.md",
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_goes_back(edit: str, deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edit of an output changes its source, so that a deploy writes the edited output; no other source changes."""
    path, old, new, source = EDITS[edit]
    before = tree(deployed / ".aiwg", skip=())
    change(deployed / path, old, new)
    edited = (deployed / path).read_bytes()
    report = reconciled(capsys, deployed)
    assert [(each["path"], each["source"], each["reason"]) for each in report["edits"]] == [(path, source, None)]
    assert report["exit"] == 0
    after = tree(deployed / ".aiwg", skip=())
    assert [name for name in before if before[name] != after.get(name) and name != "manifest.json"] == [source[6:]]
    Deployer(deployed).deploy(source=None, accept_freer=True)
    assert (deployed / path).read_bytes().replace(b'"', b"").split() == edited.replace(b'"', b"").split()
    assert reconciled(capsys, deployed)["edits"] == []


def test_the_frontmatter_stays_when_only_the_text_changed(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Comments, quotes and order of a frontmatter stay byte for byte."""
    change(deployed / ".claude" / "agents" / "seller.md", "Never give a discount.", "Never give one.")
    reconciled(capsys, deployed)
    assert (deployed / ".aiwg" / "agents" / "seller.md").read_text() == AGENT.replace("a discount", "one")


def test_what_cannot_go_back_says_why(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edit whose source changed in the same place stays, with the reason and both ways out; exit 5."""
    change(deployed / ".cursor" / "rules" / "style.mdc", "Use tabs.", "Use spaces.")
    put(deployed / ".aiwg" / "rules" / "style.md", '---\npaths: ["**/*.ts"]\n---\nUse both.\n')
    report = reconciled(capsys, deployed)
    assert report["exit"] == 5
    assert "changed" in report["edits"][0]["reason"]
    assert "--prefer-edits .cursor/rules/style.mdc" in report["edits"][0]["hint"]
    assert "aiwg deploy --force" in report["edits"][0]["hint"]
    taken = reconciled(capsys, deployed, ".cursor/rules/style.mdc", prefer_edits=True)
    assert taken["edits"][0]["written"] is True
    assert "Use spaces." in (deployed / ".aiwg" / "rules" / "style.md").read_text()


def test_changes_of_both_sides_in_other_places_are_put_together(
    deployed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An edit goes back beside what its source changed meanwhile: in a file and in a block."""
    agent, own = deployed / ".claude" / "agents" / "seller.md", deployed / ".aiwg" / "agents" / "seller.md"
    change(agent, "Never give a discount.", "Never give one.")
    change(own, "You sell shoes.", "You sell boots.")
    change(deployed / "AGENTS.md", "Use pnpm.", "Use npm.")
    change(deployed / ".aiwg" / "instructions.md", "# Shop", "# The shop")
    assert reconciled(capsys, deployed)["exit"] == 0
    assert own.read_text().endswith("You sell boots.\n\nNever give one.\n")
    assert (deployed / ".aiwg" / "instructions.md").read_text() == "# The shop\n\nUse npm.\n"
    Deployer(deployed).deploy(source=None, accept_freer=True)
    assert agent.read_text().endswith("You sell boots.\n\nNever give one.\n")
    assert reconciled(capsys, deployed)["edits"] == []


def test_several_sections_of_one_block_go_back(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Edits of the texts of several artifacts in one block go back to each."""
    put(deployed / ".aiwg" / "rules" / "kind.md", "Be kind.\n\nAlways.\n")
    Deployer(deployed).deploy(source=None, accept_freer=True)
    block = deployed / "AGENTS.md"
    change(block, "Use pnpm.", "Use npm.\n\nAnd node.")
    change(block, "Always.", "Mostly.")
    report = reconciled(capsys, deployed)
    assert {each["artifact"]: each["whole"] for each in report["edits"]} == {
        "instructions/instructions": True,
        "rule/kind": True,
    }
    assert (deployed / ".aiwg" / "instructions.md").read_text() == "# Shop\n\nUse npm.\n\nAnd node.\n"
    assert (deployed / ".aiwg" / "rules" / "kind.md").read_text() == "Be kind.\n\nMostly.\n"
    before = block.read_bytes()
    Deployer(deployed).deploy(source=None, accept_freer=True)
    assert block.read_bytes() == before


def test_outputs_that_agree_are_one_edit_and_others_are_put_together(
    deployed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same edit in two files is taken once; edits of other lines are taken from both."""
    for file in (".claude/agents/seller.md", ".codex/agents/seller.toml"):
        change(deployed / file, "You sell shoes.", "You sell boots.")
    change(deployed / ".claude" / "agents" / "seller.md", "Never give a discount.", "Never give one.")
    report = reconciled(capsys, deployed)
    assert [each["whole"] for each in report["edits"]] == [True, True]
    assert (deployed / ".aiwg" / "agents" / "seller.md").read_text().endswith("sell boots.\n\nNever give one.\n")
    Deployer(deployed).deploy(source=None, accept_freer=True)
    assert "Never give one." in (deployed / ".codex" / "agents" / "seller.toml").read_text()


def test_outputs_that_disagree_wait_for_a_choice(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two edits of one line are both left; the one that is named is taken."""
    change(deployed / ".claude" / "agents" / "seller.md", "You sell shoes.", "You sell boots.")
    change(deployed / ".codex" / "agents" / "seller.toml", "You sell shoes.", "You sell hats.")
    before = (deployed / ".aiwg" / "agents" / "seller.md").read_bytes()
    report = reconciled(capsys, deployed)
    assert report["exit"] == 5
    assert [each["written"] for each in report["edits"]] == [False, False]
    assert (deployed / ".aiwg" / "agents" / "seller.md").read_bytes() == before
    reconciled(capsys, deployed, ".codex/agents/seller.toml")
    assert "You sell hats." in (deployed / ".aiwg" / "agents" / "seller.md").read_text()


FORMS = {
    "Windows line ends": AGENT.replace("\n", "\r\n").encode(),
    "a byte order mark": b"\xef\xbb\xbf" + AGENT.encode(),
    "both": b"\xef\xbb\xbf" + AGENT.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_of_a_source_stays(form: str, deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Comments, line ends and a byte order mark of a source stay; an edited output may have them, too."""
    own, output = deployed / ".aiwg" / "agents" / "seller.md", deployed / ".claude" / "agents" / "seller.md"
    own.write_bytes(FORMS[form])
    Deployer(deployed).deploy(source=None, accept_freer=True)
    text = output.read_text().replace("Sells shoes", "Sells boots").replace("a discount", "one")
    output.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert reconciled(capsys, deployed)["exit"] == 0
    wanted = FORMS[form].replace(b"Sells shoes", b"Sells boots").replace(b"a discount", b"one")
    assert own.read_bytes() == wanted


def test_a_secret_is_never_copied(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A secret that was typed into a deployed text stays there alone, and the report says so."""
    secret = "ghp_" + "k3J9xQ2mV7bN4cR8tY1wZ6pL0sD5fG3hA9uE"
    change(deployed / ".claude" / "agents" / "seller.md", "You sell shoes.", f"You sell shoes with {secret}.")
    report = reconciled(capsys, deployed)
    assert report["exit"] == 5
    assert "secret" in report["edits"][0]["reason"]
    assert all(secret.encode() not in data for data in tree(deployed / ".aiwg", skip=()).values())


def test_a_deleted_file_leaves_its_artifact_out_when_it_is_named(
    deployed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A deleted file is offered as a limit of its artifact, and taken when it is named, never by --yes alone."""
    (deployed / ".cursor" / "rules" / "style.mdc").unlink()
    own = deployed / ".aiwg" / "rules" / "style.md"
    before = own.read_bytes()
    report = reconciled(capsys, deployed)
    assert (report["exit"], report["edits"][0]["removed"], report["edits"][0]["written"]) == (5, True, False)
    assert own.read_bytes() == before
    report = reconciled(capsys, deployed, ".cursor/rules/style.mdc")
    assert report["edits"][0]["written"] is True
    assert own.read_text().startswith('---\npaths: ["**/*.ts"]\nplatforms:')
    Deployer(deployed).deploy(source=None, accept_freer=True)
    assert not (deployed / ".cursor" / "rules" / "style.mdc").exists()
    assert "tabs" in "".join(map(str, tree(deployed).values()))
    assert reconciled(capsys, deployed)["edits"] == []


def test_an_edited_file_beside_a_skill_goes_back(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script that was edited where a tool runs it becomes the script of the source; the text of the skill stays."""
    put(project / "aiwg.yaml", "sources: [project]\n")
    put(project / ".aiwg/skills/greet/SKILL.md", "---\nname: greet\ndescription: Greets.\n---\nSay hello.\n")
    script = project / ".aiwg" / "skills" / "greet" / "scripts" / "greet.sh"
    put(script, "#!/bin/sh\necho hello\n")
    Deployer(project).deploy("claude", source=None)
    change(project / ".claude" / "skills" / "greet" / "scripts" / "greet.sh", "echo hello", "echo hi")
    report = reconciled(capsys, project)
    assert report["edits"][0]["source"] == ".aiwg/skills/greet/SKILL.md"
    assert script.read_text() == "#!/bin/sh\necho hi\n"
    assert report["edits"][0]["whole"] is True


def test_a_copy_of_a_bundled_skill_brings_the_files_beside_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An edit of a bundled skill becomes a copy with all its files, and the report says what it replaces."""
    planned = Deployer(project).deploy("claude", source=None, accept_freer=True)
    skill = next(each for each in planned.catalog.of_kind("skill") if each.assets and not each.composed_from)
    file = project / ".claude" / "skills" / skill.id / "SKILL.md"
    file.write_text(file.read_text() + "\nSay please.\n")
    report = reconciled(capsys, project)
    assert report["edits"][0]["copied_from"] == f"(bundled)/skills/{skill.id}/SKILL.md"
    folder = project / ".aiwg" / "skills" / skill.id
    assert set(tree(folder)) == {"SKILL.md", *(asset.path for asset in skill.assets)}
    assert (folder / "SKILL.md").read_text().endswith("Say please.\n")


def test_a_source_that_has_the_edit_already_settles_it(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a run that was cut off left, an edited file and a source that says the same, is settled by the next one."""
    change(deployed / ".cursor" / "rules" / "style.mdc", "globs: **/*.ts", "globs:  **/*.ts ,  **/*.tsx")
    change(deployed / ".aiwg" / "rules" / "style.md", '["**/*.ts"]', '["**/*.ts", "**/*.tsx"]')
    report = reconciled(capsys, deployed)
    assert (report["exit"], report["edits"][0]["respelled"]) == (0, True)
    assert "globs: **/*.ts, **/*.tsx\n" in (deployed / ".cursor" / "rules" / "style.mdc").read_text()
    assert reconciled(capsys, deployed)["edits"] == []


@pytest.mark.parametrize("kind", [BEFORE, AFTER] if TIMES > 1 else [AFTER])
def test_killed_anywhere_the_next_run_converges(kind: str, deployed: Path, tmp_path: Path) -> None:
    """Killed at a call that writes, the source is old or new, and the same command and a sync bring all to the edit."""
    change(deployed / ".claude" / "agents" / "seller.md", "Never give a discount.", "Never give one.")
    saved, arguments = tmp_path / "saved", ["reconcile", "--yes", "--project", str(deployed)]
    shutil.copytree(deployed, saved)
    done = run_apart(arguments, tmp_path / "report")
    assert done.exit == 0, done.said
    wanted = (deployed / ".aiwg" / "agents" / "seller.md").read_bytes()
    for at in range(1 if kind == BEFORE else 2, len(done.calls) + 1, max(1, len(done.calls) // 2)):
        shutil.rmtree(deployed)
        shutil.copytree(saved, deployed)
        run_apart(arguments, tmp_path / "report", Fault(at, kind))
        assert (deployed / ".aiwg" / "agents" / "seller.md").read_bytes() in (AGENT.encode(), wanted)
        assert run_apart(arguments, tmp_path / "report").exit == 0
        Deployer(deployed).deploy(source=None, accept_freer=True)
        assert (deployed / ".aiwg" / "agents" / "seller.md").read_bytes() == wanted
        assert b"Never give one." in (deployed / ".codex" / "agents" / "seller.toml").read_bytes()


def test_nothing_is_written_without_a_yes(deployed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody can be asked, an edit is shown and not written."""
    change(deployed / ".cursor" / "rules" / "style.mdc", "Use tabs.", "Use spaces.")
    report = reconciled(capsys, deployed, yes=False)
    assert [each["written"] for each in report["edits"]] == [False]
    assert "Use tabs." in (deployed / ".aiwg" / "rules" / "style.md").read_text()


def test_an_edit_of_a_bundled_artifact_becomes_a_copy(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An edit of what comes with aiwg is written into the project's source."""
    Deployer(project).deploy("claude", source=None, accept_freer=True)
    file = next((project / ".claude" / "agents").glob("*.md"))
    file.write_text(file.read_text() + "\nSay please.\n")
    report = reconciled(capsys, project, str(file.relative_to(project)))
    assert report["edits"][0]["written"] is True
    assert (project / report["edits"][0]["source"]).read_text().endswith("Say please.\n")


@pytest.mark.parametrize(
    "platform", [id for id in PLATFORM_IDS if id in ("kiro", "opencode", "gemini-cli", "windsurf")]
)
def test_an_edit_of_a_text_goes_back_from_each_form(
    platform: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line added to an agent in any tool's form comes into its source."""
    put(project / "aiwg.yaml", "sources: [project]\n")
    put(project / ".aiwg" / "agents" / "seller.md", AGENT)
    planned = Deployer(project).deploy(platform, source=None, accept_freer=True)
    paths = [output.path for output in planned.outputs if "seller" in output.path]
    if not paths:
        pytest.skip("it has no agents in a project")
    change(project / paths[0], "You sell shoes.", "You sell shoes and boots.")
    report = reconciled(capsys, project)
    assert [each["reason"] for each in report["edits"]] == [None]
    assert "shoes and boots" in (project / ".aiwg" / "agents" / "seller.md").read_text()


def test_only_sources_of_the_project_are_written(deployed: Path, home: Path) -> None:
    """A source is written in place where it is this project's own; the others are shared, and get a copy."""
    writer = SourceWriter.of(plan_deployment(Verify(Targets(deployed))), deployed)
    pin = LockedSource("https://example.com/team.git", "0" * 40, "aiwg")
    layers = {
        ".aiwg": Layer("project", deployed / ".aiwg", ".aiwg"),
        "shared": Layer("project", deployed / "shared", "shared"),
        ".": Layer("source", deployed, "."),
        "": Layer("bundled", deployed / "bundled", "(bundled)"),
    }
    for folder, layer in layers.items():
        assert writer.writable(layer) == folder
    assert writer.writable(Layer("user", home / ".config" / "aiwg", "~/.config/aiwg")) == ""
    assert writer.writable(Layer("project", home / "elsewhere", "../elsewhere")) == ""
    assert writer.writable(Layer("project", deployed / "shared", "(team)", locked=pin)) == ""
    assert writer.writable(Layer("project", deployed / ".aiwg" / "vendor" / "team", "(team)")) == ""
    renamed = FolderSource("shared", SourceChoice(rename={"rule/a": "b"}))
    assert writer.writable(Layer("project", deployed / "shared", "shared", declared=renamed)) == ""


def test_an_edit_of_your_own_source_becomes_a_copy_in_the_project(
    deployed: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What comes from the user's own source is copied with its comments; that source stays as it is."""
    own = home / ".config" / "aiwg" / "rules" / "kind.md"
    put(own, "---\n# for all of us\ndescription: Kindness\n---\nBe kind.\n")
    put(deployed / "aiwg.yaml", "sources: [user, project]\n")
    Deployer(deployed).deploy(source=None, accept_freer=True)
    change(deployed / "AGENTS.md", "Be kind.", "Be very kind.")
    report = reconciled(capsys, deployed)
    assert report["edits"][0]["source"] == ".aiwg/rules/kind.md"
    copied = own.read_text().replace("Be kind", "Be very kind")
    assert (deployed / ".aiwg" / "rules" / "kind.md").read_text() == copied
    assert "Be kind." in own.read_text()
