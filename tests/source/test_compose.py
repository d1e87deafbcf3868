"""Behaviors become a skill and hooks."""

from __future__ import annotations

import pytest

from aiwg.artifact.model import Artifact, Catalog
from aiwg.findings.model import Finding
from aiwg.source.compose import compose

from .harness import Tree

FRONT = "name: guard\ndescription: Guards."


def composed(tree: Tree, hooks: str, front: str = FRONT) -> tuple[dict[str, Artifact], list[Finding]]:
    """Return what a behavior with these hooks becomes, by key, and what is wrong with it."""
    tree.put("behaviors/guard/BEHAVIOR.md", f"---\n{front}\nhooks: {hooks}\n---\nGuard.\n")
    tree.put("behaviors/guard/scripts/check.sh", "exit 0\n", mode=0o755)
    loaded = tree.load()
    assert loaded.problems == []
    catalog, problems = compose(Catalog(loaded.artifacts))
    return {artifact.key: artifact for artifact in catalog}, problems


def test_skill_and_hook(tree: Tree) -> None:
    """A behavior with one hook becomes a skill with its scripts and a hook that knows the skill."""
    found, problems = composed(tree, "[{event: tool_before, match: bash, script: scripts/check.sh, timeout: 5}]")
    assert problems == []
    assert list(found) == ["hook/guard", "skill/guard"]
    assert {artifact.named for artifact in found.values()} == {"behavior/guard"}
    assert found["skill/guard"].body == "Guard.\n"
    assert [asset.path for asset in found["skill/guard"].assets] == ["scripts/check.sh"]
    assert dict(found["hook/guard"].fields) == {
        "event": "tool_before",
        "match": ["bash"],
        "script": "scripts/check.sh",
        "timeout": 5,
        "skill": "guard",
    }


@pytest.mark.parametrize("value", ["scripts/check.sh", "{script: scripts/check.sh}"])
def test_hooks_as_a_mapping(tree: Tree, value: str) -> None:
    """Hooks may map events to scripts; several of them are numbered."""
    found, problems = composed(tree, f"{{stop: {value}, session_start: {value}}}")
    assert problems == []
    assert list(found) == ["hook/guard-1", "hook/guard-2", "skill/guard"]
    assert [found[f"hook/guard-{n}"].fields["event"] for n in (1, 2)] == ["stop", "session_start"]


def test_triggers_are_said_in_the_description(tree: Tree) -> None:
    """Triggers become part of the description, unless that would make it too long."""
    found, _ = composed(tree, "[]", f"{FRONT}\ntriggers: [on guard, watch]")
    assert found["skill/guard"].fields["description"] == "Guards. Triggers: on guard, watch."
    found, _ = composed(tree, "[]", f"{FRONT}\ntriggers: [{'x' * 1020}]")
    assert found["skill/guard"].fields["description"] == "Guards."


def test_platforms_and_overrides_of_a_hook(tree: Tree) -> None:
    """A hook goes where its behavior goes, and keeps unknown keys and overrides of its own."""
    entry = "{event: stop, command: x, extra: 1, overrides: {two: {a: b}}, platforms: ['!three']}"
    found, problems = composed(tree, f"[{entry}]", f"{FRONT}\nplatforms: [one, '!two']\noverrides: {{one: {{c: d}}}}")
    assert problems == []
    hook, skill = found["hook/guard"], found["skill/guard"]
    assert (hook.include, hook.exclude) == (("one",), ("two", "three"))
    assert (hook.extra, hook.overrides) == ({"extra": 1}, {"two": {"a": "b"}})
    assert (skill.include, skill.exclude, skill.overrides) == (("one",), ("two",), {"one": {"c": "d"}})


@pytest.mark.parametrize(
    "hooks",
    [
        "text",
        "12",
        "[text]",
        "[{event: stop}]",
        "[{script: scripts/check.sh}]",
        "[{event: stopp, script: scripts/check.sh}]",
        "[{event: stop, script: scripts/gone.sh}]",
        "[{event: stop, script: ../check.sh}]",
        "[{event: stop, command: x, timeout: soon}]",
        "{stop: [a]}",
        "{stop: }",
    ],
)
def test_wrong_hooks(tree: Tree, hooks: str) -> None:
    """A hook that cannot be one is an error at the line of the hooks."""
    _, problems = composed(tree, hooks)
    assert [(problem.level, problem.where()) for problem in problems] == [
        ("error", "src/behaviors/guard/BEHAVIOR.md:4")
    ]


def test_twins(tree: Tree) -> None:
    """A skill or hook that has the id a behavior would take is an error, not lost."""
    tree.put("skills/guard/SKILL.md", f"---\n{FRONT}\n---\nx\n")
    tree.put("hooks.yaml", "hooks:\n  - {id: guard, event: stop, command: x}\n")
    _, problems = composed(tree, "[{event: stop, script: scripts/check.sh}]")
    assert [problem.message for problem in problems] == [
        "deploys as the skill guard, which is also src/skills/guard/SKILL.md",
        "deploys as the hook guard, which is also src/hooks.yaml",
    ]
