"""Making a file fit what its readers take: shortening, splitting, or leaving it out where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiwg.artifact.fields import MAX_DESCRIPTION
from aiwg.core.dataclass import dataclass, replace
from aiwg.findings.model import Finding
from aiwg.loading.limits import NEAR, text_measures
from aiwg.placement.place import Placement
from aiwg.placement.resolve import Platform
from aiwg.render.context import RenderContext
from aiwg.render.delivery import Delivery, undeliverable
from aiwg.render.rendering import Rendering
from aiwg.render.values import Loss


def _limits(placement: Placement, context: RenderContext) -> Sequence[tuple[str, str, Mapping[str, int]]]:
    """Return id, name and limits of each platform that reads a file."""
    key = placement.cell, placement.platforms
    found = context.lookups.limits.get(key)
    if found is None:
        adapters = [context.platforms[id].adapter for id in placement.platforms]
        cells = [(adapter, adapter.cells.get(placement.cell)) for adapter in adapters]
        found = [(adapter.id, adapter.name, cell.get("limits", {}) if cell else {}) for adapter, cell in cells]
        context.lookups.limits[key] = found
    return found


@dataclass(frozen=True, slots=True)
class Shortening:
    """What is lost of a description that is cut, and the warning of it; empty when it fits."""

    losses: tuple[Loss, ...] = ()
    problems: tuple[Finding, ...] = ()


def fit_description(placement: Placement, keys: dict[str, Any], context: RenderContext) -> Shortening:
    """Shorten the description among `keys` to what every reader takes; return what is lost by that."""
    description = keys.get("description")
    allowed = [
        limits["description_chars"] for _, _, limits in _limits(placement, context) if "description_chars" in limits
    ]
    if placement.cell == "skills" and not _all_take_more(placement, context):
        allowed.append(MAX_DESCRIPTION)  # a client of the standard may refuse a longer one, and the skill with it
    if not isinstance(description, str) or not allowed or len(description) <= min(allowed):
        return Shortening()
    from aiwg.render.limits import shortened

    keys["description"] = shortened(description, min(allowed))
    origin = placement.artifact.origin
    message = f"the description has {len(description):,} characters; aiwg shortened it to the limit of {min(allowed):,}"
    problem = Finding("over-limit", "warning", message, origin.file, origin.line_of("description"))
    return Shortening((Loss("description", f"shortened to {min(allowed):,} characters"),), (problem,))


def _all_take_more(placement: Placement, context: RenderContext) -> bool:
    """Say whether it is known of each reader of a skill how much it takes; of others the Agent Skills rule holds."""
    known = ("description_chars", "listing_description_chars")
    return all(any(name in limits for name in known) for _, _, limits in _limits(placement, context))


def only_where_it_can_be_named(placement: Placement, context: RenderContext) -> tuple[Placement, Rendering]:
    """Return the placement without the platforms that refuse a name such as the artifact's, and what they get."""
    artifact = placement.artifact
    if artifact.id.isascii():  # ids are slugs but for letters of other scripts: nothing to ask anybody
        return placement, Rendering()
    left = [id for id in placement.platforms if not _takes_slugs_only(context.platforms[id], placement.cell)]
    others = [id for id in placement.platforms if id not in left]
    reason = "not written: the platform accepts only names of a-z, 0-9 and hyphens"
    return _limited_to(left, placement), Rendering(deliveries=undeliverable(artifact, others, reason))


def _takes_slugs_only(platform: Platform, kind: str) -> bool:
    cell = platform.adapter.cells.get(kind)
    types = cell.get("refuses", {}).get("types", {}) if cell else {}
    return bool(types.get("name") == "slug")


def _limited_to(platforms: Sequence[str], placement: Placement) -> Placement:
    whole = len(platforms) == len(placement.platforms)
    return placement if whole else replace(placement, platforms=tuple(platforms))


@dataclass(frozen=True, slots=True)
class SplitRule:
    """A rule in parts, each with a file of its own, and the warning of it."""

    parts: tuple[Placement, ...]
    said: Rendering


def in_parts(placement: Placement, body: str, text: str, context: RenderContext) -> SplitRule | None:
    """Return a rule in parts when a reader takes only smaller files; None when it fits, or cannot be split."""
    tops = [limits["file_chars"] for _, _, limits in _limits(placement, context) if "file_chars" in limits]
    artifact = placement.artifact
    if placement.cell != "rules" or placement.is_carried or not tops or len(text) <= min(tops):
        return None
    from aiwg.render.limits import split_body

    parts = split_body(artifact.body, int(min(tops) * NEAR) - (len(text) - len(body)))
    if parts is None or len(parts) < 2:  # one block of text larger than the limit: it is left out and reported
        return None
    message = f"has {len(text):,} characters; the limit is {min(tops):,}: aiwg wrote {len(parts)} files"
    problem = Finding("split", "warning", message, artifact.origin.file, artifact.origin.line)
    placements = [
        replace(
            placement,
            artifact=artifact.with_(
                id=artifact.id if number == 1 else f"{artifact.id}-{number}", body=part, composed_from=artifact.named
            ),
        )
        for number, part in enumerate(parts, 1)
    ]
    return SplitRule(tuple(placements), Rendering(problems=(problem,)))


def only_where_it_fits(
    placement: Placement, body: str, text: str, context: RenderContext
) -> tuple[Placement, Rendering]:
    """Return the placement without the platforms that would not take the file, and what they and others get."""
    artifact, origin = placement.artifact, placement.artifact.origin
    left: list[str] = []
    deliveries: list[Delivery] = []
    problems: list[Finding] = []
    for id, name, limits in _limits(placement, context):
        found = text_measures(limits, body, text)
        beyond = next((excess for excess in found if excess.is_beyond), None)
        if beyond:
            reason = f"not written, because the platform would refuse it: {beyond.said()}"
            deliveries += undeliverable(artifact, (id,), reason)
            level, code, hint = "warning", "over-limit", f'shorten it, or exclude it there: platforms: ["!{id}"]'
        else:
            left.append(id)
            level, code, hint = "info", "near-limit", "shorten it before it grows"
        for excess in [beyond] if beyond else found:
            message = f"{name}: {excess.said()}"
            problems.append(Finding(code, level, message, origin.file, origin.line, hint=hint))
    return _limited_to(left, placement), Rendering((), tuple(deliveries), tuple(problems))
