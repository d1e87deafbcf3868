"""Editing the sources in aiwg.yaml: the list holds what it should, and every other byte stays."""

from __future__ import annotations

import difflib
import itertools
from typing import Any

import pytest
import yaml

from aiwg.core.errors import Exit, UserError
from aiwg.scaffold.sources import with_ref, with_source, without_source

NEW = {"git": "https://git.example.com/platform/ai-context.git", "ref": "v1.4.0", "only": ["rule/*"]}
DEFAULTS = ("bundled", "user", "project")
OWN = ("user", "project")

BEFORE = ("", "\ufeff", "# Ours\n", "platforms: [claude]\n", "---\n", "a: |\n  text\n\n")
LISTS = {
    "none": ("", None),
    "block": ("sources:\n  - bundled\n  - user\n  - project\n", ["bundled", "user", "project"]),
    "no indent": ("sources:\n- bundled\n- project\n", ["bundled", "project"]),
    "flow": ("sources: [bundled, project]\n", ["bundled", "project"]),
    "flow, many lines": ("sources: [\n  bundled,\n  project,\n]\n", ["bundled", "project"]),
    "comments": (
        "sources:\n  # theirs\n  - bundled  # all\n\n  # mine\n  - project  # last\n  # end\n",
        ["bundled", "project"],
    ),
    "others": (
        "sources:\n  - git: https://a.example/x.git\n    ref: main\n  - ../shared\n",
        [{"git": "https://a.example/x.git", "ref": "main"}, "../shared"],
    ),
    "only the project": ("sources: [project]\n", ["project"]),
    "windows": ("sources:\r\n  - bundled\r\n  - project\r\n", ["bundled", "project"]),
}
AFTER = ("", "exclude: [rule/x]\n", "# the end")
CASES = list(itertools.product(BEFORE, LISTS, AFTER))


def made(before: str, name: str, after: str) -> str:
    """Return an aiwg.yaml of three parts."""
    return before + LISTS[name][0] + after


def value_of(text: str) -> dict[str, Any]:
    """Return what a YAML reader makes of a text."""
    return yaml.safe_load(text.removeprefix("\ufeff")) or {}


def removed(before: str, after: str) -> list[str]:
    """Return the lines of a text that are not in the other one any more."""
    lines = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line for line in lines if line.startswith("- ")]


@pytest.mark.parametrize(("before", "name", "after"), CASES)
def test_a_source_is_added_and_removed(before: str, name: str, after: str) -> None:
    """A new source comes before the layers of one's own, nothing else changes, and its removal restores the text."""
    text = made(before, name, after)
    there = LISTS[name][1]
    with_it = with_source(text, NEW, DEFAULTS, OWN)
    listed = list(there) if there is not None else list(DEFAULTS)
    at = next((index for index, each in enumerate(listed) if each in OWN), len(listed))
    assert value_of(with_it) == {**value_of(text), "sources": [*listed[:at], NEW, *listed[at:]]}
    if not name.startswith("flow") and name != "only the project":
        assert [line.strip("\n") for line in removed(text, with_it)] in (
            [],
            ["- # the end"],
            ["- \ufeff"],
            ["- \ufeff# the end"],
        )
    back = without_source(with_it, NEW)
    assert value_of(back) == {**value_of(text), "sources": listed}
    if there is not None:
        assert back == text


@pytest.mark.parametrize(("before", "after"), list(itertools.product(BEFORE, AFTER)))
@pytest.mark.parametrize("flow", [False, True])
def test_another_ref_changes_one_word(before: str, after: str, flow: bool) -> None:
    """A new ref takes the place of the old one, and nothing else changes; without one it is added."""
    entry = {"git": "https://a.example/x.git", "ref": "v1.0.0"}
    written = "{git: https://a.example/x.git, ref: v1.0.0}" if flow else "git: https://a.example/x.git\n    ref: v1.0.0"
    text = f"{before}sources:\n  - bundled\n  # ours\n  - {written}  # pinned\n  - project\n{after}"
    assert with_ref(text, entry, "v1.1.0") == text.replace("v1.0.0", "v1.1.0")
    bare = text.replace(", ref: v1.0.0", "").replace("\n    ref: v1.0.0", "")
    assert value_of(with_ref(bare, {"git": entry["git"]}, "v1.1.0")) == value_of(text.replace("v1.0.0", "v1.1.0"))


def test_a_ref_that_looks_like_a_number_stays_a_text() -> None:
    """`1.10` is a tag, not 1.1."""
    entry = {"git": "https://a.example/x.git", "ref": "1.9"}
    text = 'sources:\n  - git: https://a.example/x.git\n    ref: "1.9"\n'
    assert value_of(with_ref(text, entry, "1.10"))["sources"][0]["ref"] == "1.10"


@pytest.mark.parametrize(
    "text", ["sources: [bundled, # all\n  project]\n", "sources: &all [a]\nsources: [b, project]\n"]
)
def test_what_cannot_be_edited_is_said_with_the_lines_to_add(text: str) -> None:
    """A file that cannot be edited safely is a conflict, with the lines to add."""
    with pytest.raises(UserError) as caught:
        with_source(text, NEW, DEFAULTS, OWN)
    assert caught.value.exit is Exit.CONFLICT
    assert "git: " in (caught.value.hint or "")
