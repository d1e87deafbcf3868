"""Checking an adapter that did not ship with aiwg: all that is wrong with its file, each with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from aiwg.adapter.cross_references import check_references
from aiwg.adapter.model import Adapter
from aiwg.adapter.parse import adapter_from
from aiwg.adapter.paths import PathError, UnsafePathError, check_segments, parse_path
from aiwg.adapter.schema.document import SCHEMA
from aiwg.adapter.validate import check_meaning
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.core import strict_yaml
from aiwg.core.errors import Exit
from aiwg.core.shape import UNKNOWN_KEY, Path, Violation, check_shape
from aiwg.findings.model import Finding
from aiwg.findings.violations import problems_of

BAD = "bad-adapter"


def check_adapter(id: str, folder: FilePath, origin: str, text: str) -> tuple[Adapter | None, list[Finding]]:
    """Return the adapter that the text of a platform.yaml describes, None when it is invalid, and all problems."""
    file = str(folder / "platform.yaml")
    try:
        document = strict_yaml.parse(text)
    except strict_yaml.YamlError as error:
        return None, [Finding("bad-yaml", "error", error.reason, file, error.line, hint=error.hint)]
    unsafe, malformed = _check_paths(document.value)
    problems = problems_of(file, _check_keys(document.value), document.lines, BAD)
    problems += problems_of(file, malformed, document.lines, BAD)
    problems += problems_of(file, unsafe, document.lines, "unsafe-path", exit=Exit.REFUSED)
    if not problems:
        adapter = adapter_from(id, folder, origin, document.value)
        problems = problems_of(file, check_meaning(adapter), document.lines, BAD)
        problems += problems_of(file, check_references(adapter), document.lines, BAD)
        if not problems:
            return adapter, []
    return None, sorted(problems, key=lambda problem: problem.line or 0)


def worst_exit(problems: list[Finding]) -> Exit:
    """Return the exit code that goes with some problems: refused when one of them is unsafe."""
    exits = {problem.exit for problem in problems}
    return Exit.REFUSED if Exit.REFUSED in exits else problems[0].exit


def _check_keys(data: Any) -> Iterator[Violation]:
    """Yield what the schema does not allow; an unknown key that resembles no other leads to the field reference."""
    for where, message, hint in check_shape(data, SCHEMA):
        is_strange = hint is None and message.startswith(UNKNOWN_KEY)
        yield where, message, "the field reference is platforms/README.md" if is_strange else hint


def _check_paths(data: Any) -> tuple[list[Violation], list[Violation]]:
    """Return what is unsafe and what cannot be understood about the paths of an adapter, whatever its shape."""
    unsafe: list[Violation] = []
    malformed: list[Violation] = []
    for where, text, is_written in _paths(data):
        try:
            spec = parse_path(text)
            if is_written and spec.anchor == "/":
                raise UnsafePathError(f'"{text}" is absolute: aiwg writes only in the project and the home folder')
        except UnsafePathError as error:
            unsafe.append((where, str(error), None))
        except PathError as error:
            malformed.append((where, str(error), None))
    for where, text in _folders(data):
        try:
            check_segments(text, text)
        except UnsafePathError as error:
            unsafe.append((where, str(error), None))
    return unsafe, malformed


def _paths(data: Any) -> Iterator[tuple[Path, str, bool]]:
    """Yield every path of an adapter with its place in the file, and whether we write there."""
    for cell in KIND_OF_CELL:
        raw = data.get(cell) if isinstance(data, dict) else None
        settings: Mapping[str, Any] = {"reads": raw} if isinstance(raw, list) else raw if isinstance(raw, dict) else {}
        for key in ("reads", "compat"):
            here = (cell,) if isinstance(raw, list) else (cell, key)
            yield from _places((here, settings.get(key)))
        for number, entry in enumerate(_listed(settings.get("write"))):
            for key in ("path", "imports", "apart"):
                text = entry.get(key) if isinstance(entry, dict) else entry if key == "path" else None
                if isinstance(text, str):
                    yield (cell, "write", number), text, True
        for number, entry in enumerate(_listed(settings.get("local"))):
            if isinstance(entry, str):
                yield (cell, "local", number), entry, True
        for number, entry in enumerate(_listed(settings.get("also"))):
            if isinstance(entry, dict) and isinstance(entry.get("path"), str):
                yield (cell, "also", number, "path"), entry["path"], True
        yield from _companions((cell, "ensure"), settings.get("ensure"))
        yield from _companions((cell, "switch_off"), settings.get("switch_off"))
    yield from _places((("legacy",), data.get("legacy") if isinstance(data, dict) else None))


def _places(found: tuple[Path, Any]) -> Iterator[tuple[Path, str, bool]]:
    """Yield the paths of a list of places, those inside `first` too."""
    here, entries = found
    for number, entry in enumerate(_listed(entries)):
        where = (*here, number)
        if isinstance(entry, str):
            yield where, entry, False
        elif isinstance(entry, list):
            yield from _places((where, entry))
        elif isinstance(entry, dict):
            if isinstance(entry.get("path"), str):
                yield (*where, "path"), entry["path"], False
            yield from _places(((*where, "first"), entry.get("first")))
            yield from _companions((*where, "ensure"), entry.get("ensure"))


def _companions(here: Path, settings: Any) -> Iterator[tuple[Path, str, bool]]:
    """Yield the files that companion settings name; one without a file goes into the file of the place."""
    for key in settings if isinstance(settings, dict) else ():
        if not str(key).startswith("#"):
            yield (*here, str(key)), str(key), True


def _folders(data: Any) -> Iterator[tuple[Path, str]]:
    """Yield the named directories, on each system."""
    found = data.get("dirs") if isinstance(data, dict) else None
    for name, raw in found.items() if isinstance(found, dict) else ():
        for key, text in raw.items() if isinstance(raw, dict) else (("", raw),):
            if isinstance(text, str) and key != "env":
                yield ("dirs", name, key) if key else ("dirs", name), text


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
