"""What the bundled source holds is complete, findable, well formed and free of dead ends."""

from __future__ import annotations

import itertools
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiwg.artifact.fields import TOOLS
from aiwg.artifact.model import Artifact
from aiwg.source.layers import Layer, load_layers

from .scripts import ROOT

LOADED = load_layers([Layer("bundled", ROOT, "")], ROOT)
ARTIFACTS = list(LOADED.catalog)
MARKDOWN = sorted(
    path for folder in ("agents", "skills", "rules", "commands", "behaviors") for path in (ROOT / folder).rglob("*.md")
)
SCRIPTS = sorted(
    path for folder in ("skills", "behaviors") for path in (ROOT / folder).glob("*/scripts/*") if path.is_file()
)
BODY_CHARS = {
    "instructions": (300, 900),
    "agent": (1500, 4000),
    "skill": (1500, 8000),
    "rule": (150, 1800),
    "command": (600, 2200),
    "behavior": (600, 4000),
}
"""How long a text may be, by kind: long enough to be of use, short enough to be read."""

FILLER = re.compile(
    r"(?i)\b(you are an? (?:expert|senior|world)|world-class|leverag\w+|seamless\w*|delve|comprehensive\w*|"
    r"cutting-edge|as an ai\b|state-of-the-art)"
)
PLATFORM_NAMES = re.compile(r"\b(Claude|Codex|Copilot|Cursor|Windsurf|Gemini|OpenCode)\b")

by_key = pytest.mark.parametrize("artifact", ARTIFACTS, ids=lambda artifact: artifact.key)
by_file = pytest.mark.parametrize("file", MARKDOWN, ids=lambda file: file.relative_to(ROOT).as_posix())


def test_it_loads_without_any_problem() -> None:
    """No error, no warning, nothing passed over: no dead mention and no unknown name in a bundle among it."""
    assert LOADED.problems == []


def test_it_holds_what_is_promised() -> None:
    """Twelve agents, at least twelve skills, eight rules, six commands, four behaviors and the instructions."""
    counts = Counter(artifact.kind for artifact in ARTIFACTS)
    assert counts["skill"] >= 12
    assert {kind: counts[kind] for kind in ("agent", "rule", "command", "behavior", "instructions")} == {
        "agent": 12,
        "rule": 8,
        "command": 6,
        "behavior": 4,
        "instructions": 1,
    }


@by_key
def test_a_description_is_one_short_line_that_says_when(artifact: Artifact) -> None:
    """What is chosen by its description says in at most 110 characters when to use it."""
    if artifact.kind == "instructions":
        return
    description = artifact.fields["description"]
    assert 20 <= len(description) <= 110
    assert "\n" not in description
    assert description.endswith((".", "?"))
    chosen = artifact.kind in ("agent", "skill", "behavior") or artifact.fields.get("activation") == "model"
    assert not chosen or "Use " in description


def test_no_two_have_the_same_name() -> None:
    """Agents, commands and rules become skills where a platform lacks them, so one name means one thing."""
    names = Counter(each.id for each in ARTIFACTS if each.kind != "instructions")
    assert [name for name, count in names.items() if count > 1] == []


@by_key
def test_a_body_has_a_sensible_length(artifact: Artifact) -> None:
    """No text is a stub, and none is longer than somebody reads."""
    least, most = BODY_CHARS[artifact.kind]
    assert least <= len(artifact.body) <= most


@by_key
def test_a_body_has_the_headings_of_its_kind(artifact: Artifact) -> None:
    """Agents, skills and behaviors start with their one `#`; rules and instructions, parts of a file, with `##`."""
    levels = [len(level) for level in headings(artifact.body)]
    if artifact.kind in ("agent", "skill", "behavior"):
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert artifact.body.lstrip().startswith("# ")
    elif artifact.kind in ("rule", "instructions"):
        assert levels[:1] == [2]
        assert 1 not in levels
    else:
        assert levels == []
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


def headings(text: str) -> Iterator[str]:
    """Yield the # of each heading outside of code."""
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and (match := re.match(r"(#+) ", line)):
            yield match[1]


@by_file
def test_a_text_is_tidy(file: Path) -> None:
    """No trailing spaces, tabs or empty ends, no filler, and code blocks that are closed."""
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"[ \t]+$|\t", text, re.MULTILINE) == []
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert len(re.findall(r"^```", text, re.MULTILINE)) % 2 == 0
    assert FILLER.findall(text) == []


@by_file
def test_no_platform_is_named(file: Path) -> None:
    """A text is for every platform; only the one about aiwg itself names some as examples."""
    if file.is_relative_to(ROOT / "skills/aiwg"):
        return
    assert PLATFORM_NAMES.findall(file.read_text(encoding="utf-8")) == []


@by_file
def test_what_a_text_points_to_is_there(file: Path) -> None:
    """Relative links, and the scripts, references and assets that a text names, exist beside it."""
    text = re.sub(r"<!--.*?-->", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    folder = file.parent if file.name in ("SKILL.md", "BEHAVIOR.md") else file.parent.parent
    for target in re.findall(r"\b(?:assets|references|scripts)/[\w.-]+\w", text):
        if folder.parent.name in ("skills", "behaviors"):
            assert (folder / target).exists(), target
    for target in re.findall(r"\]\(([^)#:]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        assert "{" in target or (file.parent / target).exists(), target


@by_key
def test_everything_beside_a_skill_is_named_in_it(artifact: Artifact) -> None:
    """An asset, a reference or a script that the text does not name would never be opened."""
    for asset in artifact.assets:
        assert asset.path in artifact.body, asset.path


@by_key
def test_tools_and_models_are_neutral(artifact: Artifact) -> None:
    """Agents name neutral tools and a tier, and those that only read have no tool that writes."""
    if artifact.kind != "agent":
        return
    tools = artifact.fields["tools"]
    assert set(tools) <= TOOLS
    assert artifact.fields["model"] in ("fast", "balanced", "deep", "inherit")
    assert artifact.fields["access"] == ("write" if {"write", "edit"} & set(tools) else "read")


@by_key
def test_everything_is_in_a_bundle(artifact: Artifact) -> None:
    """Each artifact is in at least one part that can be taken, and each part says what it is for."""
    assert any(artifact.key in bundle.artifacts for bundle in LOADED.bundles.values())
    assert all(len(bundle.description) > 15 for bundle in LOADED.bundles.values())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.relative_to(ROOT).as_posix())
def test_every_script_can_be_run_and_has_a_test(script: Path) -> None:
    """A script is executable, names its interpreter, says how it is used, and a test here runs it."""
    text = script.read_text(encoding="utf-8")
    assert os.access(script, os.X_OK)
    assert text.startswith(("#!/bin/sh\n", "#!/usr/bin/env python3\n"))
    assert "usage: " + script.name in text
    assert "exit:" in text
    tests = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert f'"{script.relative_to(ROOT).as_posix()}"' in tests
