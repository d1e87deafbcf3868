"""One path: whose it is, what it holds and why it lies there, or who reads it."""

from __future__ import annotations

import os
from pathlib import Path

from aiwg.artifact.ids import shown
from aiwg.artifact.kinds import KINDS
from aiwg.commands.explain_json import STATES, explanation_json, held
from aiwg.commands.paths import output_paths
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Sync, Targets
from aiwg.deployment.personal.carry import planned_for_one
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.relocations import Relocation, delivery_path
from aiwg.deployment.sources import FetchedOrigin, fetched_origins, read_sources
from aiwg.deployment.stages import Planned
from aiwg.deployment.start_folder import StartFolderGap, gaps_below, gaps_of_artifact
from aiwg.deployment.workspace import Workspace, open_workspace
from aiwg.explain.alternatives import Elsewhere, elsewhere
from aiwg.explain.readers import Reading, readings_of
from aiwg.explain.reasons import Reason, grouped, reasons_for
from aiwg.output.console import paint, say, say_json, table
from aiwg.output.originals import NO_ORIGINAL, KeptOriginal, original_at, say_original
from aiwg.plan.actions import ADOPT, CONFLICT, CREATE, Action

OWN = {
    "file": "a file that aiwg wrote",
    "block": "aiwg's block in a file that may contain your text",
    "keys": "aiwg's keys in a file that may contain your keys",
}
MINE = (CREATE, CONFLICT, ADOPT)
"""Actions on a path that is not recorded as ours."""


@dataclass(slots=True)
class Explanation:
    """All that can be said about one path."""

    path: str
    scope: str
    there: bool
    action: Action | None = None
    reasons: list[Reason] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    fetched: dict[str, FetchedOrigin] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    source_of: str = ""
    moves: list[Relocation] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    below: list[StartFolderGap] = field(default_factory=list)
    for_one: bool = False
    on_demand: str = ""
    original: KeptOriginal = NO_ORIGINAL
    same_as: str = ""

    @property
    def ours(self) -> bool:
        """Say whether the path, or something in it, is recorded as ours."""
        return self.action is not None and self.action.action not in MINE


def run_explain(typed: str, project: Path, as_json: bool) -> int:
    """Explain a path; return the exit code."""
    found = explanation_of(typed, project)
    if as_json:
        say_json(explanation_json(found))
    elif found.source_of:
        say(f"{shown(found.path)}   the source of {shown(found.source_of)}, or a part of it")
        say(f"  Its target files: {paint(f'aiwg show {shown(found.source_of)}', 'hint')}")
        _say_below(found)
    elif found.original.of:
        say(f"{shown(found.path)}   the original of {shown(found.original.of)}, which aiwg took over")
    elif found.on_demand:
        say(f"{shown(found.on_demand)} is not on disk: it is on demand, so no platform loads it")
        say(f"  Agents find it with aiwg find, and read it with {paint(f'aiwg show {found.on_demand} --body', 'hint')}")
    elif found.action is None:
        _say_not_ours(found)
    else:
        _say_ours(found, found.action)
    if not as_json:
        say_original(found.original)
    return Exit.OK


def explanation_of(typed: str, project: Path) -> Explanation:
    """Return all that can be said about one path. Raises UserError (usage) for one outside project and home folder."""
    workspace, path = _located(typed, project)
    found = Explanation(path, workspace.scope, (Path(workspace.roots.base) / path.removeprefix("~/")).exists())
    found.source_of = _source_of(path, project) if workspace.scope == "project" else ""
    found.original = original_at(path, workspace)
    found.same_as = _same_as(path, workspace)
    found.names = {id: workspace.registry.get(id).name for id in workspace.registry.ids()}
    deployment = _planned(workspace)
    if deployment is not None:
        found.action = next((action for action in deployment.plan.actions if action.path == path), None)
        personal = planned_for_one(deployment) if found.action is None else None
        if personal is not None:
            found.action = next((action for action in personal.plan.actions if action.path == path), None)
            found.for_one = found.action is not None
            deployment = personal if found.for_one else deployment
    if deployment is not None and found.action is not None:
        found.reasons = reasons_for(path, deployment)
        found.moves = [move for move in deployment.relocations if delivery_path(path) in move.sources + move.targets]
        held = set(found.action.artifacts)
        found.origins = {
            artifact.named: f"{artifact.origin.file}:{artifact.origin.line}"
            for artifact in deployment.catalog
            if held & {artifact.key, artifact.named}
        }
        known = fetched_origins(deployment.loaded.layers)
        roots = {name: known.get(file.partition("/")[0]) for name, file in found.origins.items()}
        found.fetched = {name: origin for name, origin in roots.items() if origin is not None}
    if deployment is not None:
        found.on_demand = _on_demand(typed, found, deployment)
        found.below = _below(found, deployment)
    if deployment is not None and not found.reasons and not found.moves:
        found.elsewhere = list(elsewhere(path, deployment))
    found.readings = list(readings_of(path, workspace))
    return found


def _same_as(path: str, workspace: Workspace) -> str:
    """Return the path at which a file lies that this path reaches by a link; empty where no link is on the way."""
    rest, base = path.removeprefix("~/"), workspace.roots.base
    real = os.path.realpath(os.path.join(base, rest))
    if not os.path.exists(real) or real == os.path.join(os.path.realpath(base), rest):
        return ""
    return workspace.roots.named(real) or real


def _on_demand(typed: str, found: Explanation, deployment: Planned) -> str:
    """Return the artifact on demand that is named, or that would be at a path if it were deployed; empty if none is."""
    if found.action is not None or found.there:
        return ""
    parts = {typed, *(part.partition(".")[0] for part in typed.split("/"))}
    ranked = sorted(deployment.loaded.on_demand, key=lambda each: (typed not in (each.named, each.key), each.key))
    return next((each.named for each in ranked if parts & {each.named, each.key, each.id}), "")


def _below(found: Explanation, deployment: Planned) -> list[StartFolderGap]:
    """Return where what lies at the path, or comes from it, does not hold in subfolders."""
    if found.source_of:
        return gaps_of_artifact(found.source_of, deployment)
    here = set(found.action.platforms) if found.action is not None else set()
    return [
        gap
        for gap in gaps_below(deployment)
        if gap.adapter.id in here
        and (found.path.startswith(gap.place) if gap.place.endswith("/") else found.path == gap.place)
    ]


def _located(typed: str, project: Path) -> tuple[Workspace, str]:
    """Return the workspace and the path in it that `typed` means: the project's first, else the home folder's.

    Raises UserError (usage) for a path outside both.
    """
    workspace = open_workspace(project, "project")
    paths = output_paths(typed, workspace)
    there = _recorded(paths, workspace)
    if not there and workspace.environment.home:
        at_home = open_workspace(project, "user")
        home_paths = [*output_paths(typed, at_home), *output_paths(str(project / typed), at_home)]
        there = _recorded(home_paths, at_home)
        if there or not paths:  # the home folder may be the project, too, or lie in it
            workspace, paths = at_home, home_paths
    if not paths or paths[0] == ".":
        raise UserError(
            f'"{typed}" is {"the project itself" if paths else "outside the project and your home folder"}.',
            exit=Exit.USAGE,
            hint="Name a file in the project: aiwg explain AGENTS.md",
        )
    return workspace, (there or paths)[0]


def _recorded(paths: list[str], workspace: Workspace) -> list[str]:
    """Return the paths that the record of a project or a home folder has."""
    if not paths:
        return []
    recorded = workspace.state.read_manifest().records
    return [path for path in paths if path in recorded]


def _planned(workspace: Workspace) -> Planned | None:
    """Return the plan for what is deployed here, or None when nothing is."""
    if workspace.state.read_manifest().is_empty:
        return None
    return plan_deployment(Sync(Targets(workspace.project, workspace.scope)))


def _source_of(path: str, project: Path) -> str:
    """Return the artifact whose source a project path is, or is an asset of."""
    full = (project / path).resolve()
    sources = read_sources(project)
    for layer in sources.layers:
        if not full.is_relative_to(layer.root.resolve()):
            continue
        inside = f"{layer.shown}/{full.relative_to(layer.root.resolve()).as_posix()}"
        for artifact in sources.catalog:
            folder = artifact.origin.file.rpartition("/")[0] + "/"
            whole = KINDS[artifact.kind].has_folder and inside.startswith(folder)
            if inside == artifact.origin.file or whole:
                return artifact.key
    return ""


def _say_ours(found: Explanation, action: Action) -> None:
    whose = OWN[action.own] if found.ours else "not aiwg's file"
    says = STATES[action.action]
    say(f"{paint(shown(found.path), 'ok')}   {whose}; {says}")
    if action.reason or action.hint:
        hint = f"   {paint(shown(action.hint), 'hint')}" if action.hint else ""
        say(f"  {shown(action.reason)}{hint}")
    for move in found.moves:
        say(
            f"Moves   {shown(', '.join(move.sources))} -> {shown(', '.join(move.targets))}"
            f"   {paint(shown(', '.join(move.platforms)), 'faint')}"
        )
    contained = held(action)
    if contained:
        say("Contains" if found.ours else "A deploy would write")
        for line in table([[shown(name), paint(shown(_origin(name, found)), "faint")] for name in contained]):
            say(line)
    rows, last = [], ""
    for platform, says, artifacts in grouped(found.reasons):
        which = f"   ({_few(artifacts)})" if artifacts and len(artifacts) < len(contained) else ""
        name = "" if platform == last else found.names.get(platform, platform)
        rows.append([name, shown(says) + paint(shown(which), "faint")])
        last = platform
    explained = {reason.platform for reason in found.reasons}
    rows += [
        [found.names.get(platform, platform), "it needs this in addition to its other files"]
        for platform in action.platforms
        if platform not in explained
    ]
    if rows:
        say("Why")
    for line in table(rows):
        say(line)
    if len(action.platforms) > 1:
        say(f"One copy serves all {len(action.platforms)}.")
    _say_below(found)


def _origin(name: str, found: Explanation) -> str:
    """Return where an artifact comes from: its file, and the fetched source that it is in."""
    fetched = found.fetched.get(name)
    return found.origins.get(name, "") + (f"   {fetched.named}   {fetched.url}" if fetched else "")


def _say_below(found: Explanation) -> None:
    for gap in found.below:
        say(f"{paint('note', 'warning')}  {shown(gap.says)}")


def _few(artifacts: list[str]) -> str:
    more = len(artifacts) - 3
    return ", ".join(artifacts[:3]) + (f" and {more} more" if more > 0 else "")


def _say_not_ours(found: Explanation) -> None:
    if found.same_as:
        say(f"{shown(found.path)}   a link makes it the same file as {shown(found.same_as)}")
        if not os.path.isabs(found.same_as):
            say(f"  Explain that file: {paint(f'aiwg explain {shown(found.same_as)}', 'hint')}")
    else:
        say(f"{shown(found.path)}   not aiwg's file{'' if found.there else '; it does not exist'}")
    for each in found.elsewhere:
        name = found.names.get(each.platform, each.platform)
        say(f"  {shown(each.artifact)} for {name} is in {shown(', '.join(each.paths))} instead: {each.why}")
    if not found.readings:
        say("  No platform reads it.")
        return
    say("Read by")
    rows = [
        [reading.name, f"as {reading.cell.replace('_', ' ')}", paint(shown(reading.conditions), "faint")]
        for reading in found.readings
    ]
    for line in table(rows):
        say(line)
