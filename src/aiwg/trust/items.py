"""What in a project needs consent, one item each: artifacts that run something, and adapters."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from aiwg.adapter.discover import FILE, Registry, load_adapter
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import UserError
from aiwg.trust.executables import fingerprint, needs_consent
from aiwg.trust.format import shown_details
from aiwg.trust.platforms import consent_key, platform_fingerprint, platforms_of


@dataclass(frozen=True, slots=True)
class ConsentItem:
    """One thing to consent to: what it is called, where it stands, the hash of what it is now, and all it does."""

    key: str
    id: str
    named: str
    where: str
    hash: str
    details: tuple[tuple[str, str], ...]

    @property
    def names(self) -> set[str]:
        """Return what a person may call it: its id, its key, or the behavior that it belongs to."""
        return {self.id, self.key, self.named, self.named.partition("/")[2]}


def items_of(catalog: Catalog, registry: Registry, project: Path) -> list[ConsentItem]:
    """Return everything in a project that needs consent, adapters first."""
    return [*_of_platforms(registry, project), *artifact_items(catalog)]


def artifact_items(catalog: Catalog) -> list[ConsentItem]:
    """Return the artifacts that need consent."""
    return [_of_artifact(artifact, catalog) for artifact in catalog if needs_consent(artifact)]


def _of_artifact(artifact: Artifact, catalog: Catalog) -> ConsentItem:
    where = f"{artifact.origin.file}:{artifact.origin.line}"
    details = tuple(shown_details(artifact))
    return ConsentItem(artifact.key, artifact.id, artifact.named, where, fingerprint(artifact, catalog), details)


def _of_platforms(registry: Registry, project: Path) -> Iterator[ConsentItem]:
    own = {id: folder for id, (folder, _) in registry.folders.items() if folder.parent == platforms_of(project)}
    for id, folder in sorted({**own, **registry.waiting}.items()):
        key, where = consent_key(id), os.path.relpath(folder / FILE, project)
        yield ConsentItem(key, id, key, where, platform_fingerprint(folder), tuple(_what_it_writes(folder)))


def _what_it_writes(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        adapter = load_adapter(folder, "project")
    except UserError as error:
        yield "cannot be used", "; ".join(problem.message for problem in error.problems) or error.message
        return
    for name, cell in adapter.cells.items():
        written = [write.spec.text for write in cell.writes]
        if written:
            yield f"writes {name.replace('_', ' ')}", ", ".join(written)
