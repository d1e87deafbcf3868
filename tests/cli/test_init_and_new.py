"""init and new: what people start from. Nothing is ever overwritten, and all of it loads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from aiwg.config import read_config
from aiwg.scaffold.templating import template_text
from aiwg.source.load import LoadedSource, load_source
from tests.answers import answer_questions
from tests.conftest import tree

from .conftest import Runner, put

NEW = {
    "agent": "reviewer-two",
    "skill": "release",
    "rule": "small-changes",
    "command": "ship",
    "behavior": "guard",
    "instructions": "instructions",
    "hook": "format",
    "mcp_server": "search",
    "permission": "deny read(.env)",
    "ignore": "dist/",
}


def loaded(folder: Path) -> LoadedSource:
    """Return a source that must load without any problem."""
    found = load_source(folder, "project", ".aiwg")
    assert found.problems == []
    return found


def test_init_names_the_detected_platforms(aiwg: Runner, project: Path) -> None:
    """In a pipe init asks nothing and takes what the project shows signs of."""
    (project / ".beta").mkdir()
    said = aiwg("init").out
    assert read_config(project).platforms == ("beta",)
    assert "aiwg deploy" in said
    loaded(project / ".aiwg")
    aiwg("deploy")
    assert (project / ".beta/rules/small-changes.md").exists()


RULE = "---\nactivation: always\n---\nUse tabs.\n"


def test_init_says_what_tools_load_and_leaves_it_to_import(aiwg: Runner, project: Path) -> None:
    """Where a tool loads files already, init says so, writes no template beside them, and names aiwg import."""
    put(project / ".beta/rules/tabs.md", RULE)
    said = aiwg("init", "--yes").out
    assert "Beta:   1 rule" in said
    assert "aiwg import" in said
    assert not (project / ".aiwg/instructions.md").exists()
    assert aiwg("import").code == 0
    assert "Use tabs." in (project / ".aiwg/rules/tabs.md").read_text()


@pytest.mark.parametrize("options", [("--yes", "--import"), ("--import", "all")])
def test_init_imports_in_the_same_step(aiwg: Runner, project: Path, options: tuple[str, ...]) -> None:
    """--import takes what tools load into the source; nothing of it is loaded twice, and the files stay."""
    put(project / ".beta/rules/tabs.md", RULE)
    aiwg("init", *options)
    assert "Use tabs." in (project / ".aiwg/rules/tabs.md").read_text()
    assert (project / ".beta/rules/tabs.md").read_text() == RULE
    aiwg("deploy")
    assert (project / ".beta/rules/tabs.md").read_text() == RULE
    assert [item["name"] for item in aiwg("context", "beta", "--json").json["items"]].count("tabs") == 1


def test_nothing_to_import_is_no_question(aiwg: Runner, project: Path) -> None:
    """--import in a project without such files changes nothing of a set-up."""
    aiwg("init", "--import")
    assert (project / ".aiwg/instructions.md").exists()


def test_init_without_a_sign_leaves_the_list_commented(aiwg: Runner, project: Path) -> None:
    """With nothing detected no platform is named, and init says how to."""
    assert "aiwg deploy --platform ID" in aiwg("init", "--yes").out
    assert read_config(project).platforms == ()
    assert "# platforms: [alpha, beta]" in (project / "aiwg.yaml").read_text()


def test_init_takes_named_platforms(aiwg: Runner, project: Path) -> None:
    """-p names the platforms, aliases included; a misspelt one ends with 2 and nothing is written."""
    assert "Did you mean alpha?" in aiwg("init", "-p", "alpah", expect=2).err
    assert tree(project, skip=()) == {}
    aiwg("init", "-p", "alfa,beta")
    assert read_config(project).platforms == ("alpha", "beta")


def test_init_never_overwrites(aiwg: Runner, project: Path) -> None:
    """What is there stays byte for byte, and init says so; a second run changes nothing."""
    put(project / "aiwg.yaml", "# mine\n")
    put(project / ".aiwg/instructions.md", "Mine.\n")
    said = aiwg("init", "-p", "alpha").out
    assert (project / "aiwg.yaml").read_text() == "# mine\n"
    assert (project / ".aiwg/instructions.md").read_text() == "Mine.\n"
    assert "Add these tools to it: platforms: [alpha]" in said
    before = tree(project, skip=())
    aiwg("init")
    assert tree(project, skip=()) == before


def test_init_writes_through_no_link(aiwg: Runner, project: Path, tmp_path: Path) -> None:
    """A link in the place of .aiwg is refused, and nothing is written behind it."""
    outside = tmp_path / "outside"
    outside.mkdir()
    os.symlink(outside, project / ".aiwg")
    aiwg("init", expect=7)
    assert list(outside.iterdir()) == []


def test_init_asks_on_a_terminal(aiwg: Runner, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person is asked, told of a misspelling, and asked again; then nothing is left to be asked once more."""
    answer_questions(monkeypatch, "5", "mine", "alpah", "alpha", "later")
    said = aiwg("init")
    assert "Type a number from 1 to 4." in said.out
    assert "Did you mean alpha?" in said.err
    assert "Skipped: this is not a git repository." in said.out
    assert "aiwg init --start mine -p alpha --no-deploy" in said.out
    config = read_config(project)
    assert (config.platforms, config.bundles) == (("alpha",), ())
    assert "Skipped: aiwg.yaml names the tools." in _asked_again(aiwg, monkeypatch)


def _asked_again(aiwg: Runner, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what a second init says, which asks only whether to write now."""
    answer_questions(monkeypatch, "3")
    return aiwg("init").out


def test_every_question_has_an_option(aiwg: Runner, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an option for each question a person on a terminal is asked nothing, and the answers are carried out."""
    asked = answer_questions(monkeypatch)
    aiwg("init", "--start", "mine", "-p", "alpha", "--ignore", "--deploy", "--approve", "none")
    assert asked == []
    config = read_config(project)
    assert (config.platforms, config.bundles, config.outputs) == (("alpha",), (), "ignored")
    assert (project / "AGENTS.md").exists()
    assert "/AGENTS.md\n" in (project / ".gitignore").read_text()


def test_init_changes_only_the_keys_that_were_chosen(aiwg: Runner, project: Path) -> None:
    """In an aiwg.yaml that is there an option changes its own key; every other byte stays."""
    put(project / "aiwg.yaml", "# mine\nplatforms: [alpha]   # ours\nbundles: []\n")
    aiwg("init", "--ignore", "--yes")
    text = (project / "aiwg.yaml").read_text()
    assert text.startswith("# mine\nplatforms: [alpha]   # ours\nbundles: []\n")
    assert read_config(project).outputs == "ignored"
    aiwg("init", "--commit", "--start", "mine", "--yes")
    config = read_config(project)
    assert (config.platforms, config.bundles, config.outputs) == (("alpha",), (), "committed")
    assert (project / "aiwg.yaml").read_text().startswith("# mine\nplatforms: [alpha]   # ours\n")


def test_excluding_needs_a_repository(aiwg: Runner, project: Path) -> None:
    """Outside git there is no exclude file: that is said before anything is written."""
    assert "no git repository" in aiwg("init", "--exclude", "--yes", expect=2).err
    assert tree(project, skip=()) == {}


def test_text_of_the_template_is_never_deployed_in_silence(aiwg: Runner, project: Path) -> None:
    """A deploy after init warns of the lines that were not replaced, until they are."""
    aiwg("init", "-p", "alpha", "--start", "mine")
    assert ".aiwg/instructions.md:3: 4 lines of the template are still there" in aiwg("deploy").err
    put(project / ".aiwg/instructions.md", "Build with make...\n")
    assert "template" not in aiwg("deploy").err


def test_template_text_of_every_kind_is_warned_of(aiwg: Runner, project: Path) -> None:
    """What `aiwg new` writes is warned of as long as nobody has written it."""
    for kind in ("agent", "skill", "rule", "command"):
        aiwg("new", kind, NEW[kind])
    warned = aiwg("deploy", "-p", "alpha,beta", "--dry-run").err
    for file in ("agents/reviewer-two.md", "skills/release/SKILL.md", "rules/small-changes.md", "commands/ship.md"):
        assert f".aiwg/{file}" in warned


@pytest.mark.parametrize("kind", sorted(NEW))
def test_what_new_writes_loads_clean(aiwg: Runner, project: Path, kind: str) -> None:
    """A new artifact of every kind loads without any problem or warning, and holds the description."""
    words = ["new", kind, NEW[kind]]
    described = kind not in ("permission", "ignore")
    aiwg(*words, *(["--description", 'Use: "it" {{ x }}'] if described else []))
    (artifact,) = loaded(project / ".aiwg").artifacts
    assert artifact.kind == kind
    assert artifact.id == ("ignore" if kind == "ignore" else NEW[kind])
    if described and kind != "instructions":
        assert artifact.fields["description"] == 'Use: "it" {{ x }}'
    aiwg("deploy", "-p", "alpha,beta", "--accept-freer")


@pytest.mark.parametrize("kind", sorted(NEW))
def test_new_never_overwrites(aiwg: Runner, project: Path, kind: str) -> None:
    """A second artifact of the same id ends with 4 and changes nothing."""
    aiwg("new", kind, NEW[kind])
    before = tree(project, skip=())
    aiwg("new", kind, NEW[kind], expect=4)
    assert tree(project, skip=()) == before


def test_everything_new_loads_together(aiwg: Runner, project: Path) -> None:
    """One of each kind lives in one source, and a nested rule and two entries per file do too."""
    for kind, name in NEW.items():
        aiwg("new", kind, name)
    aiwg("new", "rule", "api/errors")
    aiwg("new", "instructions", "src/api")
    aiwg("new", "hook", "second")
    aiwg("new", "permission", "bash(git push *)")
    found = {artifact.key for artifact in loaded(project / ".aiwg").artifacts}
    assert {"rule/api/errors", "instructions/src/api", "hook/second", "permission/ask bash(git push *)"} <= found


def test_a_new_behavior_has_an_executable_script(aiwg: Runner, project: Path) -> None:
    """The script of a behavior may be run."""
    aiwg("new", "behavior", "guard")
    assert os.access(project / ".aiwg/behaviors/guard/scripts/check.sh", os.X_OK)


def test_new_keeps_the_rest_of_a_settings_file(aiwg: Runner, project: Path) -> None:
    """Comments and entries that are there stay as they are."""
    text = "# my hooks\nhooks:\n  - id: mine   # why\n    event: stop\n    command: ls\n"
    put(project / ".aiwg/hooks.yaml", text)
    aiwg("new", "hook", "format")
    after = (project / ".aiwg/hooks.yaml").read_text()
    assert after.startswith(text)
    assert "id: format" in after


def test_new_says_what_to_add_by_hand(aiwg: Runner, project: Path) -> None:
    """A settings file that cannot be edited safely ends with 4, unchanged, with the entry to add."""
    put(project / ".aiwg/mcp.yaml", "servers: *nothing\n")
    said = aiwg("new", "mcp", "search", expect=4).err
    assert "Add by hand: servers:" in said
    assert (project / ".aiwg/mcp.yaml").read_text() == "servers: *nothing\n"


def test_new_suggests_an_id(aiwg: Runner, project: Path) -> None:
    """A name that cannot be an id ends with 2 and the id that was meant."""
    assert "Did you mean my-rule?" in aiwg("new", "rule", "My Rule", expect=2).err
    aiwg("new", "rule", "../escape", expect=2)
    aiwg("new", "permission", "((((", expect=2)
    aiwg("new", "agent", expect=2)
    assert tree(project, skip=()) == {}


def test_new_suggests_a_kind(aiwg: Runner) -> None:
    """A misspelt kind ends with 2 and the closest one."""
    assert "Did you mean behavior?" in aiwg("new", "behaviour", "x", expect=2).err


def test_new_refuses_a_skill_beside_a_behavior_of_its_id(aiwg: Runner) -> None:
    """A behavior deploys as a skill, so that id is taken."""
    assert "skill notes exists already" in aiwg("new", "behavior", "notes", expect=4).err


def test_new_refuses_two_ids_that_are_one_file(aiwg: Runner) -> None:
    """a/b and a-b would be one file on some platforms."""
    aiwg("new", "rule", "api/errors")
    aiwg("new", "rule", "api-errors", expect=4)


def test_new_writes_into_the_users_source(aiwg: Runner, home: Path, project: Path) -> None:
    """--user writes into the source that all projects share."""
    aiwg("new", "rule", "mine", "--user")
    assert (home / ".config/aiwg/rules/mine.md").exists()
    assert tree(project, skip=()) == {}
    assert "mine" in aiwg("list", "rule").out


def test_new_takes_the_project_with_and_without_a_folder(aiwg: Runner, tmp_path: Path, project: Path) -> None:
    """--project alone is this folder; with DIR it is that one."""
    other = tmp_path / "other"
    other.mkdir()
    aiwg("new", "rule", "one", "--project")
    aiwg("new", "rule", "two", "--project", str(other))
    assert (project / ".aiwg/rules/one.md").exists()
    assert (other / ".aiwg/rules/two.md").exists()


def test_new_says_what_it_hides(aiwg: Runner) -> None:
    """An artifact that takes the place of a bundled one says so."""
    assert "replaces the bundled one" in aiwg("new", "rule", "tidy").out


def test_a_description_that_is_too_long_writes_nothing(aiwg: Runner, project: Path) -> None:
    """What would not load is not written."""
    aiwg("new", "skill", "long", "--description", "x" * 2000, expect=3)
    assert tree(project, skip=()) == {}


def test_a_template_that_misses_a_value_is_an_error() -> None:
    """A template that asks for a value it does not get fails: no half-filled file is ever written."""
    with pytest.raises(UndefinedError):
        template_text("rule.md", title="x")
