"""A new artifact: its files from templates, or its entry in one of the settings files."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from aiwg.apply.new_files import StartingFiles
from aiwg.artifact.ids import is_id, shown, slug
from aiwg.artifact.kinds import KINDS
from aiwg.commands.schema.editors import start_schema
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.sources import SourceOverview, kind_meant, read_sources
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.output.console import paint, say
from aiwg.output.written import CREATED, say_file
from aiwg.scaffold.entries import ENTRIES, add_entry
from aiwg.scaffold.files import NewFile, new_files, problems_in
from aiwg.source.layers import PROJECT, SOURCE, USER
from aiwg.source.user import user_folder


def is_platform(typed: str) -> bool:
    """Return whether the thing to be made is an adapter, which is no kind of artifact."""
    return typed.strip().lower() in ("platform", "platforms")


def run_new(typed: str, name: str | None, project: Path, user: bool, description: str | None) -> int:
    """Write a new artifact; return the exit code."""
    kind = kind_meant(typed)
    if name is None and kind == "instructions":
        name = "instructions"
    if name is None:
        raise UserError(f"a new {kind} needs an id.", exit=Exit.USAGE, hint=f"aiwg new {typed} ID")
    name = _checked(kind, name)
    sources = read_sources(project)
    base, folder, layer = (user_folder(), "", USER) if user else (project, f"{PROJECT_FOLDER}/", PROJECT)
    if kind in ENTRIES:
        written, executes = _write_entry(StartingFiles(base), folder, kind, name, description)
        _say_written(written, base, user)
    else:
        _refuse_twin(kind, name, sources, layer)
        files = new_files(kind, name, description)
        executes = _write(StartingFiles(base), folder, kind, name, files)
        _say_written([folder + file.path for file in files], base, user)
    _say_next(f"{kind}/{name}", sources, layer, executes)
    return Exit.OK


def _checked(kind: str, name: str) -> str:
    """Return the id, when it is one. Raises UserError (usage) naming the id that was meant."""
    if KINDS[kind].has_free_id:
        return name
    parts = name.split("/") if KINDS[kind].nests_ids else [name]
    if all(is_id(part) and "/" not in part for part in parts) or (
        KINDS[kind].entries_as == "map" and re.match(KINDS[kind].id_pattern, name)
    ):
        return name
    meant = [slug(part) for part in parts]
    hint = f"Did you mean {'/'.join(str(part) for part in meant)}?" if all(meant) else "For example: my-first-one"
    raise UserError(
        f'"{name}" is not a valid id. Use at most 64 lower-case letters, digits and single hyphens, a letter first.',
        exit=Exit.USAGE,
        hint=hint,
    )


def _refuse_twin(kind: str, name: str, sources: SourceOverview, layer: str) -> None:
    """Refuse an id that would not load beside what is there. Raises UserError (conflict)."""
    alike = [other.name for other in KINDS.values() if other.has_folder and other.name != kind]
    twin = alike[0] if KINDS[kind].has_folder else None
    found = sources.catalog.get(f"{twin}/{name}") if twin else None
    if found is not None:
        raise UserError(
            f"the {twin} {name} exists already ({found.origin.file}); a behavior is deployed as a skill with its id.",
            exit=Exit.CONFLICT,
            hint="Choose another id.",
        )
    flat = name.replace("/", "-")
    for artifact in sources.catalog.of_kind(kind):
        if artifact.origin.layer == layer and artifact.id.replace("/", "-") == flat:
            raise UserError(
                f"the {kind} {artifact.id} exists already ({artifact.origin.file}); aiwg wrote nothing.",
                exit=Exit.CONFLICT,
                hint="Edit it, or choose another id.",
            )


def _write_entry(
    target: StartingFiles, folder: str, kind: str, name: str, description: str | None
) -> tuple[list[str], bool]:
    """Write an entry, and the schema of its file where that is new; return the paths, and whether it runs something."""
    file = ENTRIES[kind]
    is_new = not os.path.lexists(target.base / folder / file)
    written, executes = add_entry(target, folder, kind, name, description)
    schema = start_schema(target, file.removesuffix(".yaml"), folder) if is_new and file.endswith(".yaml") else []
    return [written, *schema], executes


def _write(target: StartingFiles, folder: str, kind: str, name: str, files: Sequence[NewFile]) -> bool:
    """Write the files and say whether they run something.

    Raises UserError when they would not load (a description that is too long), or one is there (conflict).
    """
    problems = problems_in(kind, name, folder, files)
    if problems:
        raise UserError(f"no platform would load the {kind} {name}; aiwg wrote nothing.", problems=problems)
    for file in files:
        if os.path.lexists(target.base / folder / file.path):
            raise _there(folder + file.path)
    for file in files:
        if not target.create(folder + file.path, file.text, file.executable):
            raise _there(folder + file.path)
    return any(file.executable for file in files)


def _there(path: str) -> UserError:
    return UserError(
        f"{path} exists already; aiwg wrote nothing.",
        exit=Exit.CONFLICT,
        hint="Edit it, or choose another id.",
    )


def _say_written(paths: Sequence[str], base: Path, user: bool) -> None:
    for path in paths:
        say_file(CREATED, shown(str(base / path)) if user else path)


def _say_next(key: str, sources: SourceOverview, layer: str, executes: bool) -> None:
    known = sources.catalog.get(key)
    if known is not None and known.origin.layer not in (layer, SOURCE):
        say(f"  It replaces the {known.origin.layer} one, {shown(known.origin.file)}.")
    if not any(each.name == layer for each in sources.layers):
        say(f"  {paint('note', 'warning')}  this project uses other sources: see aiwg.yaml or --source")
    trust = (
        f", approve it with {paint('aiwg trust', 'hint')} (it runs a command)" if executes and layer == PROJECT else ""
    )
    say(f"Next: edit the file{trust}, then {paint('aiwg deploy', 'hint')}.")
