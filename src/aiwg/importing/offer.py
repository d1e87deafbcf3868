"""What there is to import, in a few words: for those who offer it before anything is read closely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import PROJECT
from aiwg.artifact.kinds import plural
from aiwg.core.dataclass import dataclass
from aiwg.importing.find import Ground, find_natives
from aiwg.importing.layouts.model import AUTO
from aiwg.importing.layouts.project import read_source
from aiwg.loading import DiskReader, StartFolder
from aiwg.manifest import Record


@dataclass(frozen=True, slots=True)
class NativeFound:
    """What one platform loads in a project that could be imported: how many of each kind."""

    platform: str
    name: str
    kinds: Mapping[str, int]

    @property
    def counted(self) -> str:
        """Return it in words: `12 rules, 2 MCP servers`."""
        return ", ".join(plural(kind, count) for kind, count in self.kinds.items())


def source_found(project: str) -> list[NativeFound]:
    """Return what the source of another tool in a project holds, by kind; no platform loads it. None where none is."""
    reading = read_source(Path(project), AUTO, (), is_named=False)
    if reading is None or not reading.drafts:
        return []
    kinds = Counter(draft.artifact.kind for draft in reading.drafts)
    return [NativeFound("", f"{reading.layout.name} ({reading.shown})", dict(kinds))]


def find_native(
    adapters: Sequence[Adapter], project: str, environment: Environment, records: Mapping[str, Record]
) -> list[NativeFound]:
    """Return for each platform what it loads in a project, an absolute path, and aiwg did not write.

    `records` says by absolute path what aiwg wrote. Nothing is parsed beyond what the model of reading does.
    """
    here = StartFolder(project, DiskReader(), environment)
    natives = find_natives(adapters, Ground(here, PROJECT, records)).natives
    found = []
    for adapter in adapters:
        kinds = Counter(native.kind for native in natives if adapter.id in native.loaded_by)
        if kinds:
            found.append(NativeFound(adapter.id, adapter.name, dict(kinds)))
    return found
