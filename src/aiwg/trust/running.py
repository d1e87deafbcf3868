"""What an artifact would run or let an agent run, and whether that needs the user's consent first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.artifact.kinds import EXECUTABLE
from aiwg.artifact.model import Artifact, Catalog
from aiwg.manifest import digest, digest_value

TYPED_LAYER, UNTRUSTED_LAYER = "source", "project"
"""A source typed with --source is trusted as it is then; what a clone may bring along is not."""

HARMLESS_OVERRIDES = frozenset({"name", "title", "description", "model", "color", "effort", "temperature", "readonly"})
"""Native fields that can be overridden without consent; any other raw field might run or grant something."""

RUNNING_KEYS = frozenset(
    {
        "hooks",
        "mcp_servers",
        "mcpServers",
        "mcp-servers",
        "permissionMode",
        "allowed-tools",
        "permission",
        "permissions",
    }
)
GRANTING_FIELDS = {"skill": frozenset({"allowed-tools"}), "command": frozenset({"tools"})}
"""Fields of other kinds that run something or grant something without being asked again."""


def running_parts(artifact: Artifact) -> dict[str, Any]:
    """Return the parts of an artifact that run or grant something, by name; empty for mere text."""
    if artifact.kind in EXECUTABLE:
        if artifact.kind == "permission" and artifact.fields.get("effect") != "allow":
            return {}
        return {**artifact.fields, **artifact.extra, **_overrides(artifact)}
    names = RUNNING_KEYS | GRANTING_FIELDS.get(artifact.kind, frozenset())
    both = {**artifact.extra, **artifact.fields}
    parts = {name: value for name, value in both.items() if name in names and not _is_names(name, value)}
    if artifact.fields.get("access") == "full":
        parts["access"] = "full"
    return {**parts, **_overrides(artifact, HARMLESS_OVERRIDES)}


def _overrides(artifact: Artifact, harmless: frozenset[str] = frozenset()) -> dict[str, Any]:
    found = {}
    for platform, fields in artifact.overrides.items():
        kept = {key: value for key, value in fields.items() if key not in harmless}
        if kept:
            found[f"for {platform}"] = kept
    return found


def _is_names(name: str, value: Any) -> bool:
    """Say whether an agent only names servers that are configured elsewhere."""
    return name in ("mcp_servers", "mcpServers", "mcp-servers") and (
        isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))
    )


def needs_consent(artifact: Artifact) -> bool:
    """Say whether an artifact runs something and comes from a layer that a clone may bring along."""
    return artifact.origin.layer == UNTRUSTED_LAYER and bool(running_parts(artifact))


def fingerprint(artifact: Artifact, catalog: Catalog) -> str:
    """Return the hash that consent is bound to: all that would run, scripts included."""
    skill = catalog.get(f"skill/{artifact.fields['skill']}") if "skill" in artifact.fields else None
    assets = [[asset.path, digest(asset.data)] for asset in (skill.assets if skill else ())]
    return digest_value([artifact.kind, artifact.id, running_parts(artifact), assets])


def withhold(catalog: Catalog, consents: Mapping[str, str]) -> tuple[Catalog, list[Artifact]]:
    """Return the catalog without what still needs consent, and the artifacts concerned.

    What is nothing but running goes; agents, skills and commands stay, without the parts that run.
    """
    kept: list[Artifact] = []
    withheld: list[Artifact] = []
    for artifact in catalog:
        if not needs_consent(artifact) or consents.get(artifact.key) == fingerprint(artifact, catalog):
            kept.append(artifact)
            continue
        withheld.append(artifact)
        if artifact.kind not in EXECUTABLE:
            kept.append(_without_running_parts(artifact))
    return Catalog(kept), withheld


def _without_running_parts(artifact: Artifact) -> Artifact:
    parts = running_parts(artifact)
    overrides = {
        platform: {key: value for key, value in fields.items() if key in HARMLESS_OVERRIDES}
        for platform, fields in artifact.overrides.items()
    }
    return artifact.with_(
        fields={name: value for name, value in artifact.fields.items() if name not in parts},
        extra={name: value for name, value in artifact.extra.items() if name not in parts},
        overrides=overrides,
    )


def consents_of_typed(catalog: Catalog) -> dict[str, str]:
    """Return the consents that naming a source on the command line gives: to what it holds now."""
    return {
        artifact.key: fingerprint(artifact, catalog)
        for artifact in catalog
        if artifact.origin.layer == TYPED_LAYER and running_parts(artifact)
    }
