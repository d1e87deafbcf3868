"""Measures fetched sources: the first sync of a large one, fetched and deployed, and a run with nothing to do.

    .venv/bin/python tools/measure_fetching.py [ARTIFACTS] [SOURCES]

CPU is that of aiwg and the git programs it starts, user and system, the best of three runs; memory is the most that
aiwg or git held, as the kernel counts resident pages. Everything is local: the remotes are file:// repositories.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

AIWG = Path(sys.executable).parent / "aiwg"
RUNS = 3
LIMITS = {"first sync": 1.5, "nothing to do": 0.06}
TEXT = "Keep functions small. Name what they do. Say why where a reader is surprised.\n" * 12


def remote_with(folder: Path, artifacts: int, name: str) -> None:
    """Make a repository with so many rules and skills at the tag v1.0.0."""
    from tests.fetching.remote import Content, Remote

    files: dict[str, Content] = {}
    for number in range(artifacts // 2):
        files[f"rules/{name}-{number}.md"] = f"# Rule {name} {number}\n\n{TEXT}"
    for number in range(artifacts - artifacts // 2):
        front = f"---\nname: {name}-{number}\ndescription: Use when number {number} of {name} comes up\n---\n\n"
        files[f"skills/{name}-{number}/SKILL.md"] = front + TEXT
    Remote(folder).make().commit(files, "v1.0.0")


def project_with(folder: Path, remotes: list[Path]) -> None:
    """Make a project that takes the remotes, locked."""
    folder.mkdir()
    entries = [{"git": f"file://{each}", "ref": "v1.0.0"} for each in remotes]
    listed = "".join(f"- {json.dumps(entry)}\n" for entry in entries)
    (folder / "aiwg.yaml").write_text(
        f"platforms: [claude]\nbundles: []\nsources:\n{listed}- project\n", encoding="utf-8"
    )
    lock = "from tests.fetching.remote import Project; import sys, pathlib; Project(pathlib.Path(sys.argv[1])).accept()"
    subprocess.run([sys.executable, "-c", lock, str(folder)], cwd=ROOT, check=True)  # noqa: S603  our own words


def cost(folder: Path, *arguments: str) -> tuple[float, int]:
    """Return the CPU seconds of a command with its children, and the most KiB that one of them held."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.chdir(folder)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        code = subprocess.run([AIWG, *arguments], check=False).returncode  # noqa: S603  our own program
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        os.write(writer, json.dumps([code, spent, used.ru_maxrss]).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with open(reader, "rb") as stream:
        code, spent, most = json.loads(stream.read())
    if code:
        sys.exit(f"aiwg {' '.join(arguments)} ended with {code}")
    return spent, most


def main() -> None:
    """Print the figures; end with 1 when one is above its limit."""
    artifacts, sources = (int(text) for text in (*sys.argv[1:], "500", "20")[:2])
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        (base / "home").mkdir()
        os.environ.update({"HOME": str(base / "home")})
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.pop("XDG_CACHE_HOME", None)
        remote_with(base / "large.git", artifacts, "large")
        project_with(base / "one", [base / "large.git"])
        fetches = []
        for _ in range(RUNS):
            shutil.rmtree(base / "home" / ".cache")
            for name in (".aiwg", ".claude"):
                shutil.rmtree(base / "one" / name, ignore_errors=True)
            fetched = cost(base / "one", "sync", "-q")
            for name in (".aiwg", ".claude"):
                shutil.rmtree(base / "one" / name, ignore_errors=True)
            fetches.append((fetched, cost(base / "one", "sync", "-q")))
        remotes = [base / f"source-{number}.git" for number in range(sources)]
        for each in remotes:
            remote_with(each, 10, each.stem)
        project_with(base / "many", remotes)
        cost(base / "many", "sync", "-q")
        cost(base / "many", "sync", "-q")
        idle = min(cost(base / "many", "sync", "-q")[0] for _ in range(RUNS))
        first, again = min(each[0][0] for each in fetches), min(each[1][0] for each in fetches)
        most = max(each[0][1] for each in fetches)
    print(f"first sync of {artifacts} artifacts, fetched  {first:.2f} s CPU, {most / 1024:.0f} MiB  (limits 1.5, 100)")
    print(f"the same sync, from the cache        {again:.2f} s CPU")
    print(f"nothing to do, {sources} sources           {idle:.3f} s CPU   (limit {LIMITS['nothing to do']})")
    too_much = first > LIMITS["first sync"] or idle > LIMITS["nothing to do"] or most > 100 * 1024
    sys.exit(int(too_much))


if __name__ == "__main__":
    main()
