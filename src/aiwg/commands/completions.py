"""The names that a shell offers to complete: kinds, artifacts, bundles and decision records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path


def known_kinds() -> Iterable[str]:
    """Return the names of all kinds."""
    from aiwg.artifact.kinds import KINDS

    return KINDS


def known_artifacts(project: Path, sources: Sequence[str], with_kind: bool) -> list[str]:
    """Return the artifacts of the sources, as `kind/id` or as `id`; a name with a blank is left out."""
    from aiwg.deployment.sources import read_sources

    catalog = read_sources(project, sources).catalog
    names = (each.key if with_kind else each.id for each in catalog)
    return [name for name in names if " " not in name]


def known_bundles(project: Path, sources: Sequence[str]) -> list[str]:
    """Return the names of the bundles of the sources."""
    from aiwg.deployment.sources import read_sources

    return list(read_sources(project, sources).bundles)


def known_records(project: Path) -> list[tuple[str, str]]:
    """Return the number, or the name where it has none, and the title of every decision record."""
    from aiwg.decisions.folder import decision_folder

    records = decision_folder(project).records.all
    return [(str(each.number) if each.number is not None else each.name, each.title) for each in records]
