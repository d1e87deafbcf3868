"""Our block stands where a platform that reads only so much of a file reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Deployer, put, tree

MINE = "a line of mine\n" * 2300


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source with instructions only."""
    put(tmp_path / "words/instructions.md", "Say please.\n")
    return tmp_path / "words"


@pytest.mark.parametrize("head", ["", "---\ntitle: mine\n---\n", "\ufeff"])
def test_a_block_that_would_be_cut_goes_to_the_start(deployer: Deployer, source: Path, head: str) -> None:
    """In a file beyond Codex's 32 KiB our block comes before the user's text; it stays there and leaves no trace."""
    put(deployer.project / "AGENTS.md", head + MINE)
    deployment = deployer.deploy("codex", source=source)
    written = tree(deployer.project)["AGENTS.md"]
    assert written.index(b"Say please.") < 200
    assert [problem.code for problem in deployment.problems] == ["over-limit"]
    assert deployer.plan("codex", source=source).plan.changes == []
    deployer.remove()
    assert tree(deployer.project)["AGENTS.md"] == (head + MINE).encode()


def test_a_block_moves_when_the_file_outgrows_the_limit(deployer: Deployer, source: Path) -> None:
    """When the user's text grows before our block, the next deploy moves the block, and no byte of the text."""
    put(deployer.project / "AGENTS.md", "short\n")
    deployer.deploy("codex", source=source)
    path = deployer.project / "AGENTS.md"
    path.write_bytes(MINE.encode() + path.read_bytes())
    assert [action.path for action in deployer.deploy("codex", source=source).plan.changes] == ["AGENTS.md"]
    assert path.read_bytes().index(b"Say please.") < 200
    assert deployer.plan("codex", source=source).plan.changes == []
    deployer.remove()
    assert path.read_bytes() == f"{MINE}short\n".encode()


def test_a_block_stays_at_the_end_where_there_is_no_limit(deployer: Deployer, source: Path) -> None:
    """A platform that reads the whole file finds the block behind the user's text."""
    put(deployer.project / "AGENTS.md", MINE)
    deployer.deploy("opencode", source=source)
    assert tree(deployer.project)["AGENTS.md"].startswith(MINE.encode())
