"""What a choice of places does not give: who misses an artifact, or loads it twice, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwg.artifact.kinds import CELL_OF
from aiwg.placement.candidates import Group, Options, fallback_cell, is_native, readers_of
from aiwg.placement.resolve import Platform
from aiwg.placement.search import Candidate, PlatformReader, judge
from aiwg.placement.user_files import UserFiles
from aiwg.placement.visibility import ViewContext, hider_of, is_on

NOTHING_READ = "nothing that is written is read there"
"""Why nothing reaches a platform that has no place for it: no file of the user's is to blame."""


def shortfalls_of(
    group: Group, platforms: Sequence[Platform], chosen: Sequence[Candidate], offers: Options, standing: UserFiles
) -> list[tuple[str, str, str]]:
    """Return platform, state and reason wherever a group of artifacts is not loaded exactly once."""
    found = []
    view = ViewContext(group.folder, standing)
    for platform in platforms:
        readers = readers_of(platform, group)
        if not readers:
            found.append((platform.id, "unsupported", _why_unsupported(platform, group)))
        else:
            found += [(platform.id, "lacks", said) for said in _lacking(platform, group, readers)]
        for reader in readers:
            state, reason = _shortfall(platform, reader, chosen, offers, view)
            if state:
                found.append((platform.id, state, reason))
    return found


def _lacking(platform: Platform, group: Group, readers: Sequence[PlatformReader]) -> Iterator[str]:
    """Yield what to say of each implementation that loads other things, and has no place for this kind at all."""
    kind = (group.cell if is_native(platform, group) else fallback_cell(platform, group) or "").replace("_", " ")
    for surface in platform.adapter.surfaces:
        if surface not in {reader.surface for reader in readers} and any(
            is_on(spot, surface) for bound in platform.cells.values() for spot in bound.reads
        ):
            yield f"it has no {kind} ({surface})"


def _shortfall(
    platform: Platform, reader: PlatformReader, chosen: Sequence[Candidate], offers: Options, view: ViewContext
) -> tuple[str, str]:
    """Return what one reader does not load exactly once, and why; two empty texts when it does."""
    verdict = judge(reader, chosen)
    where = f" ({reader.surface})" if reader.surface else ""
    total = verdict.certain + verdict.possible
    if total == 0:
        return "missing", _why_missing(platform, reader, chosen, offers, view) + where
    if verdict.certain > 1:
        return "twice", _why_twice(reader, chosen, verdict.certain, view) + where
    if total > max(1, verdict.certain):
        return "maybe-twice", _gate_note(platform, chosen, where)
    if verdict.certain == 0:
        return "maybe-missing", _gate_note(platform, chosen, where)
    return "", ""


def _why_missing(
    platform: Platform, reader: PlatformReader, chosen: Sequence[Candidate], offers: Options, view: ViewContext
) -> str:
    """Return why nothing reaches a reader: a file of the user's that hides ours, or nothing to write."""
    for key in dict.fromkeys((*(candidate.key for candidate in chosen), *offers.spots)):
        for bound in platform.cells.values():
            for spot in bound.reads:
                hider = hider_of(spot, bound.reads, reader.surface, view) if spot.key == key else None
                if hider and is_on(spot, reader.surface):
                    return f"your {hider} hides {view.at(spot.file)}; make it a link to that, or merge the two"
    return NOTHING_READ


def _why_twice(reader: PlatformReader, chosen: Sequence[Candidate], times: int, view: ViewContext) -> str:
    """Return where the further loads come from, and what to do when it is in the user's hands."""
    for candidate in chosen:
        sight = candidate.sights.get(reader)
        if sight is not None and sight.through:
            file, target = sight.through[0], view.at(candidate.key)
            found = view.standing.get(file)
            if found is not None and found.link == target:
                return f"loaded {times} times: your {file} is a link to {target}, which it reads too"
            return (
                f"loaded {times} times: your {file} includes {target}, which it reads anyway; take that include out,"
                " and what needs one gets it where no other platform looks"
            )
    return f"loaded {times} times"


def _why_unsupported(platform: Platform, group: Group) -> str:
    cell = platform.adapter.cells.get(group.cell)
    kind = CELL_OF[group.kind].replace("_", " ")
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
