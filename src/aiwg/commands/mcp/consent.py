"""Artifacts whose text agents do not get: nobody approved them on this machine, or the audit stops them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.audit.auditor import Auditor
from aiwg.deployment.sources import read_sources
from aiwg.findings.model import ERROR
from aiwg.source.compose import compose
from aiwg.trust.approvals import approvals_for
from aiwg.trust.store import read_consents

WAITS: Final = "not approved on this machine; a person runs: aiwg trust"
STOPPED: Final = "stopped by the audit; a person runs: aiwg audit"
TAKEN_OUT: Final[Mapping[str, Any]] = {"body": None, "fields": {}, "extra": {}, "overrides": {}, "assets": []}
"""The keys of a document about one artifact that hold its text, and what stands there instead."""


def held_back(project: Path) -> Mapping[str, str]:
    """Return the artifacts that are held back in a project, by key, each with the reason.

    A deploy asks the same questions: consent to all that would run, and the audit of every byte of the sources.
    Raises UserError as reading the sources does.
    """
    approvals = approvals_for(project)
    auditor = Auditor(refused=approvals.policy.refused_codes)
    sources = read_sources(project, (), auditor.look)
    catalog, _ = compose(sources.catalog)
    auditor.look_at_settings(catalog)
    stopped = {each.file for each in auditor.problems(read_consents(project)) if each.level == ERROR and each.file}
    approvals = approvals_for(project, sources.layers)
    held = {}
    for artifact in catalog:
        if _is_in(artifact, stopped):
            held[artifact.key] = held[artifact.named] = STOPPED
        elif approvals.is_held(artifact) and not approvals.covers(artifact, catalog):
            held[artifact.key] = held[artifact.named] = WAITS
    held.update((each.key, STOPPED) for each in sources.catalog if _is_in(each, stopped))
    return held


def _is_in(artifact: Artifact, files: set[str]) -> bool:
    """Say whether one of some files is the artifact's, or lies beside it in a folder of its own."""
    file = artifact.origin.file
    if not KINDS[artifact.kind].has_folder:
        return file in files
    folder = f"{file.rpartition('/')[0]}/"
    return any(each.startswith(folder) for each in files)


def redacted(document: dict[str, Any], held: Mapping[str, str]) -> dict[str, Any]:
    """Return a document about one artifact without its text if it is held back, with the reason under `held`."""
    reason = held.get(f"{document.get('kind')}/{document.get('id')}")
    if reason is None:
        return document
    taken = {key: instead for key, instead in TAKEN_OUT.items() if key in document}
    if "description" in document:
        taken["description"] = ""
    return {**document, **taken, "held": reason}
