"""Four rounds over messy repositories: first, nothing, one change of the source, one change of the policy."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.fetching.remote import Remote

from fleet import scripts
from fleet.branches import has_branch, merge, problems
from fleet.messy import WITHOUT_HOOKS, company_source, new_version, remotes
from fleet.rolling import Result, Roller

MOST = 0.5
"""CPU seconds that a repository may cost in a round, git and aiwg together."""

POLICY = Path("/etc/aiwg/policy.yaml")
APPROVAL = 'version: 1\nruns:\n  approve:\n  - {{artifacts: ["hook/*"], from: ["{source}"]}}\n'


@dataclass(slots=True)
class Fleet:
    """The remotes with their shapes, the source, and what was wrong so far."""

    folder: Path
    roller: Roller
    source: Remote
    remotes: list[tuple[str, Remote]]
    chance: random.Random
    wrong: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[Remote]:
        """Return the remotes."""
        return [remote for _, remote in self.remotes]


def make_fleet(folder: Path, count: int, seed: int, jobs: int) -> Fleet:
    """Make the remotes and the source."""
    source = company_source(folder / "ai-context.git")
    made = list(remotes(folder / "remotes", source.url, count))
    return Fleet(folder, Roller(folder / "bot", jobs), source, made, random.Random(seed))  # noqa: S311 - not a secret


def run_rounds(fleet: Fleet, kills: int) -> list[str]:
    """Run the rounds, each killed so many times before it comes to its end; print a row for each; return the faults."""
    everybody, nobody = {name for name, _ in fleet.remotes}, set[str]()
    print(f"{'round':<10}{'branches':>9}{'right':>7}{'CPU s each':>12}{'of it aiwg':>12}")
    _round(fleet, "first", scripts.first(fleet.source.url), everybody, kills)
    _round(fleet, "nothing", scripts.update(), nobody, kills)
    new_version(fleet.source)
    _round(fleet, "source", scripts.update(), everybody, kills)
    if POLICY.parent.is_dir():
        POLICY.write_text(APPROVAL.format(source=fleet.source.url), encoding="utf-8")
        _round(fleet, "policy", scripts.update(), everybody - set(WITHOUT_HOOKS), kills)
    else:
        print("policy    not run: no /etc of its own (needs root, or user namespaces)")
    return fleet.wrong


def _round(fleet: Fleet, name: str, script: str, affected: set[str], kills: int) -> None:
    for _ in range(kills):
        fleet.roller.kill(fleet.all, script, fleet.chance)
    result = fleet.roller.run(fleet.all, script)
    has = [(shape, remote) for shape, remote in fleet.remotes if has_branch(remote)]
    right = sum((shape in affected) == has_branch(remote) for shape, remote in fleet.remotes)
    each, own = result.cpu / len(fleet.all), result.aiwg / len(fleet.all)
    print(f"{name:<10}{len(has):>9}{right:>7}{each:>12.3f}{own:>12.3f}", flush=True)
    _check(fleet, name, result, affected)
    if each > MOST:
        fleet.wrong.append(f"{name}: {each:.3f} s CPU each, more than {MOST}")
    again = fleet.roller.run(fleet.all, script)
    if again.count("pushed") or again.count("failed"):
        fleet.wrong.append(f"{name}: a second run pushed {again.count('pushed')}, {again.count('failed')} failed")
    for _, remote in has:
        merge(remote)


def _check(fleet: Fleet, name: str, result: Result, affected: set[str]) -> None:
    for shape, remote in fleet.remotes:
        line = result.lines.get(remote.url, {"state": "missing", "text": ""})
        if line["state"] not in ("pushed", "same", "unchanged"):
            fleet.wrong.append(f"{name}, {shape}: {line['state']}: {line['text']}")
        if has_branch(remote) != (shape in affected):
            fleet.wrong.append(f"{name}, {shape}: {'a' if has_branch(remote) else 'no'} branch")
        elif has_branch(remote):
            found = problems(remote, moves_settings=name in ("first", "source"), is_first=name == "first")
            fleet.wrong += [f"{name}, {shape}: {each}" for each in found]


def tell(wrong: list[str]) -> int:
    """Print what was wrong; return 1 if something was."""
    for each in dict.fromkeys(wrong):
        print(f"wrong: {each}", file=sys.stderr)
    return int(bool(wrong))
