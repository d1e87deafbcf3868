"""What an artifact would run or let an agent run, and whether that needs the user's consent first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiwg.adapter.classes import CANONICAL
from aiwg.adapter.schema.classes import DANGEROUS
from aiwg.artifact.kinds import CELL_OF, EXECUTABLE, KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.digest import digest, digest_value
from aiwg.source.locations import restricts
from aiwg.trust.body_text import constructs, disarmed
from aiwg.trust.key_classes import KeyClasses, cells, split
from aiwg.trust.skill_files import is_loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TYPED_LAYER, UNTRUSTED_LAYER = "source", "project"
"""A source typed with --source is trusted as it is then; what a clone may bring along is not."""

CARRIED = frozenset(kind.name for kind in KINDS.values() if "skills" in kind.delivered_as.values())
"""Kinds that become a skill on platforms that have no place of their own for them."""

NESTED = frozenset({"metadata", "arguments", "paths", "model"})
"""Canonical fields whose values may be mappings: what is below them is looked up like a native key."""

FILE = "file "
"""What the parts that are files beside a skill begin with."""


def running_parts(artifact: Artifact) -> dict[str, Any]:
    """Return the parts of an artifact that run or grant something, by name; empty for mere text."""
    if artifact.kind in EXECUTABLE:
        only_if = KINDS[artifact.kind].runs_if
        if only_if is not None and artifact.fields.get(only_if[0]) != only_if[1]:
            return artifact_overrides(artifact)  # a native key may turn on what the field turns off
        return {**artifact.fields, **artifact.extra, **artifact_overrides(artifact)}
    if artifact.kind not in CELL_OF:
        return {}
    cell, also = _readers(artifact.kind)
    parts = {**_held_fields(artifact, cell, also), **split(cell, also, artifact.extra)[1]}
    for platform, fields in artifact.overrides.items():
        if held := split(cell, also, fields)[1]:
            parts[f"for {platform}"] = held
    if artifact.kind != "ignore":
        parts |= constructs(artifact.body, cell, CELL_OF[artifact.kind], also, _depth(artifact))
    return parts | {f"{FILE}{asset.path}": digest(asset.data) for asset in artifact.assets if is_loaded(asset)}


def artifact_overrides(artifact: Artifact) -> dict[str, Any]:
    """Return the native fields that an artifact has for single platforms, by what they are called to people."""
    return {f"for {platform}": dict(fields) for platform, fields in artifact.overrides.items() if fields}


def _readers(kind: str) -> tuple[KeyClasses, KeyClasses | None]:
    """Return what is known of the readers of a kind, and of those that get it as a skill."""
    known = cells()
    cell = known.get(CELL_OF[kind]) or KeyClasses({}, {}, frozenset(), {}, {})
    return cell, known["skills"] if kind in CARRIED else None


def _depth(artifact: Artifact) -> int:
    """Return how far below the project's root a text is read: instructions of a folder lie there, others anywhere."""
    is_for_folder = artifact.kind == "instructions" and artifact.id != "instructions"
    return len(artifact.id.split("/")) if is_for_folder else 0


def _held_fields(artifact: Artifact, cell: KeyClasses, also: KeyClasses | None) -> dict[str, Any]:
    """Return the canonical fields that run or grant something, and what stands below a harmless one and does."""
    classes = CANONICAL.get(artifact.kind, {})
    held: dict[str, Any] = {}
    for name, value in artifact.fields.items():
        if name in NESTED and isinstance(value, Mapping | list | str):
            held |= split(cell, also, {name: value})[1]
        elif classes.get(name) in DANGEROUS and not _is_names(artifact.kind, name, value):
            held[name] = value
    if artifact.fields.get("access") == "full":
        held["access"] = "full"
    return held


def _is_names(kind: str, name: str, value: Any) -> bool:
    """Say whether an agent only names servers that are configured elsewhere."""
    return (
        kind == "agent"
        and name == "mcp_servers"
        and (isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value)))
        and "{" not in str(value)
    )


def needs_consent(artifact: Artifact) -> bool:
    """Say whether an artifact runs something and comes from a layer that a clone may bring along."""
    return artifact.origin.layer == UNTRUSTED_LAYER and bool(running_parts(artifact))


def fingerprint(artifact: Artifact, catalog: Catalog) -> str:
    """Return the hash that consent is bound to: all that would run, scripts included.

    Of a fetched artifact it is bound to the hash in aiwg.lock as well, and so to every byte of it.
    """
    skill = catalog.get(f"skill/{artifact.fields['skill']}") if "skill" in artifact.fields else None
    assets = [[asset.path, digest(asset.data)] for asset in (skill.assets if skill else ())]
    locked = [artifact.origin.hash] if artifact.origin.hash else []
    return digest_value([artifact.kind, artifact.id, running_parts(artifact), assets, *locked])


def withhold(
    catalog: Catalog,
    is_approved: Callable[[Artifact, Catalog], bool],
    beneath: Mapping[str, Artifact],
    is_held: Callable[[Artifact], bool] = needs_consent,
) -> tuple[Catalog, list[Artifact]]:
    """Return the catalog without what still needs consent, and the artifacts concerned.

    What is nothing but running goes; agents, skills, rules and commands stay, without the parts that run. In the place
    of one that goes comes the restriction of yours that it hides: `beneath` has those by key. `is_held` says which are
    asked about: those that a clone may bring along, and with a policy more.
    """
    kept: list[Artifact] = []
    withheld: list[Artifact] = []
    for artifact in catalog:
        if not is_held(artifact) or is_approved(artifact, catalog):
            kept.append(_as_wide_as(artifact, beneath.get(artifact.key)))
            continue
        withheld.append(artifact)
        if artifact.kind not in EXECUTABLE:
            kept.append(without_running_parts(artifact))
        elif artifact.key in beneath:
            kept.append(beneath[artifact.key])
    return Catalog(kept), withheld


def _as_wide_as(artifact: Artifact, hidden: Artifact | None) -> Artifact:
    """Return a restriction that holds at least where the one of yours does that it hides."""
    if hidden is None or not restricts(artifact.kind, artifact.fields):
        return artifact
    include = (*artifact.include, *hidden.include) if artifact.include and hidden.include else ()
    exclude = tuple(name for name in artifact.exclude if name in hidden.exclude)
    return artifact.with_(include=include, exclude=exclude)


def without_running_parts(artifact: Artifact) -> Artifact:
    """Return an artifact whose clients run nothing: keys and files left out, the text disarmed."""
    cell, also = _readers(artifact.kind)
    held = _held_fields(artifact, cell, also)
    fields: dict[str, Any] = {}
    for name, value in artifact.fields.items():
        if name in NESTED:
            fields |= split(cell, also, {name: value})[0]
        elif name not in held:
            fields[name] = value
    return artifact.with_(
        fields=fields,
        extra=split(cell, also, artifact.extra)[0],
        overrides={platform: split(cell, also, own)[0] for platform, own in artifact.overrides.items()},
        body=disarmed(artifact.body, cell, CELL_OF[artifact.kind], also, _depth(artifact)),
        assets=tuple(asset for asset in artifact.assets if not is_loaded(asset)),
    )


def consents_of_typed(catalog: Catalog) -> dict[str, str]:
    """Return the consents that naming a source on the command line gives: to what it holds now."""
    return {
        artifact.key: fingerprint(artifact, catalog)
        for artifact in catalog
        if artifact.origin.layer == TYPED_LAYER and running_parts(artifact)
    }
