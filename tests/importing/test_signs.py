"""Which tools a project shows signs of: an import without -p asks all of them, and nobody who is not there."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from aiwg.adapter.discover import discover
from aiwg.adapter.model import Adapter
from tests.conftest import put
from tests.importing.helping import artifacts_of, imported

TEXTS = ("instructions", "rules", "agents", "commands")
ELSEWHERE = frozenset(
    {"antigravity", "codewhale", "continue", "devin", "eve", "factory", "goose", "hermes", "jazz", "junie", "letta",
     "openhands", "reasonix", "windsurf", "zcode", "zed"}
)  # fmt: skip
"""Platforms that also read a place of their own whose name says nothing of them, or that others will take."""


def own_texts(adapter: Adapter) -> set[str]:
    """Return the paths of texts in a project that a platform reads as its own, each with an id in it."""
    found = set()
    for cell in (adapter.cells[name] for name in TEXTS if name in adapter.cells):
        for place in cell.reads:
            spec = place.spec
            if not place.compat and spec.anchor == "" and not spec.selector:
                found.add(next(iter(spec.spellings())).replace("{id:path}", "one").replace("{id}", "one"))
    return found


def test_a_text_of_one_platform_alone_is_a_sign_of_it() -> None:
    """Where one platform alone looks for texts, a file there makes it one of the detected."""
    readers: dict[str, set[str]] = defaultdict(set)
    registry = discover()
    for adapter in registry.all():
        for path in own_texts(adapter):
            readers[path].add(adapter.id)
    unseen = {
        (*ids, path)
        for path, ids in readers.items()
        if len(ids) == 1
        and not ids & ELSEWHERE
        and not any(path == sign or path.startswith(f"{sign}/") for sign in registry.signs(next(iter(ids))))
    }
    assert {each for each in unseen if ".local." not in each[1] and "GENT" not in each[1].upper()} == set()


@pytest.mark.parametrize("id", discover().ids())
def test_signs_are_those_of_the_adapter(id: str) -> None:
    """The signs that are read without the rest of an adapter are those that it says."""
    quick, whole = discover(), discover()
    assert list(quick.signs(id)) == list(whole.get(id).data.get("detect", {}).get("paths", ()))


def test_a_project_with_open_files_alone_is_imported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """AGENTS.md and open skills are a sign of no tool: they are imported for all that read them."""
    put(project / "AGENTS.md", "# Shop\n\nUse pnpm.\n")
    put(project / "pkg/AGENTS.md", "# Part\n\nAsk its owner.\n")
    put(project / ".agents/skills/release/SKILL.md", "---\nname: release\ndescription: Release it\n---\nTag it.\n")
    report = imported(capsys, project)
    assert artifacts_of(report) == {"instructions/instructions", "instructions/pkg", "skill/release"}
    assert report["differences"] == []
