"""What doctor says of gates, limits and places is what `aiwg context` says: one model answers both."""

from __future__ import annotations

import contextlib
import functools
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import aiwg.adapter.discover
from aiwg.adapter.discover import discover
from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import parse_path
from aiwg.doctor.acceptance import check_files
from aiwg.doctor.limits import check_limits
from aiwg.doctor.model import CheckSkippedError
from aiwg.doctor.placement import check_delivered, check_gates
from aiwg.doctor.scope import InspectedScope, open_subject
from aiwg.findings.model import Finding
from aiwg.loading import DiskReader, LoadedContext, StartFolder, look_around
from aiwg.placement.resolve import bind
from tests.conftest import PLATFORM_IDS, Deployer, put

SCOPES = ("project", "user")
SAMPLE = {
    "instructions.md": "Keep all of it short.\n",
    "rules/plain.md": "---\nactivation: always\ndescription: Plain words.\n---\nSay plainly what it is.\n",
    "rules/scoped.md": '---\npaths: ["**/*.py"]\ndescription: Style of Python.\n---\nUse spaces in those files.\n',
    "agents/reader.md": "---\nname: reader\ndescription: Reads when asked.\n---\nRead, then say.\n",
    "skills/forms/SKILL.md": "---\nname: forms\ndescription: Fills forms when asked.\n---\nFill them.\n",
    "commands/greet.md": "---\ndescription: Greets when asked.\n---\nGreet the user.\n",
}
"""What is read to a model: hooks, servers and permissions are no part of a context."""

REGISTRY = discover()


LOADED_ONCE = functools.cache(aiwg.adapter.discover.load_adapter)


@pytest.fixture(autouse=True)
def _adapters_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse each adapter once for all tests: the home folder's prefixes are asked of every one of them."""
    monkeypatch.setattr(aiwg.adapter.discover, "load_adapter", LOADED_ONCE)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source with every kind that is read to a model."""
    for name, text in SAMPLE.items():
        put(tmp_path / "sample" / name, text)
    return tmp_path / "sample"


def looked(project: Path, adapter: Adapter, subject: InspectedScope) -> list[LoadedContext]:
    """Return what each implementation of a platform loads, from a look of its own."""
    here = StartFolder(os.path.abspath(project), DiskReader(), Environment.current())
    return [look_around(adapter, here, surface, subject.records) for surface in adapter.surfaces]


def found_by(subject: InspectedScope, *checks: Callable[[InspectedScope], Iterable[Finding]]) -> list[Finding]:
    """Return what checks of doctor find; nothing for one that cannot be made here."""
    found: list[Finding] = []
    for check in checks:
        with contextlib.suppress(CheckSkippedError):
            found += check(subject)
    return found


def gates_said(subject: InspectedScope) -> set[str]:
    """Return what doctor says that a person has to do first."""
    said = (each.message for each in found_by(subject, check_gates))
    return {message.removeprefix("loads part of this only after you ") for message in said}


def gates_in(contexts: list[LoadedContext], scope: str) -> list[str]:
    """Return the sentences of the contexts on what a person has to do first for something of ours."""
    ours = [item for each in contexts for item in each.items if item.artifacts and item.scope == scope]
    return [item.why for item in ours if item.state == "gated"] + [gate for item in ours for gate in item.gates]


def gates_that_a_file_tells(adapter: Adapter) -> Iterator[tuple[str, object]]:
    """Yield where a platform writes down that a gate is open, and what."""
    for gate in adapter.data.get("gates", {}).values():
        if "check" in gate:
            yield gate["check"], gate.get("is", True)


def write_setting(adapter: Adapter, project: Path, check: str, value: object) -> None:
    """Write a setting as a platform would, in a file of its own."""
    spec = parse_path(check)
    here = StartFolder(os.path.abspath(project), DiskReader(), Environment.current())
    assert spec.selector is not None
    _, root = here.root_of(adapter, spec)
    keys = [os.path.realpath(project) if key == "{root}" else key for key in spec.selector.keys]
    if spec.rest.endswith(".toml"):
        put(Path(root, spec.rest), f"[{'.'.join(map(json.dumps, keys[:-1]))}]\n{keys[-1]} = {json.dumps(value)}\n")
        return
    for key in reversed(keys):
        value = {key: value}
    put(Path(root, spec.rest), json.dumps(value))


STATES = [
    (id, scope, state)
    for id in PLATFORM_IDS
    for scope in SCOPES
    for state in ("unsaid", *(("open", "closed") if list(gates_that_a_file_tells(REGISTRY.get(id))) else ()))
]


@pytest.mark.parametrize(("id", "scope", "state"), STATES, ids=["-".join(each) for each in STATES])
def test_gates_and_places(deployer: Deployer, source: Path, id: str, scope: str, state: str) -> None:
    """Of each artifact deployed, doctor says that it is missing or waits for you where context does not load it."""
    adapter = REGISTRY.get(id)
    for check, value in gates_that_a_file_tells(adapter) if state != "unsaid" else ():
        write_setting(adapter, deployer.project, check, value if state == "open" else "no")
    deployment = deployer.deploy(id, source=source, scope=scope)
    if not deployment.new.records:
        return
    subject = open_subject(deployer.project, scope, [id])
    contexts = looked(deployer.project, adapter, subject)
    waiting, sentences = gates_said(subject), gates_in(contexts, scope)
    assert all(any(said in sentence for sentence in sentences) for said in waiting)
    assert all(any(said in sentence for said in waiting) for sentence in sentences)
    items = [item for context in contexts for item in context.items if item.scope == scope]
    loaded = {name for item in items if item.is_loaded for name in item.artifacts}
    gated = {name for item in items if item.state == "gated" for name in item.artifacts}
    assert not gated or waiting
    missing = " ".join(each.message for each in found_by(subject, check_delivered))
    for artifact in deployment.catalog:
        is_there = artifact.named in loaded | gated
        assert is_there != (artifact.named in missing), (artifact.named, missing, [item.shown for item in items])


def limits_of(id: str) -> dict[str, int]:
    """Return the limits of a platform on the size of its instructions."""
    cell = REGISTRY.get(id).cells.get("instructions")
    limits = (cell.get("limits") or {}) if cell else {}
    return {name: limit for name, limit in limits.items() if name.startswith(("file_", "total_"))}


def limited_files() -> Iterator[tuple[str, str, str]]:
    """Yield each platform with a limit on its instructions, each scope, and a file of instructions there."""
    for id in PLATFORM_IDS:
        for scope in SCOPES if limits_of(id) else ():
            bound = bind(REGISTRY.get(id), scope, Environment("/home/nina", {}, "linux")).cells["instructions"]
            for spot in bound.reads:
                if spot.selector is None and not any(sign in spot.path for sign in "{*"):
                    yield id, scope, spot.path


LIMITED = list(limited_files())


@pytest.mark.parametrize("part", [0.5, 0.95, 1.05])
@pytest.mark.parametrize(("id", "scope", "path"), LIMITED, ids=["-".join(each) for each in LIMITED])
def test_limits_of_instructions(deployer: Deployer, home: Path, id: str, scope: str, path: str, part: float) -> None:
    """Below, near and above each limit doctor and context say the same of each file, and of what becomes of it."""
    adapter = REGISTRY.get(id)
    size = int(min(limits_of(id).values()) * part)
    file = home / path[2:] if path.startswith("~/") else deployer.project / path
    put(file, "x" * size)
    subject = open_subject(deployer.project, scope, [id])
    subject.adapters = [adapter]
    context = looked(deployer.project, adapter, subject)[0]
    told = {str(each.file): each for each in found_by(subject, check_limits)}
    sizes = {each.path: each for each in context.sizes if each.scope == scope and each.kind == "instructions"}
    assert told.keys() == sizes.keys()
    for shown, finding in told.items():
        measured = sizes[shown]
        assert finding.code == ("over-limit" if measured.is_beyond else "near-limit")
        said = {"cut": "cuts", "dropped": "does not load", "": "unless" if measured.may_grow else "unknown"}[
            measured.becomes
        ]
        assert not measured.is_beyond or said in finding.message
        assert finding.level == ("info" if not measured.is_beyond else "error" if measured.becomes else "warning")


@pytest.mark.parametrize("id", [id for id in PLATFORM_IDS if limits_of(id)])
def test_the_deploy_says_the_same(deployer: Deployer, tmp_path: Path, id: str) -> None:
    """Beyond a limit the deploy report says of what it writes what doctor and context say of it afterwards."""
    put(tmp_path / "long/instructions.md", "long words " * (min(limits_of(id).values()) // 10))
    deployment = deployer.deploy(id, source=tmp_path / "long")
    said = {each.file: each.message for each in deployment.problems if each.code == "over-limit"}
    subject = open_subject(deployer.project, "project", [id])
    told = {each.file: each.message for each in found_by(subject, check_limits)}
    assert said
    assert told.keys() == said.keys()
    for path, message in told.items():
        assert message.partition("; ")[2] in said[path].replace(" (aiwg's text is at its start)", "")


DESCRIBED = [
    (id, kind)
    for id in PLATFORM_IDS
    for kind in ("skills", "agents", "commands")
    if (cell := REGISTRY.get(id).cells.get(kind)) and "description_chars" in (cell.get("limits") or {})
]


@pytest.mark.parametrize(("id", "kind"), DESCRIBED, ids=["-".join(each) for each in DESCRIBED])
def test_descriptions_of_yours(deployer: Deployer, id: str, kind: str) -> None:
    """Of a description that is too long doctor and context say alike what becomes of it, or that nobody knows."""
    adapter = REGISTRY.get(id)
    cell = adapter.cells[kind]
    text = f"---\nname: mine\ndescription: {'d' * (cell.get('limits')['description_chars'] + 9)}\n---\nDo it.\n"
    for place in cell.reads:
        spec = place.spec
        if spec.anchor or spec.selector or not spec.rest.endswith((".md", "/")) or "(" in spec.rest:
            continue
        path = spec.rest.replace("{id:path}", "mine").replace("{id}", "mine")
        put(deployer.project / (f"{path}SKILL.md" if path.endswith("/") else path), text)
    subject = open_subject(deployer.project, "project", [id])
    subject.adapters = [adapter]
    told = {
        each.file: each.code if "unknown" not in each.message else ""
        for each in found_by(subject, check_files)
        if each.code in ("file-cut", "file-too-long")
    }
    [context, *_] = looked(deployer.project, adapter, subject)
    codes = {"cut": "file-cut", "dropped": "file-too-long", "": ""}
    limit = cell.get("limits")["description_chars"]
    measured = {
        each.path: codes[each.becomes] for each in context.excesses if each.kind == kind and each.limit == limit
    }
    assert {path: code for path, code in told.items() if path in measured} == measured
