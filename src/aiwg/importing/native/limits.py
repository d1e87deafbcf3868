"""What limits an artifact: no import lets it do more, or be loaded more often, on any tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiwg.adapter.model import FieldRule
from aiwg.artifact.model import Artifact
from aiwg.importing.native.fields import top
from aiwg.source.fields import coerce

LIMITS = frozenset({"tools", "deny_tools", "access", "paths"})
"""Fields by which an artifact does less, or is loaded less often."""


def limits_of_all(kind: str, raw: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the raw keys of an agent limits it on every platform, as fields: `readonly: true`."""
    if kind != "agent":
        return {}
    meant = coerce(kind, {key: value for key, value in raw.items() if isinstance(value, bool | str)})
    return {key: value for key, value in meant.fields.items() if key == "access" and key not in fields}


def limits_of_its_own(
    artifact: Artifact, rules: Sequence[FieldRule], raw: Mapping[str, Any], given: Mapping[str, Any], is_packed: bool
) -> list[str]:
    """Return the native keys that limit an artifact and that no field says: on another tool it would do more.

    `is_packed`: it lies in a package, where no platform was asked what it loads, so a field says all of its key.
    """
    said = LIMITS & artifact.fields.keys()
    limits = LIMITS - said if is_packed else LIMITS
    if artifact.kind == "agent" and said:
        return []
    found = [
        top(rule.target)
        for rule in rules
        if limits & set(rule.sources) and raw.get(top(rule.target)) not in (None, "", [], False)
    ]
    if given.get("activation") == "paths" and "paths" not in artifact.fields:
        found.append("paths")
    return list(dict.fromkeys(found))
