"""Where artifacts lie: loaded once, twice or not at all, and gates that keep a platform from loading them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import parse_path
from aiwg.deployment.undelivered import listed
from aiwg.doctor.model import PLANNED, Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.fs.read import read_whole
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import parse
from aiwg.placement.coverage import NOTHING_READ

TWICE = Rule(
    "loaded-twice", WARNING, "a platform loads something twice", "The same text twice costs twice the context."
)
MAYBE = Rule(
    "maybe-not-once",
    INFO,
    "a platform may load something twice, or not at all",
    "It depends on a setting of the platform that no file tells.",
)
NOT_LOADED = Rule(
    "not-loaded",
    WARNING,
    "a platform does not load something that it could",
    "A file of yours hides the place that it would load it from.",
)
NO_PLACE = Rule(
    "no-place",
    INFO,
    "a platform, or one of its surfaces, has no place for something",
    "The deploy said so: nothing that may be written is read there.",
)
STALE = Rule(
    "placement-stale",
    WARNING,
    "the manifest remembers other places than a deploy would choose now",
    "Something that decides about places changed: an adapter, the platforms, or files of yours.",
    "moves what has to be moved, and records where it is",
)
GATE = Rule(
    "gate-closed",
    INFO,
    "a platform asks you for something before it loads a place",
    "Until then what lies there is not loaded. Only you can do it, in the platform.",
)
LACKS = Rule(
    "not-delivered",
    INFO,
    "a platform does not get something",
    "It has no place for it, or cannot do what it says. The deploy said so.",
)
RULES = (TWICE, MAYBE, NOT_LOADED, NO_PLACE, LACKS, STALE, GATE)
OF_STATE = {"twice": TWICE, "maybe-twice": MAYBE, "maybe-missing": MAYBE, "missing": NOT_LOADED}
SAID = {
    "twice": "loads twice",
    "maybe-twice": "may load twice",
    "maybe-missing": "may miss",
    "missing": "does not load",
}


def check_once(subject: InspectedScope) -> Iterator[Finding]:
    """Yield, per platform and reason, what is not loaded exactly once."""
    if subject.deployment is None:
        raise CheckSkippedError("there is no plan")
    short = Counter(
        (each.platform, each.state, each.reason)
        for each in subject.deployment.placements.shortfalls
        if each.state in OF_STATE and subject.concerns([each.platform])
    )
    for (platform, state, reason), count in sorted(short.items()):
        artifacts = "1 artifact" if count == 1 else f"{count} artifacts"
        rule = NO_PLACE if reason.startswith(NOTHING_READ) else OF_STATE[state]
        yield found(rule, f"{SAID[state]} {artifacts}: {reason}", platforms=[platform])


def check_delivered(subject: InspectedScope) -> Iterator[Finding]:
    """Yield, per platform and reason, the artifacts that it does not get."""
    if subject.deployment is None:
        raise CheckSkippedError("there is no plan")
    lacking: dict[tuple[str, str], list[str]] = {}
    for arrival in subject.deployment.arrivals:
        if arrival.level == "unsupported" and subject.concerns([arrival.platform]):
            lacking.setdefault((arrival.platform, "; ".join(arrival.notes)), []).append(arrival.artifact)
    for (platform, reason), artifacts in sorted(lacking.items()):
        yield found(LACKS, f"does not get {listed(artifacts)}: {reason}", platforms=[platform])


def check_places(subject: InspectedScope) -> Iterator[Finding]:
    """Yield that groups of artifacts would be placed elsewhere now than the manifest remembers."""
    if subject.deployment is None or subject.workplace is None:
        raise CheckSkippedError("there is no plan")
    before, now = subject.deployment.old.placed, subject.deployment.new.placed
    moved = sorted(group for group in {*before, *now} if before.get(group) != now.get(group))
    if moved:
        message = f"remembers other places than would be chosen now: {', '.join(moved)}"
        file = subject.workplace.state.shown_manifest
        yield found(STALE, message, file, hint="aiwg doctor --fix, or aiwg sync", mend=PLANNED)


def check_gates(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the gates before places that we wrote, unless a file of the platform says that they are open."""
    if subject.workplace is None:
        raise CheckSkippedError("there is no scope to look at")
    for platform in subject.platforms:
        names = {gate for name in _gated(subject, platform.id) for gate in name}
        for name in sorted(names):
            gate = platform.adapter.data.get("gates", {}).get(name, {})
            if not is_open(subject, platform.adapter, gate):
                yield found(GATE, f"loads part of this only once you {gate.get('say', name)}", platforms=[platform.id])


def _gated(subject: InspectedScope, id: str) -> Iterator[tuple[str, ...]]:
    """Yield the gates of the places of a platform's own that its artifacts were put in."""
    if subject.deployment is None:
        return
    for placement in subject.deployment.placements.placements:
        if id in placement.platforms and placement.writer.id == id and placement.spot.place is not None:
            yield placement.spot.place.gates


def is_open(subject: InspectedScope, adapter: Adapter, gate: dict[str, Any]) -> bool:
    """Say whether the file that a gate names says that it is open; a gate that no file tells of is not."""
    if "check" not in gate:
        return False
    path, _, selector = str(gate["check"]).partition("#")
    spec = parse_path(path)
    scope, prefix = subject.environment.located(adapter, spec)
    full = os.path.join(subject.project, prefix + spec.rest)
    if scope == "user":
        full = os.path.expanduser(prefix + spec.rest)
    root = os.path.realpath(subject.project)
    steps = [root if step == "{root}" else step for step in selector.split(".")]
    try:
        value = parse(read_whole(full).decode("utf-8"), "toml" if path.endswith(".toml") else "json")
    except (OSError, ValueError, EditRefusedError):
        return False
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value == gate.get("is")


CHECKS = (
    Check("once", "each artifact is loaded once", check_once),
    Check("delivered", "each artifact arrives at every platform", check_delivered),
    Check("places", "all lies where a deploy would put it", check_places),
    Check("gates", "no platform waits for you", check_gates),
)
