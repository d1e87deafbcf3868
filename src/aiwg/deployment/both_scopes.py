"""What a project is given that the home folder holds as well: said once, when it is first written."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.adapter.paths import USER
from aiwg.artifact.kinds import kind_of_cell
from aiwg.core.errors import UserError
from aiwg.core.read import read_whole
from aiwg.deployment.undelivered import listed
from aiwg.findings.model import Finding
from aiwg.fs.roots import user_manifest
from aiwg.loading.precedence import comes_before, dedup_of_copies
from aiwg.manifest import parse_manifest
from aiwg.placement.place import Placements
from aiwg.placement.resolve import Platform
from aiwg.plan.actions import CREATE, Plan

ONE_WINS = "loads only one copy"
FATES = {"none": "loads both copies", "realpath": "loads both copies", "name": ONE_WINS}
"""What becomes of a second copy, by how a platform treats copies; where that hangs on more, doctor looks at it."""


def both_scopes_notes(plan: Plan, placements: Placements, platforms: Iterable[Platform], scope: str) -> list[Finding]:
    """Return a note for each way in which platforms take what a deploy creates here and the home folder holds too."""
    created = {artifact for action in plan.of(CREATE) for artifact in action.artifacts}
    at_home = _at_home() if scope == "project" and created else {}
    by_id = {platform.id: platform for platform in platforms}
    said = defaultdict[tuple[str, str], set[str]](set)
    for each in placements.placements if at_home else ():
        artifact = each.artifact.named
        for id in at_home.get(artifact, set()).intersection(each.platforms) if artifact in created else ():
            said[artifact, fate_of(by_id[id].cells[each.cell].cell)].add(by_id[id].adapter.name)
    groups = defaultdict[tuple[str, tuple[str, ...]], list[str]](list)
    for (artifact, fate), names in sorted(said.items()):
        groups[fate, tuple(sorted(names))].append(artifact)
    notes = []
    for (fate, platforms_named), artifacts in sorted(groups.items()):
        does = fate if len(platforms_named) == 1 else fate.replace("loads", "load", 1)
        message = f"{_joined(platforms_named)} {does}, here and in your home folder: {listed(artifacts)}"
        notes.append(Finding("both-scopes", "info" if fate == ONE_WINS else "warning", message, hint="aiwg doctor"))
    return notes


def _joined(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def fate_of(cell: Cell) -> str:
    """Return what becomes of an artifact of which a platform finds one copy in the project and one in the home folder.

    Two equal permissions say what one says.
    """
    if kind_of_cell(cell.kind).key_form == "grants":
        return ONE_WINS
    return FATES.get(dedup_of_copies(cell, has_same_id=True), "may load both copies")


def hiding_notes(
    placements: Placements, platforms: Iterable[Platform], environment: Environment, scope: str
) -> list[Finding]:
    """Return a warning for each file of a project that a file in the home folder hides, or the other way round."""
    if scope != "project":
        return []
    by_id = {platform.id: platform for platform in platforms}
    said: dict[str, None] = {}
    ranked = {
        (id, each.cell, each.spot.key): each.spot
        for each in placements.placements
        if each.spot.place is not None and each.spot.place.group is not None
        for id in each.platforms
    }
    for (id, name, _), spot in sorted(ranked.items(), key=lambda item: item[0]):
        cell = by_id[id].cells[name].cell
        place = spot.place if spot.place in cell.reads else None
        for other in _at_home_beside(place, cell):
            path = _existing(by_id[id].adapter, other, environment)
            if place is not None and path is not None:
                ours = spot.path.partition("{")[0]
                first, second = (path, ours) if comes_before(other, place) else (ours, path)
                said[f"{by_id[id].adapter.name} reads {first} here and ignores {second}"] = None
    return [Finding("scope-hides", "warning", message, hint="move its text into the other file") for message in said]


def _at_home_beside(place: Place | None, cell: Cell) -> Iterator[Place]:
    """Yield the places in the home folder of which a platform reads only one of them and this place."""
    if place is not None and place.group is not None:
        yield from (each for each in cell.reads if each.group == place.group and each.spec.anchor)


def _existing(adapter: Adapter, place: Place, environment: Environment) -> str | None:
    """Return the file at a place in the home folder, as a person writes it, or None when there is none."""
    scope, prefix = environment.located(adapter, place.spec)
    if scope != USER or "{" in place.spec.rest or "*" in place.spec.rest:
        return None
    paths = (prefix + spelling for spelling in place.spec.spellings())
    return next((path for path in paths if os.path.isfile(path.replace("~", environment.home, 1))), None)


def _at_home() -> Mapping[str, set[str]]:
    """Return the platforms of each artifact that is deployed in the home folder; none where nothing is to be read."""
    found = defaultdict[str, set[str]](set)
    try:
        text = read_whole(os.fspath(user_manifest())).decode("utf-8")
        for record in parse_manifest(text, "the manifest of your home folder").records.values():
            for artifact in record.artifacts:
                found[artifact].update(record.platforms)
    except (OSError, ValueError, UserError):
        return {}  # a deploy there says what is wrong with it
    return found
