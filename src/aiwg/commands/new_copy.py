"""A copy of an artifact of a weaker source, to be changed: a bundled one becomes your own, with its assets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from aiwg.apply.new_files import StartingFiles
from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.deployment.sources import artifact_meant, kind_meant
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.output.console import paint, say
from aiwg.output.written import CREATED, say_file
from aiwg.scaffold.entries import ENTRIES, copy_entry
from aiwg.scaffold.files import NewFile
from aiwg.source.layers import BUNDLED, Layer, layers_for, load_layers
from aiwg.source.user import user_folder


def run_copy(typed: str, name: str | None, project: Path, user: bool) -> int:
    """Copy a bundled artifact, or one of your own source, into a stronger source; return the exit code.

    Raises UserError when there is none of that name, or something is in the place of the copy (conflict).
    """
    kind = kind_meant(typed)
    name = name or (kind if KINDS[kind].single else None)
    if name is None:
        raise UserError(f"name the {kind} to copy.", exit=Exit.USAGE, hint=f"aiwg new {typed} ID --copy")
    layers = [layer for layer in layers_for(None, (), None) if layer.name == BUNDLED or not user]
    loaded = load_layers(layers, project)
    artifact = artifact_meant(f"{kind}/{name}", loaded.catalog)
    source = next(layer for layer in layers if layer.name == artifact.origin.layer)
    base, folder = (user_folder(), "") if user else (project, f"{PROJECT_FOLDER}/")
    target = StartingFiles(base)
    if kind in ENTRIES:
        written = [copy_entry(target, folder, kind, name, source.root)]
    else:
        written = _written(target, folder, _files(artifact, source))
    for path in written:
        say_file(CREATED, shown(str(base / path)) if user else path)
    say(f"  It replaces the {source.name} one, {shown(artifact.origin.file)}.")
    runs = KINDS[kind].runs_code or bool(KINDS[kind].composed_as)
    trust = f", approve it with {paint('aiwg trust', 'hint')} (it can run a command)" if runs and not user else ""
    say(f"Next: edit the file{trust}, then {paint('aiwg deploy', 'hint')}.")
    return Exit.OK


def _files(artifact: Artifact, source: Layer) -> list[NewFile]:
    """Return the file of an artifact and those beside it, byte for byte."""
    main = artifact.origin.path
    folder = main.rpartition("/")[0]
    data = read_whole(source.root / main)
    assets = [NewFile(f"{folder}/{each.path}", _text(each.data), each.executable) for each in artifact.assets]
    return [NewFile(main, _text(data)), *assets]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _written(target: StartingFiles, folder: str, files: Sequence[NewFile]) -> list[str]:
    paths = [folder + file.path for file in files]
    for path in paths:
        if os.path.lexists(target.base / path):
            raise _there(path)
    for path, file in zip(paths, files, strict=True):
        if not target.create(path, file.text, file.executable):
            raise _there(path)
    return paths


def _there(path: str) -> UserError:
    return UserError(f"{path} exists already; aiwg wrote nothing.", exit=Exit.CONFLICT, hint="Edit that file.")
