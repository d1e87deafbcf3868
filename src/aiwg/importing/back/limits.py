"""Whether a change of an artifact takes away a restriction: then a person has to agree to it by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aiwg.artifact.fields import ENUMS, LIMITING_KEYS
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.render.permissions.shapes import EFFECTS
from aiwg.source.locations import restricts

_LIMITING_WORDS = (
    "permission", "sandbox", "tool", "deny", "denied", "allow", "readonly", "approv", "disabled", "enabled", "exclude",
    "block", "trust", "ask", "restrict",
)  # fmt: skip
"""Parts of the names of native keys that may limit what an agent does: nobody knows in which direction."""


def weakened(before: Artifact, after: Artifact) -> str:
    """Return which restriction a change takes away, in words for a person; empty when it takes none away.

    Where nobody can tell, it counts as taken away.
    """
    if _is_left_out_more(before, after) and _is_restriction(before):
        return f"{before.key} would hold on fewer platforms"
    found = [*_permission(before, after), *_fields(before, after), *_overrides(before, after), *_ignored(before, after)]
    return next(iter(found), "")


def _is_restriction(artifact: Artifact) -> bool:
    """Say whether leaving an artifact out lets agents do more; one that denies, one that guards, or a list of files."""
    if artifact.kind == "mcp_server":
        return False  # without the server there is nothing to limit
    return restricts(artifact.kind, artifact.fields) and artifact.fields.get("effect") != EFFECTS[0]


def _is_left_out_more(before: Artifact, after: Artifact) -> bool:
    return bool(set(after.exclude) - set(before.exclude)) or bool(
        after.include and set(before.include) - set(after.include)
    )


def _permission(before: Artifact, after: Artifact) -> Iterable[str]:
    if KINDS[before.kind].entries_as != "effects" or before.id == after.id:
        return
    if before.fields["effect"] != EFFECTS[0]:
        yield f"{before.id} would become {after.id}"


def _fields(before: Artifact, after: Artifact) -> Iterable[str]:
    one, other = before.fields, after.fields
    if one.get("enabled") is False and other.get("enabled") is not False:
        yield f"{before.key} would be switched on"
    if KINDS[before.kind].entries_as == "effects":
        return
    if _is_wider(one.get("tools"), other.get("tools")):
        yield f"{before.key} would get more tools"
    if set(_names(one.get("deny_tools"))) - set(_names(other.get("deny_tools"))):
        yield f"{before.key} would be denied fewer tools"
    if _access(one) < _access(other):
        yield f"{before.key} would get more access"


def _is_wider(before: Any, after: Any) -> bool:
    """Say whether a list of tools allows more than another; none allows all."""
    if before is None:
        return False
    return after is None or bool(set(_names(after)) - set(_names(before)))


def _names(value: Any) -> list[str]:
    return (
        [str(each) for each in value]
        if isinstance(value, list | tuple | dict)
        else []
        if value is None
        else [str(value)]
    )


def _access(fields: Mapping[str, Any]) -> int:
    """Return how much access an agent has; without a word on it, it has what its platform gives."""
    words = ENUMS["access"]
    return words.index(fields["access"]) if fields.get("access") in words else len(words)


def _overrides(before: Artifact, after: Artifact) -> Iterable[str]:
    for values, others, name in (
        *((values, after.overrides.get(platform, {}), platform) for platform, values in before.overrides.items()),
        (before.extra, after.extra, ""),
    ):
        for key, value in values.items():
            if _may_limit(key) and others.get(key) != value:
                yield f"{key}{f' for {name}' if name else ''} would change, which may limit {before.key}"
    for platform, others in after.overrides.items():
        for key in others.keys() - before.overrides.get(platform, {}).keys():
            if _may_limit(key) and others[key] is not False and others[key] not in ([], {}):
                yield f"{key} for {platform} would be new, which may widen {before.key}"


def _may_limit(key: str) -> bool:
    plain = key.lower().replace("-", "").replace("_", "")
    return key in LIMITING_KEYS or any(word in plain for word in _LIMITING_WORDS)


def _ignored(before: Artifact, after: Artifact) -> Iterable[str]:
    if before.kind != "ignore":
        return
    one, other = _patterns(before.body), _patterns(after.body)
    gone = [line for line in one if line not in other and not line.startswith("!")]
    shown_again = [line for line in other if line.startswith("!") and line not in one]
    if gone or shown_again:
        yield f"agents could read what {(gone or shown_again)[0]} keeps from them"


def _patterns(body: str) -> list[str]:
    lines = (line.strip() for line in body.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
