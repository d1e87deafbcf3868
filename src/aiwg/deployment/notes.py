"""What is said about where things lie: includes of the user's own text, and who loads what is not for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiwg.artifact.kinds import KINDS
from aiwg.findings.model import Finding
from aiwg.fs.tree import FileTree
from aiwg.loading.precedence import dedup_of_copies
from aiwg.manifest import Manifest
from aiwg.placement.groups import OTHER_NAME
from aiwg.placement.place import Placements
from aiwg.placement.resolve import Platform
from aiwg.plan.actions import CREATE, UPDATE, Plan

PACKAGE_CODES = frozenset({"package-loses", "package-files", "package-left", "package-twice", "package-link"})
"""The codes of what is to be said of packages."""

NAMED = 5
"""Artifacts that one note names."""


def include_notes(plan: Plan, placements: Placements, old: Manifest, disk: FileTree) -> list[Finding]:
    """Say once, when an include is first written, whether a platform will load the user's own text there too."""
    changed = {action.path for action in plan.of(CREATE, UPDATE)}
    created = {action.path for action in plan.of(CREATE)}
    imported = {path for paths in placements.own_texts.values() for path in paths}
    notes = []
    for _, bridge in sorted(placements.bridges.items(), key=lambda item: item[0]):
        name = bridge.platform.adapter.name
        if bridge.apart and bridge.path in changed:
            message = f"{name} reads your own instructions and not this file: it gets only aiwg's text"
            hint = f"{bridge.path} includes {bridge.included}; to share everything, include this file in your own"
            level = "info" if bridge.path in created else "warning"
            notes.append(Finding("include", level, message, bridge.target, hint=hint))
        elif bridge.target in imported:
            continue
        elif bridge.path in created and _holds_the_users_text(bridge.target, old, disk):
            message = f"{name} will also load your text in this file: {bridge.path} includes it"
            hint = f"move text that {name} should not see to another file"
            notes.append(Finding("include", "warning", message, bridge.target, hint=hint))
    return notes


def _holds_the_users_text(path: str, old: Manifest, disk: FileTree) -> bool:
    """Say whether a shared file was the user's before it was ours too."""
    record = old.records.get(path)
    return disk.exists(path) if record is None else not record.created


def overheard_notes(
    placements: Placements, platforms: Iterable[Platform], held: Mapping[str, Mapping[str, str]]
) -> list[Finding]:
    """Return a warning for each platform that loads artifacts which are not for it, by place.

    Those of `held`, by artifact the platforms that load it from a file of the user's, may be loaded twice there.
    """
    known = {platform.id: platform for platform in platforms}
    found: dict[tuple[str, str, bool], list[str]] = {}
    for each in placements.overheard:
        how = held.get(each.artifact.key, {}).get(each.platform, "")
        cell = known[each.platform].adapter.cells.get(KINDS[each.artifact.kind].cell)
        if how and how != OTHER_NAME and cell is not None and dedup_of_copies(cell, has_same_id=True) == "name":
            continue
        found.setdefault((each.platform, each.place, bool(how)), []).append(each.artifact.named)
    notes = []
    for (platform, place, twice), artifacts in sorted(found.items()):
        more = f" and {len(artifacts) - NAMED} more" if len(artifacts) > NAMED else ""
        listed, name = ", ".join(artifacts[:NAMED]) + more, known[platform].adapter.name
        if twice:
            message = f"{name} may load twice, from your files and from {place}: {listed}"
            hint = "other platforms need that place: delete your files, then aiwg deploy"
        else:
            message = f"{name} also loads artifacts for other platforms, because it reads {place}: {listed}"
            hint = "no other place serves the others: include it, or exclude the artifacts"
        notes.append(Finding("overheard", "warning", message, hint=hint, platform=platform))
    return notes
