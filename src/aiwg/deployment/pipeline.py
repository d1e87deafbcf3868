"""The main job, in one direction: sources, placements, outputs, plan; apply is the only writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from aiwg.apply.apply import apply
from aiwg.core.dataclass import replace
from aiwg.core.progress import begin_step
from aiwg.deployment.caches import NO_CACHES, Caches
from aiwg.deployment.existing.yielding import without_yielding
from aiwg.deployment.intent import Intent, is_strict
from aiwg.deployment.load_sources import load_sources
from aiwg.deployment.plan_changes import plan_changes
from aiwg.deployment.render_outputs import place_artifacts, render_outputs
from aiwg.deployment.stages import Loaded, Planned
from aiwg.deployment.workspace import Workspace, open_workspace
from aiwg.fs.git import BLOCK_MARK, exclude_holds
from aiwg.fs.roots import GITIGNORE
from aiwg.fs.tree import FileTree
from aiwg.plan.actions import Action
from aiwg.trust.store import read_consents, write_consents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.adapter.model import Adapter


def plan_deployment(intent: Intent, workspace: Workspace | None = None, caches: Caches = NO_CACHES) -> Planned:
    """Return the plan for an intent; `workspace` is the one already open, if any. Nothing is written.

    `caches` are kept between plans of one process for one project, and save what has not changed since.

    Raises UserError for a wrong intent, an invalid source, an unusable state, or an unsafe path.
    """
    workspace = workspace or open_workspace(intent.targets.project, intent.targets.scope)
    begin_step("Reading the sources")
    return plan_loaded(load_sources(intent, workspace, caches))


def plan_loaded(loaded: Loaded) -> Planned:
    """Return the plan for what is loaded. Nothing is written.

    Raises UserError for an invalid source, an unusable state, or an unsafe path.
    """
    waiting: Loaded | None = loaded
    while waiting is not None:
        begin_step("Choosing places for the artifacts")
        placed = place_artifacts(waiting)
        begin_step("Rendering for each platform")
        rendered = render_outputs(placed)
        begin_step("Comparing with the files")
        planned = plan_changes(rendered)
        waiting = without_yielding(planned)
    return planned


def carry_out(planned: Planned) -> list[str]:
    """Apply a plan; return the paths of the backups that were made.

    What a source typed by hand would run is allowed from now on, as it is now.

    Raises UserError when a file changed since the plan, or cannot be written.
    """
    new = replace(planned.new)  # the folders that are made come into it
    backups = apply(planned.plan, planned.old, new, planned.workspace.state, planned.workspace.claims.of)
    loaded = planned.loaded
    loaded.caches.keep_manifest(new)
    if loaded.workspace.scope == "project" and not loaded.workspace.state.is_apart:
        _keep_excluded(planned)
    project = loaded.workspace.config_folder
    known = read_consents(project) if loaded.consents else {}
    if not loaded.consents.items() <= known.items():
        _remember_consents(project, known, loaded.consents)
    _keep_parsed(planned.adapters)
    return backups


def would_change(planned: Planned) -> bool:
    """Say whether a run that carries out this plan would write, change or delete a file."""
    conflicts = planned.plan.conflicts and is_strict(planned.loaded.intent)
    if planned.plan.is_stuck or planned.lost_permissions or conflicts:
        return False
    from aiwg.apply import forecast  # only those who look at a plan need it

    return forecast.would_change(planned.plan, planned.old, planned.new, planned.workspace.state)


def _keep_parsed(adapters: Iterable[Adapter]) -> None:
    """Keep what the YAML of bundled adapters says for later runs."""
    for adapter in adapters:
        if not adapter.text:
            continue
        from aiwg.adapter.parsed import entry_file, kept_data, sealed_entry
        from aiwg.apply.user_state import keep_in_cache

        if kept_data(adapter.id, adapter.text) is not None:  # by an earlier run of this process, such as a watch
            continue
        file, entry = entry_file(adapter.id), sealed_entry(adapter.id, adapter.text, adapter.data)
        if file and entry:
            keep_in_cache(Path(file), entry)


def _outputs(planned: Planned) -> Iterator[Action]:
    yield from (action for action in planned.plan.actions if action.path != GITIGNORE)


def _keep_excluded(planned: Planned) -> None:
    """Bring git's exclude file up to date, where the user let aiwg write into it."""
    workspace = planned.workspace
    if not exclude_holds(workspace.project, BLOCK_MARK):
        return
    from aiwg.deployment.vcs.exclude import agreed_exclude_file  # only where there is a block of ours
    from aiwg.plan.private_files import owned_files

    exclude = agreed_exclude_file(workspace.project)
    if exclude is None:
        return
    if planned.new.is_empty:
        exclude.remove()
    else:
        owned = owned_files(_outputs(planned), FileTree(workspace.roots).look)
        exclude.write(exclude.lines_for(owned, workspace.state.shown_manifest))


def _remember_consents(project: Path, known: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Write down what typing a source allowed; where that cannot be, a plain source has to be allowed again."""
    try:
        write_consents(project, {**known, **given})
    except OSError:
        if any(not key.startswith("source/") for key in given.keys() - known.keys()):
            raise
