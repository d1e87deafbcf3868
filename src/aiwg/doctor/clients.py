"""The clients on this machine: which there are, how old, and what they list. Nothing runs unless it is asked for."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.core.patterns import lazy_pattern
from aiwg.core.read import read_whole
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import INFO, OK, WARNING, Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HERE = Rule("client-found", OK, "a client is installed", "The adapter of its platform describes one version.")
NEWER = Rule(
    "client-newer",
    INFO,
    "a client is newer than its adapter",
    "Vendors move files and change formats, so the adapter may be out of date.",
)
OLDER = Rule(
    "client-older",
    INFO,
    "a client is older than its adapter",
    "It may not read all the files that the adapter lists.",
)
NOT_LISTED = Rule(
    "client-misses",
    WARNING,
    "a client does not list something that aiwg deployed for it",
    "A missing trust setting, a missing approval or a defect keeps the client from loading it.",
)
FAILED = Rule("client-failed", WARNING, "a client did not answer", "It ended with an error, or took too long.")
RULES = (HERE, NEWER, OLDER, NOT_LISTED, FAILED)

SECONDS = 20
LEVELS_UP = 6
"""How far above a program's file its package.json may lie."""
_NUMBERS = lazy_pattern(r"\d+")


def check_clients(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the clients of the platforms looked at, with their version where a file beside them tells it."""
    if not subject.adapters:
        raise CheckSkippedError("there is no platform to check")
    for adapter in subject.adapters:
        for command in adapter.data.get("detect", {}).get("commands", ()):
            program = shutil.which(command)
            if program is not None:
                yield _about(adapter, command, program)


def _about(adapter: Adapter, command: str, program: str) -> Finding:
    """Return what is to be said about an installed client."""
    version = version_of(program)
    known = str(adapter.data["evidence"].get("version", ""))
    if version is None:
        return found(HERE, f"{command} is {program}; no file gives its version", platforms=[adapter.id])
    here, there = _numbers(version), _numbers(known)
    if not there or here[: len(there)] == there:
        return found(HERE, f"{command} {version}", platforms=[adapter.id])
    rule = NEWER if here > there else OLDER
    return found(rule, f"{command} is {version}; its adapter describes {known}", platforms=[adapter.id])


def version_of(program: str) -> str | None:
    """Return the version in the package.json of the package that a program lies in, None when there is none."""
    for folder in Path(os.path.realpath(program)).parents[:LEVELS_UP]:
        try:
            content = json.loads(read_whole(folder / "package.json").decode("utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(content, dict) and isinstance(content.get("version"), str) and content.get("name"):
            return str(content["version"])
    return None


def _numbers(version: str) -> list[int]:
    return [int(number) for number in _NUMBERS.findall(version)[:3]]


def check_listings(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what clients do not list though it was deployed for them. They are run, so only when that is asked for."""
    if not subject.run_clients:
        raise CheckSkippedError("aiwg asks clients only with --run-clients")
    if subject.deployment is None:
        raise CheckSkippedError("nothing is deployed")
    for adapter in subject.adapters:
        if adapter.origin == "project":  # a clone brings no commands along, whatever was consented to
            continue
        for listing in adapter.data.get("listing", ()):
            program = shutil.which(listing["command"][0])
            if program is not None:
                yield from _asked(subject, adapter, program, listing)


def _asked(subject: InspectedScope, adapter: Adapter, program: str, listing: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what a client that was asked does not list, or that it could not be asked."""
    said = " ".join(listing["command"])
    wanted = _deployed(subject, adapter, listing["kinds"])
    if not wanted:
        return
    import subprocess  # only where it is needed: it is slow to import

    try:
        done = subprocess.run(  # noqa: S603  # what a trusted adapter says, and only with --run-clients
            [program, *listing["command"][1:]],
            cwd=subject.project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=listing.get("seconds", SECONDS),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        yield found(FAILED, f"`{said}`: {type(error).__name__}", platforms=[adapter.id])
        return
    text = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode != 0:
        first = next((line.strip() for line in text.splitlines() if line.strip()), "no message")
        yield found(FAILED, f"`{said}` ended with {done.returncode}", evidence=first[:200], platforms=[adapter.id])
        return
    missing = [id for id in wanted if not re.search(rf"(?<![\w-]){re.escape(id)}(?![\w-])", text)]
    if missing:
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        hint = _what_it_may_wait_for(subject, adapter, listing["kinds"])
        yield found(NOT_LISTED, f"`{said}` does not list {shown}", hint=hint, platforms=[adapter.id])
    else:
        yield found(HERE, f"`{said}` lists all {len(wanted)}", platforms=[adapter.id])


def _what_it_may_wait_for(subject: InspectedScope, adapter: Adapter, cells: list[str]) -> str | None:
    """Return what a person has to do first, as far as a gate before the kinds is not known to be open."""
    gates = subject.gates(adapter)
    names = {
        name for cell in cells if cell in adapter.cells for place in adapter.cells[cell].reads for name in place.gates
    }
    says = [gates.says(name) for name in sorted(names) if not gates.is_open(name)]
    return f"it may wait until you {', and '.join(says)}" if says else None


def _deployed(subject: InspectedScope, adapter: Adapter, cells: list[str]) -> list[str]:
    """Return the ids of the artifacts of some kinds that arrive at a platform as what they are."""
    kinds = {KIND_OF_CELL[cell] for cell in cells}
    arrivals = subject.deployment.deliveries.at(adapter.id) if subject.deployment else ()
    keys = {each.artifact for each in arrivals if each.paths}
    return sorted(key.partition("/")[2] for key in keys if key.partition("/")[0] in kinds)


CHECKS = (
    Check("clients", "no client is installed", check_clients),
    Check("listings", "clients list what was deployed for them", check_listings),
)
