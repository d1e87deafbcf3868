"""What a few artifacts add to the outputs, before and after they were edited: what differs, if nothing else does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, replace
from aiwg.deployment.gate.verify import check_outputs
from aiwg.deployment.preflight import marker_problems
from aiwg.deployment.touched.baseline import Baseline, Numbers
from aiwg.deployment.touched.sources import ArtifactEdit
from aiwg.placement.place import CoverageGap, Placement
from aiwg.render.context import RenderContext
from aiwg.render.delivery import Delivery
from aiwg.render.outputs import BlockOutput, FileOutput, Output
from aiwg.render.render import add_shortfalls, gather
from aiwg.render.rendering import Gathering

Part = TypeVar("Part", Placement, CoverageGap)


@dataclass(frozen=True, slots=True)
class TouchedOutputs:
    """The outputs that come out otherwise, by path and whole, and the deliveries of the artifacts by their number."""

    outputs: Mapping[str, Output]
    deliveries: Mapping[int, Delivery]


def touched_outputs(edits: Sequence[ArtifactEdit], baseline: Baseline) -> TouchedOutputs | None:
    """Return what comes out otherwise of edited artifacts.

    None when that is more than the bytes of files of theirs and their sections in shared texts: another path, a key of
    a settings file, something to be said, or something that nobody approved.
    """
    before = _gathered([edit.before.artifact for edit in edits], baseline)
    artifacts = [edit.after.artifact for edit in edits]
    after = _gathered(artifacts, baseline)
    deliveries = _deliveries(before, after, baseline)
    if deliveries is None or before.problems != after.problems or _is_refused(artifacts, after, baseline):
        return None
    old, new = before.outputs.by_path, after.outputs.by_path
    if old.keys() != new.keys():
        return None
    outputs: dict[str, Output] = {}
    for path in new:
        if old[path] != new[path]:
            whole = _whole(baseline.output_at(path), old[path], new[path])
            if whole is None:
                return None
            outputs[path] = whole
    return TouchedOutputs(outputs, deliveries)


def _gathered(artifacts: Iterable[Artifact], baseline: Baseline) -> Gathering:
    """Return what artifacts add to outputs and deliveries in the places that are theirs.

    Of the others only the places count, and which there are: these are still as they were in the whole plan.
    """
    placed, placements = baseline.planned.placed, baseline.planned.placed.placements
    context = RenderContext(
        placed.catalog,
        {platform.id: platform for platform in placed.platforms},
        placements.placements,
        baseline.given,
        placements.bridges,
        placements.through,
        placements.own_texts,
        baseline.lookups,
    )
    wanted = {artifact.key: artifact for artifact in artifacts}
    cache = placed.loaded.caches.renderings
    gathering = gather(_of_these(placements.placements, baseline.placements, wanted), context, cache)
    add_shortfalls(gathering, _of_these(placements.shortfalls, baseline.gaps, wanted))
    baseline.lookups.forget_texts()  # they are for one rendering
    return gathering


def _of_these(parts: Sequence[Part], numbers: Numbers, artifacts: Mapping[str, Artifact]) -> Iterator[Part]:
    """Yield the parts of some artifacts, in their order, with these in the place of what they were."""
    for number in sorted(number for key in artifacts for number in numbers.get(key, ())):
        part = parts[number]
        artifact = artifacts[part.artifact.key]
        yield part if part.artifact is artifact else replace(part, artifact=artifact)


def _whole(there: Output, old: Output, new: Output) -> Output | None:
    """Return an output with what is new of some artifacts in the place of what is old; None where it cannot be told."""
    if isinstance(there, FileOutput) and isinstance(new, FileOutput):
        is_alone = there == old and there.items is None and new.items is None
        is_alike = (there.artifacts, there.platforms) == (new.artifacts, new.platforms)
        return new if is_alone and is_alike else None
    if isinstance(there, BlockOutput) and isinstance(old, BlockOutput) and isinstance(new, BlockOutput):
        is_part = all(there.sections.get(key) == section for key, section in old.sections.items())
        if is_part and old.sections.keys() == new.sections.keys() and old.platforms == new.platforms:
            sections = {**there.sections, **new.sections}
            return BlockOutput(there.path, there.style, sections, set(there.platforms), there.room)
    return None


def _deliveries(before: Gathering, after: Gathering, baseline: Baseline) -> dict[int, Delivery] | None:
    """Return the deliveries by their number; None when what is said of how artifacts arrive might be another."""
    found, before_by_name, after_by_name = dict[int, Delivery](), _by_name(before), _by_name(after)
    for name, old in before_by_name.items():
        known, new = baseline.deliveries_of(name), after_by_name.get(name, [])
        if [each for _, each in known] != old or len(old) != len(new):
            return None
        if not (_arrives(old) and _arrives(new)) or _freer(old) != _freer(new):
            return None
        found.update(zip((number for number, _ in known), new, strict=True))
    is_alike = _platforms(before) == _platforms(after)
    return found if is_alike else None


def _platforms(gathering: Gathering) -> dict[str, Set[str]]:
    """Return the platforms of which something is said, by artifact."""
    return {name: found.keys() for name, found in gathering.deliveries.items()}


def _by_name(gathering: Gathering) -> dict[str, list[Delivery]]:
    """Return the deliveries of each artifact by the name that people know, in the order of the platforms."""
    return {name: list(found) for name, found in groupby(gathering.deliveries_in_order(), attrgetter("artifact"))}


def _arrives(deliveries: Iterable[Delivery]) -> bool:
    return any(each.level != "unsupported" for each in deliveries)


def _freer(deliveries: Iterable[Delivery]) -> list[tuple[str, object]]:
    """Return the restrictions that are lost on the way: all that are, of all artifacts, are told together."""
    return [(each.platform, loss) for each in deliveries for loss in each.losses if loss.freer]


def _is_refused(artifacts: Iterable[Artifact], gathering: Gathering, baseline: Baseline) -> bool:
    """Say whether something would be written that must not be: a mark of ours, or what nobody approved."""
    loaded, sound = baseline.planned.loaded, baseline.sound
    new = {each.named: each for each in artifacts if not sound.has_outputs(each)}
    outputs = [
        output
        for output in gathering.outputs.all()
        if not isinstance(output, FileOutput) or not new.keys().isdisjoint(output.artifacts)
    ]
    unapproved = {each.named: [each] for each in artifacts if each.named in loaded.unapproved}
    own = frozenset(adapter.id for adapter in loaded.adapters if adapter.origin != "bundled")
    if marker_problems(outputs, baseline.planned.catalog) or check_outputs(outputs, unapproved, own):
        return True
    for each in new.values():
        sound.add_outputs(each)
    return False
