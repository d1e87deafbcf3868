"""Let a watch live for a long time: python tools/long_watch.py SECONDS [SEED] [FOLDER] [ARTIFACTS].

Saves, renames, git checkouts, invalid files, deleted and remade sources, kills of the watch, and watches that the
system lets watch too little (where user namespaces may be made). Now and then all comes to rest: then every output
must be what a deploy into an empty project writes. Prints what was done, how long outputs took to follow single saves,
and how much memory each watch used; stops at the first thing that does not hold.
"""

# ruff: noqa: S311, S603 - dice, no secrets; our own commands
from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from soak.edits import Source
from soak.life import Life, Limit, can_limit

ROOT = Path(__file__).resolve().parent.parent
PLATFORMS = "claude,cursor,codex"
CALM_SECONDS = 20.0
"""How long the outputs may take to be right after the last change, with other work on the machine."""


class Soak:
    """One project, its source, and one watch after another."""

    def __init__(self, root: Path, dice: random.Random, artifacts: int) -> None:
        self.root, self.dice = root, dice
        for name in ("project", "home"):
            (root / name).mkdir()
        self.project = root / "project"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        self.environment = {**kept, "HOME": str(root / "home"), "PYTHONPATH": str(ROOT / "src")}
        self.counts: Counter[str] = Counter()
        self.latencies: list[float] = []
        self.source = Source(root / "source", dice, artifacts)
        self.aiwg("deploy", "-p", PLATFORMS, "--source", "source", "--project", "project", "-q")
        self.lives = [Life.begin(root, self.environment, 0)]

    @property
    def watch(self) -> Life:
        """Return the watch that lives now."""
        return self.lives[-1]

    def aiwg(self, *words: str, check: bool = True) -> int:
        """Run the command and return its exit code."""
        command = [sys.executable, "-m", "aiwg", *words]
        done = subprocess.run(command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise AssertionError(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.returncode

    def kill(self, limit: Limit | None = None) -> None:
        """Kill the watch at any moment, and start another."""
        self.source.save()
        time.sleep(self.dice.random() / 5)
        self.watch.kill()
        print(self.watch.story(), flush=True)
        self.lives.append(Life.begin(self.root, self.environment, len(self.lives), limit))

    def limit(self) -> None:
        """Kill the watch, let another live with too few watches of inotify, from the start or soon, and kill that."""
        folders = self.source.folders()
        watches = self.dice.choice([0, 3, folders - 2, *range(folders, folders + 8)])
        self.kill(Limit("instances", 0) if self.dice.random() < 0.2 else Limit("watches", watches))
        source = self.source
        for _ in range(20):
            self.dice.choice([source.save, source.vim_save, source.new, source.new, source.rename, source.delete])()
            time.sleep(self.dice.random() / 2)
        self.compare()
        self.kill()

    def deploy(self) -> None:
        """Deploy by hand beside the watch; it may have to wait in vain."""
        if self.aiwg("deploy", "--project", "project", "-q", check=False) not in (0, 4, 6):
            raise AssertionError("a deploy beside the watch failed")

    def timed_save(self) -> None:
        """Save one rule while all is calm, and time how long its output takes."""
        self.settle()
        file = self.dice.choice(self.source.rules())
        text = self.source.text()
        name = file.relative_to(self.source.root / "rules").as_posix()
        output = self.project / ".claude/rules" / name
        if not output.exists():
            return
        started = time.monotonic()
        file.write_text(text)
        wanted = text.split("---\n")[-1]
        while wanted not in output.read_text():
            if time.monotonic() - started > CALM_SECONDS:
                raise AssertionError(f"{name} did not arrive")
            time.sleep(0.002)
        self.latencies.append((time.monotonic() - started) * 1000)

    def settle(self) -> None:
        """Wait until the outputs are what the sources say."""
        until = time.monotonic() + CALM_SECONDS
        while self.aiwg("sync", "--check", "--project", "project", check=False):
            if time.monotonic() > until:
                raise AssertionError("the outputs are not what the sources say")
            time.sleep(0.1)
        self.watch.look()

    def compare(self) -> None:
        """Compare the project with one that is deployed at once into an empty folder."""
        self.settle()
        other = self.root / "other"
        other.mkdir()
        self.aiwg("deploy", "-p", PLATFORMS, "--source", "source", "--project", "other", "-q")
        here, there = files(self.project), files(other)
        shutil.rmtree(other)
        if here != there:
            differing = sorted(path for path in {*here, *there} if here.get(path) != there.get(path))
            raise AssertionError(f"not as deployed at once: {differing[:5]}")

    def live(self, seconds: float) -> None:
        """Do one thing after another until the time is over."""
        source = self.source
        steps: list[tuple[float, Callable[[], None]]] = [
            (20, source.save), (20, source.rename_save), (15, source.vim_save), (8, source.new), (6, source.rename),
            (6, source.delete), (6, source.break_it), (3, source.checkout), (2, source.remake), (0.3, self.kill),
            (0.6, self.limit), (2, self.deploy), (8, self.timed_save), (3, self.compare),
        ]  # fmt: skip
        if not can_limit():
            print("no limits are set: this system does not let us", flush=True)
            steps = [(weight, step) for weight, step in steps if step != self.limit]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            step = self.dice.choices([each for _, each in steps], [weight for weight, _ in steps])[0]
            step()
            self.counts[step.__name__] += 1
            time.sleep(self.dice.choice([0, 0.01, 0.06, 0.3]))
        self.compare()


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a project, our private state excepted."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".aiwg" not in path.parts
    }


def main() -> int:
    """Live until the time is over, and print how it was."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    folder = sys.argv[3] if len(sys.argv) > 3 else None
    artifacts = int(sys.argv[4]) if len(sys.argv) > 4 else 40
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(dir=folder) as root:
        soak = Soak(Path(root), random.Random(seed), artifacts)
        try:
            soak.live(seconds)
        except BaseException:
            print(f"after {dict(soak.counts)}", flush=True)
            print("".join(soak.watch.said.read_text().splitlines(keepends=True)[-15:]))
            soak.watch.kill()
            raise
        code = soak.watch.end()
        print(soak.watch.story())
        said = "".join(life.said.read_text() for life in soak.lives)
    print(", ".join(f"{name} {count}" for name, count in soak.counts.most_common()))
    print(f"{len(soak.lives)} watches, the end of the last was {code}")
    if soak.latencies:
        print(f"save to output: {statistics.median(soak.latencies):.0f} ms median of {len(soak.latencies)}")
    return 0 if code == 130 and "Traceback" not in said else 1


if __name__ == "__main__":
    sys.exit(main())
