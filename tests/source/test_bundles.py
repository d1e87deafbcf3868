"""bundles.yaml, read and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.core import strict_yaml
from aiwg.core.shape import check_shape
from aiwg.source.bundles import SCHEMA

from .harness import Tree, said

GOOD = "bundles:\n  all:\n    description: All.\n    artifacts:\n      - skill/a\n      - agents/b\n"


def test_bundles_are_read_with_their_lines(tmp_path: Path) -> None:
    """A bundle has its name, its description and its artifacts as keys, each with its line."""
    tree = Tree(tmp_path)
    tree.put("bundles.yaml", GOOD)
    [bundle] = tree.load().bundles
    assert (bundle.name, bundle.description, bundle.file, bundle.layer) == ("all", "All.", "src/bundles.yaml", "source")
    assert bundle.lines == {"skill/a": 5, "agent/b": 6}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[a]\n", "error bad-field src/bundles.yaml:1"),
        ("bundels: {}\n", "error bad-field src/bundles.yaml:1"),
        ("bundles: [a]\n", "error bad-field src/bundles.yaml:1"),
        ("bundles:\n  a: [skill/a]\n", "error bad-field src/bundles.yaml:2"),
        ("bundles:\n  A b: {artifacts: []}\n", "error bad-field src/bundles.yaml:2"),
        ("bundles:\n  a/b: {artifacts: []}\n", "error bad-field src/bundles.yaml:2"),
        ("bundles:\n  a:\n    description: A.\n", "error bad-field src/bundles.yaml:2"),
        ("bundles:\n  a:\n    artifacts: skill/a\n", "error bad-field src/bundles.yaml:2"),
        ("bundles:\n  a:\n    artifacts: []\n    also: []\n", "error bad-field src/bundles.yaml:4"),
        ("bundles:\n  a:\n    artifacts: []\n    description: [x]\n", "error bad-field src/bundles.yaml:4"),
        ("bundles:\n  a:\n    artifacts:\n      - skill/a\n      - b\n", "error bad-field src/bundles.yaml:5"),
        ("bundles:\n  a:\n    artifacts:\n      - widget/b\n", "error bad-field src/bundles.yaml:4"),
        ("bundles:\n  a:\n    artifacts:\n      - {skill: b}\n", "error bad-field src/bundles.yaml:4"),
        ("bundles: {\n", "error bad-yaml src/bundles.yaml:1"),
    ],
)
def test_each_mistake_is_said_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    """What is invalid is an error where it stands; nothing is raised."""
    tree = Tree(tmp_path)
    tree.put("bundles.yaml", text)
    [found] = tree.load().problems
    assert said(found).rpartition(":")[0] == problem.rpartition(":")[0]
    assert found.code == "bad-yaml" or said(found) == problem


def test_an_empty_file_has_no_bundles(tmp_path: Path) -> None:
    """A file with nothing in it is no mistake."""
    tree = Tree(tmp_path)
    tree.put("bundles.yaml", "# none yet\n")
    assert (tree.load().bundles, tree.load().problems) == ([], [])


def test_a_folder_of_that_name_is_an_error(tmp_path: Path) -> None:
    """bundles.yaml must be a file."""
    tree = Tree(tmp_path)
    tree.put("bundles.yaml/x.md", "x\n")
    assert tree.said() == ["error not-a-file src/bundles.yaml"]


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [(GOOD, True), ("bundles: {a: [skill/a]}\n", False), ("bundles: {a: {description: A.}}\n", False)],
)
def test_the_schema_agrees(text: str, is_valid: bool) -> None:
    """The schema for editors takes what the loader takes."""
    assert (not list(check_shape(strict_yaml.parse(text).value, SCHEMA))) is is_valid
