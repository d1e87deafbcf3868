"""Imports point one way, the code knows no platform by name, and what should be pure is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PLATFORM_IDS

SOURCE = Path(__file__).parent.parent / "src" / "aiwg"
FILES = sorted(SOURCE.rglob("*.py"))

ORDER = [
    {"errors", "globs", "merge", "resources", "suggest"},
    {"artifact", "findings"},
    {"adr", "fs", "manifest"},
    {"source"},
    {"adapter"},
    {"config", "loading", "placement", "trust"},
    {"audit", "decisions", "render"},
    {"gate", "lint", "plan"},
    {"apply", "noop_cache"},
    {"deployment"},
    {"doctor", "explain", "output", "watch"},
    {"scaffold"},
    {"commands"},
    {"cli"},
    {"__main__"},
]
RANK = {part: rank for rank, parts in enumerate(ORDER) for part in parts}
PURE = ("findings", "artifact", "adr", "placement", "render", "merge", "plan")


def part_of(file: Path) -> str:
    """Return the first folder or module below the package that a file belongs to."""
    return file.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports_of(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the part of every import of our own code, lazy ones too, those for typing alone not."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "aiwg":
            below = node.module.split(".")[1:]
            names = [below[0]] if below else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".")[1] for alias in node.names if alias.name.startswith("aiwg.")]
        yield from ((node.lineno, name) for name in names if name in RANK)  # type: ignore[attr-defined]  # imports have lines


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_imports_point_one_way(file: Path) -> None:
    """A module imports only from its own part and from parts below it."""
    here = part_of(file)
    if here == "__init__":
        return
    for line, other in imports_of(file):
        assert other == here or RANK[other] < RANK[here], f"{file.name}:{line} imports {other}"


def test_no_platform_is_known_by_name() -> None:
    """No platform's id stands as a value in the code: adapters are data."""
    pattern = re.compile(rf"[\"']({'|'.join(map(re.escape, PLATFORM_IDS))})[\"']")
    found = [
        f"{file.relative_to(SOURCE)}:{number}"
        for file in FILES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("part", PURE)
def test_the_middle_is_pure(part: str) -> None:
    """Placing, rendering, merging and planning open no file and touch no operating system."""
    for file in (SOURCE / part).rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert not {alias.name for alias in node.names} & {"os", "shutil", "subprocess", "tempfile"}, file
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "open", file


def test_only_apply_writes() -> None:
    """Nothing writes but apply, the trust store and the no-op cache."""
    writing = re.compile(
        r"write_text|write_bytes|\.unlink\(|os\.(remove|unlink|rename|replace|mkdir|rmdir)|rmtree|\.mkdir\("
    )
    writers = {
        str(file.relative_to(SOURCE))
        for file in FILES
        if writing.search(file.read_text(encoding="utf-8")) and part_of(file) != "apply"
    }
    assert writers <= {"trust/store.py", "noop_cache.py"}
