"""Importing in this process, and texts and trees that compare by what they mean."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from aiwg.commands.import_ import ImportOptions, run_import
from aiwg.commands.reconcile import ReconcileOptions, run_reconcile
from aiwg.commands.trust import consent
from aiwg.importing.native.read import parted
from aiwg.merge import keys
from tests.conftest import EVERYTHING, tree

FORMATS = {"json": "json", "jsonc": "json", "toml": "toml", "yaml": "yaml"}


def imported(capsys: pytest.CaptureFixture[str], project: Path, *platforms: str, **more: Any) -> dict[str, Any]:
    """Import into a project and return the report, with the exit code beside it."""
    capsys.readouterr()
    code = run_import(ImportOptions(project, platforms=platforms, as_json=True, **more))
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {**report, "exit": code}


def reconciled(
    capsys: pytest.CaptureFixture[str], project: Path, *paths: str, yes: bool = True, **more: Any
) -> dict[str, Any]:
    """Reconcile and return the report, with the exit code beside it."""
    capsys.readouterr()
    code = run_reconcile(ReconcileOptions(project, paths, yes=yes, as_json=True, **more))
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {**report, "exit": code}


def approve(project: Path) -> None:
    """Approve all that a project's own source runs or grants, as it is now."""
    consent(project, (), yes=True)


def changed_in(file: Path, old: str, new: str) -> None:
    """Change a text in a file, in which it stands."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def artifacts_of(report: dict[str, Any]) -> set[str]:
    """Return the keys of the artifacts in a report."""
    return {each["artifact"] for each in report["artifacts"]}


def notes_of(report: dict[str, Any], level: str) -> dict[str, str]:
    """Return the reasons of the notes of a level, by path."""
    return {note["path"]: note["reason"] or "" for note in report["keys"] if note["level"] == level}


def source_without_behaviors(folder: Path) -> Path:
    """Return a copy of the source of every kind without behaviors: what is composed comes back as its parts."""
    shutil.copytree(EVERYTHING, folder)
    shutil.rmtree(folder / "behaviors")
    return folder


def meaning_of(project: Path) -> dict[str, Any]:
    """Return the files of a project by what they say: keys and lists of settings in any order, texts as they are."""
    return {path: _meaning(path, data) for path, data in tree(project).items()}


def _meaning(path: str, data: bytes) -> Any:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    suffix = path.rpartition(".")[2]
    if suffix in FORMATS:
        return _in_order(keys.parse(text, FORMATS[suffix]))
    if suffix in ("md", "mdc", "yml"):
        parts = parted(text)
        return _in_order(dict(parts.front)), parts.body
    return sorted(text.splitlines())


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=lambda each: json.dumps(each, sort_keys=True, default=str))
    return value
