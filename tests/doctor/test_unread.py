"""What lies in a platform's folders and is not loaded as meant is named, whatever the platform and the spelling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aiwg.adapter.discover import discover
from aiwg.adapter.parse import field_rules
from aiwg.artifact.fields import SCOPE_KEYS

from .conftest import Doctor, Place

RULES = {"claude": ".claude/rules/mine.md", "cursor": ".cursor/rules/mine.mdc", "qwen-code": ".qwen/rules/mine.md",
         "windsurf": ".windsurf/rules/mine.md", "kiro": ".kiro/steering/mine.md"}  # fmt: skip
LIMITS = {"paths": '["src/**"]', "globs": '"**/*.cs"', "glob": '"src/**"', "applyTo": '"src/**"',
          "alwaysApply": "false",
          "trigger": "glob", "inclusion": "fileMatch", "fileMatchPattern": '"src/**"'}  # fmt: skip


def own_keys(id: str) -> set[str]:
    """Return the keys of scope that a platform has, of the cell and of its places."""
    cell = discover().named(id).cells["rules"]
    lists = [
        cell.fields or (),
        *(field_rules(each.settings["fields"]) for each in cell.reads if "fields" in each.settings),
    ]
    return {rule.target for rules in lists for rule in rules if {"paths", "activation"}.intersection(rule.sources)}


def foreign() -> Iterator[tuple[str, str]]:
    """Yield each platform with each key of scope that is another's."""
    for id in RULES:
        yield from ((id, key) for key in SCOPE_KEYS if key not in own_keys(id))


def codes(doctor: Doctor, id: str, file: str) -> list[str]:
    """Return the codes of what doctor says about a file."""
    return [each["code"] for each in doctor("--platform", id).findings("error", "warning") if each["file"] == file]


def test_every_key_of_scope_is_known() -> None:
    """The keys that some platform limits its rules by are the ones that are looked for."""
    registry = discover()
    named = {key for id in registry.ids() if "rules" in registry.get(id).cells for key in own_keys(id)}
    assert named - {"type"} == set(SCOPE_KEYS)
    assert set(LIMITS) == set(SCOPE_KEYS)


@pytest.mark.parametrize(("id", "key"), list(foreign()))
def test_a_scope_in_anothers_words_is_named(id: str, key: str, place: Place, doctor: Doctor) -> None:
    """A rule that is limited by a key of another platform only is a warning."""
    place.write(RULES[id], f"---\ndescription: d\n{key}: {LIMITS[key]}\n---\nKeep it short.\n")
    said = codes(doctor, id, RULES[id])
    # a description alone lets the model choose the rule on some platforms, and then it is not sent always or never
    by_model = id in ("cursor", "windsurf", "kiro")
    assert said == ["scope-ignored"] or (by_model and said == [])


@pytest.mark.parametrize("id", ["claude", "qwen-code"])
@pytest.mark.parametrize(
    "front",
    ["", "description: d", "paths: src/**", 'globs: "**"', "alwaysApply: true\nglobs: src/**", "globs:",
     "globs: src/**\npaths: src/**"],
)  # fmt: skip
def test_a_scope_that_holds_is_not_named(id: str, front: str, place: Place, doctor: Doctor) -> None:
    """A rule that says nothing of scope, says that it is always on, or says it in the platform's words is well."""
    place.write(RULES[id], f"---\n{front}\n---\nKeep it short.\n" if front else "Keep it short.\n")
    assert codes(doctor, id, RULES[id]) == []


def test_an_empty_list_of_globs_is_named(place: Place, doctor: Doctor) -> None:
    """A rule for no file at all is sent always, and doctor says so."""
    place.write(RULES["claude"], "---\npaths: []\n---\nKeep it short.\n")
    assert codes(doctor, "claude", RULES["claude"]) == ["scope-ignored"]


def test_who_heeds_a_key_is_not_named(place: Place, doctor: Doctor) -> None:
    """Copilot heeds applyTo in the rules of Claude Code, which does not."""
    place.write(RULES["claude"], '---\napplyTo: "src/**"\n---\nKeep it short.\n')
    assert codes(doctor, "copilot", RULES["claude"]) == []
    assert codes(doctor, "claude", RULES["claude"]) == ["scope-ignored"]


UNREAD = [
    ("copilot", ".github/instructions/style.md"),
    ("copilot", ".github/instructions/deep/style.md"),
    ("copilot", ".github/prompts/ask.md"),
    ("cursor", ".cursor/rules/style.md"),
]


@pytest.mark.parametrize(("id", "file"), UNREAD)
def test_a_file_with_another_ending_is_named(id: str, file: str, place: Place, doctor: Doctor) -> None:
    """A Markdown file without the ending that the folder's reader wants is a warning; a README is none."""
    place.write(file, "Keep it short.\n")
    place.write(f"{Path(file).parent}/README.md", "For people.\n")
    said = doctor("--platform", id).findings("warning")
    assert [(each["code"], each["file"]) for each in said] == [("file-unread", file)]


def test_an_agent_without_the_long_ending_is_read(place: Place, doctor: Doctor) -> None:
    """Copilot takes agents with both endings."""
    place.write(".github/agents/mine.md", "---\ndescription: Use when asked.\n---\nDo it.\n")
    assert codes(doctor, "copilot", ".github/agents/mine.md") == []


GROUPS = ["codex", "copilot", "openclaw", "factory", "opencode", "kilo", "pi"]
FLAT = {"claude": ".claude/skills", "gemini-cli": ".agents/skills", "qwen-code": ".agents/skills"}
SKILL = "---\nname: two\ndescription: Use when tested.\n---\nDo it.\n"


@pytest.mark.parametrize("id", GROUPS)
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_a_grouped_skill_is_well_where_it_is_found(id: str, depth: int, place: Place, doctor: Doctor) -> None:
    """Platforms that look into subfolders load grouped skills, and doctor has nothing to say but on what is in them."""
    folder = f".agents/skills/{'/'.join(['group'] * depth)}"
    place.write(f"{folder}/two/SKILL.md", SKILL)
    assert codes(doctor, id, ".agents/skills/group") == []
    place.write(f"{folder}/two/SKILL.md", "Do it.\n")
    assert set(codes(doctor, id, f"{folder}/two/SKILL.md")) == {"file-bare"}


@pytest.mark.parametrize("id", FLAT)
def test_a_grouped_skill_is_named_where_nobody_looks(id: str, place: Place, doctor: Doctor) -> None:
    """Platforms that do not look into subfolders miss grouped skills, and doctor says so of the group."""
    place.write(f"{FLAT[id]}/group/two/SKILL.md", SKILL)
    assert codes(doctor, id, f"{FLAT[id]}/group") == ["skill-grouped"]


EMPTY: list[tuple[Callable[[str], str], list[str]]] = [
    (lambda folder: f"{folder}/mine/notes.md", ["skill-empty"]),
    (lambda folder: f"{folder}/mine/scripts/run.sh", ["skill-empty"]),
    (lambda folder: f"{folder}/_shared/notes.md", []),
    (lambda folder: f"{folder}/.cache/notes.md", []),
]


@pytest.mark.parametrize("id", [*GROUPS, *FLAT])
@pytest.mark.parametrize(("file", "expected"), EMPTY)
def test_a_folder_without_a_skill_is_named(
    id: str, file: Callable[[str], str], expected: list[str], place: Place, doctor: Doctor
) -> None:
    """A folder among the skills that holds files and no SKILL.md is a warning, for whoever reads that folder."""
    folder = FLAT.get(id, ".agents/skills")
    place.write(file(folder), "x\n")
    said = doctor("--platform", id).findings("warning")
    assert [each["code"] for each in said if (each["file"] or "").startswith(folder)] == expected


@pytest.mark.parametrize(
    ("front", "waits"),
    [("paths: src/**", True), ("paths: [src/**]", True), ('paths: ["**/*"]', True), ('paths: "**"', False),
     ("paths: []", False), ("globs: src/**", False)],
)  # fmt: skip
def test_a_scoped_skill_is_told(front: str, waits: bool, place: Place, doctor: Doctor) -> None:
    """Claude Code lists a skill with paths only once a file that fits was read; seen in 2.1.332 for each of these."""
    place.write(
        ".claude/skills/mine/SKILL.md", f"---\nname: mine\ndescription: Use when tested.\n{front}\n---\nDo it.\n"
    )
    said = doctor("--platform", "claude").findings("info")
    assert [each["code"] for each in said if each["file"] == ".claude/skills/mine/SKILL.md"] == ["skill-scoped"] * waits


@pytest.mark.parametrize("id", GROUPS)
def test_a_skill_inside_a_skill_is_loaded_where_the_client_looks_for_it(
    id: str, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Codex, OpenCode and Kilo find a SKILL.md below another; the others stop at the outer one."""
    import json

    from aiwg.cli.app import run

    place.write(".agents/skills/outer/SKILL.md", SKILL.replace("two", "outer"))
    place.write(".agents/skills/outer/deep/inner/SKILL.md", SKILL.replace("two", "inner"))
    place.monkeypatch.chdir(place.project)
    capsys.readouterr()
    assert run(["context", id, "--json"]) == 0
    paths = {each["path"] for each in json.loads(capsys.readouterr().out)["items"]}
    assert any("skills/outer" in path for path in paths)
    assert any("outer/deep/inner" in path for path in paths) == (id in ("codex", "opencode", "kilo"))
