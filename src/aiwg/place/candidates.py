"""Which places come into question for one group of artifacts, and who sees each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aiwg.artifact.kinds import CELL_OF
from aiwg.place.bind import BoundWrite, Platform, Spot
from aiwg.place.search import Candidate, Reader, Sight

FALLBACK = {
    ("rule", "always"): "instructions",
    ("rule", "paths"): "instructions",
    ("rule", "model"): "skills",
    ("rule", "manual"): "skills",
    ("agent", ""): "skills",
    ("command", ""): "skills",
    ("ignore", ""): "permissions",
}
"""The kind that carries another where a platform lacks it. What is not here is reported unsupported."""


@dataclass(frozen=True, slots=True)
class Group:
    """Artifacts that are placed alike: same kind, same activation, same platforms, same subfolder."""

    kind: str
    variant: str
    wanted: frozenset[str]
    folder: str = ""

    @property
    def cell(self) -> str:
        """Return the adapter cell of the kind."""
        return CELL_OF[self.kind]

    @property
    def name(self) -> str:
        """Return the name under which the manifest remembers where this group went."""
        return ":".join(part for part in (self.kind, self.variant, self.folder) if part)


@dataclass(slots=True)
class Offers:
    """The candidates of a group; for each the writers in whose dialect it can be rendered, and bridges."""

    candidates: list[Candidate] = field(default_factory=list)
    spots: dict[str, tuple[str, Spot]] = field(default_factory=dict)
    writers: dict[str, list[Platform]] = field(default_factory=dict)
    bridges: dict[tuple[str, str], BoundWrite] = field(default_factory=dict)


def fallback_cell(platform: Platform, group: Group) -> str | None:
    """Return the cell that carries this group where the platform lacks its kind, or None."""
    own = platform.adapter.cells.get(group.cell)
    override = own.get("as") if own else None
    return CELL_OF[override] if override else FALLBACK.get((group.kind, group.variant))


def is_native(platform: Platform, group: Group) -> bool:
    """Say whether the platform has this kind and takes this variant of it."""
    bound = platform.cells.get(group.cell)
    if bound is None or not bound.reads:
        return False
    only: Mapping[str, Sequence[str]] = bound.cell.get("only", {})
    return not only or group.variant in only.get("activation", (group.variant,))


def bridges_of(platform: Platform, nested: bool) -> dict[str, BoundWrite]:
    """Return the writes of the platform's instructions that only include another path, by that path."""
    bound = platform.cells.get("instructions")
    return {
        write.imports: write
        for write in (bound.writes if bound else ())
        if write.imports and write.nested_only == nested
    }


def readers_of(platform: Platform, group: Group) -> list[Reader]:
    """Return the implementations of a platform that can load this group at all."""
    cell = group.cell if is_native(platform, group) else fallback_cell(platform, group)
    bound = platform.cells.get(cell) if cell else None
    if bound is None or (group.folder and platform.scope != "project"):
        return []
    return [
        _reader(platform, surface)
        for surface in platform.adapter.surfaces
        if any(_on(spot, surface) for spot in bound.reads)
    ]


def _reader(platform: Platform, surface: str) -> Reader:
    return Reader(platform.id, surface, surface == platform.adapter.surfaces[0])


def _on(spot: Spot, surface: str) -> bool:
    return spot.place is None or not spot.place.surfaces or surface in spot.place.surfaces


def offers_for(group: Group, platforms: Sequence[Platform], exists: frozenset[str]) -> Offers:
    """Return the candidates that the platforms of a group may be served from.

    `exists` holds the paths of files that are the user's own: where a platform loads only the first
    file of a group, a stronger one of theirs hides ours.
    """
    offers = Offers()
    serving = [platform for platform in platforms if platform.id in group.wanted]
    for platform in serving:
        for cell, write in _writes(platform, group):
            key = write.imports or write.spot.key
            offers.spots.setdefault(key, (cell, _spot_named(platforms, cell, key) if write.imports else write.spot))
            if write.imports:
                offers.bridges[platform.id, key] = write
                offers.writers.setdefault(key, [])
            else:
                offers.writers.setdefault(key, []).append(platform)
    for key, (cell, spot) in sorted(offers.spots.items()):
        sights = dict(_sights(key, cell, group, platforms, exists))
        bridged = sum(1 for platform_id, path in offers.bridges if path == key)
        if sights:
            offers.candidates.append(Candidate(key, sights, 1 + bridged, spot.is_open, spot.order))
    return offers


def _writes(platform: Platform, group: Group) -> Iterator[tuple[str, BoundWrite]]:
    native = platform.cells.get(group.cell) if is_native(platform, group) else None
    covered: set[str] = set()
    for write in native.writes if native else ():
        if write.nested_only and not group.folder:
            continue
        if write.imports and write not in bridges_of(platform, bool(group.folder)).values():
            continue
        if group.folder and write.spot.path.startswith("~"):
            continue
        yield group.cell, write
        covered.update(surface for surface in platform.adapter.surfaces if _on(write.spot, surface))
    missing = {reader.surface for reader in readers_of(platform, group)} - covered
    carrier = fallback_cell(platform, group)
    if missing and carrier and carrier in platform.cells:
        for write in platform.cells[carrier].writes:
            if not write.nested_only:
                yield carrier, write


def _spot_named(platforms: Iterable[Platform], cell: str, key: str) -> Spot:
    for platform in platforms:
        for spot in platform.cells[cell].reads if cell in platform.cells else ():
            if spot.key == key:
                return spot
    return Spot(key, key, None)


def _sights(
    key: str, cell: str, group: Group, platforms: Sequence[Platform], exists: frozenset[str]
) -> Iterator[tuple[Reader, Sight]]:
    degraded = cell != group.cell
    includes = {
        write.spot.path
        for platform in platforms
        for path, write in bridges_of(platform, bool(group.folder)).items()
        if path == key
    }
    for platform in platforms:
        bound = platform.cells.get(cell)
        if bound is None or platform.id not in group.wanted:
            continue
        bridged = cell == "instructions" and key in bridges_of(platform, bool(group.folder))
        for surface in platform.adapter.surfaces:
            if bridged:
                yield _reader(platform, surface), Sight(cell, True, degraded, "none")
                continue
            spot = next((spot for spot in bound.reads if spot.key == key and _on(spot, surface)), None)
            if spot is None or spot.place is None or _hidden(spot, bound.reads, surface, exists):
                continue
            if group.folder and not spot.place.nested:
                continue
            dedup = "name" if bound.cell.dedup == "bytes" and cell == "skills" else bound.cell.dedup
            certain = _is_certain(spot, bound.reads)
            again = _through_includes(bound.reads, surface, includes, bool(group.folder))
            yield (
                _reader(platform, surface),
                Sight(cell, certain, degraded, dedup, spot.place.group, spot.place.rank, again),
            )


def _through_includes(reads: Iterable[Spot], surface: str, includes: set[str], nested: bool) -> int:
    """Return how many of the files that include a place for others this reader loads and expands as well."""
    return sum(
        1
        for spot in reads
        if spot.path in includes
        and spot.place is not None
        and _on(spot, surface)
        and "file" in spot.place.settings.get("text", {})
        and (spot.place.nested or not nested)
    )


def _is_certain(spot: Spot, reads: Iterable[Spot]) -> bool:
    """Say whether a place loads whenever the platform's own ones do: another tool's folder may need a gate more."""
    if spot.place is None or not spot.place.compat:
        return True
    own = {gate for each in reads if each.place and not each.place.compat for gate in each.place.gates}
    return own.issuperset(spot.place.gates)


def _hidden(spot: Spot, reads: Iterable[Spot], surface: str, exists: frozenset[str]) -> bool:
    """Say whether a stronger file of the user's own hides this place."""
    place = spot.place
    if place is None or place.group is None:
        return False
    return any(
        other.place is not None
        and other.place.group == place.group
        and other.place.rank < place.rank
        and other.path in exists
        and _on(other, surface)
        for other in reads
    )
