"""One person's parts of a project as a deployment of its own: beside the project's, with a manifest of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from aiwg.adapter.model import Adapter
from aiwg.apply.state import State
from aiwg.artifact.model import Artifact, Catalog
from aiwg.audit.auditor import Auditor
from aiwg.config import COMMITTED
from aiwg.core.dataclass import dataclass, replace
from aiwg.decisions.in_force import NO_DECISIONS
from aiwg.deployment.caches import NO_CACHES
from aiwg.deployment.claims import Claims
from aiwg.deployment.gate.policy import obey_policy
from aiwg.deployment.intent import NO_FILTER, Deploy, Inspect, Intent, Verify
from aiwg.deployment.load_sources import check_sources, select_artifacts
from aiwg.deployment.personal.includes import with_includes
from aiwg.deployment.personal.settings import NOTHING_PERSONAL, PersonalSettings
from aiwg.deployment.personal.switch_off import switch_off, unknown_names, unwanted
from aiwg.deployment.personal.team import is_team_project
from aiwg.deployment.personal.view import local_files, personal_view, shared_files
from aiwg.deployment.personal.wanted import has_own_source, names_user, own_layer
from aiwg.deployment.plan_changes import plan_changes
from aiwg.deployment.render_outputs import place_artifacts, render_outputs
from aiwg.deployment.stages import Loaded, Planned, Rendered
from aiwg.deployment.undelivered import UNDELIVERED
from aiwg.deployment.workspace import Workspace
from aiwg.findings.model import Finding
from aiwg.fs.checkout import Checkout, checkout_of
from aiwg.fs.roots import PERSONAL_FOLDER, personal_roots
from aiwg.manifest import Manifest
from aiwg.render.outputs import FileOutput, Output, Outputs
from aiwg.source.layers import USER, Layer, LoadedLayers, load_layers
from aiwg.source.reader import Look
from aiwg.source.user import shown_user_folder, user_folder
from aiwg.trust.approvals import approvals_for

SAME_NAME, TAKEN = "same-name", "not-personal"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The project that one person's parts lie in: what is deployed there, and what git tracks."""

    project: Planned
    checkout: Checkout | None
    is_team: bool

    @property
    def paths(self) -> set[str]:
        """Return the paths that the project has, or is to have."""
        outputs = {output.path for output in self.project.outputs}
        return outputs | self.project.old.records.keys() | self.project.new.records.keys()

    def taken(self, paths: set[str]) -> set[str]:
        """Return those paths that are not one person's: the project's, and those that git tracks."""
        tracked = self.checkout.tracked(paths) if self.checkout else set()
        return tracked | (paths & self.paths)


def personal_sources(workspace: Workspace, is_team: bool) -> list[Layer]:
    """Return the sources of one person's parts, weakest first; most people have none."""
    wish, config = workspace.personal, workspace.config
    named = is_team and config.sources is not None and USER in config.sources
    wanted = config.personal if config.personal is not None else ((USER,) if named else ())
    found = []
    is_apart = is_team or (config.sources is not None and USER not in config.sources)
    if USER in (*wanted, *wish.sources) and is_apart and has_own_source():
        found.append(Layer(USER, user_folder(), shown_user_folder()))
    if wish.there:
        found.append(own_layer(workspace.project))
    return found


def read_personal_sources(workspace: Workspace, look: Look | None = None) -> LoadedLayers:
    """Return what the sources of one person's parts hold; `look` is shown every file that is read."""
    layers = [each for each in personal_layers(workspace) if each.name != USER]
    exclude = (*workspace.config.exclude, *workspace.personal.disable)
    return load_layers(layers, workspace.project, exclude, look=look)


def personal_layers(workspace: Workspace) -> list[Layer]:
    """Return all that may become the sources of one person's parts of a project, whether it is there or not."""
    if workspace.scope != "project":
        return []
    found = personal_sources(workspace, is_team=True) if names_user(workspace) else []
    own = own_layer(workspace.project)
    return found if own in found else [*found, own]


def personal_workspace(workspace: Workspace) -> Workspace:
    """Return the workspace of one person's parts: the same project, other places, another manifest."""
    roots = personal_roots(workspace.project)
    claims = Claims(workspace.registry, workspace.environment, roots, personal_view)
    exclude = (*workspace.config.exclude, *workspace.personal.disable)
    config = replace(workspace.config, exclude=exclude, outputs=COMMITTED)  # .gitignore is everybody's
    return replace(workspace, roots=roots, state=State(roots), claims=claims, config=config, personal=NOTHING_PERSONAL)


def plan_personal(project: Planned) -> Planned:
    """Return the plan for one person's parts of a project that is planned.

    Nothing is written. Raises UserError as planning does, and when git cannot say what it tracks.
    """
    wish, workspace = project.workspace.personal, personal_workspace(project.workspace)
    recorded = workspace.state.read_manifest()
    checkout = checkout_of(project.workspace.project)
    around = Surroundings(project, checkout, is_team_project(project.workspace.project))
    layers = personal_sources(project.workspace, around.is_team)
    loaded = _loaded(workspace, project, recorded, layers, around)
    rendered, left = _rendered(loaded, around)
    rendered = with_includes(rendered, project)
    rendered, more = _with_switches(rendered, wish, around)
    planned = plan_changes(rendered)
    known = set(project.problems)
    problems = [_said_for_one(each) for each in planned.problems if each not in known]
    problems += [*left, *more, *_committed(around)]
    new = replace(planned.new, platforms=planned.new.platforms if planned.new.records else [])
    return replace(planned, new=new, problems=tuple(problems), lost_permissions=())


def _said_for_one(problem: Finding) -> Finding:
    """Return a problem in the words that fit one person's parts."""
    if problem.code != UNDELIVERED:
        return problem
    names = problem.message.partition(" is not deployed")[0]
    message = f"{names} is not deployed for you: no platform here has a file for it that git ignores"
    return replace(problem, message=message, hint="deploy it to your home folder: aiwg deploy --scope user")


def _loaded(
    workspace: Workspace, project: Planned, recorded: Manifest, layers: list[Layer], around: Surroundings
) -> Loaded:
    """Return what the sources of one person hold, without what the project has under the same name."""
    intent: Intent = project.loaded.intent
    if isinstance(intent, Deploy):
        intent = replace(intent, filter=NO_FILTER)
    elif isinstance(intent, Verify):  # what one person approved is theirs alone: nobody else's copy counts
        intent = Inspect(intent.targets)
    adapters = tuple(_views(project.adapters, recorded, around))
    loaded = Loaded(intent, workspace, NO_CACHES, recorded, adapters, tuple(layers))
    if not adapters:
        return loaded
    approvals = approvals_for(workspace.project, layers)
    problems = obey_policy(layers, None, approvals)
    auditor = Auditor(NO_CACHES.audits, approvals.policy.refused_codes)
    read = load_layers(layers, workspace.project, workspace.config.exclude, look=auditor.look)
    read.problems += problems
    loaded = replace(loaded, bundles=read.bundles)
    loaded = select_artifacts(check_sources(loaded, read, auditor, NO_DECISIONS), read.beneath)
    theirs = {key for artifact in project.loaded.catalog for key in (artifact.key, artifact.named)}
    twins = [artifact for artifact in loaded.catalog if theirs & {artifact.key, artifact.named}]
    kept = Catalog(artifact for artifact in loaded.catalog if artifact not in twins)
    return replace(loaded, catalog=kept, problems=(*loaded.problems, *map(_same_name, twins)))


def _same_name(artifact: Artifact) -> Finding:
    message = f"{artifact.named} is not deployed for you: the project has an artifact with this name"
    return Finding(
        SAME_NAME, "warning", message, artifact.origin.file, artifact.origin.line, hint="rename your artifact"
    )


def _views(adapters: tuple[Adapter, ...], recorded: Manifest, around: Surroundings) -> Iterator[Adapter]:
    """Yield the platforms as one person's parts see them, by what is there now."""
    shared = {path for adapter in adapters for path in (*shared_files(adapter), *local_files(adapter))}
    taken = around.taken(shared)
    base = around.project.workspace.project

    def is_free(path: str) -> bool:
        return path not in taken

    def is_ours(path: str) -> bool:
        record = recorded.records.get(path)
        return (record is not None and record.created) or not os.path.lexists(base / path)

    for adapter in adapters:
        yield personal_view(adapter, is_free, is_ours)


def _rendered(loaded: Loaded, around: Surroundings) -> tuple[Rendered, list[Finding]]:
    """Return what is to be on disk, without the artifacts whose files the project has; and these."""
    problems: list[Finding] = []
    while True:
        rendered = render_outputs(place_artifacts(loaded))
        taken = around.taken({output.path for output in rendered.outputs})
        clashing = [output for output in rendered.outputs if output.path in taken]
        rest = [output for output in rendered.outputs if output.path not in taken]
        barred = [(name, each) for each in clashing if not _stands(each, around) for name in each.artifacts]
        if not barred:
            return replace(rendered, outputs=tuple(rest)), problems
        problems += [_taken(name, each, loaded) for name, each in barred]
        loaded = replace(loaded, catalog=Catalog(_without(each, barred) for each in loaded.catalog))


def _without(artifact: Artifact, barred: Sequence[tuple[str, Output]]) -> Artifact:
    """Return an artifact that is not for the platforms which would read it from a file of the project's."""
    names = {artifact.named, artifact.key}
    platforms = {id for name, output in barred if name in names for id in output.platforms}
    return artifact.with_(exclude=(*artifact.exclude, *sorted(platforms))) if platforms else artifact


def _stands(output: Output, around: Surroundings) -> bool:
    """Say whether the project brings the very file along that an output needs: a runner of hooks is one for all."""
    same = (each for each in around.project.outputs if each.path == output.path)
    return isinstance(output, FileOutput) and any(
        isinstance(each, FileOutput) and each.content == output.content for each in same
    )


def _taken(name: str, output: Output, loaded: Loaded) -> Finding:
    names = ", ".join(sorted(adapter.name for adapter in loaded.adapters if adapter.id in output.platforms))
    message = f"{name} is not deployed for you to {names}: {output.path} belongs to the project"
    return Finding(TAKEN, "warning", message, hint="rename your artifact")


def _with_switches(rendered: Rendered, wish: PersonalSettings, around: Surroundings) -> tuple[Rendered, list[Finding]]:
    """Return what is to be on disk with the settings that switch artifacts of a team's project off."""
    project = around.project
    own = rendered.placed.loaded
    problems = unknown_names(wish, (project.loaded.catalog, own.catalog)) if own.adapters else []
    if not (wish.disable or wish.profile) or not around.is_team or not project.adapters:
        return rendered, problems if around.is_team else []
    catalog, refusals = project.loaded.catalog, project.loaded.refusals
    off = unwanted(wish, project.workspace.config, catalog, project.loaded.bundles, refusals)
    outputs = Outputs()
    for output in rendered.outputs:
        outputs.add(output)
    problems += switch_off(off, project, outputs, _is_tracked(around))
    return replace(rendered, outputs=tuple(outputs.all())), problems


def _is_tracked(around: Surroundings) -> Callable[[str], bool]:
    files = {path for adapter in around.project.adapters for path in local_files(adapter)}
    taken = around.taken(files)
    return lambda path: path in taken


def _committed(around: Surroundings) -> list[Finding]:
    """Return a warning when git tracks the folder that should be one person's."""
    if around.checkout is None or not around.checkout.tracks_below(PERSONAL_FOLDER):
        return []
    message = "is committed to git, so everybody gets a file that is for one person"
    hint = f"remove it from git: git rm -r --cached {PERSONAL_FOLDER}"
    return [Finding("personal-committed", "warning", message, f"{PERSONAL_FOLDER}/", hint=hint)]
