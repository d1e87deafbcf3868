"""Behaviors that aiwg packaged: a skill, and hooks that start aiwg's runner, which knows the scripts of the skill."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiwg.core.dataclass import dataclass, replace
from aiwg.importing.layouts.manifest import PackageParts
from aiwg.importing.layouts.tree import HeldTree
from aiwg.importing.model import KEPT, Draft
from aiwg.render.hook_runner import FOLDER

_RUNNER = re.compile(
    rf"[\"']?\$\{{?\w+\}}?[\"']?/{re.escape(FOLDER)}hook\.py (?P<target>[a-z0-9-]{{1,64}}) (?P<hook>[\w.-]{{1,128}})\Z"
)
_SCRIPT = re.compile(r"skills/(?P<skill>[^/]+)/(?P<path>.+)\Z")
_TAKEN = ("match", "env", "cwd", "timeout")


@dataclass(frozen=True, slots=True)
class UnpackedHooks:
    """What is left of the hooks of a package, and its other drafts, some of them with the hooks that belong to them."""

    hooks: tuple[Draft, ...]
    others: tuple[Draft, ...]


def unpack_own_hooks(
    hooks: Sequence[Draft], others: Sequence[Draft], parts: PackageParts, tree: HeldTree
) -> UnpackedHooks:
    """Return hooks that start aiwg's runner as what they were made of: behaviors, and hooks in aiwg's own form."""
    said: dict[str, Mapping[str, Any]] = {}
    left, own, plain = list[Draft](), dict[str, list[tuple[Draft, str, Mapping[str, Any]]]](), dict[str, Draft]()
    for draft in hooks:
        name, hook = _said(draft, parts, tree, said)
        script = _SCRIPT.match(str(hook.get("script", ""))) if hook else None
        if hook is not None and script is not None:
            own.setdefault(script["skill"], []).append((draft, script["path"], hook))
        elif hook is not None and isinstance(hook.get("command"), str):
            fields = {"event": hook["event"], "command": hook["command"], **_taken(hook, draft), "contract": "aiwg"}
            plain.setdefault(name, replace(draft, artifact=draft.artifact.with_(id=name, fields=fields)))
        else:
            left.append(draft)
    kept = list[Draft]()
    for draft in others:
        found = own.pop(draft.artifact.id, None) if draft.artifact.kind == "skill" else None
        kept.append(_behavior(draft, found) if found else draft)
    left += [draft for found in own.values() for draft, _, _ in found]
    return UnpackedHooks(tuple(left), (*kept, *plain.values()))


def _said(
    draft: Draft, parts: PackageParts, tree: HeldTree, known: dict[str, Mapping[str, Any]]
) -> tuple[str, Mapping[str, Any] | None]:
    """Return the name of a hook that starts aiwg's runner, and what the runner knows of it, None where it is none."""
    match = _RUNNER.match(str(draft.artifact.fields.get("command", "")))
    if match is None:
        return "", None
    path = posixpath.join(parts.package.base, FOLDER, f"{match['target']}.json")
    if path not in known:
        known[path] = _hooks_in(tree, path)
    hook = known[path].get(match["hook"])
    if not isinstance(hook, Mapping) or not isinstance(hook.get("event"), str):
        return "", None
    return match["hook"], hook


def _hooks_in(tree: HeldTree, path: str) -> Mapping[str, Any]:
    file = tree.get(path)
    try:
        value = json.loads(file.data) if file is not None else {}
    except (ValueError, RecursionError):
        return {}
    hooks = value.get("hooks") if isinstance(value, Mapping) else None
    return hooks if isinstance(hooks, Mapping) else {}


def _taken(hook: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    """Return the fields that a hook has beside its event: the client keeps its time limit, and the runner the rest."""
    limit = draft.artifact.fields.get("timeout")
    return {key: value for key in _TAKEN if (value := hook.get(key, limit if key == "timeout" else None)) is not None}


def _behavior(skill: Draft, found: Sequence[tuple[Draft, str, Mapping[str, Any]]]) -> Draft:
    """Return a skill with the hooks that run its scripts: it was one behavior."""
    entries = list(_entries(found))
    fields = {**skill.artifact.fields, "hooks": entries}
    notes = [draft.native.note(KEPT) for draft, _, _ in found]
    natives = (*skill.natives, *(native for draft, _, _ in found for native in draft.natives))
    artifact = skill.artifact.with_(kind="behavior", fields=fields)
    return replace(skill, artifact=artifact, natives=natives, notes=(*skill.notes, *notes))


def _entries(found: Sequence[tuple[Draft, str, Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Yield the hooks of a behavior, each once: a client may start one for several events or tools."""
    told: list[Mapping[str, Any]] = []
    for draft, script, hook in found:
        if hook not in told:
            told.append(hook)
            yield {"event": hook["event"], **_taken(hook, draft), "script": script}
