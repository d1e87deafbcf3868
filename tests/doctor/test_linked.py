"""Instruction files that are links: context, doctor and explain say the same of them, and it is true."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import aiwg.adapter.discover
from aiwg.adapter.environment import Environment
from aiwg.cli.app import run
from aiwg.doctor.links import check_followed
from aiwg.doctor.placement import check_once
from aiwg.doctor.scope import open_subject
from aiwg.doctor.user_content import check_loaded
from aiwg.placement.resolve import bind
from tests.conftest import Deployer, put
from tests.doctor.test_agrees_with_context import LOADED_ONCE, REGISTRY, found_by, looked

END = "AGENTS.md"


def linked() -> Iterator[tuple[str, str]]:
    """Yield each platform with the first name that it reads instructions by beside AGENTS.md, and the known ones."""
    known = ("CLAUDE.md", "GEMINI.md", ".cursorrules", ".windsurfrules", ".github/copilot-instructions.md")
    for adapter in REGISTRY.all():
        bound = bind(adapter, "project", Environment("/home/nina", {}, "linux")).cells.get("instructions")
        spots = [spot.path for spot in bound.reads if spot.selector is None] if bound else []
        plain = [path for path in dict.fromkeys(spots) if not set("{*~").intersection(path) and path[0] != "/"]
        others = [path for path in plain if path != END and path.lower() != END.lower()]
        yield from ((adapter.id, path) for path in dict.fromkeys((*others[:1], *(set(others) & set(known)))))


LINKED = sorted(linked())


@pytest.fixture(autouse=True)
def _adapters_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse each adapter once for all tests."""
    monkeypatch.setattr(aiwg.adapter.discover, "load_adapter", LOADED_ONCE)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source of instructions."""
    put(tmp_path / "sample/instructions.md", "Keep all of it short.\n")
    return tmp_path / "sample"


def link(project: Path, name: str, end: str = END) -> None:
    """Write instructions of the user's, and a link to them."""
    put(project / end, "# Mine\n\nMy own words.\n")
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).symlink_to(os.path.relpath(project / end, (project / name).parent))


@pytest.mark.parametrize(("id", "name"), LINKED, ids=["-".join(each) for each in LINKED])
def test_a_link_is_one_file_with_two_names(deployer: Deployer, source: Path, id: str, name: str) -> None:
    """Doctor calls no file hidden or refused that a platform loads by its other name, and doubled what context does."""
    link(deployer.project, name)
    deployer.deploy(id, "codex", source=source)
    subject = open_subject(deployer.project, "project", [id])
    contexts = looked(deployer.project, REGISTRY.get(id), subject)
    both = {str(deployer.project / name), str(deployer.project / END)}
    loaded = [[item for item in context.loaded if {item.path, item.real} & both] for context in contexts]
    found = found_by(subject, check_loaded, check_followed)
    if any(loaded):
        assert [each for each in found if each.code in ("hidden", "link-refused") and each.file in (name, END)] == []
    assert all("instructions/instructions" in item.artifacts for items in loaded for item in items)
    twice = {each.code for each in found_by(subject, check_once)} & {"loaded-twice"}
    certain = [double for context in contexts for double in context.doubles if double.certain]
    assert bool(certain) == bool(twice), (certain, twice)


@pytest.mark.parametrize(("name", "end"), [("CLAUDE.md", END), (END, "CLAUDE.md"), (".claude/CLAUDE.md", END)])
def test_what_people_read_of_a_link(
    deployer: Deployer, source: Path, capsys: pytest.CaptureFixture[str], name: str, end: str
) -> None:
    """Context, explain and the report name the other file of a link; none says that its text is not loaded."""
    link(deployer.project, name, end)
    deployer.deploy("claude", "codex", source=source)
    capsys.readouterr()
    project = ["--project", str(deployer.project)]
    assert run(["context", "claude", *project]) == 0
    shown = capsys.readouterr().out
    assert "comes first" not in shown
    assert "your link + aiwg" in shown or end in ("CLAUDE.md", ".claude/CLAUDE.md")
    assert run(["explain", str(deployer.project / name), *project]) == 0
    assert f"the same file as {end}" in capsys.readouterr().out
    assert run(["report", "--json", *project]) == 0
    for tool in json.loads(capsys.readouterr().out)["tools"]:
        reasons = {each["reason"]["code"] for each in tool["not_loaded"] if each["path"] in (name, end)}
        assert reasons <= {"same-file"}
    assert run(["doctor", *project]) == 0
    assert "does not load" not in capsys.readouterr().out
