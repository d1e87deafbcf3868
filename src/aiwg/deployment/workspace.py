"""Where a command works: the project, its configuration, the platforms known, the scope's roots and state."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from aiwg.adapter.discover import Registry
from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.apply import journal
from aiwg.apply.state import State
from aiwg.config import Config, read_config, read_user_config
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.claims import Claims
from aiwg.deployment.gate.committed import CommittedBytes, nothing_committed
from aiwg.deployment.intent import Intent, Remove, passes_over_unknown
from aiwg.deployment.merging.committed_bytes import committed_in
from aiwg.deployment.originals.given import NOTHING_TAKEN, TakeOver
from aiwg.deployment.personal.settings import NOTHING_PERSONAL, PersonalSettings, read_personal
from aiwg.findings.model import Finding
from aiwg.fs.roots import Roots, project_roots, user_roots
from aiwg.manifest import Manifest
from aiwg.source.user import user_folder
from aiwg.trust import known_platforms
from aiwg.trust.approvals import approvals_for
from aiwg.trust.external_sources import Outside, waiting_sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.source.packages import Packages


@dataclass(slots=True)
class Workspace:
    """Where a command works: project, configuration, platforms known, roots of the scope and its state.

    `began` is when it began to read, by the clock that files are stamped with, in nanoseconds. `committed` returns what
    the commits being merged hold at a path. `personal` is what one person adds and switches off. `taking` are files
    of the user's that this run takes over.
    """

    project: Path
    scope: str
    environment: Environment
    config: Config
    registry: Registry
    roots: Roots
    state: State
    claims: Claims
    began: int = 0
    committed: CommittedBytes = nothing_committed
    personal: PersonalSettings = NOTHING_PERSONAL
    taking: TakeOver = NOTHING_TAKEN

    @property
    def config_folder(self) -> Path:
        """Return the folder whose aiwg.yaml and aiwg.lock count, and the approvals that were given for it."""
        return self.project if self.scope == "project" else user_folder()

    @property
    def sources_base(self) -> Path:
        """Return the folder that recorded sources are relative to: never a project in the user scope."""
        return self.project if self.scope == "project" else Path(self.environment.home or "/")


def open_workspace(project: Path, scope: str) -> Workspace:
    """Return the workspace for a project folder and a scope.

    In the user scope nothing of the project counts: a clone must not steer what goes into the home folder.

    Raises UserError when the folder does not exist, or the configuration is invalid.
    """
    return _opened(project, scope, known_platforms.find_platforms)


def open_recovered(project: Path, scope: str) -> tuple[Workspace, bool]:
    """Return the workspace, and whether a run was cut off in it, which is put in order first.

    Such a run may have left one of two files written that belong together, so nothing is read of it before.

    Raises UserError like `open_workspace`, and (locked) when another process is at work.
    """
    workspace = open_workspace(project, scope)
    if not workspace.state.has_journal:
        return workspace, False
    with workspace.state.session():
        recovered = journal.recover(workspace.state, workspace.claims.of)
    return open_workspace(project, scope), recovered


def open_as_approved(project: Path, scope: str) -> Workspace:
    """Return the workspace as it would be with the project's own adapters approved: to look at, never to write.

    Raises UserError like `open_workspace`.
    """
    known = known_platforms
    return _opened(
        project, scope, lambda folder: known.describe_platforms(folder) if folder else known.find_platforms(None)
    )


def open_without_settings(project: Path, scope: str) -> Workspace:
    """Return the workspace as it would be without aiwg.yaml and the project's own adapters: to look at, never to write.

    What aiwg recorded can be read so where the settings cannot. Raises UserError like `open_workspace`.
    """
    return _opened(project, scope, lambda folder: known_platforms.find_platforms(None), Config())


def _opened(
    project: Path, scope: str, find: Callable[[Path | None], Registry], settings: Config | None = None
) -> Workspace:
    began = time.time_ns()
    if not project.is_dir():
        raise UserError(f'the project "{project}" is not a folder.', exit=Exit.USAGE)
    environment = Environment.current()
    in_project = scope == "project"
    config = settings or (read_config(project) if in_project else read_user_config())
    registry = find(project if in_project else None)
    roots = (
        project_roots(project)
        if scope == "project"
        else user_roots(environment.home, _user_prefixes(registry, environment))
    )
    claims = Claims(registry, environment, roots)
    committed = committed_in(os.fspath(project)) if in_project else nothing_committed
    personal = read_personal(project) if in_project and settings is None else NOTHING_PERSONAL
    state = State(roots)
    return Workspace(project, scope, environment, config, registry, roots, state, claims, began, committed, personal)


def owner_notes(workspace: Workspace) -> list[Finding]:
    """Return a warning when root writes into somebody else's project."""
    owner = workspace.project.stat().st_uid
    if os.geteuid() != 0 or owner == 0 or workspace.scope != "project":
        return []
    message = f"you are root, but the project belongs to uid {owner}: aiwg gives new files the owner of their folder"
    hint = "run aiwg without sudo"
    return [Finding("as-root", "warning", message, hint=hint, exit=Exit.IO)]


def recorded_sources(workspace: Workspace, manifest: Manifest | None = None) -> tuple[str, ...]:
    """Return the sources that the manifest remembers, as paths to read."""
    base = workspace.sources_base
    found = (manifest or workspace.state.read_manifest()).sources or ()
    return tuple(source if os.path.isabs(source) else os.path.normpath(base / source) for source in found)


def sources_waiting(workspace: Workspace) -> list[Outside]:
    """Return the sources outside the project, named by its aiwg.yaml or its manifest, that wait for consent."""
    recorded = workspace.state.read_manifest().sources or ()
    may_read = approvals_for(workspace.project).may_read
    return waiting_sources(workspace.project, workspace.config.sources, recorded, may_read)


def waiting_notes(workspace: Workspace) -> list[Finding]:
    """Return a warning for each of the project's adapters that waits for consent."""
    return [
        Finding(
            "consent",
            "warning",
            f'aiwg does not use the adapter "{id}" of this project until you approve it'
            + (": it uses its own" if id in workspace.registry.folders else ""),
            str(Path(os.path.relpath(folder, workspace.project)) / "platform.yaml"),
            hint=f"review it: aiwg trust {id}",
        )
        for id, folder in sorted(workspace.registry.waiting.items())
    ]


def _user_prefixes(registry: Registry, environment: Environment) -> Iterable[str]:
    """Return the folders outside home that environment variables moved adapters' directories to."""
    for adapter in registry.all():
        for cell in adapter.cells.values():
            for place_ in cell.reads:
                scope, prefix = environment.located(adapter, place_.spec)
                if scope == "user" and prefix.startswith("/"):
                    yield prefix if prefix.endswith("/") else os.path.dirname(prefix)


def detected(workspace: Workspace) -> list[Adapter]:
    """Return the platforms that this project shows signs of using, by id."""
    registry, found = workspace.registry, []
    for id in registry.ids():
        local = [path for path in registry.signs(id) if not path.startswith(("~", "/", "{"))]
        if any((workspace.project / path).exists() for path in local):
            found.append(registry.get(id))
    return found


def choose_platforms(workspace: Workspace, intent: Intent, manifest: Manifest) -> list[Adapter]:
    """Return the platforms to serve: all that were deployed to before, and those asked for now.

    Raises UserError (usage) when none is asked for, recorded, configured or detected.
    """
    registry = workspace.registry
    known = [name for name in manifest.platforms if name in registry.folders]
    if isinstance(intent, Remove):
        return _remaining(registry, intent.targets.platforms, manifest)
    absent = [name for name in manifest.platforms if name not in known and not registry.is_held_back(name)]
    gone = [] if passes_over_unknown(intent) else absent
    if gone:
        raise UserError(
            f'aiwg deployed to "{gone[0]}" here, but has no adapter for it any more.',
            exit=Exit.USAGE,
            hint=f"Restore its adapter, or remove its files: aiwg remove --platform {gone[0]}",
        )
    chosen = {name: registry.get(name) for name in known}
    configured = [name for name in workspace.config.platforms if not registry.is_held_back(name)]
    for name in intent.targets.platforms or configured or workspace.config.platforms:
        for adapter in resolve_platforms(workspace, name):
            chosen[adapter.id] = adapter
    if not chosen and not manifest.platforms:
        chosen = {adapter.id: adapter for adapter in detected(workspace)}
    if not chosen and not manifest.platforms:
        raise UserError(
            "you named no platform, and aiwg found none here.",
            exit=Exit.USAGE,
            hint="Name one: aiwg deploy --platform cursor   All: aiwg platforms",
        )
    return [adapter for _, adapter in sorted(chosen.items())]


def _remaining(registry: Registry, remove: Sequence[str], manifest: Manifest) -> list[Adapter]:
    """Return the recorded platforms that stay; a platform without an adapter can only go."""
    if "all" in remove:
        return []
    gone = {name if name in manifest.platforms else registry.named(name).id for name in remove}
    stay = [name for name in manifest.platforms if remove and name not in gone and name in registry.folders]
    return [registry.get(name) for name in sorted(stay)]


def resolve_platforms(workspace: Workspace, name: str) -> list[Adapter]:
    """Return the platforms that a person's word means: an id, an alias, `all` or `detected`.

    Raises UserError (usage) when there is none.
    """
    if name == "all":
        return workspace.registry.all()
    if name == "detected":
        found = detected(workspace)
        if not found:
            raise UserError(
                "aiwg found no tool in this project.",
                exit=Exit.USAGE,
                hint="Name one: aiwg deploy --platform cursor",
            )
        return found
    return [workspace.registry.named(name)]


def named_packages(workspace: Workspace) -> Packages | None:
    """Return the packages of a project, None where its settings name none. Raises UserError."""
    if not workspace.config.packages:
        return None
    from aiwg.source.packages import NO_PACKAGES, find_packages

    found = find_packages(workspace.project, workspace.config.packages)
    return None if found == NO_PACKAGES else found
