"""Layouts: each is checked data, and a tree in each becomes a canonical one of which nothing is lost in silence."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from aiwg.artifact.kinds import KINDS
from aiwg.core.errors import UserError
from aiwg.importing.layouts.find import FILE, FOLDER, all_layouts, find_layout, fitting_layouts, layout_named
from aiwg.importing.layouts.schema import check_layout
from aiwg.importing.layouts.translate import translate
from aiwg.importing.layouts.tree import HeldTree
from aiwg.importing.layouts.version import translation_version
from aiwg.source.load import load_tree
from aiwg.source.tree_file import TreeFile
from tests.layouts.trees import SampleTree, sample_trees

TREES = sample_trees()
LAYOUTS = [layout.id for layout in all_layouts()]


@pytest.fixture(params=sorted(TREES))
def sample(request: pytest.FixtureRequest) -> SampleTree:
    """Return each tree."""
    return TREES[request.param]


@pytest.mark.parametrize("id", LAYOUTS)
def test_a_layout_has_the_shape_of_its_schema(id: str) -> None:
    """Every layout is valid data, with the sources of its facts and their date."""
    assert check_layout(id, FOLDER / id, (FOLDER / id / FILE).read_text(encoding="utf-8")) == []
    evidence = next(layout for layout in all_layouts() if layout.id == id).data["evidence"]
    assert evidence["checked"]
    assert evidence["sources"]


def test_layouts_have_an_order() -> None:
    """Of two layouts that fit one is meant, and each has a tree in these tests."""
    ranks = [layout.rank for layout in all_layouts()]
    assert len(set(ranks)) == len(ranks)
    assert set(LAYOUTS) == set(TREES)


@pytest.mark.parametrize(
    ("line", "slip"),
    [
        ("rnak: 3", 'unknown key "rnak"'),
        ("rules: {reads: ['../x/{id}.md']}", "goes up a folder"),
        ("rules: {reads: ['~/x/{id}.md']}", "is not in the tree"),
        ("not_taken: [{path: '/etc/passwd', what: x}]", "is not in the tree"),
        ("marker: [.git/config]", "is in .git"),
        ("like: martian", "cannot be used"),
        ("targets: {every: ['*']}", 'the key "key" is missing'),
        ("rules: {reads: [x.md], wher: []}", 'unknown key "wher"'),
    ],
)
def test_a_slip_in_a_layout_is_found(tmp_path: Path, line: str, slip: str) -> None:
    """What is wrong with a layout is said with its line."""
    key = line.partition(":")[0]
    good = {
        "name": "name: x",
        "docs": "docs: y",
        "evidence": "evidence: {grade: docs}",
        "rank": "rank: 1",
        "marker": "marker: [x.md]",
    }
    text = "\n".join({**good, key: line}.values())
    found = check_layout("x", tmp_path / "x", text)
    assert any(slip in each.message for each in found), [each.message for each in found]


def test_a_tree_shows_its_layout(sample: SampleTree) -> None:
    """The layout of each tree is found by its files."""
    assert find_layout(sample.held).id == sample.id


def test_a_tree_becomes_its_artifacts(sample: SampleTree) -> None:
    """Each tree gives the artifacts that it should, with these fields, and no others."""
    translation = sample.translated()
    loaded = load_tree(translation.files, "project", "")
    assert [problem.message for problem in loaded.problems if problem.level == "error"] == []
    found = {artifact.key: artifact for artifact in loaded.artifacts}
    assert set(found) == set(sample.gives)
    for key, wanted in sample.gives.items():
        artifact = found[key]
        if "fields" in wanted:
            named = {"name": artifact.id} if KINDS[artifact.kind].is_named and "name" in wanted["fields"] else {}
            known = {"pattern", "tool", "argument", "effect"}
            fields = {name: value for name, value in {**named, **artifact.fields}.items() if name not in known}
            assert fields == wanted["fields"], key
        if "body" in wanted:
            assert artifact.body == wanted["body"], key
        if "assets" in wanted:
            assert [asset.path for asset in artifact.assets] == wanted["assets"], key
        if "overrides" in wanted:
            assert {name: dict(each) for name, each in artifact.overrides.items()} == wanted["overrides"], key
        if "extra" in wanted:
            assert dict(artifact.extra) == wanted["extra"], key
        assert list(artifact.include) == wanted.get("include", []), key


def test_nothing_of_a_tree_is_lost_in_silence(sample: SampleTree) -> None:
    """Each file is what an artifact came from, or a finding names it, or it is no context at all."""
    translation = sample.translated()
    taken = {path for paths in translation.origins.values() for path in paths}
    named = {finding.file for finding in translation.findings}
    assert set(translation.origins) == set(sample.gives)
    assert taken <= set(sample.files)
    assert set(sample.files) - taken - named - _manifests(sample) == set(sample.rest)


def _manifests(sample: SampleTree) -> set[str]:
    return {path for path in sample.files if path.endswith(("plugin.json", "marketplace.json"))}


def test_what_is_not_taken_is_told(sample: SampleTree) -> None:
    """A finding says what of each tree was not taken, or says something else now, and why."""
    said = [f"{finding.file}: {finding.message}" for finding in sample.translated().findings]
    for wanted in sample.told:
        path, _, words = wanted.partition(": ")
        assert any(each.startswith(f"{path}: ") and words in each for each in said), (wanted, said)


def test_a_translation_is_the_same_each_time(sample: SampleTree) -> None:
    """Two translations of a tree are equal byte for byte, whatever the order of its files."""
    backwards = dict(reversed(sample.held.items()))
    assert translate(backwards, find_layout(backwards)) == sample.translated()


def test_a_skill_is_taken_byte_for_byte() -> None:
    """The files of a skill that is right as it stands are not touched."""
    sample = TREES["skills"]
    files = sample.translated().files
    for path in ("skills/one/SKILL.md", "skills/one/references/more.md"):
        assert files[path].data == sample.held[path].data


def test_scripts_stay_executable() -> None:
    """The executable bit comes along, and the script that runs a hook has it."""
    files = TREES["apm"].translated().files
    assert files["behaviors/kit-hooks/scripts/fmt.sh"].executable
    assert files["behaviors/kit-hooks/run/tool-after-1.sh"].executable


def test_a_hook_of_a_plugin_runs_where_its_files_lie(tmp_path: Path) -> None:
    """The script of a hook starts the plugin's own command, with its arguments and the variables that it knows."""
    files = TREES["claude-plugin"].translated().files
    root = tmp_path / "b"
    for path, file in files.items():
        if path.startswith("behaviors/"):
            target = root / path.split("/", 2)[2]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)
    shown = 'import os, sys\nprint(sys.argv[1:], os.environ["CLAUDE_PLUGIN_ROOT"], os.environ["CLAUDE_PROJECT_DIR"])\n'
    (root / "lib/check.py").write_text(shown)
    done = subprocess.run(
        ["sh", str(root / "run/tool-before-1.sh")],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["['--strict']", str(root), str(tmp_path)]


def test_single_plugins_are_picked() -> None:
    """Of a marketplace only the plugins that are named come, and nothing is renamed for those left out."""
    translation = TREES["claude-marketplace"].translated("two")
    assert set(translation.origins) == {"skill/walk", "agent/lead"}
    assert translation.files["skills/walk/SKILL.md"].data.endswith(b"Run.\n")


@pytest.mark.parametrize(("name", "words"), [("onee", "one"), ("far", "acme/far"), ("out", "no plugin")])
def test_a_plugin_that_is_not_there_is_an_error(name: str, words: str) -> None:
    """A plugin that a tree does not hold is one error, which says where it lies or which there are."""
    with pytest.raises(UserError) as caught:
        TREES["claude-marketplace"].translated(name)
    assert words in f"{caught.value.message} {caught.value.hint}"


def test_a_tree_without_plugins_has_none_to_pick() -> None:
    """A choice of plugins where there are none is an error."""
    with pytest.raises(UserError, match="no plugins"):
        TREES["rulesync"].translated("one")


def test_two_layouts_that_fit_have_an_order() -> None:
    """A tree with the marks of several layouts is read as the first of them, each time."""
    files = {**TREES["skills"].held, **TREES["claude-plugin"].held, **TREES["rulesync"].held}
    assert [layout.id for layout in fitting_layouts(HeldTree(files))] == ["claude-plugin", "skills", "rulesync"]
    found = translate(files, find_layout(files)).findings
    assert any("rulesync, too" in finding.message for finding in found)


@pytest.mark.parametrize(
    ("paths", "layout"),
    [
        (["agents/a.agent.md", ".claude-plugin/marketplace.json"], "copilot-collection"),
        (["skills/.curated/a/SKILL.md", "README.md"], "skills"),
        ([".rulesync/skills/a/SKILL.md", ".claude/skills/a/SKILL.md"], "rulesync"),
        (["apm.yml", "skills/a/SKILL.md", "rules/a.md"], "apm"),
        (["rules/a.md", "skills/a/SKILL.md"], "aiwg"),
        ([".ai-rulez/rules/a.md", "plugin/.claude-plugin/plugin.json"], "ai-rulez"),
    ],
)
def test_names_of_files_show_the_layout(paths: list[str], layout: str) -> None:
    """What somebody publishes comes before what they use themselves; hidden folders are nobody's product."""
    assert find_layout(dict.fromkeys(paths, TreeFile(b""))).id == layout


def test_the_version_of_a_translation_is_stable() -> None:
    """The text that a cache puts into its keys is the same in each process, and says no path."""
    assert translation_version() == translation_version()
    assert len(translation_version()) == 64


@pytest.mark.parametrize(("id", "folder"), [("aiwg-frameworks", "addons/kit/"), ("claude-plugin", "")])
def test_what_limits_an_agent_is_never_lost(id: str, folder: str) -> None:
    """Limits that a field says are for all tools; those that none can say keep an agent from all others."""
    files = {
        f"{folder}{'manifest.json' if folder else '.claude-plugin/plugin.json'}": b'{"name": "kit"}',
        f"{folder}commands/said.md": b"---\ndescription: d\nallowed-tools: Bash(git add:*), Read\n---\nGo.\n",
        f"{folder}agents/wrong.md": b"---\nname: wrong\ndescription: d\ntools: {only: Read}\n---\nGo.\n",
    }
    translation = translate({path: TreeFile(data) for path, data in files.items()}, layout_named(id))
    loaded = {each.key: each for each in load_tree(translation.files, "project", "").artifacts}
    assert (loaded["command/said"].include, loaded["command/said"].fields["tools"]) == ((), ["bash(git add *)", "read"])
    if folder:
        assert "agent/wrong" not in loaded
        assert any("limits itself" in finding.message for finding in translation.findings)
    else:
        assert loaded["agent/wrong"].include == ("claude",)
