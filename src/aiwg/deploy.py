"""The main job, in one direction: sources, catalog, placements, outputs, plan; apply is the only writer."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiwg.adapter.discover import Registry, discover, installed_platforms
from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.apply.state import State
from aiwg.artifact.kinds import kind_named
from aiwg.artifact.model import Artifact, Catalog
from aiwg.config import Config, read_config
from aiwg.disk import Disk
from aiwg.errors import Exit, Problem, UserError
from aiwg.manifest import Manifest
from aiwg.place.bind import Platform, bind
from aiwg.place.place import Placements, place
from aiwg.plan.actions import KEEP, Action, Plan
from aiwg.plan.diff import diff
from aiwg.render.context import Arrival
from aiwg.render.outputs import FileOutput, Output, Outputs
from aiwg.render.render import Rendered, render
from aiwg.roots import Roots, project_roots, user_roots
from aiwg.source.compose import compose
from aiwg.source.layers import Layer, layers_for, load_layers, user_folder
from aiwg.suggest import suggest
from aiwg.trust import read_consents, withhold


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for. `platforms` empty means the recorded ones; "all" and "detected" are understood."""

    project: Path
    platforms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    scope: str = "project"
    kinds: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    force: bool = False
    remove: tuple[str, ...] | None = None


@dataclass(slots=True)
class Workplace:
    """Where a command works: project, configuration, platforms known, roots of the scope and its state."""

    project: Path
    scope: str
    environment: Environment
    config: Config
    registry: Registry
    roots: Roots
    state: State


@dataclass(slots=True)
class Deployment:
    """A planned deployment and all that explains it."""

    workplace: Workplace
    adapters: list[Adapter]
    plan: Plan
    old: Manifest
    new: Manifest
    arrivals: list[Arrival] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    withheld: list[Artifact] = field(default_factory=list)
    placements: Placements = field(default_factory=Placements)
    layers: list[Layer] = field(default_factory=list)
    catalog: Catalog = field(default_factory=Catalog)
    outputs: list[Output] = field(default_factory=list)


def open_workplace(project: Path, scope: str) -> Workplace:
    """Return the workplace for a project folder and a scope.

    Raises UserError when the folder does not exist, or the configuration is invalid.
    """
    if not project.is_dir():
        raise UserError(f'the project "{project}" is not a folder.', exit=Exit.USAGE)
    environment = Environment.current()
    config = read_config(project)
    registry = find_platforms(project)
    roots = (
        project_roots(project)
        if scope == "project"
        else user_roots(environment.home, _user_prefixes(registry, environment))
    )
    return Workplace(project, scope, environment, config, registry, roots, State(roots))


def find_platforms(project: Path | None) -> Registry:
    """Return all platforms: bundled, the user's, installed packages', the project's."""
    extra = [(user_folder() / "platforms", "user"), *installed_platforms()]
    if project is not None:
        extra.append((project / ".aiwg" / "platforms", "project"))
    return discover(extra)


def _user_prefixes(registry: Registry, environment: Environment) -> Iterable[str]:
    """Return the folders outside home that environment variables moved adapters' directories to."""
    for adapter in registry.all():
        for cell in adapter.cells.values():
            for place_ in cell.reads:
                scope, prefix = environment.located(adapter, place_.spec)
                if scope == "user" and prefix.startswith("/"):
                    yield prefix if prefix.endswith("/") else os.path.dirname(prefix)


def detected(workplace: Workplace) -> list[Adapter]:
    """Return the platforms that this project shows signs of using, by id."""
    found = []
    for adapter in workplace.registry.all():
        paths = adapter.data.get("detect", {}).get("paths", ())
        local = [path for path in paths if not path.startswith(("~", "/", "{"))]
        if any((workplace.project / path).exists() for path in local):
            found.append(adapter)
    return found


def choose_platforms(workplace: Workplace, request: Request, manifest: Manifest) -> list[Adapter]:
    """Return the platforms to serve: all that were deployed to before, and those asked for now.

    Raises UserError (usage) when none is asked for, recorded, configured or detected.
    """
    registry = workplace.registry
    chosen = {name: registry.named(name) for name in manifest.platforms if name in registry.folders}
    if request.remove is not None:
        gone = {registry.named(name).id for name in request.remove} or set(chosen)
        return [adapter for id, adapter in sorted(chosen.items()) if id not in gone]
    for name in request.platforms or workplace.config.platforms:
        for adapter in _meant(workplace, name):
            chosen[adapter.id] = adapter
    if not chosen:
        chosen = {adapter.id: adapter for adapter in detected(workplace)}
    if not chosen:
        raise UserError(
            "no platform is named, and none is recorded or detected here.",
            exit=Exit.USAGE,
            hint=f"Name one: aiwg deploy --platform cursor   They are: {', '.join(registry.ids())}",
        )
    return [adapter for _, adapter in sorted(chosen.items())]


def _meant(workplace: Workplace, name: str) -> list[Adapter]:
    if name == "all":
        return workplace.registry.all()
    if name == "detected":
        found = detected(workplace)
        if not found:
            raise UserError(
                "no platform is detected in this project.",
                exit=Exit.USAGE,
                hint="Name one: aiwg deploy --platform cursor",
            )
        return found
    return [workplace.registry.named(name)]


def plan_deployment(request: Request) -> Deployment:
    """Return the plan for a request. Nothing is written.

    Raises UserError for a wrong request, an invalid source, an unusable state, or an unsafe path.
    """
    workplace = open_workplace(request.project, request.scope)
    manifest = workplace.state.read_manifest()
    adapters = choose_platforms(workplace, request, manifest)
    deployment = Deployment(
        workplace, adapters, Plan(), manifest, Manifest(platforms=[adapter.id for adapter in adapters])
    )
    if adapters:
        _load(deployment, request)
        rendered = _render(deployment)
    else:
        rendered = Rendered([], [], [])
    disk = Disk(workplace.roots)
    outputs, refused = _canonical(rendered.outputs, disk)
    _keep_out_of_sources(outputs, deployment, disk)
    deployment.outputs = outputs
    deployment.plan = diff(outputs, manifest, disk.look, request.force)
    deployment.plan.actions += refused
    deployment.arrivals = rendered.arrivals
    deployment.problems += rendered.problems + _over_limits(deployment)
    _stop_on_errors(deployment.problems)
    if (request.kinds or request.only) and manifest.selection is None and manifest.platforms:
        _leave_others(deployment, selected_keys(deployment.catalog, request))
    return deployment


def _load(deployment: Deployment, request: Request) -> None:
    """Load the layers, check them, and keep what is selected and may run."""
    workplace, manifest = deployment.workplace, deployment.old
    explicit = request.sources or tuple(_recorded_sources(workplace, manifest))
    project = workplace.project if request.scope == "project" else None
    deployment.layers = layers_for(project, explicit, workplace.config.sources)
    deployment.new.sources = _rememberable(explicit, workplace.project)
    loaded = load_layers(
        deployment.layers, workplace.project, workplace.config.exclude, workplace.config.overrides
    )
    deployment.problems += loaded.problems
    _stop_on_errors(deployment.problems)
    catalog, problems = compose(loaded.catalog)
    deployment.problems += problems
    _stop_on_errors(deployment.problems)
    catalog, deployment.withheld = withhold(catalog, read_consents(workplace.project))
    deployment.new.selection = _selection(deployment, catalog, request)
    if deployment.new.selection is not None:
        catalog = Catalog(artifact for artifact in catalog if artifact.named in set(deployment.new.selection))
    deployment.catalog = catalog


def _recorded_sources(workplace: Workplace, manifest: Manifest) -> list[str]:
    return [
        str(workplace.project / source) if not os.path.isabs(source) else source
        for source in manifest.sources or ()
    ]


def _rememberable(sources: Sequence[str], project: Path) -> list[str] | None:
    """Return sources relative to the project, as the manifest remembers them."""
    if not sources:
        return None
    return [
        os.path.relpath(os.path.abspath(source), os.path.abspath(project)).replace(os.sep, "/")
        for source in sources
    ]


def _selection(deployment: Deployment, catalog: Catalog, request: Request) -> list[str] | None:
    """Return the artifacts this project is limited to: a filtered deploy only ever adds to them."""
    recorded = deployment.old.selection
    if not request.kinds and not request.only:
        return recorded if request.remove is not None else None
    if recorded is None and deployment.old.platforms:
        selected_keys(catalog, request)
        return None
    return sorted({*(recorded or ()), *selected_keys(catalog, request)})


def selected_keys(catalog: Catalog, request: Request) -> list[str]:
    """Return the artifacts that --kind and --only name.

    Raises UserError (usage) for a name that is none, suggesting the closest.
    """
    kinds = set()
    for typed in request.kinds:
        kind = kind_named(typed)
        if kind is None:
            from aiwg.artifact.kinds import KINDS

            raise UserError(f'there is no kind "{typed}".', exit=Exit.USAGE, hint=_choices(typed, KINDS))
        kinds.add(kind)
    keys = {artifact.named for artifact in catalog if not kinds or artifact.named.split("/", 1)[0] in kinds}
    if not request.only:
        return sorted(keys)
    found: set[str] = set()
    for typed in request.only:
        matching = {key for key in keys if typed in (key, key.split("/", 1)[1])}
        if not matching:
            raise UserError(
                f'there is no artifact "{typed}".',
                exit=Exit.USAGE,
                hint=_choices(typed, sorted(key.split("/", 1)[1] for key in keys)) + "   All: aiwg list",
            )
        found |= matching
    return sorted(found)


def _choices(typed: str, names: Sequence[str]) -> str:
    near = suggest(typed, names)
    listed = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
    return f"{near[0].upper()}{near[1:]}   They are: {listed}" if near else f"They are: {listed}"


def _leave_others(deployment: Deployment, selected: Sequence[str]) -> None:
    """Keep every recorded path that no selected artifact is part of as it is recorded."""
    wanted = set(selected)
    actions: list[Action] = []
    for action in deployment.plan.actions:
        record = deployment.old.records.get(action.path)
        if wanted.intersection(action.artifacts):
            actions.append(action)
        elif record is not None:
            actions.append(replace(action, action=KEEP, after=None, record=record, reason="not selected"))
    deployment.plan.actions = actions


def _render(deployment: Deployment) -> Rendered:
    workplace = deployment.workplace
    platforms = [bind(adapter, workplace.scope, workplace.environment) for adapter in deployment.adapters]
    exists = _users_own(platforms, workplace, deployment.old)
    deployment.placements = place(deployment.catalog, platforms, exists, deployment.old.placed)
    deployment.new.placed = deployment.placements.chosen
    return render(deployment.placements, deployment.catalog, platforms, workplace.config.models)


def _users_own(platforms: Iterable[Platform], workplace: Workplace, manifest: Manifest) -> frozenset[str]:
    """Return the files without an id that platforms read and that exist beside ours: they may hide ours."""
    disk = Disk(workplace.roots)
    paths = {
        spot.path
        for platform in platforms
        for bound in platform.cells.values()
        for spot in bound.reads
        if spot.place is not None
        and spot.place.group is not None
        and "{" not in spot.path
        and "*" not in spot.path
    }
    return frozenset(path for path in paths if not _created_by_us(path, manifest) and disk.exists(path))


def _created_by_us(path: str, manifest: Manifest) -> bool:
    record = manifest.records.get(path)
    return record is not None and (record.own == "file" or record.created)


def _canonical(outputs: Iterable[Output], disk: Disk) -> tuple[list[Output], list[Action]]:
    """Return the outputs at their real paths: folders that are links to each other are one place.

    Raises UserError when a path would leave the scope.
    """
    result = Outputs()
    blocked: list[Action] = []
    for output in outputs:
        try:
            path = disk.canonical(output.path)
        except UserError as error:
            if error.exit is not Exit.CONFLICT:
                raise
            owners = tuple(sorted(output.platforms))
            blocked.append(
                Action(
                    "conflict",
                    output.path,
                    "file",
                    reason=error.message.rstrip("."),
                    hint=error.hint or "",
                    artifacts=output.artifacts,
                    platforms=owners,
                )
            )
            continue
        moved = replace(output, path=path) if path != output.path else output
        if isinstance(moved, FileOutput):
            result.add_file(moved)
        else:
            result.by_path[path] = moved
    return result.all(), blocked


def _keep_out_of_sources(outputs: Iterable[Output], deployment: Deployment, disk: Disk) -> None:
    """Refuse to write into a source, unless the very bytes are there already."""
    roots = [os.path.realpath(layer.root) for layer in deployment.layers if layer.root.is_dir()]
    parts = ("skills", "agents", "rules", "commands", "behaviors", "instructions")
    folders = [f"{root}/{part}/" for root in roots for part in parts]
    for output in outputs:
        full = os.path.realpath(os.path.dirname(deployment.workplace.roots.full(output.path))) + "/"
        inside = next((folder for folder in folders if full.startswith(folder)), None)
        if inside and not (isinstance(output, FileOutput) and disk.look(output.path).data == output.data):
            raise UserError(
                f"{output.path} lies inside the source {inside.rstrip('/')}: a deploy would overwrite what it deploys from.",
                hint="Keep the source in another folder, such as .aiwg/, or leave that platform out.",
            )


def _over_limits(deployment: Deployment) -> list[Problem]:
    """Return warnings for shared text files that outgrow what a platform reads of them."""
    problems = []
    limits = {
        adapter.id: (adapter.name, adapter.cells["instructions"].get("limits", {}))
        for adapter in deployment.adapters
        if "instructions" in adapter.cells
    }
    for action in deployment.plan.actions:
        if action.own != "block" or action.after is None:
            continue
        for platform in action.platforms:
            name, limit = limits.get(platform, ("", {}))
            top = limit.get("total_bytes") or limit.get("file_chars")
            if top and len(action.after) > top:
                message = f"{action.path} will be {len(action.after):,} bytes; {name} reads {top:,} and cuts the rest"
                problems.append(
                    Problem(
                        "warning",
                        "over-limit",
                        message,
                        action.path,
                        None,
                        "shorten it, or make rules scoped",
                    )
                )
    return problems


def _stop_on_errors(problems: Sequence[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        codes = [problem.exit for problem in errors]
        exit = Exit.REFUSED if Exit.REFUSED in codes else Exit.SOURCE if Exit.SOURCE in codes else codes[0]
        count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        raise UserError(f"nothing was written: {count} in the sources.", exit=exit, problems=problems)
