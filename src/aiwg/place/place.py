"""From a catalog and the platforms to serve, to placements: a pure function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aiwg.artifact.model import Artifact, Catalog
from aiwg.place.bind import BoundWrite, Platform, Spot
from aiwg.place.candidates import Group, Offers, fallback_cell, is_native, offers_for, readers_of
from aiwg.place.search import Candidate, Reader, best, judge


@dataclass(frozen=True, slots=True)
class Placement:
    """Which place carries an artifact, in which platform's dialect, and who loads it there.

    `cell` is the kind of place: another than the artifact's own when it is carried. `pointers` are
    platforms that get a line pointing to the file instead of the text.
    """

    artifact: Artifact
    cell: str
    spot: Spot
    writer: Platform
    platforms: tuple[str, ...]
    pointer_to: Spot | None = None

    @property
    def is_carried(self) -> bool:
        """Say whether another kind carries the artifact."""
        return self.artifact.kind != {
            "agents": "agent",
            "rules": "rule",
            "skills": "skill",
            "commands": "command",
            "hooks": "hook",
            "mcp_servers": "mcp_server",
            "permissions": "permission",
        }.get(self.cell, self.cell)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A platform that does not load a group exactly once: what happens and, if known, how to solve it."""

    artifact: Artifact
    platform: str
    state: str
    reason: str


@dataclass(slots=True)
class Placements:
    """Everything `place` decided. `chosen` is what the manifest remembers, for stability."""

    placements: list[Placement] = field(default_factory=list)
    bridges: dict[tuple[str, str, str], tuple[Platform, BoundWrite]] = field(default_factory=dict)
    shortfalls: list[Shortfall] = field(default_factory=list)
    chosen: dict[str, list[str]] = field(default_factory=dict)


def place(
    catalog: Catalog,
    platforms: Sequence[Platform],
    exists: frozenset[str] = frozenset(),
    recorded: Mapping[str, Sequence[str]] | None = None,
) -> Placements:
    """Return where each artifact goes so that each platform loads it exactly once, or why it cannot.

    `exists` are files of the user's own that may hide ours; `recorded` is an earlier result's `chosen`.
    """
    result = Placements()
    ordered = sorted(platforms, key=lambda platform: platform.id)
    for group, artifacts in _groups(catalog, ordered).items():
        _place_group(group, artifacts, ordered, exists, recorded or {}, result)
    return result


def _groups(catalog: Catalog, platforms: Sequence[Platform]) -> dict[Group, list[Artifact]]:
    groups: dict[Group, list[Artifact]] = {}
    for artifact in catalog:
        wanted = frozenset(platform.id for platform in platforms if artifact.wants(platform.adapter.names))
        variant = str(artifact.fields.get("activation", "")) if artifact.kind == "rule" else ""
        folder = artifact.id if artifact.kind == "instructions" and artifact.id != "instructions" else ""
        groups.setdefault(Group(artifact.kind, variant, wanted, folder), []).append(artifact)
    return groups


def _place_group(
    group: Group,
    artifacts: list[Artifact],
    platforms: Sequence[Platform],
    exists: frozenset[str],
    recorded: Mapping[str, Sequence[str]],
    result: Placements,
) -> None:
    wanted = [platform for platform in platforms if platform.id in group.wanted]
    pointing = _pointing(group, wanted)
    served = [platform for platform in wanted if platform not in pointing]
    narrowed = Group(group.kind, group.variant, frozenset(platform.id for platform in served), group.folder)
    offers = offers_for(narrowed, served, exists)
    readers = [reader for platform in served for reader in readers_of(platform, narrowed)]
    chosen = best(readers, offers.candidates, frozenset(recorded.get(group.name, ())))
    if chosen:
        result.chosen[group.name] = sorted(
            {*result.chosen.get(group.name, ()), *(candidate.key for candidate in chosen)}
        )
    short = _shortfalls(narrowed, served, readers, chosen)
    places = _places(chosen, offers, served)
    for candidate in chosen:
        _add_bridges(group.folder, candidate.key, offers, served, result)
    for artifact in artifacts:
        result.placements += [Placement(artifact, *each) for each in places]
        result.shortfalls += [Shortfall(artifact, *each) for each in short]
    if pointing:
        native = next((placement for placement in result.placements if placement.artifact is artifacts[0]), None)
        _add_pointers(group, artifacts, pointing, native, exists, result)


def _pointing(group: Group, platforms: Sequence[Platform]) -> list[Platform]:
    """Return the platforms without scoped rules, where others have them: they get a pointer line."""
    if (group.kind, group.variant) != ("rule", "paths"):
        return []
    natives = [platform for platform in platforms if is_native(platform, group)]
    return [platform for platform in platforms if platform not in natives] if natives else []


def _places(
    chosen: Sequence[Candidate], offers: Offers, platforms: Sequence[Platform]
) -> list[tuple[str, Spot, Platform, tuple[str, ...]]]:
    """Return cell, spot, writer and the platforms served of each place chosen for a group."""
    places = []
    for candidate in chosen:
        cell, spot = offers.spots[candidate.key]
        writer = next(iter(offers.writers[candidate.key]), None) or next(
            platform for platform in platforms if platform.id in candidate.platforms
        )
        served = tuple(sorted(id for id in candidate.platforms if _relies_on(id, candidate, chosen)))
        places.append((cell, spot, writer, served))
    return places


def _relies_on(platform: str, candidate: Candidate, chosen: Iterable[Candidate]) -> bool:
    """Say whether a platform is served by a place: not where it may see it, but surely sees another."""

    def sure(each: Candidate) -> bool:
        return any(sight.certain for reader, sight in each.sights.items() if reader.platform == platform)

    return sure(candidate) or not any(sure(other) for other in chosen if other is not candidate)


def _add_bridges(folder: str, key: str, offers: Offers, platforms: Sequence[Platform], result: Placements) -> None:
    for platform in platforms:
        write = offers.bridges.get((platform.id, key))
        if write:
            result.bridges[platform.id, folder, key] = (platform, write)


def _shortfalls(
    group: Group, platforms: Sequence[Platform], readers: Sequence[Reader], chosen: Sequence[Candidate]
) -> list[tuple[str, str, str]]:
    """Return platform, state and reason wherever a group of artifacts is not loaded exactly once."""
    found = []
    for platform in platforms:
        own = [reader for reader in readers if reader.platform == platform.id]
        if not own:
            found.append((platform.id, "unsupported", _why_unsupported(platform, group)))
        for reader in own:
            state, reason = _shortfall(platform, reader, chosen)
            if state:
                found.append((platform.id, state, reason))
    return found


def _shortfall(platform: Platform, reader: Reader, chosen: Sequence[Candidate]) -> tuple[str, str]:
    """Return what one reader does not load exactly once, and why; two empty texts when it does."""
    verdict = judge(reader, chosen)
    where = f" ({reader.surface})" if reader.surface else ""
    total = verdict.certain + verdict.possible
    if total == 0:
        return "missing", f"nothing that is written is read there{where}"
    if verdict.certain > 1:
        return "twice", f"loaded {verdict.certain} times{where}"
    if total > max(1, verdict.certain):
        return "maybe-twice", _gate_note(platform, chosen, where)
    if verdict.certain == 0:
        return "maybe-missing", _gate_note(platform, chosen, where)
    return "", ""


def _why_unsupported(platform: Platform, group: Group) -> str:
    cell = platform.adapter.cells.get(group.cell)
    kind = group.cell.replace("_", " ")
    if cell is None:
        return f"it has no {kind}" if group.cell in platform.adapter.lacks else f"nobody knows whether it reads {kind}"
    other = "user" if platform.scope == "project" else "project"
    carrier = fallback_cell(platform, group)
    if not platform.cells[group.cell].reads and any(True for _ in cell.reads):
        return f"it reads {kind} in {other} scope only"
    return f"its {kind} cannot be written" + (f", nor its {carrier}" if carrier else "")


def _gate_note(platform: Platform, chosen: Sequence[Candidate], where: str) -> str:
    paths = {candidate.key for candidate in chosen}
    gates = platform.adapter.data.get("gates", {})
    for bound in platform.cells.values():
        for spot in bound.reads:
            if spot.key in paths and spot.place and spot.place.gates:
                return f"it reads {spot.file} too if you {gates[spot.place.gates[0]]['say']}{where}"
    return f"whether it drops the second copy is unknown{where}"


def _add_pointers(
    group: Group,
    artifacts: Sequence[Artifact],
    pointing: Sequence[Platform],
    native: Placement | None,
    exists: frozenset[str],
    result: Placements,
) -> None:
    """Scoped rules reach platforms that cannot scope as one line in the instructions."""
    always = Group("rule", "always", frozenset(platform.id for platform in pointing))
    offers = offers_for(always, pointing, exists)
    readers = [reader for platform in pointing for reader in readers_of(platform, always)]
    chosen = best(readers, offers.candidates)
    short = _shortfalls(always, pointing, readers, chosen)
    for artifact in artifacts:
        for candidate in chosen:
            cell, spot = offers.spots[candidate.key]
            writer = next(platform for platform in pointing if platform.id in candidate.platforms)
            target = native.spot if native else None
            result.placements.append(
                Placement(artifact, cell, spot, writer, tuple(sorted(candidate.platforms)), target)
            )
        result.shortfalls += [Shortfall(artifact, *each) for each in short]
