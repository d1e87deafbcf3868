"""Artifacts as plain files of other platforms: without marks and records, each a file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.artifact.model import Catalog
from aiwg.core.dataclass import dataclass
from aiwg.merge import keys
from aiwg.placement.place import place
from aiwg.placement.resolve import bind
from aiwg.render.context import Inputs
from aiwg.render.delivery import DeliveryList
from aiwg.render.outputs import BlockOutput, FileOutput, Output
from aiwg.render.render import render


@dataclass(frozen=True, slots=True)
class ConvertedFiles:
    """The files of a conversion: by path the text and whether it may be run; and how each artifact arrives."""

    files: dict[str, tuple[str, bool]]
    deliveries: DeliveryList


def converted(catalog: Catalog, targets: Sequence[Adapter], environment: Environment, given: Inputs) -> ConvertedFiles:
    """Return the files that platforms would read instead of a catalog's source."""
    platforms = [bind(adapter, "project", environment) for adapter in targets]
    rendered = render(place(catalog, platforms), catalog, platforms, given)
    return ConvertedFiles(dict(_files(rendered.outputs)), rendered.deliveries)


def _files(outputs: Sequence[Output]) -> Iterator[tuple[str, tuple[str, bool]]]:
    for output in outputs:
        if isinstance(output, FileOutput):
            yield output.path, (output.data.decode("utf-8", "surrogateescape"), output.executable)
        elif isinstance(output, BlockOutput):
            ordered = sorted(output.sections.values(), key=lambda section: (section.order, section.artifact))
            yield output.path, ("\n\n".join(section.text.strip("\n") for section in ordered) + "\n", False)
        else:
            puts = [(entry.path, entry.value) for entry in sorted(output.entries, key=lambda entry: entry.rank or 0)]
            yield output.path, (keys.edit("", output.format, puts).text, False)
