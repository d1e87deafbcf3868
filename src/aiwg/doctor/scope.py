"""What the checks look at: one scope with its workspace, its manifest and its plan, as far as they can be had."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import UserError
from aiwg.core.read import read_whole
from aiwg.deployment.intent import Inspect, Targets
from aiwg.deployment.personal.records import personal_records
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.stages import Planned
from aiwg.deployment.workspace import Workspace, detected, open_without_settings, open_workspace
from aiwg.fs.roots import user_manifest
from aiwg.fs.tree import FileTree
from aiwg.manifest import FILE as WHOLE_FILE
from aiwg.manifest import Manifest, Record, parse_manifest
from aiwg.placement.resolve import Platform, ResolvedCell, bind
from aiwg.plan.actions import Action

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.loading import LoadedContext, StartFolder
    from aiwg.loading.gates import Gates


@dataclass
class InspectedScope:
    """One scope. What could not be had is None, and `failure` says why, with the step that failed.

    `bare` is the scope without its settings, where these are broken: what aiwg recorded needs none. `named`: the
    platforms that were asked for; none means all. `run_clients`: clients may be started. `found_files` are by platform
    the files in its places, looked for once; `found_paths` are the paths of those in one place, by the identity of
    what the reader remembers of it and the beginning of the paths.
    """

    project: Path
    scope: str
    named: tuple[str, ...] = ()
    run_clients: bool = False
    workspace: Workspace | None = None
    bare: Workspace | None = None
    manifest: Manifest | None = None
    deployment: Planned | None = None
    failure: UserError | None = None
    failed: str = ""
    adapters: list[Adapter] = field(default_factory=list)
    found_files: dict[str, list[tuple[ResolvedCell, str]]] = field(default_factory=dict)
    found_paths: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    _loaded: dict[str, LoadedContext] = field(default_factory=dict)

    @cached_property
    def environment(self) -> Environment:
        """Return this process's environment."""
        return self.workspace.environment if self.workspace else Environment.current()

    @cached_property
    def platforms(self) -> list[Platform]:
        """Return the platforms that are looked at, bound to the scope."""
        return [bind(adapter, self.scope, self.environment) for adapter in self.adapters]

    @cached_property
    def here(self) -> StartFolder:
        """Return the project as the folder that platforms are started in."""
        from aiwg.loading import DiskReader, StartFolder  # a tenth of what doctor imports, and not always needed

        reader = DiskReader()
        if self.deployment is not None and self.scope == "project":
            start = os.path.abspath(self.project)
            for action in self.deployment.plan.actions:  # read once: the plan compared them with what they should be
                if action.old is not None and action.own == WHOLE_FILE:
                    reader.remember(f"{start}/{action.path}", action.old)
        return StartFolder(os.path.abspath(self.project), reader, self.environment)

    def loaded(self, platform: Platform) -> LoadedContext:
        """Return what a platform loads here, by the one model that `aiwg context` asks, too; looked at once."""
        if platform.id not in self._loaded:
            from aiwg.loading import look_around

            self._loaded[platform.id] = look_around(platform.adapter, self.here, records=self.records)
        return self._loaded[platform.id]

    def gates(self, adapter: Adapter) -> Gates:
        """Return the gates of a platform, as they are here."""
        from aiwg.loading.gates import Gates
        from aiwg.loading.settings import Settings

        return Gates(Settings(adapter, self.here))

    @cached_property
    def records(self) -> dict[str, Record]:
        """Return what is ours in the project and in the home folder, by absolute path."""
        found_here = self.manifest.records if self.manifest and self.scope == "project" else {}
        if self.scope == "project":
            found_here = {**personal_records(self.project), **found_here}
        records = {os.path.join(self.here.start, path): record for path, record in found_here.items()}
        try:
            text = read_whole(user_manifest()).decode("utf-8")
            for path, record in parse_manifest(text, "the manifest of your home folder").records.items():
                records[f"{self.environment.home}{path[1:]}" if path.startswith("~/") else path] = record
        except (OSError, ValueError, UserError):
            pass  # without it what lies there is taken for the user's
        return records

    @cached_property
    def disk(self) -> FileTree | None:
        """Return the disk below the scope's roots."""
        opened = self.workspace or self.bare
        return FileTree(opened.roots) if opened else None

    @cached_property
    def actions(self) -> list[Action]:
        """Return the actions of the plan that concern the platforms looked at, in path order."""
        actions = self.deployment.plan.actions if self.deployment else ()
        return sorted((each for each in actions if self.concerns(each.platforms)), key=lambda action: action.path)

    @cached_property
    def base(self) -> str:
        """Return the project's folder as an absolute path: the model of what platforms read looks at those, too."""
        return os.path.abspath(self.project)

    def names_in(self, folder: str) -> list[str]:
        """Return the names in a folder, sorted; each folder is listed once, and nothing is in one that is not there."""
        return sorted(self.here.reader.entries(folder))

    def has_file(self, path: str) -> bool:
        """Say whether there is something at an output path; a link that leads nowhere is nothing."""
        folder, _, name = self.full(path).rpartition("/")
        entry = self.here.reader.entries(folder).get(name)
        return entry is not None and (not entry.is_link or os.path.exists(f"{folder}/{name}"))

    def text(self, path: str) -> str | None:
        """Return the text at an output path, links followed; None when there is none to read. Each is read once."""
        return self.here.reader.text(self.full(path))

    @cached_property
    def output_folders(self) -> list[str]:
        """Return the folders that our outputs lie in, as absolute paths."""
        records = self.manifest.records if self.manifest else {}
        return [
            os.path.dirname(self.full(f"{folder}/x" if folder else "x"))
            for folder in sorted({path.rpartition("/")[0] for path in records})
        ]

    @property
    def is_deployed(self) -> bool:
        """Say whether something is recorded in the scope."""
        return self.manifest is not None and not self.manifest.is_empty

    def concerns(self, platforms: Iterable[str]) -> bool:
        """Say whether one of these platforms is looked at, or none is named."""
        return not self.named or bool(set(platforms).intersection(self.named))

    def name_of(self, id: str) -> str:
        """Return the name of a platform, its id when there is no adapter."""
        return next((adapter.name for adapter in self.adapters if adapter.id == id), id)

    def names(self, ids: Iterable[str]) -> str:
        """Return the names of platforms: `Cursor and Codex`, or `5 platforms`."""
        listed = [self.name_of(id) for id in sorted(ids)]
        if len(listed) > 3:
            return f"{len(listed)} platforms"
        return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)

    def full(self, path: str) -> str:
        """Return the absolute path of an output path; of one that is outside the scope, the path itself."""
        if self.scope == "project":  # recorded paths were checked when the manifest was read, and adapters' when parsed
            return f"{self.base}/{path}"
        try:
            opened = self.workspace or self.bare
            return opened.roots.full(path) if opened else os.path.join(self.project, path)
        except UserError:
            return path

    def shown(self, file: str | Path) -> str:
        """Return a path as a person knows it: from the project, from home, or as it is."""
        text = os.path.abspath(file)
        for root, prefix in (
            (os.fspath(self.project.resolve()), ""),
            (os.path.abspath(self.project), ""),
            (self.environment.home, "~/"),
        ):
            if root and text.startswith(root + "/"):
                return prefix + text[len(root) + 1 :]
        return text


Planning = Callable[[Inspect, Workspace], Planned]
"""Plans what is deployed in a scope. Raises UserError."""


def open_subject(
    project: Path,
    scope: str,
    typed: Iterable[str] = (),
    run_clients: bool = False,
    plan: Planning = plan_deployment,
) -> InspectedScope:
    """Return what is to be looked at in a scope, having gone as far as is possible.

    Raises UserError (usage) for a project that is no folder and for a platform that nobody knows.
    """
    subject = InspectedScope(project, scope, run_clients=run_clients)
    if not project.is_dir():
        open_workspace(project, scope)
    try:
        subject.workspace = open_workspace(project, scope)
    except UserError as error:
        subject.failure, subject.failed = error, "workspace"
        _follow_record(subject)
        return subject
    subject.named = _named(subject.workspace, list(typed))
    _plan(subject, subject.workspace, plan)
    subject.adapters = _adapters(subject, subject.workspace)
    return subject


def _follow_record(subject: InspectedScope) -> None:
    """Keep the manifest and the platforms of a scope whose settings are broken; nothing where these cannot be read."""
    with suppress(UserError):
        subject.bare = open_without_settings(subject.project, subject.scope)
        subject.manifest = subject.bare.state.read_manifest()
        subject.adapters = _adapters(subject, subject.bare)


def _plan(subject: InspectedScope, workspace: Workspace, plan: Planning) -> None:
    """Plan what is deployed in the scope; where that cannot be, keep the manifest, and why it cannot."""
    try:
        if os.path.lexists(workspace.state.manifest):  # the plan reads it, and twice would be once too often
            intent = Inspect(Targets(subject.project, subject.scope))
            subject.deployment = plan(intent, workspace)
            subject.manifest = subject.deployment.old
    except UserError as error:
        subject.failure, subject.failed = error, "plan"
    try:
        subject.manifest = subject.manifest or workspace.state.read_manifest()
    except UserError as error:
        subject.failure, subject.failed = error, "manifest"
        return
    if subject.manifest.is_empty:
        subject.deployment, subject.failure, subject.failed = None, None, ""
        from aiwg.deployment.gate.declarations import check_declarations  # mostly something is deployed

        try:
            check_declarations(workspace)
        except UserError as error:
            subject.failure, subject.failed = error, "plan"


def _named(workspace: Workspace, typed: list[str]) -> tuple[str, ...]:
    """Return the ids that a person's words mean; none for `all`, which limits nothing."""
    if "all" in typed:
        return ()
    found = [adapter.id for adapter in detected(workspace)] if "detected" in typed else []
    return tuple(dict.fromkeys([*found, *(workspace.registry.named(name).id for name in typed if name != "detected")]))


def _adapters(subject: InspectedScope, workspace: Workspace) -> list[Adapter]:
    """Return the platforms to look at: those named, else those deployed to, configured or detected."""
    registry = workspace.registry
    recorded = subject.manifest.platforms if subject.manifest else []
    ids = list(subject.named) or recorded or [name for name in workspace.config.platforms if registry.knows(name)]
    try:
        if not ids:
            return detected(workspace) if subject.scope == "project" else []
        known = [id for id in ids if registry.knows(id)]
        return sorted((registry.named(id) for id in known), key=lambda adapter: adapter.id)
    except UserError:
        return []
