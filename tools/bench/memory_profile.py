"""Which rooms of our code hold the memory when it is most: `python -m bench.memory_profile TO PROGRAM ARGUMENT...`.

`tracemalloc` knows the line that made each object. It is asked whenever there is clearly more than ever before.
"""

from __future__ import annotations

import contextlib
import runpy
import sys
import threading
import tracemalloc
from collections import Counter
from pathlib import Path

EVERY = 0.01
MORE = 3 * 1024 * 1024


class Sampler(threading.Thread):
    """Keeps the bytes of each room at the most that it saw."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.bytes: Counter[str] = Counter()
        self._most = 0
        self._ended = threading.Event()

    def run(self) -> None:
        """Look again and again until it is ended."""
        while not self._ended.wait(EVERY):
            self.look()

    def look(self) -> None:
        """Keep what is held now if it is clearly more than ever before."""
        from bench.profiles import room_of_file

        now, _ = tracemalloc.get_traced_memory()
        if now > self._most + MORE:
            self._most = now
            self.bytes.clear()
            for statistic in tracemalloc.take_snapshot().statistics("filename"):
                path = statistic.traceback[0].filename
                self.bytes["imports" if "importlib" in path else room_of_file(path)] += statistic.size

    def end(self) -> None:
        """Stop looking."""
        self._ended.set()
        self.join()


def main() -> None:
    """Run a program under the sampler and write a line for each room: its name and its bytes."""
    to, *sys.argv = sys.argv[1:]
    import bench.profiles  # noqa: F401 - before the memory is traced

    tracemalloc.start()
    sampler = Sampler()
    sampler.start()
    with contextlib.suppress(SystemExit):
        runpy.run_path(sys.argv[0], run_name="__main__")
    sampler.end()
    rows = (f"{name} {size}" for name, size in sampler.bytes.most_common())
    Path(to).write_text("\n".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
