"""The cache of parsed adapters: adapters decide where files are written, so only what this machine sealed counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwg.adapter import discover
from aiwg.adapter.parsed import entry_file, kept_data
from aiwg.cli.app import run
from tests.conftest import PLATFORMS

TEXT = (PLATFORMS / "claude/platform.yaml").read_text(encoding="utf-8")


@pytest.fixture
def entry(project: Path) -> Path:
    """Return the entry that a deploy to Claude Code left."""
    (project / "aiwg.yaml").write_text("bundles: [writing]\n")
    discover._checked_text.cache_clear()  # an earlier test of this process may have read an entry of its own home
    assert run(["deploy", "-q", "-p", "claude", "--project", str(project)]) == 0
    found = entry_file("claude")
    assert found is not None
    assert kept_data("claude", TEXT) is not None
    return Path(found)


def elsewhere(data: bytes) -> bytes:
    """Return an entry whose skills go to another folder, under the same seal."""
    return data.replace(b".claude/skills", b".evil00/skills")


FORGERIES: dict[str, Callable[[bytes], bytes]] = {
    "other places": elsewhere,
    "cut": lambda data: data[: len(data) // 2],
    "no seal": lambda data: data.partition(b"\n")[2],
    "empty": lambda data: b"",
    "no json": lambda data: data.partition(b"\n")[0] + b"\n[",
    "plain json": lambda data: json.dumps({"name": "Claude Code"}).encode(),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_entry_is_not_believed(forge: Callable[[bytes], bytes], entry: Path, project: Path) -> None:
    """An entry that was changed is not read, and the next deploy writes where the adapter says."""
    data = entry.read_bytes()
    assert forge(data) != data
    entry.write_bytes(forge(data))
    assert kept_data("claude", TEXT) is None
    assert run(["deploy", "-q", "-p", "claude", "--force", "--project", str(project)]) == 0
    assert not (project / ".evil00").exists()


def test_an_entry_is_of_one_text_and_one_platform(entry: Path) -> None:
    """An entry does not count for another text of the adapter, and not under the name of another platform."""
    assert kept_data("claude", f"{TEXT}\n") is None
    entry.rename(entry.with_name("cursor.json"))
    assert kept_data("cursor", TEXT) is None
    assert kept_data("claude", TEXT) is None
