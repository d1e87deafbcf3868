"""Artifacts that are Markdown: their fields, bodies, ids, assets and the lines of their problems."""

from __future__ import annotations

import pytest

from aiwg.artifact.model import Asset

from .harness import Tree

AGENT = "---\nname: helper\ndescription: Helps.\n---\nYou help.\n"
SKILL = "---\nname: greet\ndescription: Use to greet.\n---\nSay hello.\n"


def test_instructions(tree: Tree) -> None:
    """The always-on text is one artifact, its body byte for byte."""
    tree.put("instructions.md", "# Be kind\n\n  trailing  \n\n\n")
    artifact = tree.one()
    assert (artifact.key, artifact.body) == ("instructions/instructions", "# Be kind\n\n  trailing  \n\n\n")
    assert artifact.origin.file == "src/instructions.md"
    assert artifact.origin.line == 1


def test_nested_instructions(tree: Tree) -> None:
    """Nested instructions carry the path of the folder they are for."""
    tree.put("instructions/src/api.md", "Mind the API.\n")
    artifact = tree.one()
    assert artifact.key == "instructions/src/api"


def test_rule(tree: Tree) -> None:
    """A rule has its description, its globs as a list and the activation that follows from them."""
    tree.put("rules/style.md", "---\ndescription: Style\npaths: src/**, '*.{a,b}'\n---\nTabs.\n")
    artifact = tree.one()
    assert artifact.key == "rule/style"
    assert dict(artifact.fields) == {
        "description": "Style",
        "paths": ["src/**", "'*.{a,b}'"],
        "activation": "paths",
    }
    assert artifact.body == "Tabs.\n"
    assert artifact.origin.line == 5


@pytest.mark.parametrize(
    ("front", "activation"),
    [
        ("", "always"),
        ("paths: [a]", "paths"),
        ("globs: a", "paths"),
        ("applyTo: a", "paths"),
        ("paths: '**'", "always"),
        ("paths: []", "always"),
        ("paths: ['**/*']\nactivation: paths", "always"),
        ("alwaysApply: true\nglobs: a", "always"),
        ("alwaysApply: false\ndescription: d", "model"),
        ("alwaysApply: false", "manual"),
        ("alwaysApply: false\nglobs: a", "paths"),
        ("activation: manual\npaths: [a]", "manual"),
        ("activation: Model\ndescription: d", "model"),
    ],
)
def test_activation_of_a_rule(tree: Tree, front: str, activation: str) -> None:
    """A rule's activation is the one written, else the one that its other keys mean."""
    tree.put("rules/r.md", f"---\n{front}\n---\nText.\n")
    assert tree.one().fields["activation"] == activation


def test_globs_with_very_many_alternatives(tree: Tree) -> None:
    """A glob that would have to be written out as very many is an error at its line."""
    tree.put("rules/a.md", f"---\npaths: ['{'{a,b}' * 9}', '{{a,b,c,{','.join('x' * 20)}}}']\n---\nx\n")
    tree.put("rules/b.md", f"---\n\npaths: '{'{a,b}' * 40}'\n---\nx\n")
    assert tree.said() == ["error bad-field src/rules/b.md:3"]


def test_activation_by_paths_needs_paths(tree: Tree) -> None:
    """A rule that is to be activated by paths and names none is an error at that line."""
    tree.put("rules/r.md", "---\ndescription: d\nactivation: paths\n---\nText.\n")
    assert tree.said() == ["error bad-field src/rules/r.md:3"]


def test_agent(tree: Tree) -> None:
    """An agent's fields come out typed, under their canonical names, in the order they were written."""
    tree.put(
        "agents/helper.md",
        "---\ncolor: red\nname: helper\nmodel: Opus\ntools: Read, Bash, mcp__git__log\ndescription: Helps.\n"
        "maxTurns: 3\ndisallowedTools: [WebFetch]\nbackground: yes\ntemperature: 0.5\n---\nYou help.\n",
    )
    artifact = tree.one()
    assert artifact.key == "agent/helper"
    assert list(artifact.fields.items()) == [
        ("color", "red"),
        ("name", "helper"),
        ("model", "deep"),
        ("tools", ["read", "bash", "mcp(git/log)"]),
        ("description", "Helps."),
        ("max_turns", 3),
        ("deny_tools", ["web_fetch"]),
        ("background", True),
        ("temperature", 0.5),
    ]
    assert artifact.body == "You help.\n"


def test_tools_as_switches(tree: Tree) -> None:
    """Tools written as switches are what is allowed and what is denied: no denial is lost."""
    tree.put("agents/a.md", "---\nname: a\ndescription: d\ntools: {read: true, bash: false, Write: no}\n---\nx\n")
    assert tree.one().fields["tools"] == ["read"]
    assert tree.one().fields["deny_tools"] == ["bash", "write"]


def test_tools_only_denied(tree: Tree) -> None:
    """Switches that only deny leave the rest allowed, and say what is denied."""
    tree.put("agents/a.md", "---\nname: a\ndescription: d\ndeny_tools: glob\ntools: {bash: false}\n---\nx\n")
    assert "tools" not in tree.one().fields
    assert tree.one().fields["deny_tools"] == ["glob", "bash"]


@pytest.mark.parametrize("value", ["{bash: ask}", "{bash: [a]}", "[{a: b}]", "[null]"])
def test_tools_of_another_shape(tree: Tree, value: str) -> None:
    """Tools that are neither names nor switches are an error at their line."""
    tree.put("agents/a.md", f"---\nname: a\ndescription: d\ntools: {value}\n---\nx\n")
    assert tree.said() == ["error bad-field src/agents/a.md:4"]


@pytest.mark.parametrize("value", ["[file]", "[a, b]", "[a] [b]", "<x> [y]", "[--flag x]", '"[a]"'])
def test_hint_of_arguments_in_brackets(tree: Tree, value: str) -> None:
    """A hint of arguments in brackets, as people write it, stays the text that was written."""
    tree.put("commands/c.md", f"---\nargument-hint: {value}\n---\nDo it.\n")
    [artifact] = tree.load().artifacts
    assert artifact.fields["argument-hint"] == value.strip('"')


def test_command_in_a_folder(tree: Tree) -> None:
    """A command in a folder has the folder in its id."""
    tree.put("commands/git/squash.md", "Squash $ARGUMENTS into $1.\n")
    artifact = tree.one()
    assert artifact.key == "command/git/squash"
    assert artifact.body == "Squash $ARGUMENTS into $1.\n"


def test_skill_with_assets(tree: Tree) -> None:
    """A skill keeps every file beside it: bytes, path and whether it is executable."""
    tree.put("skills/greet/SKILL.md", SKILL)
    tree.put("skills/greet/assets/logo.bin", bytes(range(256)))
    tree.put("skills/greet/scripts/run.sh", "#!/bin/sh\r\n", mode=0o755)
    tree.put("skills/greet/README.md", "About.\n")
    artifact = tree.one()
    assert artifact.key == "skill/greet"
    assert artifact.assets == (
        Asset("README.md", b"About.\n", False),
        Asset("assets/logo.bin", bytes(range(256)), False),
        Asset("scripts/run.sh", b"#!/bin/sh\r\n", True),
    )


def test_clutter_is_no_asset(tree: Tree) -> None:
    """What editors, Python and git leave behind is not part of a skill."""
    tree.put("skills/greet/SKILL.md", SKILL)
    for path in ("__pycache__/x.pyc", ".git/config", ".DS_Store", "SKILL.md~", ".SKILL.md.swp", "#SKILL.md#"):
        tree.put(f"skills/greet/{path}", "x")
    (tree.root / "skills/greet/.#SKILL.md").symlink_to("user@host.123")
    assert tree.one().assets == ()


def test_skills_in_groups(tree: Tree) -> None:
    """A folder without a SKILL.md groups skills; the name says the id."""
    tree.put("skills/social/greet/SKILL.md", SKILL)
    assert tree.one().key == "skill/greet"


def test_behavior(tree: Tree) -> None:
    """A behavior keeps its triggers, hooks and scripts."""
    tree.put(
        "behaviors/guard/BEHAVIOR.md",
        "---\nname: guard\ndescription: Guards.\ntriggers: [on guard, watch]\n"
        "hooks:\n  - event: tool_before\n    match: bash\n    script: scripts/check.sh\n"
        "requires: [git]\ninputs: {strict: true}\n---\nGuard.\n",
    )
    tree.put("behaviors/guard/scripts/check.sh", "exit 0\n", mode=0o755)
    artifact = tree.one()
    assert artifact.key == "behavior/guard"
    assert artifact.fields["triggers"] == ["on guard", "watch"]
    assert artifact.fields["hooks"] == [{"event": "tool_before", "match": "bash", "script": "scripts/check.sh"}]
    assert artifact.fields["inputs"] == {"strict": True}
    assert [asset.path for asset in artifact.assets] == ["scripts/check.sh"]


def test_ignore(tree: Tree) -> None:
    """The ignore list is kept as it is, comments and order too."""
    tree.put("ignore", "# build\nbuild/\n!build/keep\n\n")
    artifact = tree.one()
    assert (artifact.key, artifact.body) == ("ignore/ignore", "# build\nbuild/\n!build/keep\n\n")


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_empty_ignore(tree: Tree, text: str) -> None:
    """An empty ignore list is none."""
    tree.put("ignore", text)
    loaded = tree.load()
    assert (loaded.artifacts, loaded.problems) == ([], [])


def test_unknown_keys_are_kept(tree: Tree) -> None:
    """Keys nobody knows are kept in their order, with their values as they are."""
    tree.put("agents/a.md", "---\nzeta: 1.10\nname: a\nalpha: {b: [1, yes]}\ndescription: d\non: off\n---\nx\n")
    assert list(tree.one().extra.items()) == [("zeta", "1.10"), ("alpha", {"b": [1, "yes"]}), ("on", "off")]


@pytest.mark.parametrize(
    ("value", "include", "exclude"),
    [
        ("[cursor, codex]", ("cursor", "codex"), ()),
        ("cursor, codex", ("cursor", "codex"), ()),
        ("['!warp']", (), ("warp",)),
        ("[all, '!warp']", (), ("warp",)),
        ("{include: [cursor], exclude: warp}", ("cursor",), ("warp",)),
        ("[]", (), ()),
    ],
)
def test_platforms(tree: Tree, value: str, include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
    """Platforms are included and excluded in every usual way of writing it."""
    tree.put("rules/r.md", f"---\nplatforms: {value}\n---\nx\n")
    artifact = tree.one()
    assert (artifact.include, artifact.exclude) == (include, exclude)


def test_wants_a_platform(tree: Tree) -> None:
    """An artifact goes where it is included, by id or alias, and nowhere it is excluded."""
    tree.put("rules/r.md", "---\nplatforms: {include: [one, two], exclude: [second]}\n---\nx\n")
    artifact = tree.one()
    assert artifact.wants(["one"])
    assert not artifact.wants(["two", "second"])
    assert not artifact.wants(["three"])


def test_overrides(tree: Tree) -> None:
    """Overrides per platform are kept raw."""
    tree.put("rules/r.md", "---\noverrides:\n  one: {Model: x, n: 1.10}\n  two: {}\n---\nx\n")
    assert tree.one().overrides == {"one": {"Model": "x", "n": "1.10"}, "two": {}}


@pytest.mark.parametrize(
    "front",
    ["platforms: {only: [a]}", "platforms: [{a: b}]", "overrides: [a]", "overrides: {a: b}", "paths: {a: b}"],
)
def test_wrong_shapes(tree: Tree, front: str) -> None:
    """Filters, overrides and lists of another shape are errors at their line."""
    tree.put("rules/r.md", f"---\ndescription: d\n{front}\n---\nx\n")
    assert tree.said() == ["error bad-field src/rules/r.md:3"]


def test_two_spellings_that_differ(tree: Tree) -> None:
    """Two spellings of one field are an error when they differ, and fine when they do not."""
    tree.put("rules/a.md", "---\npaths: [a]\nglobs: b\n---\nx\n")
    tree.put("rules/b.md", "---\npaths: [a]\nglobs: a\n---\nx\n")
    assert tree.said() == ["error bad-field src/rules/a.md:3"]


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("My_Rule.v2", "my-rule-v2"),
        ("fooBar", "foo-bar"),
        ("2nd rule", "2nd-rule"),
        ("A", "a"),
        ("x--y", "x-y"),
        ("Größe 2", "größe-2"),
        ("ПРАВИЛО", "правило"),
        ("cafe\u0301", "café"),
    ],
)
def test_ids_that_are_plainly_meant(tree: Tree, written: str, id: str) -> None:
    """A name whose meaning is plain becomes an id, with a warning that says which."""
    tree.put("agents/any.md", f"---\ndescription: d\nname: {written}\n---\nx\n")
    loaded = tree.load()
    assert [artifact.id for artifact in loaded.artifacts] == [id]
    assert tree.said() == ["warning mended src/agents/any.md:3"]


@pytest.mark.parametrize("id", ["3d-artist", "2", "é", "名前", "правило-2", "हिन्दी"])
def test_ids_of_any_script(tree: Tree, id: str) -> None:
    """An id may begin with a digit and be written in any script, in frontmatter and in a path."""
    tree.put(f"skills/{id}/SKILL.md", f"---\nname: '{id}'\ndescription: d\n---\nx\n")
    tree.put(f"rules/{id}.md", "x\n")
    assert sorted(artifact.key for artifact in tree.load().artifacts) == [f"rule/{id}", f"skill/{id}"]
    assert tree.said() == []


@pytest.mark.parametrize(
    "title",
    [
        "C# Expert",
        "High-Level Big Picture (HLBP)",
        "SE: DevOps/CI",
        "C++",
        "A very long " * 9 + "title",
        "Who? Me!",
        ".NET",
        "_x",
    ],
)
@pytest.mark.parametrize("path", ["agents/any-one.md", "skills/any-one/SKILL.md", "behaviors/any-one/BEHAVIOR.md"])
def test_names_for_people(tree: Tree, path: str, title: str) -> None:
    """A name that is none for programs is a title; the path gives the id, and a warning says so."""
    tree.put(path, f"---\ndescription: d\nname: '{title}'\n---\nx\n")
    (artifact,) = tree.load().artifacts
    assert artifact.id == "any-one"
    assert artifact.fields.get("title", title) == title
    assert tree.said() == [f"warning mended src/{path}:3"]


@pytest.mark.parametrize("written", ["-", "a/b", "x" * 65, "..", "../x y", "x\\y", "con"])
def test_ids_that_cannot_be(tree: Tree, written: str) -> None:
    """A name that cannot become an id is an error at its line."""
    tree.put("agents/any.md", f"---\ndescription: d\nname: '{written}'\n---\nx\n")
    assert tree.said() == ["error bad-name src/agents/any.md:3"]


def test_missing_name(tree: Tree) -> None:
    """A missing name is what the path says, with a warning."""
    tree.put("skills/greet/SKILL.md", "---\ndescription: d\n---\nx\n")
    tree.put("agents/team/lead.md", "---\ndescription: d\n---\nx\n")
    assert sorted(artifact.key for artifact in tree.load().artifacts) == ["agent/team/lead", "skill/greet"]
    assert tree.said() == ["warning no-name src/agents/team/lead.md:1", "warning no-name src/skills/greet/SKILL.md:1"]


def test_readme_is_passed_over(tree: Tree) -> None:
    """README.md files and what is not Markdown are passed over, and that is said."""
    for path in ("rules/README.md", "agents/team/readme.md", "commands/notes.txt", "skills/README.md"):
        tree.put(path, "About.\n")
    tree.put("behaviors/loose.md", "x\n")
    loaded = tree.load()
    assert loaded.artifacts == []
    assert tree.said() == [
        "info passed-over src/rules/README.md",
        "info passed-over src/agents/team/readme.md",
        "info passed-over src/commands/notes.txt",
        "info passed-over src/behaviors/loose.md",
    ]


def test_other_files_of_a_source_are_not_looked_at(tree: Tree) -> None:
    """A source may be any folder: what is no part of a source is not read, not even listed as a problem."""
    tree.put("rules/r.md", "x\n")
    tree.put("README.md", b"\xff")
    tree.put("docs/con.md", "x")
    (tree.root / "away").symlink_to("/nonexistent")
    assert tree.one().key == "rule/r"


def test_parts_of_the_wrong_sort(tree: Tree) -> None:
    """A file where a folder belongs, and the reverse, is an error."""
    tree.put("rules", "x\n")
    tree.put("mcp.yaml/x", "x\n")
    assert tree.said() == ["error not-a-file src/mcp.yaml", "error not-a-file src/rules"]


def test_main_file_missing_or_misspelt(tree: Tree) -> None:
    """A folder without its main file is pointed out, and a misspelt one is an error."""
    tree.put("skills/a/skill.md", SKILL)
    tree.put("skills/b/notes.txt", "x")
    loaded = tree.load()
    assert [problem.hint for problem in loaded.problems] == [
        "rename skill.md to SKILL.md: platforms load only that spelling",
        "if it is a skill, write skills/b/SKILL.md",
    ]
    assert tree.said() == ["error no-main-file src/skills/a", "warning no-main-file src/skills/b"]


def test_description_is_needed_and_limited(tree: Tree) -> None:
    """What is chosen by its description needs one, and one that is not too long."""
    tree.put("agents/a.md", "---\nname: a\ndescription:\n---\nx\n")
    tree.put("skills/s/SKILL.md", f"---\nname: s\ndescription: {'x' * 1025}\n---\nx\n")
    tree.put("rules/r.md", f"---\n\ndescription: {'x' * 1025}\n---\nx\n")
    assert tree.said() == [
        "warning long-description src/rules/r.md:3",
        "error no-description src/agents/a.md:3",
        "warning long-description src/skills/s/SKILL.md:3",
    ]


def test_every_problem_at_once(tree: Tree) -> None:
    """All problems of all files are listed at once, each with its own line; what is valid is still loaded."""
    tree.put("rules/good.md", "Fine.\n")
    tree.put("rules/one.md", "---\nactivation: never\npaths: {a: b}\n---\n")
    tree.put("rules/two.md", "---\n\n# c\n\na: 1\nb: [\n---\nx\n")
    tree.put("agents/three.md", "---\nname: ../x\nmodel: [a, {b: c}]\nmaxTurns: many\n---\n\n")
    tree.put("agents/four.md", "---\ndescription: Use: me\nname: four\n\ntitle: *x\n---\nx\n")
    tree.put("mcp.yaml", "servers:\n  a:\n    args: {}\n    command: x\n  b: {}\n")
    loaded = tree.load()
    assert [artifact.key for artifact in loaded.artifacts] == ["rule/good", "agent/four"]
    assert tree.said() == [
        "error bad-field src/rules/one.md:2",
        "error bad-field src/rules/one.md:3",
        "error empty-body src/rules/one.md:5",
        "error bad-yaml src/rules/two.md:6",
        "warning mended src/agents/four.md:2",
        "warning mended src/agents/four.md:5",
        "error bad-field src/agents/three.md:3",
        "error bad-field src/agents/three.md:4",
        "error bad-name src/agents/three.md:2",
        "error no-description src/agents/three.md:1",
        "error empty-body src/agents/three.md:6",
        "error bad-field src/mcp.yaml:3",
        "error bad-field src/mcp.yaml:5",
    ]


def test_lines_of_fields(tree: Tree) -> None:
    """Every field knows the line it stands on, and the body the line it starts on."""
    tree.put("agents/a.md", "---\nname: a\n# note\ndescription: >-\n  two\n  lines\nmodel: fast\n---\n\nBody.\n")
    origin = tree.one().origin
    assert [origin.line_of(key) for key in ("name", "description", "model", "other")] == [2, 4, 7, 9]
    assert tree.one().fields["description"] == "two lines"


def test_large_files(tree: Tree) -> None:
    """A file of more than 1 MiB is warned about, one of more than 10 MiB is refused."""
    tree.put("skills/greet/SKILL.md", SKILL)
    tree.put("skills/greet/big.bin", bytes(1024 * 1024 + 1))
    tree.put("skills/greet/huge.bin", bytes(10 * 1024 * 1024 + 1))
    assert tree.said() == [
        "warning large-file src/skills/greet/big.bin",
        "error too-large src/skills/greet/huge.bin",
    ]


def test_agent_example(tree: Tree) -> None:
    """An agent that needs no mending gives no problem at all."""
    tree.put("agents/helper.md", AGENT)
    assert tree.one().body == "You help.\n"
