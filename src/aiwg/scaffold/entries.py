"""New entries in the files that hold several artifacts; every other byte of them stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiwg.apply.new_files import StartingFiles
from aiwg.apply.renames import ChangedOnDiskError
from aiwg.artifact.kinds import KINDS
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.findings.model import Finding
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import MISSING, KeyPath, Member, Value, edit, get, parse
from aiwg.render.documents import yaml_text
from aiwg.scaffold.schema_lines import schema_line
from aiwg.source.reader import SourceFile, SourceReader
from aiwg.source.settings import SettingsLoader

ENTRIES = {kind.name: kind.shared_file for kind in KINDS.values() if kind.shared_file}
DEFAULT_EFFECT = "ask"


def add_entry(target: StartingFiles, folder: str, kind: str, name: str, description: str | None) -> tuple[str, bool]:
    """Write a new entry; return the path of its file, and whether it runs or allows something.

    Raises UserError (conflict) when the entry is there, or the file cannot be edited safely, (invalid source)
    when the entry would not load.
    """
    path = folder + ENTRIES[kind]
    before = _read(target.base / path)
    if kind == "ignore":
        text = _with_line(path, before, name)
        executes = False
    else:
        key, value = _entry(kind, name, description)
        text = _with_key(path, before, key, value)
        if before is None:
            text = f"{schema_line(ENTRIES[kind].removesuffix('.yaml'), path, folder)}\n{text}"
        _check(path, kind, text)
        executes = kind != "permission" or key[0] == "allow"
    _put(target, path, before, text)
    return path, executes


def copy_entry(target: StartingFiles, folder: str, kind: str, name: str, source: Path) -> str:
    """Copy an entry of the same file of another source; return the path of the file.

    Raises UserError (conflict) when the entry is there, or the file cannot be edited safely.
    """
    path = folder + ENTRIES[kind]
    before = _read(target.base / path)
    theirs = _text(path, _read(source / ENTRIES[kind]))
    if kind == "ignore":
        text = _text(path, before)
        for line in [each for each in theirs.splitlines() if each.strip() and each not in text.splitlines()]:
            text = _with_line(path, text.encode(), line)
    else:
        document = parse(theirs, "yaml")
        key, _ = _entry(kind, name, None)
        text = _with_key(path, before, key, get(document, key))
    _put(target, path, before, text)
    return path


def with_keys(path: str, before: bytes, wanted: Mapping[str, Any]) -> str:
    """Return the text of a settings file with these keys at its top; every other byte stays.

    Raises UserError (conflict) with the lines to add by hand where it cannot be edited.
    """
    lines = " | ".join(yaml_text(dict(wanted)).splitlines())
    try:
        return edit(_text(path, before), "yaml", [((name,), value) for name, value in wanted.items()]).text
    except EditRefusedError as error:
        raise UserError(f"aiwg cannot edit {path}: {error}.", exit=Exit.CONFLICT, hint=f"Add: {lines}") from None


def _put(target: StartingFiles, path: str, before: bytes | None, text: str) -> None:
    try:
        if before is not None:
            target.change(path, before, text)
        elif not target.create(path, text):
            raise ChangedOnDiskError(path)
    except ChangedOnDiskError:
        raise UserError(f"{path} changed while aiwg edited it.", exit=Exit.CONFLICT, hint="Run it again.") from None


def _entry(kind: str, name: str, description: str | None) -> tuple[KeyPath, Any]:
    """Return where the entry goes and what it says."""
    about = {"description": " ".join(description.split())} if description else {}
    row = KINDS[kind]
    if row.entries_as == "effects":
        effect, _, pattern = name.partition(" ")
        if effect not in row.sections:
            effect, pattern = DEFAULT_EFFECT, name
        return (effect, Value(pattern.strip())), pattern.strip()
    if isinstance(row.new_entry, bool):
        return (row.sections[0], name), row.new_entry
    settings = {key: _filled(value, name) for key, value in row.new_entry.items()}
    step = Member("id", name) if row.entries_as == "list" else name
    return (row.sections[0], step), {**settings, **about}


def _filled(value: Any, name: str) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.replace("{id}", name) if isinstance(value, str) else value


def _read(file: Path) -> bytes | None:
    try:
        return read_whole(file)
    except FileNotFoundError:
        return None


def _text(path: str, before: bytes | None) -> str:
    try:
        return (before or b"").decode("utf-8")
    except UnicodeDecodeError:
        raise UserError(f"{path} is not UTF-8 text.", exit=Exit.CONFLICT, hint="Save it as UTF-8.") from None


def _with_line(path: str, before: bytes | None, line: str) -> str:
    text = _text(path, before)
    if not line.strip() or "\n" in line:
        raise UserError("an ignore pattern is one line.", exit=Exit.USAGE, hint='aiwg new ignore "dist/"')
    if line in text.splitlines():
        raise UserError(f'"{line}" is in {path} already.', exit=Exit.CONFLICT)
    return f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{line}\n"


def _with_key(path: str, before: bytes | None, key: KeyPath, value: Any) -> str:
    """Return the text with the new entry. Raises UserError (conflict) with what to add by hand where it must be."""
    text = _text(path, before)
    step = key[-1]
    name = step if isinstance(step, str) else str(step.value)
    try:
        if get(parse(text, "yaml"), key) is not MISSING:
            raise UserError(f'"{name}" is in {path} already; aiwg changed no file.', exit=Exit.CONFLICT)
        return edit(text, "yaml", [(key, value)]).text
    except EditRefusedError as error:
        entry = {str(key[0]): {name: value} if isinstance(step, str) else [value]}
        line = f":{error.line}" if error.line else ""
        problem = Finding("cannot-edit", "error", error.reason, path, error.line, hint=error.hint, exit=Exit.CONFLICT)
        by_hand = " | ".join(yaml_text(entry).rstrip().splitlines())
        raise UserError(
            f"{path}{line} cannot be edited without changing other parts; aiwg changed no file.",
            exit=Exit.CONFLICT,
            problems=[problem],
            hint=f"Add by hand: {by_hand}",
        ) from None


def _check(path: str, kind: str, text: str) -> None:
    """Raise UserError when the file would not load with the new entry."""
    reader = SourceReader(Path(), path.rpartition("/")[0])
    SettingsLoader(reader, "project").load(SourceFile(ENTRIES[kind], text.encode(), False))
    errors = [problem for problem in reader.problems if problem.level == "error"]
    if errors:
        raise UserError(f"{path} would not load with it; aiwg changed no file.", exit=Exit.USAGE, problems=errors)
