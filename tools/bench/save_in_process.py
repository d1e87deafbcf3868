"""One watched scope in this process, without events or timers: `python -m bench.save_in_process PROJECT COUNT FILE...`.

What a save costs in instructions is the difference between a run with more saves and one with fewer. With `--profile`
the saves alone are profiled.
"""

from __future__ import annotations

import argparse
import cProfile
import time
from collections.abc import Sequence
from pathlib import Path

from aiwg.deployment.intent import Targets
from aiwg.deployment.sync import PROJECT
from aiwg.watch.events import News
from aiwg.watch.queue import Batch
from aiwg.watch.scope_runner import Scope


class SavedScope:
    """The project scope as a watch knows it after its first run."""

    def __init__(self, project: Path) -> None:
        """Bring the project up to date."""
        self._told: list[News] = []
        self._scope = Scope(Targets(project, PROJECT), self._told.append)
        self._scope.find_layers()
        self._run(frozenset())

    def save(self, files: Sequence[Path], mark: str) -> None:
        """Add a line to files and bring the project up to date, as a watch does when it hears of them."""
        for file in files:
            with file.open("a", encoding="utf-8") as stream:
                stream.write(f"\n{mark}\n")
        if not self._run(frozenset(map(str, files))):
            raise RuntimeError(f"a save changed no output, but told {self._told[-3:]}")

    def _run(self, paths: frozenset[str]) -> bool:
        return bool(self._scope.run(Batch(time.monotonic(), paths), lambda: False, lambda: False))


def main() -> None:
    """Save files so many times, all of them at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", help="the file to write a profile of the saves to")
    parser.add_argument("project", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("files", type=Path, nargs="+")
    asked = parser.parse_args()
    scope = SavedScope(asked.project)
    profile = cProfile.Profile()
    if asked.profile:
        profile.enable()
    for number in range(asked.count):
        scope.save(asked.files, f"Saved {number}.")
    if asked.profile:
        profile.disable()
        profile.dump_stats(asked.profile)


if __name__ == "__main__":
    main()
