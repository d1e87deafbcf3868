"""Deployed artifacts that a plugin, which a person installed in the client itself, brings once more."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import parse_path
from aiwg.artifact.ids import shown
from aiwg.deployment.existing.limits import as_planned
from aiwg.deployment.workspace import Workspace
from aiwg.findings.model import Finding
from aiwg.loading.plugins import PLUGINS
from aiwg.plan.actions import CREATE, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.loading import StartFolder

IN_PLUGIN = "remove the plugin, or exclude the artifact"


def plugin_notes(plan: Plan, adapters: Iterable[Adapter], workspace: Workspace) -> list[Finding]:
    """Return a warning for each artifact that is written for the first time and that a plugin has too.

    The client lists both. Only the warning depends on the person's machine, never the files.
    """
    if not plan.of(CREATE):
        return []
    having = [adapter for adapter in adapters if may_have_plugins(adapter, workspace.environment)]
    if not having:
        return []
    here = as_planned(plan, workspace)
    created = {os.path.abspath(workspace.roots.full(action.path)): action.path for action in plan.of(CREATE)}
    return [finding for adapter in having for finding in _of_platform(adapter, here, created)]


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


def _of_platform(adapter: Adapter, here: StartFolder, created: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a warning for each of the `created` files, by full path, of which a plugin has a copy."""
    from aiwg.loading import look_around

    context = look_around(adapter, here)
    paths = {item.shown: item for item in context.loaded}
    for double in context.doubles:
        items = [paths[path] for path in double.paths if path in paths]
        plugin = next((item.plugin for item in items if item.plugin), "")
        ours = next((item for item in items if item.path in created), None)
        if plugin and ours is not None:
            message = f"{shown(adapter.name)} lists {shown(ours.name)} twice: the plugin {shown(plugin)} has it too"
            yield Finding("in-plugin", "warning", message, created[ours.path], hint=IN_PLUGIN, platforms=(adapter.id,))
