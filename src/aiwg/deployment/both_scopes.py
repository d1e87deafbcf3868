"""What a project is given that the home folder holds as well: said once, when it is first written."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping

from aiwg.core.errors import UserError
from aiwg.deployment.undelivered import listed
from aiwg.findings.model import Finding
from aiwg.fs.read import read_whole
from aiwg.fs.roots import user_manifest
from aiwg.loading.precedence import dedup_of_copies
from aiwg.manifest import parse_manifest
from aiwg.placement.place import Placements
from aiwg.placement.resolve import Platform
from aiwg.plan.actions import CREATE, Plan

FATES = {"none": "loaded twice by", "realpath": "loaded twice by", "name": "one wins for"}
"""What becomes of a second copy, by how a platform treats copies; where that hangs on more, doctor looks at it."""


def both_scopes_notes(plan: Plan, placements: Placements, platforms: Iterable[Platform], scope: str) -> list[Finding]:
    """Return a note for each way in which platforms take what a deploy creates here and the home folder holds too."""
    created = {artifact for action in plan.of(CREATE) for artifact in action.artifacts}
    at_home = _at_home() if scope == "project" and created else {}
    by_id = {platform.id: platform for platform in platforms}
    said = defaultdict[tuple[str, str], set[str]](set)
    for each in placements.placements if at_home else ():
        artifact = each.artifact.named
        for id in at_home.get(artifact, set()).intersection(each.platforms) if artifact in created else ():
            dedup = dedup_of_copies(by_id[id].cells[each.cell].cell, has_same_id=True)
            said[artifact, FATES.get(dedup, "perhaps loaded twice by")].add(by_id[id].adapter.name)
    groups = defaultdict[tuple[str, str], list[str]](list)
    for (artifact, fate), names in sorted(said.items()):
        groups[fate, listed(sorted(names))].append(artifact)
    notes = []
    for (fate, names_listed), artifacts in sorted(groups.items()):
        message = f"also in your home folder: {listed(artifacts)}: {fate} {names_listed}"
        notes.append(Finding("both-scopes", "warning" if "twice" in fate else "info", message, hint="aiwg doctor"))
    return notes


def _at_home() -> Mapping[str, set[str]]:
    """Return the platforms of each artifact that is deployed in the home folder; none where nothing is to be read."""
    found = defaultdict[str, set[str]](set)
    try:
        text = read_whole(os.fspath(user_manifest())).decode("utf-8")
        for record in parse_manifest(text, "the manifest of your home folder").records.values():
            for artifact in record.artifacts:
                found[artifact].update(record.platforms)
    except (OSError, ValueError, UserError):
        return {}  # a deploy there says what is wrong with it
    return found
