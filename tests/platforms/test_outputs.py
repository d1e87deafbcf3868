"""What each platform gets parses with parsers that are not ours, and holds the sources' text byte for byte."""

from __future__ import annotations

import ast
import io
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import json5
import pytest
import tomlkit
from ruamel.yaml import YAML

from tests.conftest import EVERYTHING, PLATFORM_IDS, Deployer, tree

TRICKY = (EVERYTHING / "rules" / "honest.md").read_text(encoding="utf-8").split("MARK-rule-always\n", 1)[1]


def front_of(text: str) -> tuple[str, str]:
    """Return frontmatter and body, split independently of our own code."""
    match = re.match(r"\A---\n(.*?)^---\n(.*)\Z", text, re.DOTALL | re.MULTILINE)
    return (match[1], match[2]) if match else ("", text)


def parse_yaml(text: str) -> Any:
    """Return the document as ruamel.yaml (YAML 1.2) reads it."""
    return YAML(typ="safe", pure=True).load(io.StringIO(text))


@pytest.mark.parametrize("scope", ["project", "user"])
@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_everything_parses_elsewhere(platform: str, scope: str, deployer: Deployer, home: Path) -> None:
    """Every structured file that is written is valid for an independent parser of its format."""
    deployer.deploy(platform, scope=scope)
    root = deployer.project if scope == "project" else home
    parsed = 0
    for path, data in tree(root, skip=(".aiwg", ".local")).items():
        suffix = path.rsplit(".", 1)[-1]
        if "/references/" in path or suffix not in ("json", "toml", "yaml", "md", "rules"):
            continue
        text = data.decode("utf-8")
        if suffix == "json":
            assert json5.loads(text) == json.loads(text), path
        elif suffix == "toml":
            assert tomlkit.parse(text).unwrap() == tomllib.loads(text), path
        elif suffix == "yaml":
            assert isinstance(parse_yaml(text), dict), path
        elif suffix == "rules":
            calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
            assert calls, path
        else:
            front, _ = front_of(text)
            cursor_lines = path.startswith((".cursor/agents", ".cursor/rules"))
            assert not front or cursor_lines or isinstance(parse_yaml(front), dict), path
        parsed += 1
    assert parsed > 5


@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_bodies_arrive_byte_for_byte(platform: str, deployer: Deployer) -> None:
    """Windows paths, quotes, template braces, tabs and non-ASCII text arrive as they were written."""
    deployer.deploy(platform)
    files = tree(deployer.project)
    texts = [data.decode("utf-8", "replace") for path, data in files.items() if not path.endswith(".toml")]
    tomls = [
        tomllib.loads(data.decode()) for path, data in files.items() if path.endswith(".toml") and "agents" in path
    ]
    carried = {
        mark: [text for text in texts if mark in text]
        + [t["developer_instructions"] for t in tomls if mark in t["developer_instructions"]]
        for mark in (
            "MARK-instructions",
            "MARK-rule-always",
            "MARK-rule-scoped",
            "MARK-agent-reviewer",
            "MARK-skill",
            "MARK-command\n",
        )
    }
    for mark, holders in carried.items():
        assert holders, mark
        assert all(TRICKY.strip("\n") in holder for holder in holders), mark


@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_assets_keep_bytes_and_modes(platform: str, deployer: Deployer) -> None:
    """A binary asset keeps its bytes, a CRLF reference its line ends, a script its executable bit."""
    deployer.deploy(platform)
    root = next(path.parent for path in deployer.project.rglob("SKILL.md") if path.parent.name == "pdf-forms")
    source = EVERYTHING / "skills" / "pdf-forms"
    for name in ("assets/stamp.bin", "references/fields.md", "scripts/fill.sh"):
        assert (root / name).read_bytes() == (source / name).read_bytes()
    assert (root / "scripts/fill.sh").stat().st_mode & 0o777 == 0o755
    assert (root / "references/fields.md").stat().st_mode & 0o111 == 0


@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_every_artifact_is_accounted_for(platform: str, deployer: Deployer) -> None:
    """Each artifact has an arrival at the platform: a level, and a path or a reason."""
    deployment = deployer.plan(platform)
    arrivals = {arrival.artifact: arrival for arrival in deployment.arrivals}
    assert {artifact.named for artifact in deployment.catalog} == set(arrivals)
    for arrival in arrivals.values():
        assert arrival.paths or arrival.notes, arrival
        assert (arrival.level == "unsupported") == (not arrival.paths), arrival


@pytest.mark.parametrize("scope", ["project", "user"])
@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_round_trip_leaves_nothing(platform: str, scope: str, deployer: Deployer, home: Path) -> None:
    """Deploy, then remove: not a file and not a folder is left."""
    deployer.deploy(platform, scope=scope)
    deployer.remove(scope=scope)
    root = deployer.project if scope == "project" else home
    left = [path for path in root.rglob("*") if ".local" not in path.parts]
    assert left == []


@pytest.mark.parametrize("platform", PLATFORM_IDS)
def test_second_deploy_changes_nothing(platform: str, deployer: Deployer) -> None:
    """A plan after a deploy holds nothing to write."""
    deployer.deploy(platform)
    assert deployer.plan(platform).plan.changes == []
