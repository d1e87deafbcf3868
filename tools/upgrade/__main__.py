"""`make upgrade`: projects of an earlier version, recorded and upgraded.

python -m upgrade record    deploys with 0.1.0, built from its commit, and writes tests/fixtures/upgrade
    python -m upgrade run       upgrades every recorded project with this checkout, and prints what is wrong
python -m upgrade back      upgrades one, and runs 0.1.0 in it again: with `requires:` it has to stop
"""

# ruff: noqa: S311 - dice, no secrets
from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from upgrade.deployed import Deployed, load, save
from upgrade.earlier import Earlier, install
from upgrade.recording import RefusedError, record

VERSION = "0.1.0"
NAMED = ("claude", "codex", "copilot", "cursor", "warp", "openclaw")
SETS = 12
SCOPES = ("project", "user")
REQUIRES = 'requires: ">=0.2"\n'


def sets_of(ids: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield name and platforms of each deploy: each platform alone, six well-known ones, random sets, and all."""
    for id in ids:
        yield id, [id]
    yield "six", NAMED
    yield "six-bundled", NAMED
    dice = random.Random(VERSION)
    for number in range(SETS):
        yield f"random-{number}", sorted(dice.sample(ids, dice.randint(2, 9)))
    yield "all", ids


def recorded(earlier: Earlier, folder: Path) -> Iterator[Deployed]:
    """Record every set in both scopes, two at a time; print what the earlier version refused."""
    (folder / "home").mkdir()
    ids = earlier.platforms(folder / "home", folder)

    def one(job: tuple[str, str, Sequence[str]]) -> Deployed | None:
        name, scope, platforms = job
        try:
            return record(earlier, f"{name}-{scope}", platforms, scope, folder / f"{name}-{scope}")
        except RefusedError as error:
            print(f"{name} {scope}: {error}"[:300], flush=True)
            return None

    jobs = [(name, scope, platforms) for scope in SCOPES for name, platforms in sets_of(ids)]
    with ThreadPoolExecutor(2) as pool:
        yield from filter(None, pool.map(one, jobs))


def went_back(earlier: Earlier, folder: Path) -> int:
    """Run the earlier version in an upgraded project that asks for a newer one; return 1 when it changes a file."""
    from upgrade.check import place_in

    deployed = next(each for each in load(VERSION) if each.name == "six-project")
    place = place_in(folder / "back", deployed.scope)
    os.environ["HOME"] = str(place.home)
    deployed.restore(place.project, place.home)
    config = place.project / "aiwg.yaml"
    config.write_text(config.read_text(encoding="utf-8") + REQUIRES, encoding="utf-8")
    place.scoped("sync")
    before = place.outputs()
    codes = {verb: earlier.run(place.home, place.project, verb).returncode for verb in ("sync", "deploy", "remove")}
    is_same = place.outputs() == before
    print(f"{VERSION} ended with {codes}; it changed {'no file' if is_same else 'files'}")
    return 0 if is_same and set(codes.values()) == {3} else 1


def main(arguments: Sequence[str]) -> int:
    """Record or run; return 1 when something is wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments[:1] == ["record"]:
            found = [*recorded(install(VERSION, folder / VERSION), folder)]
            file = save(VERSION, found)
            print(f"{len(found)} projects, {file.stat().st_size:,} bytes in {file}")
            return 0
        if arguments[:1] == ["back"]:
            return went_back(install(VERSION, folder / VERSION), folder)
    from upgrade.check import run_all

    return run_all(load(VERSION))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
