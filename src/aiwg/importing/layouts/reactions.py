"""Behaviors in the form that names events and actions: `on_file_write: [{filter, action: run_script, script}]`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Asset, Origin
from aiwg.core.dataclass import replace
from aiwg.importing.layouts.manifest import PackageParts
from aiwg.importing.layouts.places import PlacedFile, place_pattern, spellings
from aiwg.importing.layouts.tree import HeldTree
from aiwg.importing.model import CHANGED, KEPT, NOT_LOADED, RAW, UNREAD, Draft, Native, NativeReading

_KIND = KINDS["behavior"]
_ACTION = "run_script"


def placed_behaviors(tree: HeldTree, parts: PackageParts) -> Iterator[PlacedFile]:
    """Yield the behaviors of a package; they have a place as skills do."""
    rules: Mapping[str, Any] = parts.package.layout.data.get("behaviors") or {}
    base, cell = parts.package.base, parts.cells[KINDS[_KIND.as_skill].cell] if rules else None
    for text in rules.get("reads", ()):
        patterns = [place_pattern(f"{each}{_KIND.main}") for each in spellings(text)]
        for inside in tree.inside(base):
            match = next((found for pattern in patterns if (found := pattern.fullmatch(inside))), None)
            if match is not None and cell is not None:
                path = f"{base}{inside}"
                yield PlacedFile(cell, cell.reads[0], path, match["id"], path.rpartition("/")[0])


def behavior_of(
    native: Native, front: Mapping[str, Any], body: str, assets: tuple[Asset, ...], rules: Mapping[str, Any]
) -> NativeReading:
    """Return the behavior that a file in this form becomes; what no agent can react to is left out, with a note."""
    hooks, notes = [], []
    said = front.get("hooks")
    for event, actions in said.items() if isinstance(said, Mapping) else ():
        for number, action in enumerate(actions if isinstance(actions, list) else [actions]):
            where = f"hooks.{event}[{number}]"
            made = _hook(str(event), action, rules, assets)
            if isinstance(made, str):
                notes.append(native.note(NOT_LOADED, made, where))
                continue
            limit = rules["events"][event].get("only", "")
            notes.append(native.note(CHANGED if limit else KEPT, limit, where))
            hooks.append(made)
    fields = {key: front[key] for key in ("description", "triggers", "inputs") if front.get(key)}
    bins = ((front.get("manifest") or {}).get("requires") or {}) if isinstance(front.get("manifest"), Mapping) else {}
    if isinstance(bins, Mapping) and bins.get("bins"):
        fields["requires"] = bins["bins"]
    if hooks:
        fields["hooks"] = hooks
    extra = {key: value for key, value in front.items() if key not in ("name", "hooks", "scripts", *fields)}
    notes += [native.note(RAW if key in extra else KEPT, key=key) for key in front if key != "hooks"]
    text = body if body.endswith("\n") or not body else f"{body}\n"
    fields.setdefault("description", f"The behavior {native.name}.")
    artifact = Artifact(_KIND.name, native.name, Origin(native.shown, "project"), fields, text, assets, extra)
    return NativeReading((Draft(artifact, (replace(native, assets=assets),), tuple(notes)),))


def _hook(event: str, action: Any, rules: Mapping[str, Any], assets: tuple[Asset, ...]) -> dict[str, Any] | str:
    """Return the hook that an action on an event is, or why there is none."""
    meant: Mapping[str, Any] | None = rules["events"].get(event)
    if meant is None:
        return "happens outside an agent's session, so no hook of an agent sees it"
    if not isinstance(action, Mapping) or action.get("action") != _ACTION:
        said = action.get("action") if isinstance(action, Mapping) else action
        return f"has the action {said}: only {_ACTION} can be a hook"
    script = str(action.get("script") or "")
    if not any(asset.path == script for asset in assets):
        return f"runs {script or 'no script'}, which is not in its folder"
    hook: dict[str, Any] = {"event": meant["event"]}
    match = [str(tool) for tool in meant.get("match", ())]
    if isinstance(action.get("filter"), str):
        match = [f"{tool}({action['filter']})" for tool in match]
    if isinstance(action.get("tool"), str):
        match = [action["tool"]]
    if match:
        hook["match"] = match
    return {**hook, "script": script, **({"timeout": action["timeout"]} if "timeout" in action else {})}


def unreadable(native: Native, reason: str, line: int | None) -> NativeReading:
    """Return the note about a behavior that cannot be read."""
    return NativeReading(notes=(native.note(UNREAD, reason, line=line),))
