"""Deploy to many local hosts with Ansible, in rounds, and measure: `make ansible-hosts COUNT=50`.

Three rounds: first, nothing new, one change in the source. Each prints how many hosts changed, and the processor time
for each host: of all, and of aiwg alone. A wrapper around aiwg notes the time that the shell's `times` reports.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import tempfile
from pathlib import Path

from ansible_collection import COLLECTION
from tests.conftest import put
from tests.integrations.conftest import AIWG, engine
from tests.integrations.engines.hosts import Fleet

RULES, SKILLS = 10, 5
WRAPPER = """#!/bin/sh
{aiwg} "$@"
code=$?
times > "{folder}/$$"
exit $code
"""
SPENT = re.compile(r"(\d+)m([\d.]+)s")


def make_fleet(folder: Path, count: int) -> Fleet:
    """Return a fleet of local hosts whose source has some rules and skills, and whose aiwg is measured."""
    collections = folder / "collections"
    (collections / "ansible_collections" / "aiwg").mkdir(parents=True)
    (collections / "ansible_collections" / "aiwg" / "context").symlink_to(COLLECTION)
    fleet = Fleet(folder, collections, count)
    for number in range(RULES):
        put(fleet.source / "rules" / f"rule-{number}.md", f"Follow the rule {number}.\n" * 20)
    for number in range(SKILLS):
        text = f"---\nname: skill-{number}\ndescription: Does the thing {number}.\n---\n" + "Do it.\n" * 50
        put(fleet.source / "skills" / f"skill-{number}" / "SKILL.md", text)
    (folder / "spent").mkdir()
    put(folder / "bin" / "aiwg", WRAPPER.format(aiwg=AIWG, folder=folder / "spent"))
    (folder / "bin" / "aiwg").chmod(0o755)
    return fleet


def play_round(fleet: Fleet, forks: int) -> tuple[int, float, float]:
    """Deploy to all hosts. Return how many changed, and the seconds of processor time of all and of aiwg.

    Raises AssertionError when a task fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    played = fleet.deploy("--forks", str(forks), executable=str(fleet.folder / "bin" / "aiwg"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if played.code != 0:
        raise AssertionError(played.printed)
    total = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return len(played.changed("deploy")), total, sum(map(spent, (fleet.folder / "spent").iterdir()))


def spent(file: Path) -> float:
    """Return the seconds of processor time that `times` wrote for the children of a shell, and delete the file."""
    seconds = sum(int(minutes) * 60 + float(rest) for minutes, rest in SPENT.findall(file.read_text().splitlines()[1]))
    file.unlink()
    return seconds


def main(count: int, forks: int) -> int:
    """Run the rounds and print the figures. Return 1 if a round changed another number of hosts than it should."""
    engine("ansible-playbook")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        fleet = make_fleet(Path(folder), count)
        print(f"{count} hosts, {forks} at a time, load {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors")
        for name, expected in (("first", count), ("nothing new", 0), ("one change", count)):
            if name == "one change":
                put(fleet.source / "rules" / "rule-0.md", "Follow the new rule.\n")
            changed, total, own = play_round(fleet, forks)
            wrong += changed != expected
            print(f"{name:12} {changed:3} changed   {total / count:.2f} s a host, of which aiwg {own / count:.2f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*numbers, *(50, 2)[len(numbers) :]))
