"""What a platform gets in a set of platforms, beside what it gets alone; and the differences that are known and why."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from aiwg.artifact.model import Catalog
from aiwg.placement.resolve import Platform
from tests.placement.reading import Seen, World, seen_by
from tests.placement.sets import Case, artifact, bound, make_case

OWN = ("native", "translated")
LISTED, MISSING = "listed", "missing"
NOTHING = Seen()

BY_HAND: Mapping[str, object] = {"description": "d", "disable-model-invocation": True}

CATALOG = Catalog(
    [
        artifact("instructions", "instructions"),
        artifact("rule", "always", activation="always", description="d"),
        artifact("rule", "scoped", activation="paths", paths=["src/**"], description="d"),
        artifact("rule", "model", activation="model", description="when"),
        artifact("rule", "manual", activation="manual", description="when"),
        artifact("agent", "free", description="d"),
        artifact("agent", "limited", description="d", tools=["read", "grep"], model="deep"),
        artifact("skill", "open", description="d"),
        artifact("skill", "by-hand", (), **BY_HAND),
        artifact("command", "gamma", description="d"),
        artifact("hook", "delta", event="stop", command="true"),
        artifact("mcp_server", "epsilon", command="x"),
        artifact("permission", "p", effect="deny", tool="bash", argument="command", pattern="rm *"),
        artifact("ignore", "ignore"),
    ]
)
"""One artifact of each sort."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one artifact arrives at one implementation of a platform.

    `least` and `most`: how often it is loaded. `level`: of its delivery. `freer`: fields whose loss lets it do more.
    """

    least: int
    most: int
    level: str
    freer: frozenset[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that a platform gets less, or once more, than alone."""

    scope: str
    artifact: str
    fault: str
    platform: str
    surface: str
    beside: frozenset[str]


def forms(case: Case, platform: Platform) -> Mapping[tuple[str, str], Form]:
    """Return what each implementation of a platform gets of each artifact."""
    world = World.of(case.rendered.outputs, case.standing)
    arrivals = {each.artifact: each for each in case.rendered.deliveries if each.platform == platform.id}
    found = {}
    for surface in platform.adapter.surfaces:
        seen = seen_by(platform, surface, world)
        for each in case.catalog:
            arrival, loads = arrivals.get(each.key), seen.get(each.key, NOTHING)
            level = arrival.level if arrival else "unsupported"
            freer = frozenset(loss.field for loss in arrival.losses if loss.freer) if arrival else frozenset()
            found[each.key, surface] = Form(loads.least, loads.most, level, freer)
    return found


@functools.cache
def alone(id: str, scope: str) -> Mapping[tuple[str, str], Form]:
    """Return what a platform gets that is served alone."""
    case = make_case([id], scope, artifacts=CATALOG)
    return forms(case, case.platforms[0])


def differences(ids: Sequence[str], scope: str, case: Case | None = None) -> Iterator[Difference]:
    """Yield what platforms get less, or once more, in a set than alone."""
    case = case or make_case(ids, scope, artifacts=CATALOG)
    said = _said(case)
    for platform in case.platforms:
        beside = frozenset(ids) - {platform.id}
        for (key, surface), now in forms(case, platform).items():
            before = alone(platform.id, scope)[key, surface]
            states = {
                state for state, where in said.get((key, platform.id), ()) if not surface or f"({surface})" in where
            }
            for fault in _faults(before, now, states, surface == platform.adapter.surfaces[0]):
                yield Difference(scope, key, fault, platform.id, surface, beside)


def unsaid_losses(case: Case, scope: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield platform, artifact and fields of lost restrictions that are told alone and not told in a set."""
    for platform in case.platforms:
        for (key, surface), now in forms(case, platform).items():
            before = alone(platform.id, scope)[key, surface]
            if now.level != "unsupported" and before.freer - now.freer:
                yield platform.id, key, before.freer - now.freer


def _faults(before: Form, now: Form, said: set[str], main: bool) -> Iterator[str]:
    own = before.level in OWN
    if before.least and not now.most and "pointer" not in said:
        yield MISSING if own else "gives way"
    elif before.least and not now.least and "pointer" not in said:
        yield "may miss"
    if main and own and now.level not in OWN:
        yield f"as {now.level}"
    elif main and own and now.freer - before.freer:
        yield "restriction lost"
    if now.least > max(1, before.least):
        yield LISTED if "listed" in said else "twice"
    elif now.most > max(1, now.least, before.most):
        yield "may load twice"
    elif "twice" in said and now.most <= 1:  # hooks, which are not counted by reading
        yield "twice"


def _said(case: Case) -> Mapping[tuple[str, str], list[tuple[str, str]]]:
    """Return what the plan says by artifact and platform: states, each with its reason."""
    said: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for gap in case.placements.shortfalls:
        said.setdefault((gap.artifact.key, gap.platform), []).append((gap.state, gap.reason))
    for each in case.placements.placements:
        if each.pointer_to is not None:
            for id in each.platforms:
                surfaces = bound(id, each.writer.scope).adapter.surfaces
                where = " ".join(f"({surface})" for surface in surfaces)
                said.setdefault((each.artifact.key, id), []).append(("pointer", where))
    return said


@dataclass(frozen=True, slots=True)
class KnownDifference:
    """A difference that no arrangement avoids without a worse one, and why.

    It holds for the named `platforms` (with `:surface` for one implementation), all when none is named, and only
    beside one of `beside`, if any is named.
    """

    artifact: str
    fault: str
    reason: str
    scopes: frozenset[str]
    platforms: frozenset[str]
    beside: frozenset[str]

    def covers(self, difference: Difference) -> bool:
        """Say whether a difference is this one."""
        if (self.artifact, self.fault) != (difference.artifact, difference.fault):
            return False
        if difference.scope not in self.scopes or (self.beside and not self.beside & difference.beside):
            return False
        names = {difference.platform, f"{difference.platform}:{difference.surface}"}
        return not self.platforms or not self.platforms.isdisjoint(names)


@functools.cache
def exceptions() -> tuple[KnownDifference, ...]:
    """Return the known differences, from exceptions.yaml."""
    entries = yaml.safe_load((Path(__file__).parent / "exceptions.yaml").read_text(encoding="utf-8"))
    return tuple(
        KnownDifference(
            artifact,
            fault,
            entry["reason"],
            frozenset([entry["scope"]] if "scope" in entry else ("project", "user")),
            frozenset(entry.get("platforms", ())),
            frozenset(entry.get("beside", ())),
        )
        for entry in entries
        for artifact in entry["artifacts"]
        for fault in entry["faults"]
    )


def unexpected(found: Iterable[Difference]) -> list[Difference]:
    """Return the differences that no exception covers."""
    return [each for each in found if not any(known.covers(each) for known in exceptions())]
