"""Which kinds can be on demand: each kind in each way of asking for it, with the place of the mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.artifact.kinds import KINDS

from .conftest import Runner, put

ALWAYS_ON = {
    "instructions": ("instructions.md", "---\n{delivery}---\nBe kind.\n", 2),
    "rule": ("rules/it.md", "---\ndescription: A rule.\n{delivery}---\nDo so.\n", 3),
    "rule paths": ("rules/it.md", "---\npaths: [src/**]\n{delivery}---\nDo so.\n", 3),
    "behavior": (
        "behaviors/it/BEHAVIOR.md",
        "---\nname: it\ndescription: It.\nhooks: [{{event: stop, command: make}}]\n{delivery}---\nDo so.\n",
        5,
    ),
    "hook": ("hooks.yaml", "hooks:\n  - id: it\n    event: stop\n    command: make\n    {delivery}", 5),
    "mcp_server": ("mcp.yaml", "servers:\n  it:\n    command: it\n    {delivery}", 4),
    "permission": ("permissions.yaml", "deny:\n  - pattern: bash(rm *)\n    {delivery}", 2),
    "plugin": ("plugins.yaml", "plugins:\n  it@market:\n    enabled: true\n    {delivery}", 4),
    "marketplace": ("plugins.yaml", "marketplaces:\n  it:\n    github: a/it\n    {delivery}", 4),
    "ignore": ("ignore", "secret.txt\n", 0),
}
"""By kind, and by what makes it be in force all the time: its file, its text, and the line of the wish."""

ABLE = {
    "rule model": ("rules/it.md", "---\ndescription: A rule.\nactivation: model\n{delivery}---\nDo so.\n"),
    "rule manual": ("rules/it.md", "---\ndescription: A rule.\nactivation: manual\n{delivery}---\nDo so.\n"),
    "agent": ("agents/it.md", "---\nname: it\ndescription: It.\n{delivery}---\nDo so.\n"),
    "skill": ("skills/it/SKILL.md", "---\nname: it\ndescription: It.\n{delivery}---\nDo so.\n"),
    "command": ("commands/it.md", "---\ndescription: It.\n{delivery}---\nDo so.\n"),
    "behavior": ("behaviors/it/BEHAVIOR.md", "---\nname: it\ndescription: It.\n{delivery}---\nDo so.\n"),
}
WISH = "delivery: on-demand\n"
IDS = {
    "instructions": "instructions",
    "ignore": "ignore",
    "permission": "deny bash(rm *)",
    "plugin": "it@market",
}


def key_of(case: str) -> str:
    """Return the key of the artifact of a case."""
    kind = case.split()[0]
    return f"{kind}/{IDS.get(kind, 'it')}"


def test_each_kind_has_a_case() -> None:
    """Every kind stands among those that can be on demand or among those that cannot."""
    assert {case.split()[0] for case in (*ALWAYS_ON, *ABLE)} == set(KINDS)


def found_on_demand(aiwg: Runner) -> list[str]:
    """Return what a deploy leaves to the catalog skill."""
    plan = aiwg("deploy", "-p", "claude", "--dry-run", "--json", expect=None).json
    return [str(key) for key in plan.get("on_demand", [])]


@pytest.mark.parametrize("case", ABLE)
@pytest.mark.parametrize("way", ["own", "bundle", "config", "pattern"])
def test_what_is_called_for_can_be_on_demand(case: str, way: str, aiwg: Runner, project: Path) -> None:
    """By its own word, by its bundle, by its name in aiwg.yaml and by a pattern there: it is not deployed."""
    file, text = ABLE[case]
    put(project / ".aiwg" / file, text.format(delivery=WISH if way == "own" else ""))
    _wish(way, key_of(case), project)
    assert found_on_demand(aiwg) == [key_of(case)]
    assert aiwg("lint", "--source", ".aiwg", expect=None).err.count("on demand") == 0


@pytest.mark.parametrize("case", [case for case in ALWAYS_ON if case != "ignore"])
def test_what_must_hold_says_where_it_wants_too_much(case: str, aiwg: Runner, project: Path) -> None:
    """Its own word is an error with file and line, which names the fix, and nothing becomes on demand."""
    file, text, line = ALWAYS_ON[case]
    put(project / ".aiwg" / file, text.format(delivery=WISH))
    said = aiwg("deploy", "-p", "claude", "--dry-run", expect=None)
    assert said.code in (3, 7)
    assert f".aiwg/{file}:{line}: " in said.err
    assert case == "permission" or "remove delivery" in said.err
    assert found_on_demand(aiwg) == []


@pytest.mark.parametrize("case", ALWAYS_ON)
@pytest.mark.parametrize(("way", "place"), [("bundle", ".aiwg/bundles.yaml:4: "), ("config", "aiwg.yaml:3: ")])
def test_nobody_else_can_put_it_on_demand(case: str, way: str, place: str, aiwg: Runner, project: Path) -> None:
    """A bundle or aiwg.yaml that names it is an error with file and line, and nothing becomes on demand."""
    file, text, _ = ALWAYS_ON[case]
    put(project / ".aiwg" / file, text.format(delivery=""))
    _wish(way, key_of(case), project)
    said = aiwg("deploy", "-p", "claude", "--dry-run", expect=None)
    assert said.code in (3, 7)
    assert place in said.err
    assert "cannot be on demand" in said.err
    assert found_on_demand(aiwg) == []


def test_a_wide_pattern_leaves_deployed_what_must_hold(aiwg: Runner, project: Path) -> None:
    """A pattern over everything moves what can be moved, and a note names what stays."""
    for file, text in (ABLE["skill"], (ALWAYS_ON["hook"][0], ALWAYS_ON["hook"][1]), ALWAYS_ON["rule"][:2]):
        put(project / ".aiwg" / file, text.format(delivery=""))
    _wish("everything", "*", project)
    plan = aiwg("deploy", "-p", "claude", "--dry-run", "--json").json
    assert plan["on_demand"] == ["skill/it"]
    (note,) = [each for each in plan["problems"] if each["code"] == "stays-deployed"]
    assert (note["file"], note["line"], note["level"]) == ("aiwg.yaml", 3, "info")
    assert "hook/it, rule/it" in note["message"]


def test_a_pattern_of_nothing_is_told(aiwg: Runner, project: Path) -> None:
    """An entry that no artifact matches is a warning with its line."""
    put(project / ".aiwg" / ABLE["skill"][0], ABLE["skill"][1].format(delivery=""))
    _wish("config", "skill/ti", project)
    (warning,) = [each for each in aiwg("list", "--json").json["problems"] if each["code"] == "no-artifact"]
    assert (warning["file"], warning["line"]) == ("aiwg.yaml", 3)


@pytest.mark.parametrize("value", ["sometimes", "[]", "true", "{a: b}"])
def test_another_word_for_a_delivery_is_an_error(value: str, aiwg: Runner, project: Path) -> None:
    """Only the two known words count, in an artifact and in a bundle."""
    put(project / ".aiwg/skills/it/SKILL.md", f"---\nname: it\ndescription: It.\ndelivery: {value}\n---\nDo.\n")
    put(project / ".aiwg/bundles.yaml", f"bundles:\n  b:\n    delivery: {value}\n    artifacts: []\n")
    said = aiwg("deploy", "-p", "claude", "--dry-run", expect=3).err
    assert ".aiwg/skills/it/SKILL.md:4: " in said
    assert ".aiwg/bundles.yaml:3: " in said


def _wish(way: str, key: str, project: Path) -> None:
    """Put an artifact on demand in a way other than by its own word."""
    if way == "bundle":
        text = f'bundles:\n  some:\n    artifacts:\n      - "{key}"\n    delivery: on-demand\n'
        put(project / ".aiwg/bundles.yaml", text)
    typed = {"config": key, "pattern": f"{key.partition('/')[0]}/*", "everything": "*"}.get(way)
    if typed:
        put(project / "aiwg.yaml", f'sources: [project]\non_demand:\n  - "{typed}"\n')
