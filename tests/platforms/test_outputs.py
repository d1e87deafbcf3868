"""What each platform gets parses with parsers that are not ours, and holds the sources' text byte for byte."""

from __future__ import annotations

import ast
import functools
import io
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import json5
import pytest
import tomlkit
from ruamel.yaml import YAML

from aiwg.deployment.stages import Planned
from aiwg.render.delivery import Delivery
from tests.conftest import EVERYTHING, PLATFORM_IDS, Deployer, tree

TRICKY = (EVERYTHING / "rules" / "honest.md").read_text(encoding="utf-8").split("MARK-rule-always\n", 1)[1]


def front_of(text: str) -> tuple[str, str]:
    """Return frontmatter and body, split independently of our own code."""
    match = re.match(r"\A---\n(.*?)^---\n(.*)\Z", text, re.DOTALL | re.MULTILINE)
    return (match[1], match[2]) if match else ("", text)


@functools.cache  # platforms share many files, and this parser is slow
def parse_yaml(text: str) -> Any:
    """Return the document as ruamel.yaml (YAML 1.2) reads it."""
    return YAML(typ="safe", pure=True).load(io.StringIO(text))


@functools.cache
def parse_json5(text: str) -> Any:
    """Return the document as json5 reads it."""
    return json5.loads(text)


def check_syntax(files: Mapping[str, bytes]) -> None:
    """Check that every structured file is valid for an independent parser of its format."""
    for path, data in files.items():
        suffix = path.rsplit(".", 1)[-1]
        if "/references/" in path or suffix not in ("json", "jsonc", "toml", "yaml", "yml", "md", "mdc", "rules"):
            continue
        text = data.decode("utf-8")
        if suffix in ("json", "jsonc"):
            assert parse_json5(text) == json.loads(text), path
        elif suffix == "toml":
            assert tomlkit.parse(text).unwrap() == tomllib.loads(text), path
        elif suffix in ("yaml", "yml") and not front_of(text)[0]:
            assert isinstance(parse_yaml(text), dict), path
        elif suffix == "rules":
            calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
            assert calls, path
        else:
            front, _ = front_of(text)
            cursor_lines = path.startswith((".cursor/agents", ".cursor/rules"))
            assert not front or cursor_lines or isinstance(parse_yaml(front), dict), path


AIWGS_OWN = (".local", ".cache")
"""The folders of a home where aiwg keeps what is its own."""

MARKS = {
    "instructions/instructions": "MARK-instructions",
    "rule/honest": "MARK-rule-always",
    "rule/python-style": "MARK-rule-scoped",
    "agent/reviewer": "MARK-agent-reviewer",
    "skill/pdf-forms": "MARK-skill",
    "command/greet": "MARK-command\n",
}
"""The artifacts whose body holds the tricky text, and how each is known again."""


def texts_of(path: str, data: bytes) -> Iterator[str]:
    """Yield a file's text, or the values of a structured one as another parser reads them."""
    text = data.decode("utf-8", "replace")
    if path.endswith(".toml"):
        yield from values_of(tomllib.loads(text))
    elif path.endswith(".json"):
        yield from values_of(json.loads(text))
    elif path.endswith((".yaml", ".yml", ".roomodes")) and not front_of(text)[0]:
        yield from values_of(parse_yaml(text))
    else:
        yield text


def values_of(value: Any) -> Iterator[str]:
    """Yield every text in a parsed document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from values_of(item)


def check_bodies(files: Mapping[str, bytes], arrivals: Mapping[str, Delivery]) -> None:
    """Check that Windows paths, quotes, template braces, tabs and non-ASCII text arrived as they were written."""
    found = [text for path, data in files.items() for text in texts_of(path, data)]
    for artifact, mark in MARKS.items():
        holders = [text for text in found if mark in text]
        assert bool(holders) == (arrivals[artifact].level != "unsupported"), artifact
        assert all(TRICKY.strip("\n") in holder for holder in holders), artifact


def check_deliveries(planned: Planned, arrivals: Mapping[str, Delivery]) -> None:
    """Check that each artifact that is for the platform has a delivery: a level, and a path or a reason."""
    names = planned.adapters[0].names
    assert {artifact.named for artifact in planned.catalog if artifact.wants(names)} == set(arrivals)
    for arrival in arrivals.values():
        assert arrival.paths or arrival.notes, arrival
        assert (arrival.level == "unsupported") == (not arrival.paths), arrival


def check_assets(root: Path, skills: list[Delivery]) -> None:
    """Check that a binary asset keeps its bytes, a CRLF reference its line ends, a script its executable bit."""
    source = EVERYTHING / "skills" / "pdf-forms"
    folders = {path.parent for path in root.rglob("pdf-forms/SKILL.md") if not {*path.parts} & {*AIWGS_OWN}}
    carried = [arrival for arrival in skills if any(path.endswith("/") for path in arrival.paths)]
    for arrival in skills:
        assert arrival in carried or not arrival.paths or "assets" in {loss.field for loss in arrival.losses}
    assert bool(folders) == bool(carried)
    for folder in folders:
        for name in ("assets/stamp.bin", "references/fields.md", "scripts/fill.sh"):
            assert (folder / name).read_bytes() == (source / name).read_bytes()
        assert (folder / "scripts/fill.sh").stat().st_mode & 0o777 == 0o755
        assert (folder / "references/fields.md").stat().st_mode & 0o111 == 0


# One test for all of it: a deploy of every kind to each of a hundred platforms is what the suite spends its time on.
@pytest.mark.parametrize("scope", ["project", "user"])
@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_a_deploy_is_sound(platform: str, scope: str, deployer: Deployer, home: Path) -> None:
    """What is written parses elsewhere, bodies and assets arrive byte for byte, and nothing stays of it afterwards."""
    planned = deployer.deploy(platform, scope=scope)
    root = deployer.project if scope == "project" else home
    files = tree(root, skip=(".aiwg", *AIWGS_OWN))
    arrivals = {arrival.artifact: arrival for arrival in planned.deliveries}
    check_syntax(files)
    check_bodies(files, arrivals)
    check_deliveries(planned, arrivals)
    check_assets(root, [each for each in planned.deliveries if each.artifact == "skill/pdf-forms"])
    assert deployer.plan(platform, scope=scope).plan.changes == []
    deployer.remove(scope=scope)
    assert [path for path in root.rglob("*") if not {*path.parts} & {*AIWGS_OWN}] == []
