"""The first stage: from what a command wants to the artifacts that may be deployed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aiwg.artifact.model import Artifact, Catalog
from aiwg.artifact.on_demand import ON_DEMAND
from aiwg.audit.auditor import Auditor
from aiwg.core.dataclass import replace
from aiwg.core.errors import Exit, UserError
from aiwg.decisions.in_force import NO_DECISIONS, Decisions, decisions_in_force, with_decisions
from aiwg.deployment.caches import NO_CACHES, Caches
from aiwg.deployment.existing.placeholders import placeholder_notes
from aiwg.deployment.gate.policy import obey_policy, policy_approvals, policy_notes, refuse_waiting_sources
from aiwg.deployment.intent import Intent, Remove, Verify
from aiwg.deployment.merging.recorded import recorded_under_way, recorded_with
from aiwg.deployment.merging.source_conflicts import source_conflicts
from aiwg.deployment.originals.given import with_coming, with_given
from aiwg.deployment.personal.wanted import looked_at
from aiwg.deployment.preflight import stop_on_errors
from aiwg.deployment.refusing import deployed_of
from aiwg.deployment.selection import selection, without_profiles
from aiwg.deployment.stages import Loaded
from aiwg.deployment.undelivered import without_effect
from aiwg.deployment.workspace import Workspace, choose_platforms, named_packages, recorded_sources
from aiwg.findings.model import Finding
from aiwg.fs.roots import IMPORTS_FILE, LOCK_FILE, PROJECT_FOLDER
from aiwg.manifest import refuse_newer
from aiwg.source.compose import compose
from aiwg.source.layers import LoadedLayers, layers_for, load_layers
from aiwg.source.reader import SourceFile
from aiwg.trust.approvals import approvals_for
from aiwg.trust.executables import consents_of_typed, withhold
from aiwg.trust.external_sources import outside, refuse_waiting, waiting_sources
from aiwg.trust.store import read_consents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.adapter.discover import Registry


def load_sources(intent: Intent, workspace: Workspace, caches: Caches) -> Loaded:
    """Return what an intent would deploy; nothing when no platform is left to serve.

    Raises UserError for a wrong intent, an invalid source or an unusable state.
    """
    caches.begin(workspace.config.models)
    workspace.registry.known = caches.adapters
    recorded = recorded_under_way(workspace, workspace.state.read_manifest(caches.manifest))
    recorded = with_given(recorded, workspace.taking)
    adapters = choose_platforms(workspace, intent, recorded)
    looked = tuple(looked_at(workspace)) if workspace.scope == "project" else ()
    loaded = Loaded(intent, workspace, caches, recorded, tuple(adapters), looked=looked)
    if not adapters:
        return loaded
    loaded = replace(loaded, packages=named_packages(workspace), looked=(*looked, *_fetched_inputs(workspace)))
    if not isinstance(intent, Remove):
        refuse_newer(recorded, workspace.state.shown_manifest)
    loaded, read, auditor = _read(loaded)
    checked = check_sources(loaded, read, auditor, _decisions(loaded, auditor))
    selected = select_artifacts(checked, read.beneath)
    if not any(each.delivery == ON_DEMAND for each in selected.catalog):
        return selected
    from aiwg.deployment.on_demand.split import with_on_demand  # most projects deploy everything

    return with_on_demand(selected)


def load_for_reading(intent: Intent, workspace: Workspace) -> Loaded:
    """Return everything sound that the sources hold, for no platform, and unreduced by what is not approved.

    Raises UserError as for a deploy, when the sources cannot be used at all.
    """
    recorded = workspace.state.read_manifest()
    loaded = Loaded(intent, workspace, NO_CACHES, recorded, (), looked=tuple(_fetched_inputs(workspace)))
    loaded, read, auditor = _read(loaded)
    return check_sources(loaded, read, auditor, _decisions(loaded, auditor))


def _fetched_inputs(workspace: Workspace) -> Iterable[str]:
    """Return what says which fetched sources there are, beside aiwg.yaml; a lock that nobody needs is there or not."""
    sources = workspace.config.sources or ()
    if all(isinstance(each, str) for each in sources):
        return (str(workspace.config_folder / LOCK_FILE),)
    from aiwg.source.fetched.inputs import fetched_inputs

    return fetched_inputs(sources, workspace.config_folder)


def _read(loaded: Loaded) -> tuple[Loaded, LoadedLayers, Auditor]:
    """Return the stage with the layers in it, what they hold, and what was shown every file."""
    workspace, typed = loaded.workspace, loaded.intent.targets.sources
    project = _project_of(loaded)
    known = recorded_sources(workspace, loaded.recorded)
    if project is not None and not typed:
        approvals, recorded = approvals_for(project), loaded.recorded.sources or ()
        waiting = waiting_sources(project, workspace.config.sources, recorded, approvals.may_read)
        refuse_waiting_sources(waiting, approvals)
        refuse_waiting(waiting)
    layers = layers_for(project, typed, workspace.config.sources, known, workspace.config.bundles)
    if project is not None and not typed:
        from aiwg.deployment.personal.team import without_users

        layers = without_users(layers, project)
    layers = with_coming(layers, workspace.taking, f"{workspace.project / PROJECT_FOLDER}")
    sources = _rememberable(typed or known, workspace.sources_base)
    approvals = approvals_for(workspace.project, layers, project is not None)
    problems = obey_policy(layers, project, approvals)
    auditor = Auditor(loaded.caches.audits, approvals.policy.refused_codes)
    config = workspace.config
    cache, wanted = loaded.caches.sources, config.on_demand
    read = load_layers(layers, workspace.project, config.exclude, config.overrides, cache, auditor.look, wanted)
    read.problems += problems
    if wanted:
        from aiwg.deployment.on_demand.patterns import pattern_problems  # most projects have no such entries

        read.problems += pattern_problems(read, wanted, workspace.config_folder, workspace.scope)
    looked = (*loaded.looked, *approvals.policy.looked)
    return replace(loaded, layers=tuple(layers), sources=sources, bundles=read.bundles, looked=looked), read, auditor


def _project_of(loaded: Loaded) -> Path | None:
    """Return the project, None in the user scope: nothing of a project counts there."""
    return loaded.workspace.project if loaded.intent.targets.scope == "project" else None


def check_sources(loaded: Loaded, read: LoadedLayers, auditor: Auditor, decisions: Decisions) -> Loaded:
    """Return the stage with the artifacts that are sound, and what is wrong with the others.

    Raises UserError when something is wrong that is not one artifact's own.
    """
    workspace, refusals = loaded.workspace, read.refused
    problems = refusals.take(source_conflicts(workspace, loaded.layers))
    problems += [*read.problems, *decisions.problems]
    catalog, found = compose(with_decisions(read.catalog, decisions))
    problems += refusals.take(found) + unknown_platforms(read.catalog, workspace.registry)
    auditor.look_at_settings(catalog)
    auditor.settle(workspace.config.allowances)
    problems += refusals.take(auditor.problems(read_consents(workspace.config_folder)))
    stop_on_errors(problems)
    good = refusals.good(catalog)
    return replace(
        loaded,
        catalog=good,
        decisions=decisions,
        refusals=refusals,
        staying=deployed_of(refusals, loaded.recorded, {artifact.named for artifact in good}),
        problems=tuple(problems),
    )


def _decisions(loaded: Loaded, auditor: Auditor) -> Decisions:
    """Return the decisions in force in the project as rules, each shown to the auditor."""
    project = _project_of(loaded)
    found = NO_DECISIONS if project is None else decisions_in_force(project, loaded.workspace.config)
    for rule in found.artifacts:
        auditor.look(SourceFile(f"rules/{rule.id}.md", rule.body.encode(), False), rule.origin.file)
    return found


def select_artifacts(loaded: Loaded, beneath: Mapping[str, Artifact]) -> Loaded:
    """Return the stage with the artifacts that may run and are selected; `beneath` are hidden restrictions."""
    known, workspace = loaded.catalog, loaded.workspace
    given = consents_of_typed(known)
    project = _project_of(loaded)
    if project is not None:
        typed = outside(map(os.path.abspath, loaded.intent.targets.sources), project, "")
        given |= {each.key: each.hash for each in typed}
    loaded = hold_unapproved(replace(loaded, consents=given), beneath)
    limit = selection(loaded.recorded, known, loaded.bundles, loaded.intent, loaded.refusals)
    catalog, withheld, chosen = loaded.catalog, loaded.withheld, None
    if limit is not None:
        chosen = without_profiles(limit, workspace.config.profiles, known, loaded.bundles, loaded.refusals)
        catalog = Catalog(artifact for artifact in loaded.catalog if artifact.named in set(chosen))
        withheld = tuple(artifact for artifact in loaded.withheld if artifact.named in set(chosen))
    wanted = _without_unwanted(catalog, loaded)
    loaded = _beside_own_files(replace(loaded, catalog=wanted), withheld, project)
    withheld = tuple(each for each in withheld if not _is_all_held(each, loaded))
    return replace(
        loaded,
        selection=None if chosen is None else tuple(chosen),
        limit=None if limit is None else tuple(limit),
        withheld=withheld,
        problems=(
            *loaded.problems,
            *without_effect(loaded.catalog, loaded.adapters, workspace.config.allowances),
            *placeholder_notes(loaded.catalog, workspace.config.allowances),
        ),
    )


def hold_unapproved(loaded: Loaded, beneath: Mapping[str, Artifact]) -> Loaded:
    """Return the stage with what waits for consent, and without it but for what was recorded of it."""
    known, workspace = loaded.catalog, loaded.workspace
    approvals = approvals_for(workspace.project, loaded.layers, _project_of(loaded) is not None)
    approvals = replace(approvals, consents=read_consents(workspace.config_folder))
    reduced, withheld = withhold(known, approvals.covers, beneath, approvals.is_held)
    if isinstance(loaded.intent, Verify):
        return replace(loaded, withheld=tuple(withheld))
    recorded = recorded_with(loaded.workspace, loaded.recorded, (artifact.named for artifact in withheld))
    catalog, pending = reduced, {}
    if withheld:
        from aiwg.deployment.gate.pending import pending_in, with_pending

        pending = pending_in(withheld, reduced, recorded, approvals)
        catalog = with_pending(known, reduced, pending)
    unapproved: dict[str, list[Artifact]] = {}
    for artifact in known:
        if approvals.is_unapproved(artifact, known):
            unapproved.setdefault(artifact.named, []).append(artifact)
    return replace(
        loaded,
        recorded=recorded,
        catalog=catalog,
        withheld=tuple(withheld),
        unapproved=unapproved,
        pending=pending,
        approved_by_policy=tuple(policy_approvals(known, approvals)),
        forbidden=frozenset(each.named for each in withheld if approvals.is_forbidden(each)),
        problems=(*loaded.problems, *policy_notes(known, approvals)),
    )


def _is_all_held(artifact: Artifact, loaded: Loaded) -> bool:
    """Say whether each platform that an artifact is for has it in a file of the user's: no consent would change it."""
    holders = loaded.held.get(artifact.key)
    if artifact.key in loaded.pending or holders is None:
        return False
    return all(each.id in holders for each in loaded.adapters if artifact.wants(each.names))


def _beside_own_files(loaded: Loaded, withheld: Iterable[Artifact], project: Path | None) -> Loaded:
    """Return the stage without what platforms load from files of the user's that it was imported from."""
    coming = loaded.workspace.taking.imported
    if project is None or (coming is None and not os.path.lexists(project / IMPORTS_FILE)):
        return loaded
    from aiwg.deployment.existing import imported  # the model of reading, only for projects with an import

    environment, recorded = loaded.workspace.environment, loaded.recorded
    rows = imported.read_imported(project) if coming is None else coming
    found = imported.without_own_files(
        loaded.catalog, withheld, loaded.adapters, str(project), environment, recorded, loaded.layers, rows
    )
    return replace(
        loaded,
        catalog=found.catalog,
        held=found.platforms,
        own_texts=found.texts,
        looked=(*loaded.looked, *found.looked),
        problems=(*loaded.problems, *found.problems),
    )


def _without_unwanted(catalog: Catalog, loaded: Loaded) -> Catalog:
    """Return the artifacts without those that this person wants off, where nobody else gets what is deployed."""
    workspace = loaded.workspace
    wish = workspace.personal
    from aiwg.deployment.personal.team import is_team_project

    if not (wish.disable or wish.profile) or workspace.scope != "project" or is_team_project(workspace.project):
        return catalog
    from aiwg.deployment.personal.switch_off import unwanted  # only for those who want something off

    off = unwanted(wish, workspace.config, catalog, loaded.bundles, loaded.refusals)
    return Catalog(artifact for artifact in catalog if artifact.named not in off)


def unknown_platforms(catalog: Catalog, registry: Registry) -> list[Finding]:
    """Return a warning for every platform that an artifact names and that nobody knows."""
    problems = []
    for artifact in catalog:
        for name in dict.fromkeys((*artifact.include, *artifact.exclude, *artifact.overrides)):
            if not registry.knows(name):
                key = "overrides" if name in artifact.overrides else "platforms"
                message = f'{key} names "{name}", which is not a platform'
                file, line = artifact.origin.file, artifact.origin.line_of(key)
                problems.append(Finding("no-platform", "warning", message, file, line, hint=registry.near(name)))
    return problems


def _rememberable(sources: Sequence[str], base: Path) -> tuple[str, ...] | None:
    """Return sources relative to the project or the home folder, as the manifest remembers them.

    Raises UserError (usage) for a path that the manifest cannot hold.
    """
    if not sources:
        return None
    paths = [os.path.relpath(os.path.abspath(source), os.path.abspath(base)).replace(os.sep, "/") for source in sources]
    for path in paths:
        if any("\ud800" <= char <= "\udfff" for char in path):
            raise UserError(f'the name of the source "{path}" is not UTF-8.', exit=Exit.USAGE, hint="Rename it.")
    return tuple(paths)
