"""What a few artifacts add to the outputs, before and after they were edited: what differs, if nothing else does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aiwg.core.dataclass import dataclass
from aiwg.deployment.gate.verify import check_outputs
from aiwg.deployment.preflight import marker_problems
from aiwg.deployment.stages import Placed
from aiwg.deployment.touched.baseline import Baseline
from aiwg.render.context import RenderContext
from aiwg.render.delivery import Delivery
from aiwg.render.outputs import BlockOutput, FileOutput, Output
from aiwg.render.render import add_shortfalls, gather
from aiwg.render.rendering import Gathering


@dataclass(frozen=True, slots=True)
class TouchedOutputs:
    """The outputs that come out otherwise, by path and whole, and the deliveries of the artifacts by their number."""

    outputs: Mapping[str, Output]
    deliveries: Mapping[int, Delivery]


def touched_outputs(placed: Placed, keys: Sequence[str], baseline: Baseline) -> TouchedOutputs | None:
    """Return what comes out otherwise of the artifacts with these keys.

    None when that is more than the bytes of files of theirs and their sections in shared texts: another path, a key of
    a settings file, something to be said, or something that nobody approved.
    """
    before, after = _gathered(baseline.planned.placed, keys, baseline), _gathered(placed, keys, baseline)
    deliveries = _deliveries(before, after, baseline)
    if deliveries is None or before.problems != after.problems or _is_refused(placed, keys, after):
        return None
    old, new = before.outputs.by_path, after.outputs.by_path
    if old.keys() != new.keys():
        return None
    outputs: dict[str, Output] = {}
    for path in new:
        if old[path] != new[path]:
            whole = _whole(baseline.planned.rendered.outputs[baseline.outputs[path]], old[path], new[path])
            if whole is None:
                return None
            outputs[path] = whole
    return TouchedOutputs(outputs, deliveries)


def _gathered(placed: Placed, keys: Iterable[str], baseline: Baseline) -> Gathering:
    """Return what some artifacts add to outputs and deliveries where they are placed."""
    placements, named = placed.placements, list(keys)
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
    numbers = sorted(number for key in named for number in baseline.placements.get(key, ()))
    cache = placed.loaded.caches.renderings
    gathering = gather((placements.placements[number] for number in numbers), context, cache)
    gaps = sorted(number for key in named for number in baseline.gaps.get(key, ()))
    add_shortfalls(gathering, (placements.shortfalls[number] for number in gaps))
    baseline.lookups.texts.clear()  # they are for one rendering
    return gathering


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
    known, found = baseline.planned.deliveries, dict[int, Delivery]()
    for name in {name for name, _ in before.deliveries}:
        numbers = baseline.deliveries.get(name, ())
        old, new = _of(name, before), _of(name, after)
        if [known[number] for number in numbers] != old or len(old) != len(new):
            return None
        if not (_arrives(old) and _arrives(new)) or _freer(old) != _freer(new):
            return None
        found.update(zip(numbers, new, strict=True))
    return found if before.deliveries.keys() == after.deliveries.keys() else None


def _of(name: str, gathering: Gathering) -> list[Delivery]:
    return [gathering.deliveries[key] for key in sorted(gathering.deliveries) if key[0] == name]


def _arrives(deliveries: Iterable[Delivery]) -> bool:
    return any(each.level != "unsupported" for each in deliveries)


def _freer(deliveries: Iterable[Delivery]) -> list[tuple[str, object]]:
    """Return the restrictions that are lost on the way: all that are, of all artifacts, are told together."""
    return [(each.platform, loss) for each in deliveries for loss in each.losses if loss.freer]


def _is_refused(placed: Placed, keys: Iterable[str], gathering: Gathering) -> bool:
    """Say whether something would be written that must not be: a mark of ours, or what nobody approved."""
    loaded, outputs = placed.loaded, gathering.outputs.all()
    wanted = set(keys)
    unapproved = {
        name: [each for each in artifacts if each.key in wanted]
        for name, artifacts in loaded.unapproved.items()
        if name in wanted
    }
    own = frozenset(adapter.id for adapter in loaded.adapters if adapter.origin != "bundled")
    return bool(marker_problems(outputs, placed.catalog) or check_outputs(outputs, unapproved, own))
