"""Layers merged, what aiwg.yaml leaves out or overrides, and mentions of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.core.errors import Exit, UserError
from aiwg.source.layers import Layer, LoadedLayers, layers_for, load_layers

from .harness import Tree, said


def two_layers(tmp_path: Path) -> tuple[Tree, Tree]:
    """Return two empty sources."""
    trees = Tree(tmp_path / "low"), Tree(tmp_path / "high")
    for each in trees:
        each.root.mkdir()
    return trees


def merged(low: Tree, high: Tree, **more: object) -> LoadedLayers:
    """Return both sources merged, the second over the first."""
    layers = [Layer("bundled", low.root, "low"), Layer("user", high.root, "high")]
    return load_layers(layers, low.root, **more)  # type: ignore[arg-type]  # a test's own words


def test_later_layers_win(tmp_path: Path) -> None:
    """A later layer replaces what has the same kind and id, and that is remembered; the rest is added up."""
    low, high = two_layers(tmp_path)
    low.put("rules/a.md", "low a\n")
    low.put("rules/b.md", "low b\n")
    low.put("commands/a.md", "low command\n")
    low.put("mcp.yaml", "servers: {one: {command: low}, two: {command: low}}\n")
    high.put("rules/a.md", "high a\n")
    high.put("mcp.yaml", "servers: {two: {command: high}}\n")
    loaded = merged(low, high)
    assert [artifact.key for artifact in loaded.catalog] == [
        "command/a",
        "mcp_server/one",
        "mcp_server/two",
        "rule/a",
        "rule/b",
    ]
    found = {artifact.key: artifact for artifact in loaded.catalog}
    assert (found["rule/a"].body, found["rule/a"].origin.layer) == ("high a\n", "user")
    assert (found["rule/b"].body, found["rule/b"].origin.layer) == ("low b\n", "bundled")
    assert found["mcp_server/one"].fields["command"] == "low"
    assert found["mcp_server/two"].fields["command"] == "high"
    assert loaded.hidden == {"rule/a": ["low/rules/a.md"], "mcp_server/two": ["low/mcp.yaml"]}


def test_problems_of_all_layers(tmp_path: Path) -> None:
    """The problems of all layers are listed, each with the name of its layer."""
    low, high = two_layers(tmp_path)
    low.put("rules/a.md", "")
    high.put("rules/b.md", "")
    problems = merged(low, high).all_problems
    assert [said(problem) for problem in problems] == [
        "error empty-file low/rules/a.md:1",
        "error empty-file high/rules/b.md:1",
    ]


def test_a_layer_that_is_not_there(tmp_path: Path) -> None:
    """A usual layer that does not exist is empty."""
    low, _ = two_layers(tmp_path)
    low.put("rules/a.md", "x\n")
    layers = [Layer("bundled", low.root, "low"), Layer("user", tmp_path / "gone", "gone")]
    assert [artifact.key for artifact in load_layers(layers, tmp_path).catalog] == ["rule/a"]


@pytest.mark.parametrize(
    ("patterns", "kept"),
    [
        (["rule/a"], ["command/a", "rule/b", "skill/git-log"]),
        (["a"], ["rule/b", "skill/git-log"]),
        (["rule/*"], ["command/a", "skill/git-log"]),
        (["*/git-*", "command/*"], ["rule/a", "rule/b"]),
        (["nothing"], ["command/a", "rule/a", "rule/b", "skill/git-log"]),
        (["RULE/A"], ["command/a", "rule/a", "rule/b", "skill/git-log"]),
    ],
)
def test_excluded(tmp_path: Path, patterns: list[str], kept: list[str]) -> None:
    """What a pattern names, by key, id or wildcard, is left out of all layers."""
    low, high = two_layers(tmp_path)
    low.put("rules/a.md", "x\n")
    low.put("commands/a.md", "x\n")
    high.put("rules/b.md", "x\n")
    high.put("skills/git-log/SKILL.md", "---\nname: git-log\ndescription: d\n---\nx\n")
    assert [artifact.key for artifact in merged(low, high, exclude=patterns).catalog] == kept


def test_overrides_of_the_project(tmp_path: Path) -> None:
    """The project's overrides are laid over those of the artifact, field by field."""
    low, high = two_layers(tmp_path)
    low.put("rules/a.md", "---\noverrides: {one: {x: 1, y: 2}, two: {z: 3}}\n---\nx\n")
    loaded = merged(low, high, overrides={"rule/a": {"one": {"y": 9}, "three": {"w": 4}}})
    [artifact] = loaded.catalog
    assert artifact.overrides == {"one": {"x": 1, "y": 9}, "two": {"z": 3}, "three": {"w": 4}}


def test_sources_that_are_none(tmp_path: Path) -> None:
    """A source that is no folder is a usage error, one that holds nothing is no source; both name what was typed."""
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UserError, match=r'the source ".*/gone" is not a folder') as error:
        layers_for(tmp_path, [str(tmp_path / "gone")], None)
    assert error.value.exit is Exit.USAGE
    with pytest.raises(UserError, match="has no artifacts") as error:
        layers_for(tmp_path, [str(empty)], None)
    assert error.value.exit is Exit.SOURCE


@pytest.mark.parametrize("typed", ["~nobody-has-this-name/x", "a\0b", "x" * 5000])
def test_configured_sources_that_cannot_be(tmp_path: Path, typed: str) -> None:
    """A source in aiwg.yaml that no file system knows gets the same clear error."""
    with pytest.raises(UserError, match="is not a folder"):
        layers_for(tmp_path, [], [typed])


def test_configured_sources(tmp_path: Path, home: Path) -> None:
    """Sources in aiwg.yaml are relative to the project, know the home folder and the usual layers by name."""
    for root in (tmp_path / "project/mine", home / "theirs"):
        Tree(root).put("rules/a.md", "x\n")
    layers = layers_for(tmp_path / "project", [], ["bundled", "mine", "~/theirs", "project"])
    assert [(layer.name, layer.shown) for layer in layers] == [
        ("bundled", "(bundled)"),
        ("project", "mine"),
        ("project", "~/theirs"),
        ("project", ".aiwg"),
    ]
    assert layers[1].root == tmp_path / "project/mine"
    assert layers[2].root == home / "theirs"


def mentions(tmp_path: Path, body: str) -> list[str]:
    """Return where a rule with this body mentions what is not there; its body starts on line 4."""
    low, high = two_layers(tmp_path)
    low.put(".aiwg/notes/there.md", "x")
    high.put("skills/greet/SKILL.md", "---\nname: greet\ndescription: d\n---\nx\n")
    high.put("skills/greet/references/more.md", "x")
    low.put("rules/r.md", f"---\ndescription: d\n---\n{body}")
    problems = merged(low, high).all_problems
    assert {(problem.level, problem.code) for problem in problems} <= {("error", "broken-mention")}
    return [problem.where() for problem in problems]


@pytest.mark.parametrize(
    "body",
    [
        "See @.aiwg/notes/there.md.\n",
        "See @.aiwg/notes/there.md, and (@.aiwg/notes).\n",
        "@$AIWG_ROOT/skills/greet/SKILL.md\n@$AIWG_ROOT/skills/greet/references/more.md\n",
        "@$AIWG_ROOT/rules/r.md of the other layer\n",
        "`@.aiwg/gone.md` and ``x `@.aiwg/gone.md` y``\n",
        "```\n@.aiwg/gone.md\n```\n",
        "~~~ sh\n```\n@.aiwg/gone.md\n~~~\n",
        "1. Do\n\n    ```sh\n    @.aiwg/gone.md\n    ```\n",
        "- ```\n  @.aiwg/gone.md\n  ```\n",
        "> ```\n> @.aiwg/gone.md\n> ```\n",
        "me@.aiwg/gone.md and a/@.aiwg/gone.md and @src/gone.md and @AIWG_ROOT/gone\n",
    ],
)
def test_mentions_that_are_right(tmp_path: Path, body: str) -> None:
    """A mention of what is there is right, and code and other things with an @ are no mentions."""
    assert mentions(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("@.aiwg/gone.md\n", [4]),
        ("x\n\nSee @.aiwg/notes/gone.md.\n@.aiwg/notes/there.md @.aiwg/gone/two.md\n", [6, 7]),
        ("@$AIWG_ROOT/skills/gone/SKILL.md\n", [4]),
        ("@.aiwg/../.aiwg/notes/there.md\n", [4]),
        ("```\n@.aiwg/gone.md\n```\n@.aiwg/gone.md\n", [7]),
        ("> ```\n> x\n> ```\n> @.aiwg/gone.md\n", [7]),
        ("````\n```\n````\n@.aiwg/gone.md\n", [7]),
        ("```x``` is code on one line\n@.aiwg/gone.md\n", [5]),
        ("`one` @.aiwg/gone.md `two`\n", [4]),
        ("!`run` @.aiwg/gone.md `two`\n", [4]),
        ("a lone ` @.aiwg/gone.md\n", [4]),
        ("\u2028\n@.aiwg/gone.md", [5]),
    ],
)
def test_mentions_that_are_broken(tmp_path: Path, body: str, lines: list[int]) -> None:
    """A mention of what is not there is an error with the line it stands on."""
    assert mentions(tmp_path, body) == [f"low/rules/r.md:{line}" for line in lines]


def test_mentions_of_what_is_left_out_are_not_checked(tmp_path: Path) -> None:
    """What is excluded or hidden by a later layer may mention what it likes."""
    low, high = two_layers(tmp_path)
    low.put("rules/a.md", "@.aiwg/gone.md\n")
    low.put("rules/b.md", "@.aiwg/gone.md\n")
    high.put("rules/a.md", "x\n")
    assert merged(low, high, exclude=["b"]).problems == []
