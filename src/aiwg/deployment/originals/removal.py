"""A removal that also brings back the files which an import took over."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from aiwg.artifact.originals import kept_at
from aiwg.core.digest import text_digest
from aiwg.core.errors import UserError
from aiwg.deployment.claims import platforms_in
from aiwg.deployment.originals.bring_back import BroughtBack, bring_back
from aiwg.deployment.originals.consent import KEY, OriginalConsents
from aiwg.deployment.stages import Loaded
from aiwg.deployment.workspace import Workspace
from aiwg.fs.tree import FILE, FileTree
from aiwg.manifest import Manifest
from aiwg.plan.actions import Plan
from aiwg.plan.manifest_check import credible
from aiwg.trust.items import ConsentItem
from aiwg.trust.store import read_consents

MOST_LINES = 12
"""How many lines are shown of what an original does."""


def with_originals_back(
    plan: Plan, loaded: Loaded, old: Manifest, disk: FileTree, held_back: Collection[str]
) -> BroughtBack:
    """Return the plan of a removal with the files that come back. `held_back` are platforms that stay as they are."""
    staying = {*(adapter.id for adapter in loaded.adapters), *held_back}
    consents = consents_of(loaded.workspace, old)
    return bring_back(plan, old.originals, staying, disk, consents.cover)


def original_items(workspace: Workspace) -> Iterator[ConsentItem]:
    """Yield the files that were taken over and that would run or grant more, once they are back, than what is there."""
    manifest = workspace.state.read_manifest()
    if not manifest.originals:
        return
    credited, _ = credible(manifest, workspace.claims.of(manifest), unknown=workspace.claims.missing(manifest))
    consents, disk = consents_of(workspace, manifest), FileTree(workspace.roots)
    for path, original in credited.originals.items():
        try:
            kept, actual = disk.look(kept_at(path)), disk.look(path)
        except UserError:
            continue
        if kept.kind == FILE and text_digest(kept.data) == original.sha256:
            now = actual.data if actual.kind == FILE else None
            if more := consents.more(path, original, kept.data, now):
                details = (("comes back to", path), *(("with", each) for each in more[:MOST_LINES]))
                key = f"{KEY}{path}"
                yield ConsentItem(key, path, key, kept_at(path), original.sha256, details)


def consents_of(workspace: Workspace, manifest: Manifest) -> OriginalConsents:
    """Return what answers for the originals of a manifest whether they may come back."""
    registry = workspace.registry
    adapters = [registry.get(id) for id in sorted(platforms_in(manifest)) if id in registry.folders]
    given = read_consents(workspace.config_folder)
    return OriginalConsents(adapters, workspace.scope, workspace.environment, given)
