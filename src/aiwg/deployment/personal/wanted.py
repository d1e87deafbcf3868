"""Whether one person has anything of their own in a project: asked by every run, so nothing is planned or imported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aiwg.deployment.workspace import Workspace
from aiwg.fs.roots import PERSONAL_FOLDER
from aiwg.source.layers import PROJECT, USER, Layer
from aiwg.source.load import PARTS
from aiwg.source.user import user_folder


def has_own_source() -> bool:
    """Say whether this user has a source of their own."""
    folder = user_folder()
    return any((folder / part).exists() for part in PARTS)


def has_personal(project: Path) -> bool:
    """Say whether anything of one person's is recorded in a project."""
    return (project / PERSONAL_FOLDER / "manifest.json").is_file()


def own_layer(project: Path) -> Layer:
    """Return the source of one person in a project: trusted no more than the project's, as it may be committed."""
    return Layer(PROJECT, project / PERSONAL_FOLDER, PERSONAL_FOLDER)


def names_user(workspace: Workspace) -> bool:
    """Say whether the settings of a project, or of one person in it, name this user's own source."""
    config = workspace.config
    return USER in (*(config.personal or ()), *(config.sources or ()), *workspace.personal.sources)


def is_personal_wanted(workspace: Workspace) -> bool:
    """Say whether one person has, or had, anything of their own in a project."""
    if workspace.scope != "project":
        return False
    left = has_personal(workspace.project) or (workspace.project / PERSONAL_FOLDER / "journal.json").exists()
    return workspace.personal.there or left or (names_user(workspace) and has_own_source())


def looked_at(workspace: Workspace) -> Iterator[str]:
    """Yield the paths that decide it, where nothing is wanted: when one of them comes, something may be."""
    project = workspace.project
    yield str(project / PERSONAL_FOLDER)
    yield str(project / ".gitignore")
    if names_user(workspace):
        yield from (str(user_folder() / part) for part in PARTS)
