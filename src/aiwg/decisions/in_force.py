"""The decisions in force as rules for agents: made anew whenever the sources are loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import UserError
from aiwg.decisions.packages import FOLDERS, PACKAGES, usual_folders
from aiwg.findings.model import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.config import Config
    from aiwg.decisions.folder import DecisionFolder


@dataclass(frozen=True, slots=True)
class Decisions:
    """The rules that the records make, the problems on the way, and the full paths of all that was looked at."""

    artifacts: list[Artifact] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    looked: tuple[str, ...] = ()


NO_DECISIONS = Decisions()


def decisions_in_force(project: Path, config: Config) -> Decisions:
    """Return the rules for the decisions in force of a project; none when it has no records or does not want them."""
    if not config.adr_in_force:
        return NO_DECISIONS
    looked = list(_candidates(project))
    if config.adr_folder is None and not _may_hold_records(project):
        return Decisions(looked=tuple(looked))
    try:
        from aiwg.decisions.folder import decision_folders

        folders = [each for each in decision_folders(project) if _is_inside(project, each)]
    except UserError as error:
        problem = Finding("decisions", "warning", error.message, "aiwg.yaml", hint=error.hint)
        return Decisions([], [problem], tuple(looked))
    from aiwg.decisions.rules import rules_of  # many projects keep no records

    problems: list[Finding] = []
    artifacts = rules_of(folders, config, problems)
    looked += (place for folder in folders for place in _below(project / folder.path))
    return Decisions(artifacts, problems, tuple(looked))


def _may_hold_records(project: Path) -> bool:
    """Say whether a project has a folder for records, or one that names it: most have none, and need no reader."""
    places = (".adr-dir", ".log4brains.yml", *PACKAGES)
    return any(os.path.lexists(os.path.join(project, place)) for place in places) or bool(usual_folders(project))


def with_decisions(catalog: Catalog, decisions: Decisions) -> Catalog:
    """Return a catalog with the rules added; an artifact of a source with the same name wins."""
    if not decisions.artifacts:
        return catalog
    return Catalog([*decisions.artifacts, *catalog])


def _is_inside(project: Path, folder: DecisionFolder) -> bool:
    """Say whether a folder of records is there, and no link out of the project."""
    real = os.path.realpath(project / folder.path)
    return os.path.isdir(real) and Path(real).is_relative_to(os.path.realpath(project))


def _candidates(project: Path) -> Iterator[str]:
    """Yield the full paths whose coming or going changes which folders hold records."""
    for name in (".adr-dir", ".log4brains.yml", *dict.fromkeys(folder.partition("/")[0] for folder in FOLDERS)):
        yield os.path.join(project, name)
    for folder in FOLDERS:
        above = os.path.dirname(os.path.join(project, folder))
        if os.path.isdir(above):
            yield os.path.join(project, folder)
    for parent in PACKAGES:
        top = os.path.join(project, parent)
        yield top
        if os.path.isdir(top):
            yield from (os.path.join(top, name) for name in sorted(os.listdir(top)))


def _below(folder: Path) -> Iterator[str]:
    """Yield a folder and all that is in it."""
    for top, _, files in os.walk(folder):
        yield top
        yield from (os.path.join(top, name) for name in files)


def folders_to_watch(project: Path) -> list[str]:
    """Return the full paths of the folders of records, those that may come among them."""
    try:
        from aiwg.decisions.folder import decision_folders

        found = [str(project / each.path) for each in decision_folders(project)]
    except UserError:
        found = []
    return list(dict.fromkeys([*found, *(os.path.join(project, folder) for folder in FOLDERS)]))
