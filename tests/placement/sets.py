"""Random sets of real platforms, with the user's own files beside them, and what is wrong with what is placed there."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aiwg.adapter.discover import Registry, discover
from aiwg.adapter.environment import Environment
from aiwg.artifact.model import Artifact, Catalog, Origin
from aiwg.placement.place import Placements, place
from aiwg.placement.resolve import Platform, bind
from aiwg.placement.user_files import NO_USER_FILES, UserFile, UserFiles
from aiwg.render.render import RenderedOutputs, render
from tests.conftest import PLATFORM_IDS
from tests.placement.reading import World, seen_by

HERE = Origin("test.md", "source")
SETS = ("project", "user", "beside the user's files", "for some platforms")
COUNTED = ("instructions", "rule", "agent", "skill", "command", "mcp_server")


def artifact(kind: str, id: str, include: Sequence[str] = (), **fields: object) -> Artifact:
    """Return a small artifact."""
    return Artifact(kind, id, HERE, fields, f"The text of {kind} {id}.\n", include=tuple(include))


def catalog(include: Sequence[str] = ()) -> Catalog:
    """Return one artifact of each sort; all but the instructions are for some platforms only, if some are named."""
    return Catalog(
        [
            artifact("instructions", "instructions"),
            artifact("rule", "always", include, activation="always", description="d"),
            artifact("rule", "scoped", include, activation="paths", paths=["src/**"], description="d"),
            artifact("rule", "model", include, activation="model", description="when"),
            artifact("rule", "manual", include, activation="manual", description="when"),
            artifact("agent", "alpha", include, description="d"),
            artifact("agent", "limited", include, description="d", tools=["read"]),
            artifact("skill", "beta", include, description="d"),
            artifact("command", "gamma", include, description="d"),
            artifact("mcp_server", "epsilon", include, command="x"),
        ]
    )


@functools.cache
def bound(id: str, scope: str) -> Platform:
    """Return a platform bound to a scope."""
    return bind(_registry().get(id), scope, Environment("/home/nina", {}, "linux"))


@functools.cache
def _registry() -> Registry:
    return discover()


@dataclass(frozen=True, slots=True)
class Case:
    """A set of platforms with what stands beside, and what was made of it."""

    ids: tuple[str, ...]
    platforms: tuple[Platform, ...]
    catalog: Catalog
    standing: UserFiles
    placements: Placements
    rendered: RenderedOutputs


def make_case(
    ids: Sequence[str],
    scope: str = "project",
    standing: UserFiles = NO_USER_FILES,
    include: Sequence[str] = (),
    recorded: Mapping[str, Sequence[str]] | None = None,
    artifacts: Catalog | None = None,
) -> Case:
    """Return what is made of a set."""
    platforms = tuple(bound(id, scope) for id in ids)
    artifacts = artifacts or catalog(include)
    placements = place(artifacts, platforms, standing, recorded)
    return Case(tuple(ids), platforms, artifacts, standing, placements, render(placements, artifacts, platforms))


def random_case(dice: random.Random, kind: str) -> Case:
    """Return a random set of one to eight platforms."""
    ids = dice.sample(PLATFORM_IDS, dice.randint(1, 8))
    standing = _standing(dice) if kind == "beside the user's files" else NO_USER_FILES
    include = dice.sample(ids, dice.randint(1, len(ids))) if kind == "for some platforms" else ()
    return make_case(ids, "user" if kind == "user" else "project", standing, include)


def _standing(dice: random.Random) -> UserFiles:
    """Return some files of the user's, as people have them."""
    names = ("CLAUDE.md", "GEMINI.md", "AGENTS.md", "WARP.md", "AGENTS.override.md", ".claude/CLAUDE.md", "QWEN.md")
    files = {}
    for name in dice.sample(names, dice.randint(1, 3)):
        manner = dice.choice(["text", "text", "include", "link"])
        if manner == "text" or name == "AGENTS.md":
            files[name] = UserFile(name)
        elif manner == "include":
            files[name] = UserFile(name, True, False, frozenset({"AGENTS.md"}))
        else:
            files[name] = UserFile(name, False, False, frozenset(), "AGENTS.md", is_link=True)
    return UserFiles(files)


def faults_of(case: Case) -> list[str]:
    """Return where what is read differs from what the plan says."""
    world = World.of(case.rendered.outputs, case.standing)
    return [
        fault
        for platform in case.platforms
        for surface in platform.adapter.surfaces
        if _reads_at_all(platform, surface)
        for fault in _faults_of_reader(case, platform, surface, world)
    ]


def _reads_at_all(platform: Platform, surface: str) -> bool:
    """Say whether an implementation reads anything in this scope: one in the cloud has no home folder."""
    spots = [spot for bound in platform.cells.values() for spot in bound.reads]
    return any(surface in ((spot.place and spot.place.surfaces) or (surface,)) for spot in spots)


def _faults_of_reader(case: Case, platform: Platform, surface: str, world: World) -> Iterator[str]:
    seen = seen_by(platform, surface, world)
    for each in case.catalog:
        found = seen.get(each.key)
        least, most = (found.least, found.most) if found else (0, 0)
        said = _said(case, each, platform, surface)
        where = f"{each.key} on {platform.id} {surface}: {least} to {most} times, said {sorted(said)}"
        if not each.wants(platform.adapter.names):
            if bool(most) != ("overheard" in said) and surface == platform.adapter.surfaces[0]:
                yield f"overheard, or not: {where}"
        elif most == 0 and not said & {"missing", "gives-way", "unsupported", "lacks", "pointer", "not written"}:
            yield f"missing unsaid: {where}"
        elif "pointer" in said:
            if most and not said & {"twice", "listed", "maybe-twice"}:
                yield f"pointed to and loaded: {where}"
        elif (least > 1) != bool(said & {"twice", "listed"}):
            yield f"twice, or not: {where}"
        elif (most > 1 >= least) != ("maybe-twice" in said):
            yield f"maybe twice, or not: {where}"
        elif (least == 0 and most > 0) != ("maybe-missing" in said):
            yield f"maybe missing, or not: {where}"


def _said(case: Case, artifact: Artifact, platform: Platform, surface: str) -> set[str]:
    """Return what the plan says of one artifact and reader."""
    said = {
        each.state
        for each in case.placements.shortfalls
        if each.artifact is artifact
        and each.platform == platform.id
        and (not surface or f"({surface})" in each.reason or each.state == "unsupported")
    }
    if any(each.artifact is artifact and each.platform == platform.id for each in case.placements.overheard):
        said.add("overheard")
    mine = [each for each in case.placements.placements if each.artifact is artifact]
    if any(each.pointer_to and platform.id in each.platforms for each in mine):
        said.add("pointer")
    arrivals = [
        each for each in case.rendered.deliveries if (each.artifact, each.platform) == (artifact.key, platform.id)
    ]
    if any(each.level == "unsupported" for each in arrivals):
        said.add("not written")
    return said
