"""What aiwg audit --loaded looks at: every file that platforms read here, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import PROJECT
from aiwg.audit.auditor import audited_file
from aiwg.audit.executables import TRUSTED, Runner
from aiwg.audit.paths import read_to_audit, unread
from aiwg.audit.secrets.search import masked
from aiwg.audit.settings import findings_of_document
from aiwg.commands.loading import here_in, records_in, select_platforms
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.findings.model import WARNING, Finding
from aiwg.loading import StartFolder
from aiwg.loading.files import ReadFile, files_read
from aiwg.loading.settings import Settings

FEW = 3
"""How many platforms are named where many read one file."""

_STARTED = ("hooks", "mcp")
_COMMANDS = ("command", "cmd", "bash", "powershell", "script", "url", "httpUrl", "serverUrl", "program")
"""Keys of settings whose value a platform runs or connects to."""


@dataclass(slots=True)
class LoadedAudit:
    """What was found in the files that platforms read, what of it runs, and how much was looked at."""

    findings: list[Finding] = field(default_factory=list)
    runs: list[Runner] = field(default_factory=list)
    files: int = 0
    bytes: int = 0
    allowed: int = 0


@dataclass(slots=True)
class _Read:
    """One file with the platforms that read it, and how each one takes it."""

    by: dict[str, ReadFile] = field(default_factory=dict)
    adapters: dict[str, Adapter] = field(default_factory=dict)


def audit_loaded(project: Path, typed: Sequence[str]) -> tuple[LoadedAudit, list[Adapter]]:
    """Return what is found in all that platforms read in a project, and which platforms these are.

    Raises UserError (usage) when no platform is named, recorded or detected, or when a name is none.
    """
    here = here_in(project)
    adapters = select_platforms(project, typed)
    records = records_in(here)
    read: dict[str, _Read] = {}
    for adapter in adapters:
        for file in files_read(adapter, here, records):
            entry = read.setdefault(file.path, _Read())
            entry.by[adapter.id] = file
            entry.adapters[adapter.id] = adapter
    loaded = LoadedAudit()
    for path in sorted(read):
        _look(path, read[path], here, loaded)
    return loaded, adapters


def _look(path: str, read: _Read, here: StartFolder, loaded: LoadedAudit) -> None:
    shown = here.shown(path)
    data, why = read_to_audit(path)
    loaded.files += 1
    loaded.bytes += len(data)
    is_settings = any(file.is_settings for file in read.by.values())
    audited = unread(shown, why) if why else audited_file(data, shown, shown, is_settings)
    found = list(audited.standing)
    loaded.allowed += audited.allowed
    if is_settings:
        found += _in_settings(path, shown, data, read, here, {(each.code, each.line) for each in found})
        loaded.runs += dict.fromkeys(_runs(path, shown, read, here))
    loaded.findings += [_loaded_by(finding, read.adapters) for finding in found]


def _in_settings(
    path: str, shown: str, data: bytes, read: _Read, here: StartFolder, known: set[tuple[str, int | None]]
) -> Iterator[Finding]:
    for id, file in read.by.items():
        document = Settings(read.adapters[id], here).document(path, file.format or None) if file.is_settings else None
        if document is not None:
            for finding in findings_of_document(document, data.decode("utf-8", "replace"), shown):
                if (finding.code, finding.line) not in known:
                    yield finding if file.scope == PROJECT else replace(finding, level=_of_a_person(finding))
            return


def _of_a_person(finding: Finding) -> str:
    """Return the level of a finding in a person's own settings, or the machine's: a proxy there is most often meant."""
    return WARNING if finding.code == "environment" else finding.level


def _runs(path: str, shown: str, read: _Read, here: StartFolder) -> Iterator[Runner]:
    """Yield the commands and servers in a settings file, as far as the platforms take them from there."""
    for id, file in read.by.items():
        if file.kind not in _STARTED and not file.selectors:
            continue
        settings = Settings(read.adapters[id], here)
        values = [settings.selected(path, each, file.format or None) for each in file.selectors]
        for value in values or [settings.document(path, file.format or None)]:
            for name, details in _commands(value, ""):
                masks = tuple((what, masked(said)) for what, said in details)
                yield Runner(f"{shown}#{name}" if name else shown, shown, 1, file.scope, TRUSTED, masks)


def _commands(value: Any, name: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    if isinstance(value, Mapping):
        details = [(key, _words(value, key)) for key in _COMMANDS if isinstance(value.get(key), str | list)]
        if details:
            yield name, details
        for key, inner in value.items():
            yield from _commands(inner, f"{name}.{key}".lstrip(".") if isinstance(inner, Mapping | list) else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _commands(inner, name)


def _words(value: Mapping[Any, Any], key: str) -> str:
    words = value[key] if isinstance(value[key], list) else [value[key]]
    more = value.get("args") if key == "command" and isinstance(value.get("args"), list) else []
    return " ".join(str(word) for word in (*words, *(more or ())))


def _loaded_by(finding: Finding, adapters: Mapping[str, Adapter]) -> Finding:
    """Return a finding that says which platforms read its file."""
    names = sorted(adapter.name for adapter in adapters.values())
    said = ", ".join(names[:FEW]) + (f" and {len(names) - FEW} more" if len(names) > FEW else "")
    return replace(finding, message=f"{finding.message} (read by {said})", platforms=tuple(sorted(adapters)))
