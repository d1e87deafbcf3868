"""What a choice of places does not give: who misses an artifact, or loads it twice, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from aiwg.artifact.kinds import CELL_OF
from aiwg.core.dataclass import dataclass
from aiwg.placement.candidates import Options
from aiwg.placement.groups import Group, fallback_cell, is_native, readers_of
from aiwg.placement.loss import BEHAVIOUR, RESTRICTION
from aiwg.placement.readers import NOTHING, Candidate, PlatformReader, Verdict, Visibility, judge_sights
from aiwg.placement.resolve import Platform
from aiwg.placement.search import Solution
from aiwg.placement.user_files import UserFiles
from aiwg.placement.visibility import ViewContext, hider_of, is_on, is_refused_link

NOTHING_READ = "it reads none of the files that aiwg writes"
"""Why nothing reaches a platform that has no place for it: no file of the user's is to blame."""

GIVES_WAY = "gives-way"
"""The state of a platform that gets nothing, as others would load the copy that it could get."""

LISTED = "listed"
"""The state of a platform that finds an artifact once more, as another kind."""

WITHOUT_LIMITS = ", without its limits"
"""What is said of a copy that does not say what its author limited."""

NAMED = 3
"""Platforms that one reason names."""


def shortfalls_of(
    group: Group, platforms: Sequence[Platform], solution: Solution, offers: Options, standing: UserFiles
) -> list[tuple[str, str, str]]:
    """Return platform, state and reason wherever a group of artifacts is not loaded exactly once."""
    found = []
    view = ViewContext(group.folder, standing)
    outcome = _Outcome.of(solution, platforms)
    for platform in platforms:
        readers = readers_of(platform, group)
        if not readers:
            found.append((platform.id, "unsupported", _why_unsupported(platform, group)))
        else:
            found += [(platform.id, "lacks", said) for said in _lacking(platform, group, readers)]
        for reader in readers:
            state, reason = _shortfall(platform, reader, outcome, offers, view)
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


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The chosen places, what each reader gets out of them and would get alone, and the platforms served."""

    chosen: Sequence[Candidate]
    verdicts: Mapping[PlatformReader, Verdict]
    alone: Mapping[PlatformReader, Verdict]
    platforms: Sequence[Platform]

    @classmethod
    def of(cls, solution: Solution, platforms: Sequence[Platform]) -> _Outcome:
        """Return what comes of a solution."""
        sights: dict[PlatformReader, list[Visibility]] = {reader: [] for reader in solution.alone}
        for candidate in solution.chosen:
            for reader, sight in candidate.sights.items():
                if reader in sights:
                    sights[reader].append(sight)
        verdicts = {reader: judge_sights(seen) for reader, seen in sights.items()}
        return cls(solution.chosen, verdicts, solution.alone, platforms)

    def of_reader(self, reader: PlatformReader) -> Verdict:
        """Return what a reader gets: nothing if the artifacts are not for it, or it has no place for their kind."""
        return self.verdicts.get(reader, NOTHING)

    def named(self, ids: Collection[str]) -> str:
        """Return the names of platforms, the first of them where they are many."""
        return _listed([platform.adapter.name for platform in self.platforms if platform.id in ids])


def why_giving_way(place: str, readers: Sequence[str]) -> str:
    """Return why a platform gets nothing: its only place, and who would load a copy there."""
    return f"its only place is {place}; {_listed(readers)} would load that copy too"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _shortfall(
    platform: Platform, reader: PlatformReader, outcome: _Outcome, offers: Options, view: ViewContext
) -> tuple[str, str]:
    """Return what one reader does not load exactly once, and why; two empty texts when it does."""
    chosen, verdict = outcome.chosen, outcome.verdicts[reader]
    where = f" ({reader.surface})" if reader.surface else ""
    if verdict.total == 0 and outcome.alone[reader].total and outcome.alone[reader].loss >= BEHAVIOUR:
        return GIVES_WAY, _why_giving_way(platform, offers, outcome) + where
    if verdict.total == 0:
        return "missing", _why_missing(platform, reader, chosen, offers, view) + where
    if verdict.same:
        return "twice", _why_twice(reader, chosen, verdict.certain, view) + where
    if verdict.certain > 1:
        return LISTED, _why_listed(reader, outcome) + where
    if verdict.total > max(1, verdict.certain):
        return "maybe-twice", (_link_note(reader, chosen, view) or _gate_note(platform, chosen)) + where
    if verdict.certain == 0:
        return "maybe-missing", _gate_note(platform, chosen) + where
    return "", ""


def _why_giving_way(platform: Platform, offers: Options, outcome: _Outcome) -> str:
    """Return the place that a platform would load the artifact from, and who would load that copy beside their own."""
    place = next(each for each in offers.candidates if platform.id in each.offered_by)
    beside = {
        reader.platform
        for reader, sight in place.sights.items()
        if sight.certain and reader.platform != platform.id and outcome.of_reader(reader).certain
    }
    limits = WITHOUT_LIMITS if any(sight.loss == RESTRICTION for sight in place.sights.values()) else ""
    names = [each.adapter.name for each in outcome.platforms if each.id in beside]
    return why_giving_way(offers.spots[place.key][1].file, names) + limits


def _why_listed(reader: PlatformReader, outcome: _Outcome) -> str:
    """Return the place that a reader finds the artifact in once more, as another kind, and who needs it there."""
    place = next(each for each in outcome.chosen if reader in each.sights and each.sights[reader].degraded)
    needing = {each.platform for each in place.sights if outcome.of_reader(each).degraded}
    limits = WITHOUT_LIMITS if place.sights[reader].loss == RESTRICTION else ""
    cell = place.sights[reader].cell.replace("_", " ")
    return f"also among its {cell}{limits}, for {outcome.named(needing)}"


def _why_missing(
    platform: Platform, reader: PlatformReader, chosen: Sequence[Candidate], offers: Options, view: ViewContext
) -> str:
    """Return why nothing reaches a reader: a file of the user's that hides ours, or nothing to write."""
    for key in dict.fromkeys((*(candidate.key for candidate in chosen), *offers.spots)):
        for bound in platform.cells.values():
            for spot in bound.reads:
                hider = hider_of(spot, bound, reader.surface, view) if spot.key == key else None
                if hider and is_on(spot, reader.surface):
                    return f"your {hider} hides {view.at(spot.file)}; replace it by a link, or merge the two"
                if spot.key == key and is_refused_link(spot, bound.cell, view) and is_on(spot, reader.surface):
                    return f"your {view.at(spot.file)} is a link, and it follows no links"
    reads = {spot.key for bound in platform.cells.values() for spot in bound.reads if is_on(spot, reader.surface)}
    for key in [key for key in offers.hiding if key in reads]:
        file, name = offers.hiding[key]
        return f"its only place is {offers.spots[key][1].file}, which would hide {file} from {name}"
    return NOTHING_READ


def _why_twice(reader: PlatformReader, chosen: Sequence[Candidate], times: int, view: ViewContext) -> str:
    """Return where the further loads come from, and what to do when it is in the user's hands."""
    for candidate in chosen:
        sight = candidate.sights.get(reader)
        if sight is not None and sight.through:
            file, target = sight.through[0], view.at(candidate.key)
            names = _link_and_end(file, target, view)
            if names:
                return f"loaded {times} times: your {names[0]} is a link to {names[1]}, and it reads both"
            return (
                f"loaded {times} times: your {file} includes {target}, and it reads both; remove that include, "
                "and aiwg adds one for the platforms that need it"
            )
    files = [view.at(each.key) for each in chosen if reader in each.sights and each.sights[reader].certain]
    return f"it reads {' and '.join(files)}" if len(files) > 1 else f"loaded {times} times"


def _why_unsupported(platform: Platform, group: Group) -> str:
    cell = platform.adapter.cells.get(group.cell)
    kind = CELL_OF[group.kind].replace("_", " ")
    if cell is None:
        return f"it has no {kind}" if group.cell in platform.adapter.lacks else f"it is unknown if it reads {kind}"
    other = "user" if platform.scope == "project" else "project"
    carrier = fallback_cell(platform, group)
    if not platform.cells[group.cell].reads and any(True for _ in cell.reads):
        return f"it reads {kind} in {other} scope only"
    return f"aiwg cannot write its {kind}" + (f" or its {carrier}" if carrier else "")


def _link_note(reader: PlatformReader, chosen: Sequence[Candidate], view: ViewContext) -> str:
    """Return which link makes a reader load a file twice, if it follows links; empty if there is none."""
    for candidate in chosen:
        sight = candidate.sights.get(reader)
        for file in sight.through if sight is not None and sight.dedup == "unknown" else ():
            names = _link_and_end(file, view.at(candidate.key), view)
            if names:
                return f"your {names[0]} is a link to {names[1]}, and it is unknown if it follows links"
    return ""


def _link_and_end(file: str, target: str, view: ViewContext) -> tuple[str, str] | None:
    """Return the one of two names of a file that is the link, and the other one; None where they are two files."""
    found = view.standing.get(file)
    if found is None or found.link != target:
        return None
    return (file, target) if found.is_link else (target, file)


def _gate_note(platform: Platform, chosen: Sequence[Candidate]) -> str:
    paths = {candidate.key for candidate in chosen}
    gates = platform.adapter.data.get("gates", {})
    for bound in platform.cells.values():
        for spot in bound.reads:
            if spot.key in paths and spot.place and spot.place.gates:
                return f"it also reads {spot.file.partition('{')[0]} if you {gates[spot.place.gates[0]]['say']}"
    return "it is unknown if it drops the second copy"
