"""Planning packages: each a deployment to a folder of its own, and one plan and one manifest for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aiwg.adapter.package_target import PackageTarget, managed_targets, package_targets
from aiwg.artifact.model import Catalog
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.deployment.caches import NO_CACHES
from aiwg.deployment.intent import Intent
from aiwg.deployment.plan_changes import plan_changes
from aiwg.deployment.publishing.bundled import PackageChoice, PackageContent, packages_to_make, settings_to_make
from aiwg.deployment.publishing.details import PackageDetails, package_details
from aiwg.deployment.publishing.documents import index_of, manifest_of
from aiwg.deployment.publishing.fitting import Fitting, homes_of
from aiwg.deployment.publishing.load import load_for_packages
from aiwg.deployment.render_outputs import place_artifacts, render_outputs
from aiwg.deployment.stages import Loaded, Placed, Planned, Rendered
from aiwg.deployment.undelivered import UNDELIVERED
from aiwg.deployment.workspace import Workspace
from aiwg.findings.model import Finding
from aiwg.manifest import Manifest
from aiwg.plan.actions import KEEP, Action
from aiwg.render.delivery import Delivery, DeliveryList
from aiwg.render.outputs import Output, Outputs
from aiwg.render.packages import moved
from aiwg.source.packages import Packages

CALLED = ("command", "skill")
"""The kinds that people call by `/id`."""


@dataclass(frozen=True, slots=True)
class MadePackage:
    """One package in the form of one target: its folder, what it holds, and how each artifact arrives in it."""

    name: str
    target: PackageTarget
    folder: str
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class PlannedPackages:
    """The plan for a folder of packages, and the packages in it."""

    planned: Planned
    made: tuple[MadePackage, ...]
    details: PackageDetails


@dataclass(frozen=True, slots=True)
class PackageRequest:
    """Which packages a command wants: `targets` are ids, `only` names of bundles and artifacts; empty: the usual ones.

    The packages that `only` does not name stay as they are. `system` is the operating system that settings for
    administrators are for, empty for packages that people install.
    """

    folder: Path
    targets: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    system: str = ""

    @property
    def known(self) -> Mapping[str, PackageTarget]:
        """Return the targets that there are for such a command, by id."""
        return managed_targets(self.system) if self.system else package_targets()


@dataclass(slots=True)
class _Made:
    """What all packages come to, while they are made one by one. `called` are by id the packages that have it."""

    called: Mapping[str, Collection[str]]
    outputs: Outputs = field(default_factory=Outputs)
    packages: list[MadePackage] = field(default_factory=list)
    stages: list[Rendered] = field(default_factory=list)
    listed: dict[str, list[tuple[Mapping[str, Any], Sequence[str]]]] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)


def plan_packages(intent: Intent, request: PackageRequest, workspace: Workspace) -> PlannedPackages:
    """Return the plan for the packages that are wanted. Nothing is written.

    `workspace` is that of `package_workspace`. Raises UserError as planning a deployment does, and for a name that is
    no target, bundle or artifact.
    """
    known = request.known
    recorded = workspace.state.read_manifest()
    targets = _chosen_targets(request.targets, recorded, workspace.config.package.get("targets", ()), known)
    details = package_details(workspace.project, workspace.config.package)
    loaded = load_for_packages(Loaded(intent, workspace, NO_CACHES, recorded, tuple(each.adapter for each in targets)))
    choice = settings_to_make(loaded, details) if request.system else packages_to_make(loaded, details, request.only)
    wanted = _with_standing(choice, targets, recorded) if request.only else choice.chosen
    made = _Made(called=_called(wanted, loaded.catalog))
    for package in wanted:
        for folder, shared in _trees(targets, package.name).items():
            _make(package, folder, shared, loaded, details, made)
    _add_indexes(targets, details, loaded, made)
    said = _said_of_settings if request.system else _said_of_packages
    try:
        planned = plan_changes(_together(loaded, made))
    except UserError as error:
        error.problems = tuple(map(said, error.problems))
        raise
    actions = (
        replace(each, hint=hint) if (hint := _package_hint(each.hint)) != each.hint else each
        for each in planned.plan.actions
    )
    planned = replace(planned.with_actions(actions), problems=tuple(map(said, planned.problems)))
    if request.only:
        chosen = {target.folder_of(each.name) for target in targets for each in choice.chosen}
        planned = _with_others_kept(planned, chosen)
    return PlannedPackages(planned, tuple(made.packages), details)


def _package_hint(hint: str) -> str:
    """Return the way out of a conflict in the commands that packages have."""
    return hint.removesuffix(" See both: aiwg diff").replace("aiwg deploy --force", "aiwg package --force")


def _said_of_packages(problem: Finding) -> Finding:
    """Return a problem in the words that fit packages."""
    if problem.code != UNDELIVERED:
        return problem
    names, _, why = problem.message.partition(": ")[2].partition(" (")
    hint = "make skills of it (package: {as_skills: [rules, instructions]} in aiwg.yaml), or exclude it"
    is_text = any(name.startswith(("rule/", "instructions/")) for name in names.split(", "))
    return replace(problem, message=f"in no package: {names} ({why}", hint=hint if is_text else "exclude it")


def _said_of_settings(problem: Finding) -> Finding:
    """Return a problem in the words that fit settings for administrators."""
    if problem.code != UNDELIVERED:
        return problem
    names, _, why = problem.message.partition(": ")[2].partition(" (")
    hint = "publish the rest as a package: aiwg package"
    return replace(problem, level="info", message=f"not in these settings: {names} ({why}", hint=hint)


def _chosen_targets(
    typed: Sequence[str], recorded: Manifest, configured: Sequence[str], known: Mapping[str, PackageTarget]
) -> list[PackageTarget]:
    """Return the targets to make, by id: those made before, and those asked for now."""
    named = typed or ([] if recorded.platforms else configured)
    for each in named:
        if each not in known:
            hint = suggest(each, sorted(known)) or f"They are: {', '.join(sorted(known))}"
            raise UserError(f'there is no form of package "{each}".', exit=Exit.USAGE, hint=hint)
    chosen = {*named, *(id for id in recorded.platforms if id in known)}
    return [
        target
        for id, target in sorted(known.items())
        if id in chosen or (not chosen and (target.is_default or target.managed))
    ]


def _trees(targets: Iterable[PackageTarget], name: str) -> dict[str, list[PackageTarget]]:
    """Return the folders of one package, each with the targets that share it."""
    found: dict[str, list[PackageTarget]] = {}
    for target in targets:
        found.setdefault(target.folder_of(name), []).append(target)
    return found


def _called(packages: Iterable[PackageContent], catalog: Catalog) -> dict[str, set[str]]:
    """Return by id the packages with a command or a skill of this name."""
    found: dict[str, set[str]] = {}
    for package in packages:
        for artifact in catalog:
            if artifact.kind in CALLED and package.holds(artifact):
                found.setdefault(artifact.id, set()).add(package.name)
    return found


def _make(
    package: PackageContent,
    folder: str,
    targets: Sequence[PackageTarget],
    loaded: Loaded,
    details: PackageDetails,
    made: _Made,
) -> None:
    """Add one package to what is made; none where nothing of it arrives."""
    inside = [artifact for artifact in loaded.catalog if package.holds(artifact)]
    as_skills = loaded.workspace.config.package.get("as_skills", ())
    fitting = Fitting.of(targets, homes_of(package.name, made.called), as_skills)
    rendered = render_outputs(place_artifacts(_inner(loaded, package, folder, targets, fitting)))
    made.stages.append(rendered)
    inside_catalog = Catalog(inside)
    made.problems += [*rendered.problems, *fitting.losses(inside_catalog), *fitting.reader_losses(inside_catalog)]
    for target in targets:
        own = tuple(rendered.deliveries.at(target.id))
        arriving = any(each.level != "unsupported" for each in own)
        made.packages.append(MadePackage(package.name, target, folder if arriving else "", own))
        if not arriving:
            continue
        values = details.of_package(package.name, package.description, folder)
        # names of their own: with those of the artifacts, a conflict in a list of packages would hold back all of them
        made.listed.setdefault(target.id, []).append((values, (f"listed/{target.id}/{package.name}",)))
        manifest = manifest_of(target, values, (f"manifest/{target.id}/{package.name}",))
        if manifest is not None:
            made.outputs.add(moved(manifest, folder))
    for output in rendered.outputs:
        made.outputs.add(moved(output, folder))


def _inner(
    loaded: Loaded, package: PackageContent, folder: str, targets: Sequence[PackageTarget], fitting: Fitting
) -> Loaded:
    """Return the stage of one package, as if its folder were a project and what is recorded of it all there is."""
    workspace, roots = loaded.workspace, loaded.workspace.roots
    start = f"{folder}/"
    below = {path[len(start) :]: each for path, each in loaded.recorded.records.items() if path.startswith(start)}
    fitted = {each.key: fitting.fit(each) for each in loaded.catalog if package.holds(each)}
    pending = {key: fitting.fit_pending(each) for key, each in loaded.pending.items() if key in fitted}
    # the very objects: a pending artifact is known by its identity
    catalog = Catalog(pending[key].artifact if key in pending else each for key, each in fitted.items())
    return replace(
        loaded,
        workspace=replace(workspace, roots=replace(roots, base=roots.base / folder)),
        adapters=tuple(target.adapter for target in targets),
        recorded=Manifest(records=below, platforms=loaded.recorded.platforms),
        catalog=catalog,
        pending=pending,
        problems=(),
    )


def _add_indexes(targets: Iterable[PackageTarget], details: PackageDetails, loaded: Loaded, made: _Made) -> None:
    """Add the list of packages of each target that has one."""
    for target in targets:
        output = index_of(target, details.of_index(), made.listed.get(target.id, ()))
        if output is not None and target.id in made.listed:
            made.outputs.add(output)


def _together(loaded: Loaded, made: _Made) -> Rendered:
    """Return all packages as one stage."""
    outputs: list[Output] = made.outputs.all()
    folders = tuple(sorted({each.folder for each in made.packages if each.folder}))
    refusals = loaded.refusals.copy()
    known = {problem for refused in loaded.refusals for problem in refused.problems}
    for stage in made.stages:  # each knows what was refused before it, too
        found = [problem for refused in stage.refusals for problem in refused.problems if problem not in known]
        refusals.take(found)
        known.update(found)
    staying = frozenset(name for stage in made.stages for name in stage.placed.staying)
    kept = frozenset(name for stage in made.stages for name in stage.placed.kept)
    waiting = {name: on for stage in made.stages for name, on in stage.placed.waiting.items()}
    catalog = Catalog(each for stage in made.stages for each in stage.placed.catalog)
    whole = replace(loaded, packages=Packages(folders=folders))
    placed = Placed(whole, catalog, staying, kept, waiting)
    deliveries: dict[tuple[str, str], Delivery] = {}
    for each in (each for stage in made.stages for each in stage.deliveries):
        key = each.artifact, each.platform
        deliveries[key] = deliveries[key].joined(each) if key in deliveries else each
    problems = tuple(dict.fromkeys(made.problems))
    ordered = DeliveryList.of(deliveries[key] for key in sorted(deliveries))
    return Rendered(placed, refusals, tuple(outputs), ordered, problems)


def _with_standing(choice: PackageChoice, targets: Iterable[PackageTarget], recorded: Manifest) -> list[PackageContent]:
    """Return the packages that are wanted, and those that stand already: the list of packages names them, too."""
    folders, there = list(targets), set(recorded.packages)
    return [
        each
        for each in choice.offered
        if each in choice.chosen or any(target.folder_of(each.name) in there for target in folders)
    ]


def _with_others_kept(planned: Planned, folders: set[str]) -> Planned:
    """Return the plan with the files of the packages that were not named as they are recorded."""
    others = tuple(f"{each}/" for each in planned.new.packages + planned.old.packages if each not in folders)
    actions: list[Action] = []
    for action in planned.plan.actions:
        record = planned.old.records.get(action.path)
        if not action.path.startswith(others):
            actions.append(action)
        elif record is not None:
            actions.append(replace(action, action=KEEP, new=None, record=record, reason="not selected"))
    return planned.with_actions(actions)
