"""`changed` of a JSON document is what git sees: bots commit, and engines count a change, exactly when it is true."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aiwg.cli.app import run

from .documents import wrong_in
from .lives import LIVES, Scene

AGAIN = ("deploy", "sync", "remove")
"""The commands that bring a project to a state, and find it there the next time."""


@pytest.mark.parametrize("name", LIVES)
def test_changed_is_what_git_sees(name: str, scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """After each command git sees a change exactly when `changed` is true, a dry run says so before, and again none is.

    Again: a deploy, a sync or a removal that is done once more changes nothing.
    """
    steps, platforms = LIVES[name]
    seen = set[bool]()
    for number, step in enumerate(steps):
        step.edit(scene)
        scene.commit()
        line = step.line.replace("PLATFORMS", platforms).replace("REMOTE", scene.remote.url)
        where = f"step {number}: {line}"
        told = _changed(f"{line} {step.looks}", capsys) if step.looks else None
        assert not scene.is_dirty(), where
        changed = _changed(line, capsys)
        assert changed == scene.is_dirty(), where
        assert told in (None, changed), where
        seen.add(changed)
        if line.split()[0] in AGAIN:
            scene.commit()
            assert not _changed(line, capsys), f"again, {where}"
            assert not scene.is_dirty(), f"again, {where}"
    assert seen == {True, False}


def _changed(line: str, capsys: pytest.CaptureFixture[str]) -> bool:
    """Run a command line with --json; return what its document says, at its top."""
    capsys.readouterr()
    run([*line.split(), "--json"])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert wrong_in(document) == [], line
    assert [*document][:2] == ["schema", "changed"], line
    changed = document["changed"]
    assert isinstance(changed, bool)
    return changed
