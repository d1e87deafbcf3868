"""Where artifacts lie: loaded once, twice or not at all, and gates that keep a platform from loading them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from aiwg.adapter.model import Place
from aiwg.adapter.paths import PROJECT
from aiwg.artifact.kinds import kind_of_cell
from aiwg.deployment.both_scopes import ONE_WINS, fate_of
from aiwg.deployment.undelivered import listed
from aiwg.doctor.model import PLANNED, Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.placement.coverage import LISTED, NOTHING_READ
from aiwg.placement.place import Placement, as_recorded_now
from aiwg.placement.resolve import Platform
from aiwg.placement.visibility import places_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.loading import LoadedContext

TWICE = Rule(
    "loaded-twice", WARNING, "a platform loads something twice", "The same text twice costs twice the context."
)
MAYBE = Rule(
    "maybe-not-once",
    INFO,
    "a platform may load something twice, or not at all",
    "It depends on a setting of the platform that no file shows.",
)
NOT_LOADED = Rule(
    "not-loaded",
    WARNING,
    "a platform does not load an artifact",
    "Your file hides the place from which it would load it.",
)
NO_PLACE = Rule(
    "no-place",
    INFO,
    "a platform, or one of its variants, has no place for an artifact",
    "The platform reads no file that aiwg may write. The deploy reported it.",
)
STALE = Rule(
    "placement-stale",
    WARNING,
    "a deploy would now choose other places",
    "An adapter, the selected platforms or your files changed.",
    "moves the files",
)
GATE = Rule(
    "gate-closed",
    INFO,
    "a platform needs an action from you before it loads a place",
    "Until then it does not load the files there. Only you can do it, in the platform.",
)
LACKS = Rule(
    "not-delivered",
    INFO,
    "a platform does not get an artifact",
    "It has no place for it, or cannot do it. The deploy reported it.",
)
LISTED_TOO = Rule(
    "listed-too",
    INFO,
    "a platform shows an artifact a second time, as another kind",
    "Another platform has no other place for it. `copies: none` in aiwg.yaml avoids such copies.",
)
BOTH = Rule(
    "both-scopes",
    WARNING,
    "an artifact is deployed in the project and in your home folder",
    "A platform that reads both loads it twice, or only one of them. It is a note where each platform loads one.",
)
RULES = (TWICE, MAYBE, LISTED_TOO, NOT_LOADED, NO_PLACE, LACKS, STALE, GATE, BOTH)
OF_STATE = {"twice": TWICE, LISTED: LISTED_TOO, "maybe-twice": MAYBE, "maybe-missing": MAYBE, "missing": NOT_LOADED}
SAID = {
    "twice": "loads twice",
    LISTED: "shows once more",
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
        for each in subject.deployment.placed.placements.shortfalls
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
    for arrival in subject.deployment.deliveries:
        if arrival.level == "unsupported" and subject.concerns([arrival.platform]):
            lacking.setdefault((arrival.platform, "; ".join(arrival.notes)), []).append(arrival.artifact)
    for (platform, reason), artifacts in sorted(lacking.items()):
        yield found(LACKS, f"does not get {listed(artifacts)}: {reason}", platforms=[platform])


def check_places(subject: InspectedScope) -> Iterator[Finding]:
    """Yield that groups of artifacts would be placed elsewhere now than the manifest remembers."""
    if subject.deployment is None or subject.workspace is None:
        raise CheckSkippedError("there is no plan")
    now = subject.deployment.new.placed
    before = as_recorded_now(subject.deployment.old.placed, now)
    moved = sorted(group for group in {*before, *now} if before.get(group) != now.get(group))
    if moved:
        message = f"these would now be written elsewhere: {', '.join(moved)}"
        file = subject.workspace.state.shown_manifest
        yield found(STALE, message, file, hint="aiwg doctor --fix, or aiwg sync", mend=PLANNED)


def check_gates(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the gates before places that we wrote, but for those that are open: by a file of the platform, or unless
    such a file says otherwise."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to check")
    written = _written_places(subject)
    for platform in subject.platforms:
        names = {gate for place in _places_of(platform, written) for gate in place.gates}
        gates = subject.gates(platform.adapter) if names else None
        for name in sorted(names):
            if gates is not None and not gates.is_open(name):
                said = f"loads part of this only after you {gates.says(name)}"
                yield found(GATE, said, platforms=[platform.id])


def _written_places(subject: InspectedScope) -> list[Placement]:
    """Return one placement for each kind of place with the same readers: a thousand artifacts lie in a few."""
    placements = subject.deployment.placed.placements.placements if subject.deployment is not None else ()
    return list({(each.cell, id(each.spot), each.platforms): each for each in placements}.values())


def _places_of(platform: Platform, written: Iterable[Placement]) -> Iterator[Place]:
    """Yield the places of a platform's own that it loads artifacts from, whoever they were written for."""
    for placement in written:
        if platform.id in placement.platforms:
            yield from places_at(platform, placement.cell, placement.spot)


def check_scopes(subject: InspectedScope) -> Iterator[Finding]:
    """Yield what is deployed in the home folder, too, a line for each way in which platforms take the two."""
    if subject.workspace is None or subject.scope != PROJECT:
        raise CheckSkippedError("only a project has a separate home folder")
    if not any(record.artifacts for path, record in subject.records.items() if not _is_below(path, subject)):
        return
    fates = defaultdict[str, dict[str, bool]](dict)
    for platform in subject.platforms:
        both, doubled = _in_both(subject.loaded(platform))
        for artifact in both:
            fates[artifact][platform.id] = artifact in doubled
        for artifact, is_doubled in _in_both_settings(subject, platform):
            fates[artifact][platform.id] = is_doubled
    groups = defaultdict[tuple[tuple[str, ...], tuple[str, ...]], list[str]](list)
    for artifact, fate in sorted(fates.items()):
        ids = (tuple(sorted(id for id, twice in fate.items() if twice is wanted)) for wanted in (True, False))
        groups[next(ids), next(ids)].append(artifact)
    for (twice, once), artifacts in sorted(groups.items()):
        said = [f"loaded twice by {subject.names(twice)}"] if twice else []
        said += [f"one wins for {subject.names(once)}"] if once else []
        message = f"also in your home folder: {listed(artifacts)}: {'; '.join(said)}"
        hint = "show both: aiwg context PLATFORM   remove those in your home: aiwg remove --scope user"
        level = WARNING if twice else INFO
        yield found(BOTH, message, hint=hint, level=level, platforms=(*twice, *once))


def _is_below(path: str, subject: InspectedScope) -> bool:
    return path.startswith(subject.here.start + "/")


def _in_both(context: LoadedContext) -> tuple[set[str], set[str]]:
    """Return the artifacts of ours that a platform finds in project and home, and those it loads from both."""
    there, loaded = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for item in context.items:
        for artifact in item.artifacts:
            there[artifact].add(item.scope)
            if item.is_loaded:
                loaded[artifact].add(item.scope)
    both = {"project", "user"}
    return {name for name, where in there.items() if both <= where}, {
        name for name, where in loaded.items() if both <= where
    }


def _in_both_settings(subject: InspectedScope, platform: Platform) -> Iterator[tuple[str, bool]]:
    """Yield the hooks, permissions, servers and plugins of ours that a platform reads in project and home.

    With each goes whether it takes both.
    """
    from aiwg.loading import find_settings_files

    scopes = defaultdict[tuple[str, str], set[str]](set)
    for each in find_settings_files(platform.adapter, subject.here):
        record = subject.records.get(each.path)
        if each.state in ("read", "gated") and record is not None and platform.id in record.platforms:
            kind = kind_of_cell(each.kind).name
            for artifact in record.artifacts:
                if artifact.startswith(f"{kind}/"):
                    scopes[artifact, each.kind].add(each.scope)
    for (artifact, cell), found_in in scopes.items():
        if {"project", "user"} <= found_in:
            yield artifact, fate_of(platform.adapter.cells[cell]) != ONE_WINS


CHECKS = (
    Check("once", "every platform loads each artifact once", check_once),
    Check("delivered", "every platform gets each artifact", check_delivered),
    Check("places", "every file is in the right place", check_places),
    Check("scopes-apart", "nothing is deployed both here and in your home folder", check_scopes),
    Check("gates", "no platform needs an action from you", check_gates),
)
