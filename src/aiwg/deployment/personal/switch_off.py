"""Switching artifacts of a team's project off for one person, by the settings that their platforms keep for that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping

from aiwg.adapter.model import Cell
from aiwg.adapter.paths import parse_selector
from aiwg.artifact.model import Artifact, Catalog
from aiwg.config import Config
from aiwg.core.read import read_whole
from aiwg.deployment.personal.settings import FILE, PersonalSettings
from aiwg.deployment.selection import profile_keys
from aiwg.deployment.stages import Planned
from aiwg.findings.model import Finding
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import MISSING, Value, get, parse
from aiwg.placement.place import Placement
from aiwg.render.documents import format_of
from aiwg.render.outputs import KeyEntry, Outputs
from aiwg.source.bundles import Bundle
from aiwg.source.exclude import Exclusion
from aiwg.source.refused import Refusals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

STAYS_ON = "stays-on"
"""The code of an artifact that one person wants off, and that a platform loads all the same."""


def unwanted(
    wish: PersonalSettings, config: Config, catalog: Catalog, bundles: Mapping[str, Bundle], refused: Refusals
) -> set[str]:
    """Return the artifacts of a project that one person wants off, by the name people know.

    Raises UserError (usage) for a profile that is none.
    """
    exclusion = Exclusion.of(wish.disable)
    found = {each.named for each in catalog if _is_named(each, exclusion)}
    if wish.profile is not None:
        wanted = set(profile_keys(wish.profile, config.profiles, catalog, bundles, refused))
        found |= {each.named for each in catalog} - wanted
    return found


def _is_named(artifact: Artifact, exclusion: Exclusion) -> bool:
    kind, _, id = artifact.named.partition("/")
    return exclusion.leaves_out(artifact.named, id, artifact.origin.path, artifact.origin.file) or (
        exclusion.leaves_out(artifact.key, artifact.id) or exclusion.leaves_out(f"{kind}/{id}", id)
    )


def unknown_names(wish: PersonalSettings, catalogs: Collection[Catalog]) -> list[Finding]:
    """Return a warning for each name under `disable` that means nothing here."""
    every = [artifact for catalog in catalogs for artifact in catalog]
    return [
        Finding("no-effect", "warning", f'disable names "{name}", but no artifact here has that name', FILE)
        for name in wish.disable
        if not any(_is_named(artifact, Exclusion.of([name])) for artifact in every)
    ]


def switch_off(
    names: Collection[str], project: Planned, outputs: Outputs, is_taken: Callable[[str], bool]
) -> list[Finding]:
    """Add the settings that switch artifacts of a project off; return what stays on, a warning for each artifact.

    `is_taken` says of a file with such settings that git tracks it.
    """
    adapters = {adapter.id: adapter for adapter in project.adapters}
    left: dict[str, dict[str, str]] = defaultdict(dict)
    for placement in project.placed.placements.placements:
        artifact = placement.artifact
        if artifact.named not in names:
            continue
        for id in placement.platforms:
            cell = adapters[id].cells.get(placement.cell)
            known: Mapping[str, Any] = {} if cell is None or _replaces(cell, project) else cell.get("switch_off", {})
            switches = {where: value for where, value in known.items() if not is_taken(where.partition("#")[0])}
            if not switches or placement.pointer_to is not None:
                left[artifact.named][adapters[id].name] = _path_of(placement)
            for path, entry in _entries(switches, placement, id):
                outputs.add_entry(path, format_of(path), entry)
    return [_stays_on(name, where) for name, where in sorted(left.items())]


def _replaces(cell: Cell, project: Planned) -> bool:
    """Say whether a list of one person would take the place of one that all share: then it must not be written."""
    path, _, selector = str(cell.get("switch_alone", "")).partition("#")
    if not path:
        return False
    try:
        text = read_whole(project.workspace.project / path).decode("utf-8")
        return get(parse(text, format_of(path)), parse_selector(selector).keys) is not MISSING
    except FileNotFoundError:
        return False
    except (OSError, ValueError, EditRefusedError):
        return True


def _entries(switches: Mapping[str, Any], placement: Placement, platform: str) -> Iterator[tuple[str, KeyEntry]]:
    artifact = placement.artifact
    words = {"{id}": artifact.id, "{path}": _path_of(placement)}
    for where, value in switches.items():
        path, _, selector = where.partition("#")
        keys = tuple(_filled(key, words) for key in parse_selector(selector).keys)
        for item in value if isinstance(value, list) else [value]:
            said = _filled(item, words) if isinstance(item, str) else item
            steps = (*keys, Value(said)) if isinstance(value, list) else keys
            yield path, KeyEntry(steps, said, (artifact.named,), (platform,), companion=True)


def _filled(text: str, words: Mapping[str, str]) -> str:
    for word, meaning in words.items():
        text = text.replace(word, meaning)
    return text


def _path_of(placement: Placement) -> str:
    return placement.spot.path.replace("{id:path}", placement.artifact.id).replace("{id}", placement.artifact.id)


def _stays_on(name: str, where: Mapping[str, str]) -> Finding:
    by_path: dict[str, list[str]] = defaultdict(list)
    for platform, path in where.items():
        by_path[path].append(platform)
    said = "; ".join(f"{_listed(names)} from {path}" for path, names in sorted(by_path.items()))
    message = f"{name} still loads on: {said}"
    hint = "these platforms have no personal setting to switch it off"
    return Finding(STAYS_ON, "warning", message, FILE, hint=hint)


def _listed(names: list[str]) -> str:
    found = sorted(names)
    return f"{', '.join(found[:3])} and {len(found) - 3} more" if len(found) > 4 else ", ".join(found)
