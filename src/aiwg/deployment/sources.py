"""What the sources hold, for the verbs that look at them without deploying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from aiwg.artifact.kinds import KINDS, kind_named
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.progress import begin_step
from aiwg.core.suggest import suggest
from aiwg.decisions.in_force import decisions_in_force, with_decisions
from aiwg.deployment.personal.team import without_users
from aiwg.deployment.workspace import Workspace, open_workspace, recorded_sources, sources_waiting
from aiwg.findings.model import Finding
from aiwg.source.bundles import Bundle
from aiwg.source.layers import PROJECT, Layer, layers_for, load_layers
from aiwg.source.reader import Look
from aiwg.trust.external_sources import refuse_waiting
from aiwg.trust.format import shown_command

SHORT = 7
"""Hex digits of a commit for people."""


@dataclass(frozen=True, slots=True)
class SourceOverview:
    """The layers of a project, the artifacts and bundles in them, which hide others, and what is wrong."""

    workspace: Workspace
    layers: list[Layer]
    catalog: Catalog
    hidden: dict[str, list[str]]
    problems: list[Finding]
    bundles: dict[str, Bundle]

    @property
    def failed(self) -> bool:
        """Say whether the sources hold an error: some artifacts are then missing from the catalog."""
        return any(problem.level == "error" for problem in self.problems)

    def bundles_of(self, key: str) -> list[str]:
        """Return the names of the bundles that an artifact is in."""
        return [name for name, bundle in self.bundles.items() if key in bundle.artifacts]


@dataclass(frozen=True, slots=True)
class FetchedOrigin:
    """The fetched source that an artifact comes from, as aiwg.lock pins it."""

    id: str
    url: str
    ref: str
    commit: str
    path: str

    @property
    def named(self) -> str:
        """Return its name, ref and commit, for people."""
        return " ".join(part for part in (self.id, self.ref, self.commit[:SHORT]) if part)

    def as_json(self) -> dict[str, str | None]:
        """Return it in the shape of `from` in `--json` outputs."""
        return {
            "id": self.id,
            "url": self.url,
            "ref": self.ref or None,
            "commit": self.commit,
            "path": self.path or None,
        }


def fetched_origins(layers: Iterable[Layer]) -> dict[str, FetchedOrigin]:
    """Return the fetched sources among layers, by how messages name their roots."""
    return {
        layer.shown: FetchedOrigin(
            layer.shown.strip("()"), layer.locked.url, layer.locked.ref, layer.locked.commit, layer.locked.path
        )
        for layer in layers
        if layer.locked is not None
    }


def fetched_from(artifact: Artifact, layers: Iterable[Layer]) -> FetchedOrigin | None:
    """Return the fetched source that an artifact comes from, None for one that lies on this machine anyway."""
    return fetched_origins(layers).get(artifact.origin.file.partition("/")[0])


def read_sources(
    project: Path, explicit: Sequence[str] = (), look: Look | None = None, scope: str = PROJECT
) -> SourceOverview:
    """Return what a deploy into a scope would load: the sources named, else the recorded ones, else the layers.

    `look` is shown every file that is read. In the user scope nothing of the project counts.
    """
    workspace, in_project = open_workspace(project, scope), scope == PROJECT
    begin_step("Reading the sources")
    if in_project and not explicit:
        refuse_waiting(sources_waiting(workspace))
    config = workspace.config
    base = workspace.project if in_project else None
    layers = layers_for(base, explicit, config.sources, recorded_sources(workspace), config.bundles)
    if in_project and not explicit:
        layers = without_users(layers, workspace.project)
    wanted = config.on_demand
    loaded = load_layers(layers, workspace.project, config.exclude, config.overrides, look=look, on_demand=wanted)
    catalog = loaded.readable
    if in_project:
        catalog = with_decisions(catalog, decisions_in_force(workspace.project, config))
    problems = loaded.all_problems
    if wanted:
        from aiwg.deployment.on_demand.patterns import pattern_problems  # most projects have no such entries

        problems += pattern_problems(loaded, wanted, workspace.config_folder, workspace.scope)
    return SourceOverview(workspace, layers, catalog, loaded.hidden, problems, loaded.bundles)


def kind_meant(typed: str) -> str:
    """Return the kind that a person's word means. Raises UserError (usage) naming the closest one."""
    kind = kind_named(typed)
    if kind is None:
        near = suggest(typed, KINDS)
        hint = f"{near[0].upper()}{near[1:]}   " if near else ""
        raise UserError(f'there is no kind "{typed}".', exit=Exit.USAGE, hint=f"{hint}They are: {', '.join(KINDS)}")
    return kind


def artifact_meant(typed: str, catalog: Catalog) -> Artifact:
    """Return the artifact that `id` or `kind/id` names.

    Raises UserError (usage) with the choices when several have the id, with the closest when none has.
    """
    kind, _, rest = typed.partition("/")
    found = [artifact for artifact in catalog if typed in (artifact.id, artifact.key)]
    found += [
        artifact for artifact in catalog if artifact.key == f"{kind_named(kind)}/{rest}" and artifact not in found
    ]
    if len(found) == 1:
        return found[0]
    if found:
        choices = " or ".join(artifact.key for artifact in found)
        raise UserError(f'"{typed}" names {len(found)} artifacts.', exit=Exit.USAGE, hint=f"Name one: {choices}")
    names = [*(artifact.id for artifact in catalog), *(artifact.key for artifact in catalog)]
    near = suggest(typed, names)
    hint = f"{near[0].upper()}{near[1:]}   " if near else ""
    raise UserError(f'there is no artifact "{typed}".', exit=Exit.USAGE, hint=f"{hint}All: aiwg list")


def about(artifact: Artifact) -> str:
    """Return what an artifact is for, in one line: its description, else what it runs, else how its text starts."""
    description = artifact.fields.get("description")
    if description:
        return str(description)
    if KINDS[artifact.kind].runs_code:
        return shown_command(artifact)
    lines = (line.strip().lstrip("#").strip() for line in artifact.body.splitlines())
    return next((line for line in lines if line), "")


def layer_names(layers: Sequence[Layer]) -> str:
    """Return the layers that are there and of which something is wanted, weakest first, as messages name them."""
    return ", ".join(layer.shown for layer in layers if layer.root.is_dir() and layer.bundles != ())
