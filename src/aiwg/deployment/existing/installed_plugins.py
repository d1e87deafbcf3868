"""Deployed artifacts that a plugin, which a person installed in the client itself, brings once more."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import parse_path
from aiwg.artifact.ids import shown
from aiwg.deployment.workspace import Workspace
from aiwg.findings.model import Finding
from aiwg.loading.plugins import PLUGINS
from aiwg.plan.actions import CREATE, DELETE, Plan

IN_PLUGIN = "remove the plugin, or exclude the artifact"


def plugin_notes(plan: Plan, adapters: Iterable[Adapter], workspace: Workspace) -> list[Finding]:
    """Return a warning for each artifact that is written for the first time and that a plugin has too.

    The client lists both. Only the warning depends on the person's machine, never the files.
    """
    if not plan.of(CREATE):
        return []
    having = [adapter for adapter in adapters if may_have_plugins(adapter, workspace.environment)]
    return [finding for adapter in having for finding in _of_platform(adapter, plan, workspace)]


def may_have_plugins(adapter: Adapter, environment: Environment) -> bool:
    """Say whether a client has any folder or record of plugins. Most people have none, and no more is read for them."""
    for each in adapter.data.get(PLUGINS, {}).get("folders", ()):
        path = next(each[key] for key in ("path", "record", "marketplace") if key in each)
        head = path.partition("#")[0].partition("/{")[0].partition("/*")[0]
        spec = parse_path(head)
        _, root = environment.located(adapter, spec)
        if os.path.exists(os.path.join(root.replace("~", environment.home, 1), spec.rest)):
            return True
    return False


def _of_platform(adapter: Adapter, plan: Plan, workspace: Workspace) -> Iterator[Finding]:
    from aiwg.loading import DiskReader, StartFolder, look_around
    from aiwg.loading.overlay import OverlayReader

    full = {action.path: os.path.abspath(workspace.roots.full(action.path)) for action in plan.actions}
    gone = frozenset(full[action.path] for action in plan.of(DELETE))
    added = {
        full[action.path]: action.after.decode("utf-8", "replace")
        for action in plan.actions
        if action.after is not None and action.own in ("file", "block")
    }
    created = {full[action.path]: action.path for action in plan.of(CREATE)}
    here = StartFolder(
        os.path.abspath(workspace.project), OverlayReader(DiskReader(), gone, added), workspace.environment
    )
    context = look_around(adapter, here)
    paths = {item.shown: item for item in context.loaded}
    for double in context.doubles:
        items = [paths[path] for path in double.paths if path in paths]
        plugin = next((item.plugin for item in items if item.plugin), "")
        ours = next((item for item in items if item.path in created), None)
        if plugin and ours is not None:
            message = f"{shown(adapter.name)} lists {shown(ours.name)} twice: the plugin {shown(plugin)} has it too"
            yield Finding("in-plugin", "warning", message, created[ours.path], hint=IN_PLUGIN, platforms=(adapter.id,))
