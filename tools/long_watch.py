"""Let a watch live for a long time: python tools/long_watch.py SECONDS [SEED] [FOLDER] [ARTIFACTS].

Saves, renames, git checkouts, invalid files, deleted and remade sources, kills of the watch. Now and then all comes to
rest: then every output must be what a deploy into an empty project writes. Prints what was done, how long outputs took
to follow single saves, and how much memory the watch used; stops at the first thing that does not hold.
"""

# ruff: noqa: S311, S603, S607 - dice, no secrets; our own commands, found as a developer has them
from __future__ import annotations

import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLATFORMS = "claude,cursor,codex"
CALM_SECONDS = 20.0
"""How long the outputs may take to be right after the last change, with other work on the machine."""


class Soak:
    """One project, its source under git, and a watch that is started anew when it was killed."""

    def __init__(self, root: Path, dice: random.Random, artifacts: int) -> None:
        self.root, self.dice = root, dice
        self.source, self.project = root / "source", root / "project"
        for folder in (self.source / "rules", self.source / "skills", self.project, root / "home"):
            folder.mkdir(parents=True)
        self.environment = {**os.environ, "HOME": str(root / "home"), "PYTHONPATH": str(ROOT / "src")}
        self.environment = {name: value for name, value in self.environment.items() if not name.startswith("XDG_")}
        self.counts: Counter[str] = Counter()
        self.latencies: list[float] = []
        self.resident: list[list[int]] = [[]]
        self.number = 0
        for _ in range(artifacts):
            self.new()
        self.git("init", "-q", "-b", "main")
        self.commit()
        self.aiwg("deploy", "-p", PLATFORMS, "--source", "source", "--project", "project", "-q")
        self.start()

    def aiwg(self, *words: str, check: bool = True) -> int:
        """Run the command and return its exit code."""
        command = [sys.executable, "-m", "aiwg", *words]
        done = subprocess.run(command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise AssertionError(f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.returncode

    def git(self, *words: str) -> None:
        """Run git in the source."""
        person = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "gc.auto=0"]
        subprocess.run(["git", *person, *words], cwd=self.source, check=True, capture_output=True)

    def commit(self) -> None:
        """Commit the source as it is."""
        self.git("add", "-A")
        self.git("commit", "-qm", "state", "--allow-empty")

    def start(self) -> None:
        """Start the watch and wait until it says so."""
        with open(self.root / "said", "ab") as said:
            command = [sys.executable, "-m", "aiwg", "sync", "--watch", "--json", "--project", "project"]
            self.watch = subprocess.Popen(command, cwd=self.root, env=self.environment, stdout=said, stderr=said)
        self.resident.append([])
        time.sleep(1.0)

    def text(self) -> str:
        """Return the text of a rule that becomes a file of its own."""
        self.number += 1
        return f'---\npaths: ["src/**"]\n---\nText {self.number}.\n'

    def rules(self) -> list[Path]:
        """Return the rules there are."""
        return sorted((self.source / "rules").rglob("*.md"))

    def new(self) -> None:
        """Write a new rule or skill, in a new folder now and then."""
        self.number += 1
        if self.dice.random() < 0.3:
            folder = self.source / "skills" / f"s{self.number}"
            (folder / "references").mkdir(parents=True)
            (folder / "SKILL.md").write_text(f"---\nname: s{self.number}\ndescription: Skill.\n---\nHi.\n")
            (folder / "references/more.md").write_text(self.text())
            return
        file = self.source / "rules" / self.dice.choice(["", "a", "a/b", "c"]) / f"r{self.number}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.text())

    def save(self) -> None:
        """Save a rule in place."""
        self.dice.choice(self.rules()).write_text(self.text())

    def rename_save(self) -> None:
        """Save a rule as most editors do."""
        file = self.dice.choice(self.rules())
        temporary = file.with_name(f".{file.name}.tmp")
        temporary.write_text(self.text())
        os.replace(temporary, file)

    def vim_save(self) -> None:
        """Save a rule as Vim does."""
        file = self.dice.choice(self.rules())
        (file.parent / "4913").write_text("")
        (file.parent / "4913").unlink()
        os.rename(file, f"{file}~")
        file.write_text(self.text())
        os.unlink(f"{file}~")

    def rename(self) -> None:
        """Give a rule another name."""
        file = self.dice.choice(self.rules())
        self.number += 1
        os.rename(file, file.with_name(f"r{self.number}.md"))

    def delete(self) -> None:
        """Delete a rule while there are many."""
        if len(self.rules()) > 10:
            self.dice.choice(self.rules()).unlink()

    def checkout(self) -> None:
        """Commit, change much, and go back and forth with git."""
        self.commit()
        self.git("checkout", "-q", "-B", "side")
        for _ in range(30):
            self.dice.choice([self.new, self.delete, self.save])()
        self.commit()
        self.git("checkout", "-q", "main")
        time.sleep(self.dice.random())
        self.git("checkout", "-q", "side")
        self.git("checkout", "-q", "-B", "main")

    def break_it(self) -> None:
        """Leave a rule invalid for a while."""
        file = self.dice.choice(self.rules())
        file.write_text("---\npaths: [\n---\n")
        time.sleep(self.dice.random() / 2)
        file.write_text(self.text())

    def remake(self) -> None:
        """Take the whole source away and bring it back within the time that is waited for."""
        aside = self.root / "aside"
        if self.dice.random() < 0.5:
            os.rename(self.source, aside)
            time.sleep(self.dice.random())
            os.rename(aside, self.source)
            return
        shutil.copytree(self.source, aside, symlinks=True)
        shutil.rmtree(self.source)
        time.sleep(self.dice.random())
        shutil.copytree(aside, self.source, symlinks=True)
        shutil.rmtree(aside)

    def kill(self) -> None:
        """Kill the watch at any moment, and start another."""
        self.save()
        time.sleep(self.dice.random() / 5)
        self.watch.kill()
        self.watch.wait()
        self.start()

    def deploy(self) -> None:
        """Deploy by hand beside the watch; it may have to wait in vain."""
        if self.aiwg("deploy", "--project", "project", "-q", check=False) not in (0, 4, 6):
            raise AssertionError("a deploy beside the watch failed")

    def timed_save(self) -> None:
        """Save one rule while all is calm, and time how long its output takes."""
        self.settle()
        file = self.dice.choice(self.rules())
        text = self.text()
        name = file.relative_to(self.source / "rules").as_posix()
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
            if self.watch.poll() is not None:
                raise AssertionError(f"the watch ended with {self.watch.returncode}")
            if time.monotonic() > until:
                raise AssertionError("the outputs are not what the sources say")
            time.sleep(0.1)
        self.resident[-1].append(self.memory())

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

    def memory(self) -> int:
        """Return the resident memory of the watch in KiB."""
        status = Path(f"/proc/{self.watch.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))

    def live(self, seconds: float) -> None:
        """Do one thing after another until the time is over."""
        steps: list[tuple[int, Callable[[], None]]] = [
            (20, self.save), (20, self.rename_save), (15, self.vim_save), (10, self.new), (6, self.rename),
            (6, self.delete), (6, self.break_it), (3, self.checkout), (2, self.remake), (1, self.kill),
            (2, self.deploy), (8, self.timed_save), (3, self.compare),
        ]  # fmt: skip
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            step = self.dice.choices([each for _, each in steps], [weight for weight, _ in steps])[0]
            step()
            self.counts[step.__name__] += 1
            time.sleep(self.dice.choice([0, 0.01, 0.06, 0.3]))
        self.compare()

    def end(self) -> int:
        """End the watch; return its exit code. Shells let what runs in the background ignore Ctrl-C: so by SIGTERM."""
        self.watch.send_signal(signal.SIGTERM)
        return self.watch.wait(10)


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
            print("".join((Path(root) / "said").read_text().splitlines(keepends=True)[-15:]))
            soak.watch.kill()
            raise
        code = soak.end()
        said = (Path(root) / "said").read_text()
    print(", ".join(f"{name} {count}" for name, count in soak.counts.most_common()))
    runs, problems = said.count('"applied"'), said.count('"problem"')
    print(f"{runs} runs wrote something, {problems} problems were told, the end was {code}")
    if soak.latencies:
        print(f"save to output: {statistics.median(soak.latencies):.0f} ms median of {len(soak.latencies)}")
    for life in soak.resident:
        if life:
            print(f"resident: {life[0]} KiB first, {max(life)} most, {life[-1]} last, in {len(life)} looks")
    return 0 if code == 130 and "Traceback" not in said else 1


if __name__ == "__main__":
    sys.exit(main())
