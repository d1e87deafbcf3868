"""What a plan moves: artifacts that a platform loads from another place than before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from posixpath import dirname

from aiwg.core.dataclass import dataclass, replace
from aiwg.manifest import Manifest
from aiwg.plan.actions import ORPHAN, Plan
from aiwg.render.delivery import Delivery
from aiwg.render.outputs import Output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAIN_FILE = "/SKILL.md"


@dataclass(frozen=True, slots=True)
class Relocation:
    """Artifacts that lay in some paths for some platforms, and lie in others now."""

    artifacts: tuple[str, ...]
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    platforms: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the move in the shape that programs rely on."""
        return {
            "artifacts": list(self.artifacts),
            "from": list(self.sources),
            "to": list(self.targets),
            "platforms": list(self.platforms),
        }


def find_relocations(
    old: Manifest, chosen: Mapping[str, Sequence[str]], deliveries: Iterable[Delivery], outputs: Iterable[Output]
) -> list[Relocation]:
    """Return what moves to the places chosen now, one entry for an artifact; what only goes or comes is no move."""
    if old.placed == chosen or not old.records:
        return []
    before = _recorded(old)
    now = {(artifact, delivery_path(output.path)) for output in outputs for artifact in output.artifacts}
    found: dict[str, tuple[set[str], set[str], set[str]]] = {}
    for delivery in deliveries:
        was = before.get((delivery.artifact, delivery.platform), set())
        gone = {path for path in was if (delivery.artifact, path) not in now}
        came = {path for path in delivery.paths if path not in was}
        if gone and came:
            sources, targets, platforms = found.setdefault(delivery.artifact, (set(), set(), set()))
            sources.update(gone)
            targets.update(came)
            platforms.add(delivery.platform)
    return [
        Relocation((artifact,), *(tuple(sorted(each)) for each in parts)) for artifact, parts in sorted(found.items())
    ]


def _recorded(manifest: Manifest) -> dict[tuple[str, str], set[str]]:
    """Return the paths by artifact and platform, a skill's folder for all that lies in it."""
    folders = {dirname(path) for path in manifest.records if path.endswith(MAIN_FILE)}
    found: dict[tuple[str, str], set[str]] = {}
    for path, record in manifest.records.items():
        if not path.endswith(MAIN_FILE) and not folders.isdisjoint(_above(path)):
            continue
        for artifact in record.artifacts:
            for platform in record.platforms:
                found.setdefault((artifact, platform), set()).add(delivery_path(path))
    return found


def _above(path: str) -> list[str]:
    """Return the folders that a path lies in."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def delivery_path(path: str) -> str:
    """Return the path that stands for a file: for a skill's main file its folder."""
    return path.removesuffix("SKILL.md") if path.endswith(MAIN_FILE) else path


def together(relocations: Sequence[Relocation]) -> list[Relocation]:
    """Return the moves with those between the same folders, for the same platforms, taken together."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for move in relocations:
        key = (_folders(move.sources), _folders(move.targets), move.platforms)
        found.setdefault(key, []).extend(move.artifacts)
    return [Relocation(tuple(artifacts), *key) for key, artifacts in found.items()]


def _folders(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the folders of paths; a file at the top, or one that many artifacts share, by itself."""
    return tuple(dict.fromkeys(f"{dirname(path.rstrip('/'))}/" if "/" in path else path for path in sorted(paths)))


def with_orphans_told(plan: Plan, relocations: Iterable[Relocation]) -> Plan:
    """Return the plan that says at each file that the user edited and that moves away: both are read until it goes."""
    moved: Mapping[str, Relocation] = {path: move for move in relocations for path in move.sources}
    actions = tuple(
        replace(
            action,
            reason=f"{action.reason}; aiwg now writes its text to {', '.join(move.targets)}",
            hint="move your edit to the source, then delete this file; until then both are loaded",
        )
        if action.action == ORPHAN and (move := moved.get(delivery_path(action.path)))
        else action
        for action in plan.actions
    )
    return replace(plan, actions=actions)
