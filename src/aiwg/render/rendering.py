"""What a renderer returns: parts of outputs, deliveries and problems; and gathering what all of them return."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from operator import itemgetter

from aiwg.core.content import Content
from aiwg.core.dataclass import dataclass, field
from aiwg.findings.model import Finding
from aiwg.render.delivery import Delivery
from aiwg.render.outputs import BlockSection, CollisionError, FileItems, FileOutput, KeyEntry, Outputs


@dataclass(frozen=True, slots=True)
class SectionPart:
    """One section of the block in a shared text file."""

    path: str
    style: str
    section: BlockSection
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryPart:
    """One value in a shared structured file. `overrides`: it takes the place of another one at the same key."""

    path: str
    format: str
    entry: KeyEntry
    overrides: bool = False


@dataclass(frozen=True, slots=True)
class ItemPart:
    """One item of a file that is ours altogether and that several artifacts share: a head, the items, a line end.

    They stand in their order, or by name (`is_sorted`).
    """

    path: str
    item: str
    head: str
    separator: str
    artifacts: tuple[str, ...]
    platforms: tuple[str, ...]
    is_sorted: bool = False
    executable: bool = False


OutputPart = FileOutput | SectionPart | EntryPart | ItemPart


@dataclass(frozen=True, slots=True)
class Rendering:
    """What one placement adds: parts of outputs, how the artifact arrives, and problems."""

    parts: tuple[OutputPart, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    problems: tuple[Finding, ...] = ()


NOTHING = Rendering()


def together(renderings: Iterable[Rendering]) -> Rendering:
    """Return what several renderings add, in their order."""
    listed = [each for each in renderings if each is not NOTHING]
    if len(listed) == 1:
        return listed[0]
    return Rendering(
        tuple(part for each in listed for part in each.parts),
        tuple(delivery for each in listed for delivery in each.deliveries),
        tuple(problem for each in listed for problem in each.problems),
    )


@dataclass(slots=True)
class Gathering:
    """All that is rendered, one rendering after the other: outputs by path, deliveries by artifact, then platform."""

    outputs: Outputs = field(default_factory=Outputs)
    deliveries: dict[str, dict[str, Delivery]] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)

    def add(self, rendering: Rendering) -> None:
        """Add a rendering. Raises CollisionError when one of its parts wants other bytes than those before it."""
        for part in rendering.parts:
            self._add_part(part)
        self.problems += rendering.problems
        for delivery in rendering.deliveries:
            self.deliver(delivery)

    def deliver(self, delivery: Delivery) -> None:
        """Add a delivery; one of the same artifact at the same platform is another part of it."""
        found = self.deliveries.get(delivery.artifact)
        if found is None:
            found = self.deliveries[delivery.artifact] = {}
        known = found.get(delivery.platform)
        found[delivery.platform] = delivery if known is None else known.joined(delivery)

    def note(self, artifact: str, platform: str, text: str) -> None:
        """Note something at a delivery that a person should know, whether or not the artifact arrives."""
        found = self.deliveries.setdefault(artifact, {})
        known = found.get(platform) or Delivery(artifact, platform, "native")
        found[platform] = known.noted(sys.intern(text))  # the same of many artifacts

    def deliveries_in_order(self) -> Iterator[Delivery]:
        """Yield the deliveries, by artifact and platform."""
        for _, found in sorted(self.deliveries.items(), key=itemgetter(0)):
            yield from (found[platform] for platform in sorted(found))

    def _add_part(self, part: OutputPart) -> None:
        if isinstance(part, FileOutput):
            self.outputs.add_file(part)
        elif isinstance(part, SectionPart):
            self.outputs.add_section(part.path, part.style, part.section, part.platforms)
        elif isinstance(part, ItemPart):
            self._add_item(part)
        else:
            add = self.outputs.override_entry if part.overrides else self.outputs.add_entry
            add(part.path, part.format, part.entry)

    def _add_item(self, part: ItemPart) -> None:
        """Add an item to a file, whose text is made anew."""
        old = self.outputs.by_path.get(part.path)
        known = old.items if isinstance(old, FileOutput) else None
        if old is not None and known is None:
            raise CollisionError(part.path, (*old.artifacts, *part.artifacts))
        known = known or FileItems(part.head, part.separator, ())
        items = known.with_item(part.item, part.artifacts, part.is_sorted)
        content = Content(items.text.encode())
        new = FileOutput(part.path, content, part.executable, part.artifacts, part.platforms, items)
        self.outputs.grow_file(new)
