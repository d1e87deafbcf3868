"""What is recorded of one person's parts, for those who look at a project as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from aiwg.adapter.model import Adapter
from aiwg.apply.state import State
from aiwg.core.dataclass import replace
from aiwg.core.errors import UserError
from aiwg.deployment.personal.view import local_files
from aiwg.fs.roots import personal_roots
from aiwg.manifest import Manifest, Record


def personal_records(project: Path) -> Mapping[str, Record]:
    """Return what is recorded of one person's parts; nothing where that cannot be read, which a deploy says."""
    try:
        return State(personal_roots(project)).read_manifest().records
    except UserError:
        return {}


def with_personal_records(manifest: Manifest, project: Path, adapters: Iterable[Adapter]) -> Manifest:
    """Return a manifest that also knows the local files of platforms that we made for one person.

    So they are not taken for the user's own, and nothing of the project depends on them.
    """
    found = personal_records(project)
    names = {path for adapter in adapters for path in local_files(adapter)} if found else set()
    own = {path: each for path, each in found.items() if any(path == n or path.endswith(f"/{n}") for n in names)}
    return replace(manifest, records={**own, **manifest.records}) if own else manifest
