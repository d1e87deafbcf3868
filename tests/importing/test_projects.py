"""Messy projects: what their tools load is imported, and they load the same when it is deployed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from aiwg.adapter.discover import Registry, discover
from aiwg.adapter.environment import Environment
from aiwg.loading import DiskReader, LoadedItem, StartFolder, look_around
from aiwg.source.layers import PROJECT, Layer, load_layers
from tests.conftest import Deployer, put, tree
from tests.importing.helping import artifacts_of, imported, notes_of
from tests.importing.projects import MessyProject, messy_projects

PROJECTS = messy_projects()


@cache
def registry() -> Registry:
    """Return the bundled platforms, parsed once for all tests."""
    return discover()


@pytest.fixture(params=sorted(PROJECTS))
def messy(request: pytest.FixtureRequest, project: Path, home: Path) -> MessyProject:
    """Return each messy project, written down, with the platforms that it shows signs of."""
    found = PROJECTS[request.param]
    found.write(project, home)
    return found if found.platforms else replace(found, platforms=tuple(signs_of(project)))


def signs_of(project: Path) -> Iterator[str]:
    """Yield the platforms that a project shows signs of."""
    for adapter in registry().all():
        paths = adapter.data.get("detect", {}).get("paths", ())
        if any((project / path).exists() for path in paths if path[0] not in "~/{"):
            yield adapter.id


def loaded_of(project: Path, platform: str) -> Counter[tuple[Any, ...]]:
    """Return what a platform loads in a project, each text with when it comes."""
    here = StartFolder(str(project), DiskReader(), Environment.current())
    adapter = registry().get(platform)
    found: dict[str, LoadedItem] = {}
    for surface in adapter.surfaces:
        for item in look_around(adapter, here, surface).items:
            if item.is_loaded and not item.gates:
                found.setdefault(item.real, item)
    return Counter((item.when, item.globs, text_of(item)) for item in found.values() if text_of(item))


def text_of(item: LoadedItem) -> str:
    """Return what a platform loads of a file, white space and aiwg's own marks aside."""
    lines = (item.text + item.later).splitlines()
    return " ".join(" ".join(line for line in lines if "aiwg:" not in line).split())


def test_what_tools_load_is_imported(messy: MessyProject, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An import finds what the project is there for, its source loads, and a second import writes nothing."""
    before = tree(project)
    report = imported(capsys, project, *messy.platforms)
    assert report["exit"] == 0
    assert set(messy.has) <= artifacts_of(report)
    assert {path: level for path, level in messy.notes.items() if path not in notes_of(report, level)} == {}
    assert {each["platform"] for each in report["differences"]} == set(messy.differs)
    loaded = load_layers([Layer(PROJECT, project / ".aiwg", ".aiwg")], project)
    assert [problem for problem in loaded.all_problems if problem.level == "error"] == []
    assert artifacts_of(report) == {each.key for each in loaded.catalog}
    assert tree(project) == before
    written = tree(project, skip=(".git",))
    again = imported(capsys, project, *messy.platforms)
    assert again["files"] == []
    assert artifacts_of(again) == artifacts_of(report)
    assert tree(project, skip=(".git",)) == written


def test_a_deploy_leaves_what_tools_load(
    messy: MessyProject, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After an import and a deploy each tool loads what it loaded, in the same way and once; a remove ends it all."""
    platforms = messy.platforms
    before = {platform: loaded_of(project, platform) for platform in platforms}
    imported(capsys, project, *messy.platforms)
    put(project / "aiwg.yaml", "sources: [project]\n")
    Deployer(project).deploy(*platforms, source=None, accept_freer=True)
    after = {platform: loaded_of(project, platform) for platform in platforms}
    assert [lost for platform in platforms for lost in lost_in(after[platform], before[platform])] == []
    assert [text for platform in platforms for text in twice_in(after[platform], before[platform])] == []
    assert Deployer(project).plan(source=None, accept_freer=True).plan.changes == []
    Deployer(project).remove()
    assert {platform: loaded_of(project, platform) for platform in platforms} == before


def lost_in(after: Counter[tuple[Any, ...]], before: Counter[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return what is not loaded any more: in the same way, alone or within a text that holds more."""
    return [
        (when, globs, text)
        for when, globs, text in before
        if not any((when, globs) == each[:2] and text in each[2] for each in after)
    ]


def twice_in(after: Counter[tuple[Any, ...]], before: Counter[tuple[Any, ...]]) -> list[str]:
    """Return the texts that are loaded more often than before, alone or within a text that holds more."""
    texts = {text for _, _, text in before if " " in text or not text.startswith("@")}  # a pointer is no text
    count = {text: [sum(times for (_, _, each), times in found.items() if text in each) for found in (after, before)]
             for text in texts}  # fmt: skip
    return sorted(text for text, (now, was) in count.items() if now > max(was, 1))
