"""How artifacts arrived in a run that left nothing to do, kept for a later look at the same files.

What is kept holds while nothing has changed since. Whether that is so is not judged here.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import Exit
from aiwg.deployment.stages import Placed, Planned
from aiwg.findings.model import Finding
from aiwg.fs.roots import GITIGNORE
from aiwg.manifest import FILE
from aiwg.placement.place import Placements
from aiwg.plan.actions import Action
from aiwg.render.delivery import Delivery, DeliveryList
from aiwg.render.values import Loss

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "aiwg.deliveries/2"
LENGTH_BYTES = 4
"""Each block of what is kept comes after its length."""

ARTIFACTS = 64
"""Artifacts in one block: all deliveries together are never held as tuples beside themselves."""


@dataclass(frozen=True, slots=True)
class KeptDeliveries:
    """The deliveries of a plan and the problems of its renderings.

    `places` stand for the placements they are of, `sources` are the names that problems give to the sources.
    """

    places: str
    sources: tuple[str, ...]
    deliveries: DeliveryList
    problems: tuple[Finding, ...]

    @classmethod
    def from_data(cls, data: bytes) -> KeptDeliveries:
        """Return what `deliveries_data` made, joined. Raises ValueError, EOFError or TypeError for anything else."""
        blocks = _blocks_in(data)
        head = next(blocks, None)
        if head is None:
            raise ValueError("nothing was kept")
        schema, places, sources, losses, problems = head
        if schema != SCHEMA:
            raise ValueError(schema)
        lost = [tuple(Loss(*each) for each in listed) for listed in losses]
        deliveries = DeliveryList.of(
            Delivery(name, platform, level, paths, lost[number], notes)
            for rows in blocks
            for name, arrivals in rows
            for platform, level, paths, number, notes in arrivals
        )
        return cls(
            places, sources, deliveries, tuple(replace(Finding(*told), exit=Exit(code)) for *told, code in problems)
        )

    def are_of(self, placed: Placed) -> bool:
        """Say whether these are the deliveries of placements, and their problems name the sources alike."""
        named = self.sources == _names_of(placed) or not any(each.file for each in self.problems)
        return named and self.places == _digest_of(placed.placements)


def deliveries_data(planned: Planned) -> Iterator[bytes] | None:
    """Return, in blocks, what a later run needs to know of how artifacts arrive.

    None where more than the files decides it.
    """
    if not is_plain(planned.placed) or not _is_as_rendered(planned):
        return None
    numbers: dict[tuple[Loss, ...], int] = {}
    by_object: dict[int, int] = {}  # equal ones are mostly the same object
    for _, arrivals, _ in planned.deliveries.rows:
        for each in arrivals:
            if id(each.losses) not in by_object:
                by_object[id(each.losses)] = numbers.setdefault(each.losses, len(numbers))
    return map(_block, chain([_head(planned, numbers)], _rows(planned.deliveries, by_object)))


def _head(planned: Planned, losses: Iterable[tuple[Loss, ...]]) -> tuple[object, ...]:
    listed = [[(loss.field, loss.reason, loss.freer) for loss in each] for each in losses]
    problems = [_fields(each) for each in planned.rendered.problems]
    return SCHEMA, _digest_of(planned.placed.placements), _names_of(planned.placed), listed, problems


def _rows(deliveries: DeliveryList, losses: Mapping[int, int]) -> Iterator[list[tuple[object, ...]]]:
    """Yield artifacts with their deliveries, some at a time; they stand in the order of the artifacts."""
    rows = list[tuple[object, ...]]()
    for name, arrivals, paths in deliveries.rows:
        listed = [
            (each.platform, each.level, at, losses[id(each.losses)], each.notes)
            for each, at in zip(arrivals, paths, strict=True)
        ]
        rows.append((name, listed))
        if len(rows) == ARTIFACTS:
            yield rows
            rows = []
    yield rows


def _block(content: Any) -> bytes:
    data = marshal.dumps(content)
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def _blocks_in(data: bytes) -> Iterator[Any]:
    view, start = memoryview(data), 0
    while start < len(data):
        end = start + LENGTH_BYTES + int.from_bytes(view[start : start + LENGTH_BYTES], "big")
        yield marshal.loads(view[start + LENGTH_BYTES : end])  # noqa: S302  only what aiwg sealed comes here
        start = end


def is_plain(placed: Placed) -> bool:
    """Say whether everything in the sources is deployed, to its own place, in the project alone."""
    loaded = placed.loaded
    left_out = loaded.withheld or loaded.pending or loaded.refusals or loaded.staying or loaded.yielded or loaded.held
    packages = loaded.packages.folders if loaded.packages is not None else ()
    elsewhere = loaded.own_texts or loaded.on_demand or packages or loaded.recorded.originals
    waits = placed.staying or placed.kept or placed.waiting or loaded.recorded.others or loaded.approved_by_policy
    return loaded.workspace.scope == "project" and not (left_out or elsewhere or waits or placed.user_files.names)


def _is_as_rendered(planned: Planned) -> bool:
    """Say whether each file is, to the byte, what was rendered for its path."""
    if planned.rendered.refusals or planned.strays or planned.in_conflict or planned.rendered.packages:
        return False
    rendered = {output.path for output in planned.rendered.outputs}
    if rendered != planned.new.records.keys() - {GITIGNORE}:
        return False
    if any(each.fix is not None for each in planned.rendered.problems):
        return False
    return not any(each.notes or _is_formatted(each) for each in planned.plan.actions)


def _is_formatted(action: Action) -> bool:
    """Say whether a file stays although its bytes are others: they say the same."""
    return action.own == FILE and not action.writes and action.old != action.new


def _fields(each: Finding) -> tuple[Any, ...]:
    return (
        each.code, each.level, each.message, each.file, each.line, each.column, each.hint, each.evidence,
        each.platform, each.artifact, each.platforms, each.gate, each.refuses, int(each.exit),
    )  # fmt: skip


def _names_of(placed: Placed) -> tuple[str, ...]:
    return tuple(layer.shown for layer in placed.loaded.layers)


def _digest_of(placements: Placements) -> str:
    """Return what stands for the placements of a plan: the same for the same artifacts at the same places."""
    from _blake2 import blake2b  # as for the seals

    made = blake2b(digest_size=16)
    for line in _lines(placements):
        made.update(f"{line}\n".encode())
    return made.hexdigest()


def _lines(placements: Placements) -> Iterable[str]:
    for each in placements.placements:
        yield f"{each.artifact.key}\t{each.cell}\t{each.spot.key}\t{each.writer.id}\t{','.join(each.platforms)}"
    yield from _rest(placements)


def _rest(placements: Placements) -> Iterator[str]:
    for gap in placements.shortfalls:
        yield f"{gap.artifact.key}\t{gap.platform}\t{gap.state}\t{gap.reason}"
    yield from map(repr, sorted(placements.bridges))
