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
from aiwg.scaffold.schema_lines import MARK, SCHEMAS, schema_line

FOLDER: Final = f"{PROJECT_FOLDER}/{SCHEMAS}"


def write_for_editors(project: Path) -> tuple[list[str], list[str]]:
    """Write all schemas below the project, and name them in its YAML files; return the paths written and changed.

    A file that names a schema already keeps its line. Raises UserError (conflict) for a file that cannot be changed.
    """
    files = StartingFiles(project)
    written = [path for each in published().values() if _put(files, path := f"{FOLDER}/{each.file}", each)]
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
    yield "aiwg.yaml", schema_line("aiwg", "")
    yield f"{PERSONAL_FOLDER}/aiwg.yaml", schema_line("personal", f"{PERSONAL_FOLDER}/")
    for folder in (PROJECT_FOLDER, PERSONAL_FOLDER):
        for file in (*SETTINGS, "bundles.yaml"):
            yield f"{folder}/{file}", schema_line(file.removesuffix(".yaml"), f"{folder}/")
    platforms = project / PROJECT_FOLDER / "platforms"
    for each in sorted(platforms.glob("*/platform.yaml")) if platforms.is_dir() else ():
        path = each.relative_to(project).as_posix()
        yield path, schema_line("platform", f"{path.rpartition('/')[0]}/")


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
