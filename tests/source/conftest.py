"""A source that a test writes file by file, and loading it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .harness import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Return an empty source."""
    root = tmp_path / "source"
    root.mkdir()
    return Tree(root)
