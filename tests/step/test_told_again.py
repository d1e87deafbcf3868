"""The JSON that a run with nothing to do prints without a look at the sources is that of a full run."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aiwg.cli.app import run
from aiwg.core.errors import Exit
from aiwg.core.stamps import GRAIN_NS
from aiwg.noop_cache import syncs

from .lives import LIVES, Scene

FEWEST = {"claude": 9, "sources": 3, "shared": 9}
"""How many runs of a life are told again at least: one that leaves something to do, or tells news, is not."""


def lines(name: str, scene: Scene) -> Iterator[list[str]]:
    """Yield the command lines of a life that only deploy or sync, after all that comes before them."""
    steps, platforms = LIVES[name]
    for step in steps:
        step.edit(scene)
        scene.commit()
        time.sleep(2 * GRAIN_NS / 1e9)  # what has just changed is not remembered
        line = step.line.replace("PLATFORMS", platforms).replace("REMOTE", scene.remote.url).split()
        if line[0] in ("deploy", "sync"):
            yield [*line, "--json"]
        else:
            run([*line, "--json"])


@pytest.mark.parametrize("name", FEWEST)
def test_a_run_without_changes_is_told_as_the_full_run(
    name: str, scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    """After each run of a life, what would be told again without a look is byte for byte what a full run says."""
    told = 0
    for line in lines(name, scene):
        code = run(line)
        again = syncs.unchanged(line)
        capsys.readouterr()
        second = run(line)
        full = capsys.readouterr().out
        if again is not None:
            assert (f"{again}\n", code) == (full, second) == (full, Exit.OK), line
            told += 1
        elif second == Exit.OK and syncs.unchanged(line) is not None:  # nothing was left to do but news to tell
            assert f"{syncs.unchanged(line)}\n" == full, line
    assert told >= FEWEST[name], told


def test_only_the_command_that_was_asked_is_told_again(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON is told again to the same command alone, and neither to a check nor after any change."""
    scene.put("org/rules/plain.md", "Be kind.\n")
    scene.commit()
    time.sleep(2 * GRAIN_NS / 1e9)
    deploy = ["deploy", "-p", "claude", "--source", "org"]
    run([*deploy, "--json"])
    assert _document(deploy)["changed"] is False
    assert syncs.unchanged(deploy) is not None
    for other in (["sync"], ["sync", "--check"], ["deploy"], [*deploy, "--strict"]):
        assert syncs.unchanged([*other, "--json"]) is None
    run(["sync", "--json"])
    for line in (["sync"], ["sync", "--scope", "project"], ["sync", "--frozen", "--offline"]):
        assert _document(line)["scopes"][0]["changes"] == []
    for other in (deploy, ["sync", "--check"]):
        assert syncs.unchanged([*other, "--json"]) is None
    run(["sync"])
    assert syncs.unchanged(["sync", "--json"]) is not None
    run(["sync", "--json"])
    scene.put(".claude/rules/plain.md", "Mine.\n")
    assert syncs.unchanged(["sync", "--json"]) is None


def test_a_damaged_document_is_not_told_and_a_removal_takes_it(scene: Scene, home: Path) -> None:
    """Only what aiwg wrote is told again, and it goes with the last file of aiwg's."""
    scene.put(".aiwg/rules/plain.md", "Be kind.\n")
    time.sleep(2 * GRAIN_NS / 1e9)
    run(["deploy", "-p", "claude", "--json"])
    (kept,) = home.rglob("document")
    whole = kept.read_bytes()
    for damaged in (whole.replace(b"false", b"true "), whole[:-9], b""):
        kept.write_bytes(damaged)
        assert syncs.unchanged(["deploy", "-p", "claude", "--json"]) is None
    run(["remove", "--json"])
    assert {*home.rglob("document"), *home.rglob("deliveries")} == set()


def _document(line: list[str]) -> dict[str, Any]:
    text = syncs.unchanged([*line, "--json"])
    assert text is not None
    document: dict[str, Any] = json.loads(text)
    return document
