"""The schemas in a project, and the lines by which editors find them there, without a network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from aiwg.apply.new_files import StartingFiles
from aiwg.apply.renames import ChangedOnDiskError
from aiwg.artifact.kinds import SETTINGS
from aiwg.commands.schema.published import PublishedSchema, published
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_regular
from aiwg.fs.roots import PERSONAL_FOLDER, PROJECT_FOLDER
from aiwg.scaffold.schema_lines import MARK, schema_line, schema_path

SOURCE: Final = f"{PROJECT_FOLDER}/"
FOLDER: Final = schema_path("", SOURCE).rpartition("/")[0]


def write_for_editors(project: Path) -> tuple[list[str], list[str]]:
    """Write all schemas below the project, and name them in its YAML files; return the paths written and changed.

    A file that names a schema already keeps its line. Raises UserError (conflict) for a file that cannot be changed.
    """
    files = StartingFiles(project)
    written = [path for each in published().values() if _put(files, path := schema_path(each.name, SOURCE), each)]
    return written, [path for path, line in _yaml_files(project) if _named(files, path, line)]


def _put(files: StartingFiles, path: str, schema: PublishedSchema) -> bool:
    """Write a schema where it is not there, or another one is; say whether it was written."""
    text = schema.text()
    if files.create(path, text):
        return True
    before = _bytes(files, path)
    if before == text.encode():
        return False
    _change(files, path, before, text)
    return True


def _yaml_files(project: Path) -> Iterator[tuple[str, str]]:
    """Yield the YAML files of a project that a schema is for, each with its line."""
    found = {"aiwg.yaml": "aiwg", f"{PERSONAL_FOLDER}/aiwg.yaml": "personal"}
    for folder in (PROJECT_FOLDER, PERSONAL_FOLDER):
        found |= {f"{folder}/{file}": file.removesuffix(".yaml") for file in (*SETTINGS, "bundles.yaml")}
    adapters = sorted((project / PROJECT_FOLDER).glob("platforms/*/platform.yaml"))
    found |= {each.relative_to(project).as_posix(): "platform" for each in adapters}
    yield from ((path, schema_line(name, path, SOURCE)) for path, name in found.items())


def _named(files: StartingFiles, path: str, line: str) -> bool:
    """Put the line that names its schema before a file; say whether it was needed."""
    if not os.path.isfile(files.base / path):
        return False
    before = _bytes(files, path)
    text = before.decode("utf-8", "surrogateescape")
    if MARK in text:
        return False
    end = "\r\n" if "\r\n" in text else "\n"
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    _change(files, path, before, f"{mark}{line}{end}{text.removeprefix(mark)}")
    return True


def _bytes(files: StartingFiles, path: str) -> bytes:
    try:
        return read_regular(files.base / path)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.", exit=Exit.CONFLICT) from None


def _change(files: StartingFiles, path: str, before: bytes, text: str) -> None:
    try:
        files.change_all([(path, before, text.encode("utf-8", "surrogateescape"))])
    except ChangedOnDiskError:
        raise UserError(f"{path} changed meanwhile, or is a link.", exit=Exit.CONFLICT, hint="Try again.") from None


def start_schema(files: StartingFiles, name: str, source: str) -> list[str]:
    """Write the schema that a new file names, unless it is there; return its path if it was written."""
    path, text = schema_to_start(name, source)
    return [path] if files.create(path, text) else []


def schema_to_start(name: str, source: str) -> tuple[str, str]:
    """Return the path and the text of the schema that a new file names."""
    return schema_path(name, source), published()[name].text()
