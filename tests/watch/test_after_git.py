"""What a watch does while git changes files, and right after."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from aiwg.watch.loop import Loop
from aiwg.watch.queue import Batch, ChangeQueue


class Storm(ChangeQueue):
    """Hints that never end."""

    def wait(self, seconds: float) -> Batch | None:
        """Return a batch, with more to come."""
        return Batch(time.monotonic(), frozenset({"/source/rules/one.md"}), stormy=True)


def test_the_last_hints_of_a_checkout_are_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done while git works, nor once when it has ended and hints still come in; then it is."""
    (tmp_path / "aiwg.yaml").write_text("platforms: [claude]\n")
    (tmp_path / ".git").mkdir()
    lock = tmp_path / ".git/index.lock"
    done: list[Batch] = []
    monkeypatch.setattr(Loop, "_act", lambda loop, batch: done.append(batch))
    loop = Loop(tmp_path, "project", lambda news: None)
    loop.hints = Storm()
    lock.touch()
    for is_locked, expected in ((True, 0), (True, 0), (False, 0), (False, 1), (False, 2)):
        if not is_locked:
            lock.unlink(missing_ok=True)
        loop._step()
        assert len(done) == expected
