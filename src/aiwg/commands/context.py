"""What one platform loads here, for people and for programs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from aiwg.commands.loading import here_in, records_in, surface_of
from aiwg.core.errors import Exit
from aiwg.loading import (
    Duplicate,
    LoadedContext,
    LoadedItem,
    Overrun,
    SettingsFile,
    StartFolder,
    find_settings_files,
    look_around,
)
from aiwg.output.console import say_json
from aiwg.output.context import say_context
from aiwg.output.evidence import evidence_json
from aiwg.output.settings_files import say_settings
from aiwg.trust.known_platforms import describe_platforms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "aiwg.context/1"


def run_context(
    name: str,
    files: Sequence[str],
    surface: str | None,
    project: Path,
    start: Path | None,
    as_json: bool,
    verbose: bool,
) -> int:
    """Say what a platform loads in a project, or when it is started in a folder of it; return the exit code."""
    here = here_in(project, start)
    adapter = describe_platforms(project).named(name)
    context = look_around(adapter, here, surface_of(adapter, surface), records_in(here, project))
    settings = find_settings_files(adapter, here, context.surface)
    worked_on = {typed: os.path.normpath(os.path.join(here.start, typed)) for typed in files}
    if as_json:
        found = {**context_json(context, here, worked_on), "evidence": evidence_json(adapter)}
        say_json({**found, "settings": [_settings(each) for each in settings]})
    else:
        say_context(context, worked_on, verbose)
        say_settings(settings)
    return Exit.OK


def context_json(context: LoadedContext, here: StartFolder, worked_on: dict[str, str]) -> dict[str, Any]:
    """Return a context in the versioned shape that programs rely on; `worked_on` are absolute paths as typed."""
    return {
        "schema": SCHEMA,
        "platform": context.platform,
        "name": context.name,
        "surface": context.surface or None,
        "always": context.always_cost.as_json(),
        "on_demand": context.on_demand_cost.as_json(),
        "items": [_item(item, here, *context.shares(item)) for item in context.items],
        "files": {typed: [item.shown for item in context.for_file(path)] for typed, path in worked_on.items()},
        "limits": [_limit(each) for each in context.limits],
        "twice": [_double(double) for double in context.doubles],
        "beyond": [_excess(excess) for excess in context.excesses],
        "broken": [{"file": file, "includes": path} for file, path in context.broken],
        "partial": context.is_partial,
    }


def _item(item: LoadedItem, here: StartFolder, now: int, later: int) -> dict[str, Any]:
    return {
        "path": item.shown,
        "kind": item.kind,
        "name": item.name,
        "scope": item.scope,
        "place": item.place.spec.text,
        "owner": item.owner,
        "plugin": item.plugin or None,
        "artifacts": list(item.artifacts),
        "state": item.state,
        "why": item.why or None,
        "cause": item.cause or None,
        "by": here.shown(item.by) if item.by else None,
        "when": item.when,
        "globs": list(item.globs),
        "folder": here.shown(item.folder) if item.folder else None,
        "included_by": here.shown(item.parent) if item.parent else None,
        "gates": list(item.gates),
        "chars": item.chars,
        "tokens": now,
        "later_chars": item.later_chars,
        "later_tokens": later,
        "cut": item.cut,
    }


def _settings(each: SettingsFile) -> dict[str, Any]:
    return {
        "path": each.shown,
        "kind": each.kind,
        "scope": each.scope,
        "state": each.state,
        "why": each.why or None,
        "gates": list(each.gates),
    }


def _double(double: Duplicate) -> dict[str, Any]:
    return {
        "kind": double.kind,
        "what": double.what,
        "paths": list(double.paths),
        "why": double.why,
        "certain": double.certain,
    }


def _limit(each: Overrun) -> dict[str, Any]:
    return {
        "file": each.path,
        "what": each.what,
        "used": each.size,
        "limit": each.limit,
        "unit": each.unit,
        "cuts": each.cuts,
        "certain": not each.may_grow,
    }


def _excess(excess: Overrun) -> dict[str, Any]:
    return {
        "kind": excess.kind,
        "path": excess.path,
        "what": excess.what,
        "size": excess.size,
        "limit": excess.limit,
        "unit": excess.unit,
        "becomes": excess.becomes or None,
    }
