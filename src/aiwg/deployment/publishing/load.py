"""What packages are made of: the sources of a project without anybody's personal one, in a workspace of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aiwg.adapter.package_target import PackageTarget
from aiwg.apply.state import State
from aiwg.audit.auditor import Auditor
from aiwg.config import COMMITTED
from aiwg.core.dataclass import replace
from aiwg.decisions.in_force import NO_DECISIONS
from aiwg.deployment.claims import Claims
from aiwg.deployment.gate.committed import nothing_committed
from aiwg.deployment.gate.policy import obey_policy, refuse_waiting_sources
from aiwg.deployment.load_sources import check_sources, hold_unapproved
from aiwg.deployment.personal.settings import NOTHING_PERSONAL
from aiwg.deployment.publishing.documents import add_documents
from aiwg.deployment.stages import Loaded
from aiwg.deployment.workspace import Workspace
from aiwg.fs.roots import package_roots
from aiwg.plan.writable import Writable
from aiwg.source.layers import USER, layers_for, load_layers
from aiwg.trust.approvals import approvals_for
from aiwg.trust.executables import consents_of_typed
from aiwg.trust.external_sources import refuse_waiting, waiting_sources


def package_workspace(workspace: Workspace, folder: Path, targets: Mapping[str, PackageTarget]) -> Workspace:
    """Return the workspace of the packages of a project: their own folder and manifest, and targets for platforms."""
    roots = package_roots(folder)
    workspace.registry.include(target.adapter for target in targets.values())

    def further(found: Writable) -> None:
        add_documents(targets.values(), found)

    claims = Claims(workspace.registry, workspace.environment, roots, further=further)
    config = replace(workspace.config, platforms=(), packages=(), outputs=COMMITTED, copies=())
    return replace(
        workspace,
        roots=roots,
        state=State(roots),
        claims=claims,
        config=config,
        personal=NOTHING_PERSONAL,
        committed=nothing_committed,
    )


def load_for_packages(loaded: Loaded) -> Loaded:
    """Return what the project publishes: its own sources without anybody's personal one, and what may run of them.

    Raises UserError as loading for a deployment does.
    """
    workspace, typed = loaded.workspace, loaded.intent.targets.sources
    project, config = workspace.project, workspace.config
    if not typed:
        approvals = approvals_for(project)
        waiting = waiting_sources(project, config.sources, (), approvals.may_read)
        refuse_waiting_sources(waiting, approvals)
        refuse_waiting(waiting)
    layers = [each for each in layers_for(project, typed, config.sources, (), config.bundles) if each.name != USER]
    approvals = approvals_for(project, layers, True)
    problems = obey_policy(layers, project, approvals)
    auditor = Auditor(loaded.caches.audits, approvals.policy.refused_codes)
    read = load_layers(layers, project, config.exclude, config.overrides, look=auditor.look)
    read.problems += problems
    loaded = replace(loaded, layers=tuple(layers), bundles=read.bundles)
    checked = check_sources(loaded, read, auditor, NO_DECISIONS)
    return hold_unapproved(replace(checked, consents=consents_of_typed(checked.catalog)), read.beneath)
