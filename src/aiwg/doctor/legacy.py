"""Places of earlier versions of a platform that people still have: adapters name them."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator, Mapping

from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import parse_path
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import WARNING, Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LEGACY = Rule(
    "legacy-path",
    WARNING,
    "a file is in a place that only earlier versions of a platform read",
    "The platform no longer reads it, or soon will not. Until then it loads it in addition to the deployed files.",
)
RULES = (LEGACY,)


def check_legacy(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the files at earlier places of the platforms looked at, ours aside."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to check")
    ours = subject.manifest.records if subject.manifest else {}
    for adapter in subject.adapters:
        for entry in adapter.data.get("legacy", ()):
            for path in _there(subject, adapter, entry):
                if path not in ours:
                    state = (
                        "no longer reads it"
                        if entry.get("gone")
                        else "reads it only for compatibility with earlier versions"
                    )
                    hint = f"use {entry['use']} instead, then remove it"
                    yield found(LEGACY, f"{adapter.name} {state}", path, hint=hint, platforms=[adapter.id])


def _there(subject: InspectedScope, adapter: Adapter, entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the regular files at an earlier place, as output paths."""
    spec = parse_path(entry["path"])
    scope, prefix = subject.environment.located(adapter, spec)
    if scope != subject.scope:
        return
    for spelling in spec.spellings():
        folder, _, name = (prefix + spelling).rpartition("/")
        full = subject.full(folder) if folder and folder != "~" else _root(subject)
        try:
            names = os.listdir(full)
        except OSError:
            continue
        for each in sorted(fnmatch.filter(names, name)):
            if os.path.isfile(os.path.join(full, each)):
                yield f"{folder}/{each}" if folder else each


def _root(subject: InspectedScope) -> str:
    return os.fspath(subject.project) if subject.scope == "project" else subject.environment.home


CHECKS = (Check("legacy", "no files in places of earlier versions", check_legacy),)
