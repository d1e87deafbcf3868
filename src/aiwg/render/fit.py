"""Making a file fit what its readers take: shortening, splitting, or leaving it out where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiwg.findings.model import Finding
from aiwg.loading.limits import NEAR, text_measures
from aiwg.placement.place import Placement
from aiwg.render.limits import shortened, split_body
from aiwg.render.state import RenderState
from aiwg.render.values import Loss
from aiwg.source.markdown import MAX_DESCRIPTION


def _limits(placement: Placement, context: RenderState) -> Sequence[tuple[str, str, Mapping[str, int]]]:
    """Return id, name and limits of each platform that reads a file."""
    key = placement.cell, placement.platforms
    found = context.limits.get(key)
    if found is None:
        adapters = [context.platforms[id].adapter for id in placement.platforms]
        cells = [(adapter, adapter.cells.get(placement.cell)) for adapter in adapters]
        found = [(adapter.id, adapter.name, cell.get("limits", {}) if cell else {}) for adapter, cell in cells]
        context.limits[key] = found
    return found


def fit_description(placement: Placement, keys: dict[str, Any], context: RenderState) -> list[Loss]:
    """Shorten the description to what every reader takes; return that as a loss."""
    description = keys.get("description")
    allowed = [
        limits["description_chars"] for _, _, limits in _limits(placement, context) if "description_chars" in limits
    ]
    if placement.cell == "skills" and not _all_take_more(placement, context):
        allowed.append(MAX_DESCRIPTION)
    if not isinstance(description, str) or not allowed or len(description) <= min(allowed):
        return []
    keys["description"] = shortened(description, min(allowed))
    artifact = placement.artifact
    message = f"the description has {len(description):,} characters; shortened to the {min(allowed):,} that are taken"
    context.problems.append(
        Finding("over-limit", "warning", message, artifact.origin.file, artifact.origin.line_of("description"))
    )
    return [Loss("description", f"shortened to {min(allowed):,} characters")]


def _all_take_more(placement: Placement, context: RenderState) -> bool:
    """Say whether it is known of each reader of a skill how much it takes; of others the Agent Skills rule holds."""
    known = ("description_chars", "listing_description_chars")
    return all(any(name in limits for name in known) for _, _, limits in _limits(placement, context))


def only_where_it_can_be_named(placement: Placement, context: RenderState) -> Placement:
    """Return the placement without the platforms that refuse a name such as the artifact's; they are told about."""
    artifact = placement.artifact
    if artifact.id.isascii():
        return placement
    left = []
    for id in placement.platforms:
        cell = context.platforms[id].adapter.cells.get(placement.cell)
        types = cell.get("refuses", {}).get("types", {}) if cell else {}
        if types.get("name") == "slug":
            context.unsupported(artifact, id, "not written: it takes only names of a-z, 0-9 and hyphens")
        else:
            left.append(id)
    return placement if len(left) == len(placement.platforms) else replace(placement, platforms=tuple(left))


def in_parts(placement: Placement, body: str, text: str, context: RenderState) -> list[Placement]:
    """Return a rule in parts when a reader takes only smaller files; empty when it fits, or cannot be split."""
    tops = [limits["file_chars"] for _, _, limits in _limits(placement, context) if "file_chars" in limits]
    artifact = placement.artifact
    if placement.cell != "rules" or placement.is_carried or not tops or len(text) <= min(tops):
        return []
    parts = split_body(artifact.body, int(min(tops) * NEAR) - (len(text) - len(body)))
    if parts is None or len(parts) < 2:
        return []
    message = f"has {len(text):,} characters, and {min(tops):,} are taken: written as {len(parts)} files"
    context.problems.append(Finding("split", "warning", message, artifact.origin.file, artifact.origin.line))
    return [
        replace(
            placement,
            artifact=artifact.with_(
                id=artifact.id if number == 1 else f"{artifact.id}-{number}", body=part, composed_from=artifact.named
            ),
        )
        for number, part in enumerate(parts, 1)
    ]


def only_where_it_fits(placement: Placement, body: str, text: str, context: RenderState) -> Placement:
    """Return the placement without the platforms that would not take the file; they are told about."""
    artifact = placement.artifact
    left = []
    for id, name, limits in _limits(placement, context):
        found = text_measures(limits, body, text)
        beyond = next((excess for excess in found if excess.is_beyond), None)
        if beyond:
            context.unsupported(artifact, id, f"not written, as it would not be taken: {beyond.said()}")
            level, code, hint = "warning", "over-limit", f'shorten it, or leave it out there: platforms: ["!{id}"]'
        else:
            left.append(id)
            level, code, hint = "info", "near-limit", "shorten it before it grows"
        for excess in [beyond] if beyond else found:
            message = f"{name}: {excess.said()}"
            context.problems.append(
                Finding(code, level, message, artifact.origin.file, artifact.origin.line, hint=hint)
            )
    return placement if len(left) == len(placement.platforms) else replace(placement, platforms=tuple(left))
