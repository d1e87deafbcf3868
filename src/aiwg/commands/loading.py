"""Looking at what platforms load in a project, with the records of both scopes at hand."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from aiwg.adapter.discover import Registry
from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import PROJECT
from aiwg.apply.state import State
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.core.suggest import suggest
from aiwg.deployment.personal.records import personal_records
from aiwg.fs.roots import project_roots, user_manifest
from aiwg.loading import DiskReader, StartFolder, look_around
from aiwg.manifest import Record, parse_manifest
from aiwg.trust.known_platforms import find_platforms


def here_in(project: Path, start: Path | None = None) -> StartFolder:
    """Return the project, or a start folder in it, as a folder to look around in.

    Raises UserError (usage) when it is none.
    """
    if start is not None:
        folder = project / start
        if not folder.is_dir():
            raise UserError(f'the start folder "{start}" is not a folder.', exit=Exit.USAGE)
        return StartFolder(os.path.abspath(folder), DiskReader(), Environment.current())
    if not project.is_dir():
        raise UserError(f'the project "{project}" is not a folder.', exit=Exit.USAGE)
    return StartFolder(os.path.abspath(project), DiskReader(), Environment.current())


def records_in(here: StartFolder, project: Path | None = None) -> Mapping[str, Record]:
    """Return what is recorded as ours, in the project and in the home folder, by absolute path."""
    records = {}
    named = [os.path.abspath(project)] if project is not None else []
    for folder in dict.fromkeys((here.top, *named, here.start)):
        found = State(project_roots(Path(folder))).read_manifest().records
        found = {**personal_records(Path(folder)), **found}
        records.update({f"{folder}/{path}": record for path, record in found.items()})
    home = here.environment.home
    for path, record in _users().items():
        records[f"{home}/{path[2:]}" if path.startswith("~/") else path] = record
    return records


def _users() -> Mapping[str, Record]:
    file = user_manifest()
    try:
        text = read_whole(file).decode("utf-8")
    except FileNotFoundError:
        return {}
    return parse_manifest(text, str(file)).records


def surface_of(adapter: Adapter, typed: str | None) -> str:
    """Return the surface that a person means, "" for the main one. Raises UserError (usage) for one that is none."""
    if typed is None or typed in adapter.surfaces:
        return typed or ""
    known = [surface for surface in adapter.surfaces if surface]
    if not known:
        raise UserError(f"aiwg knows only one program of {adapter.name}.", exit=Exit.USAGE, hint="Leave out --program.")
    near = suggest(typed, known)
    hint = f"{near[0].upper()}{near[1:]}   " if near else ""
    raise UserError(
        f'{adapter.name} has no program "{typed}".', exit=Exit.USAGE, hint=f"{hint}They are: {', '.join(known)}"
    )


def known_ids(project: Path) -> list[str]:
    """Return the ids of the platforms that one can deploy to here."""
    return find_platforms(project).ids()


def select_platforms(project: Path, typed: Sequence[str]) -> list[Adapter]:
    """Return the platforms that were named; else those deployed to here, else those that the project shows signs of.

    Raises UserError (usage) when there is none of them, or when a name is none.
    """
    from aiwg.deployment.workspace import detected, open_workspace

    workspace = open_workspace(project, "project")
    registry = workspace.registry
    if typed:
        found: dict[str, Adapter] = {}
        for name in typed:
            several = registry.all() if name == "all" else detected(workspace) if name == "detected" else None
            found.update({adapter.id: adapter for adapter in several or [registry.named(name)]})
    else:
        recorded = workspace.state.read_manifest().platforms
        found = {id: registry.get(id) for id in recorded if id in registry.folders}
        found = found or {adapter.id: adapter for adapter in detected(workspace)}
    if not found:
        hint = "Name one: -p cursor   All: aiwg platforms"
        raise UserError("you named no platform, and aiwg found none here.", exit=Exit.USAGE, hint=hint)
    return [adapter for _, adapter in sorted(found.items())]


def stand_ins(here: StartFolder, registry: Registry) -> list[Adapter]:
    """Return the platforms that stand for tools nobody named, if the project has a file that they read.

    A project with nothing but AGENTS.md shows a sign of no tool, and is for all that read it.
    """
    found = [adapter for adapter in registry.all() if adapter.is_stand_in]
    return [adapter for adapter in found if _reads_something(adapter, here)]


def _reads_something(adapter: Adapter, here: StartFolder) -> bool:
    items = look_around(adapter, here).items
    return any(item.scope == PROJECT and item.is_loaded for item in items)
