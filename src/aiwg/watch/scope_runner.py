"""One scope while it is watched: bringing it up to date, and telling what is new about it, each thing once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.caches import Caches
from aiwg.deployment.intent import Targets
from aiwg.deployment.personal.plan import personal_layers
from aiwg.deployment.stages import Planned
from aiwg.deployment.sync import PROJECT, Prepare, as_it_is, bring_up_to_date
from aiwg.deployment.touched.baseline import Baseline
from aiwg.deployment.touched.sync import sync_touched
from aiwg.deployment.user_files import places_to_look
from aiwg.deployment.workspace import Workspace, open_workspace, recorded_sources
from aiwg.plan.actions import CONFLICT, DELETE, DELETED, DRIFT, EDITED, KEEP, ORPHAN
from aiwg.source.layers import Layer, layers_for
from aiwg.watch.events import Applied, Drifted, Failed, News, Note, Recovered, Unchanged, Warned
from aiwg.watch.queue import Batch

if TYPE_CHECKING:
    from aiwg.findings.model import Finding

AT_ONCE = 8
"""How many troubles, edits or warnings of one run are told one by one; `aiwg status` has them all."""

Tell = Callable[[News], None]

Changes = tuple[tuple[str, str], ...]
"""What was written: (action, path)."""


class SourcesGoneError(Exception):
    """The sources moved away under a run: nothing was written."""


@dataclass(slots=True)
class Scope:
    """What is known of a scope from its last runs, and what planning need not do again.

    `edited` are the outputs that the user changed, by their paths: full ones. `offers`: they are offered otherwise.
    `was_short`: the last run looked at nothing but the files that were named to it, and what becomes of them.
    """

    targets: Targets
    tell: Tell
    prepare: Prepare = as_it_is
    caches: Caches = field(default_factory=Caches)
    layers: tuple[Layer, ...] = ()
    platforms: tuple[str, ...] = ()
    user_files: tuple[str, ...] = ()
    outputs: frozenset[str] = frozenset()
    edited: dict[str, str] = field(default_factory=dict)
    held_back: bool = False
    offers: bool = False
    was_short: bool = False
    _workspace: Workspace | None = None
    _fresh: bool = True
    _last: Planned | None = None
    _baseline: Baseline | None = None
    _troubled: bool = False
    _said: set[News] = field(default_factory=set)

    @property
    def project(self) -> bool:
        """Say whether this is the project's scope."""
        return self.targets.scope == PROJECT

    def full_paths(self, paths: Iterable[str]) -> Iterable[str]:
        """Return the full paths of outputs that were written."""
        return _full(paths, self._workspace) if self._workspace is not None else ()

    def find_layers(self) -> None:
        """Find the platforms and the sources without a plan, as far as they can be found: a first run may fail."""
        workspace = open_workspace(self.targets.project, self.targets.scope)
        manifest = workspace.state.read_manifest()
        ids = [id for id in manifest.platforms or workspace.config.platforms if id in workspace.registry.folders]
        adapters = [workspace.registry.get(id) for id in ids]
        self.platforms = tuple(adapter.name for adapter in adapters)
        self.user_files = tuple(_full(places_to_look(adapters, workspace) - manifest.records.keys(), workspace))
        config = workspace.config
        project = self.targets.project if self.project else None
        self.layers = tuple(layers_for(project, (), config.sources, recorded_sources(workspace), config.bundles))
        self.layers += tuple(personal_layers(workspace))

    def run(self, batch: Batch, moving: Callable[[], bool], gone: Callable[[], bool]) -> Changes:
        """Bring the scope up to date; return what was written.

        While things are `moving` nothing is deleted: `held_back` says whether something should have been.

        Raises SourcesGoneError when sources are `gone` by the time of writing; UserError for what cannot go on; else
        what is wrong is told, and the last outputs stay.
        """
        self.held_back = False
        written = self._run_shortly(batch, gone)
        self.was_short = written is not None
        return self._run_wholly(batch, moving, gone) if written is None else written

    def _run_shortly(self, batch: Batch, gone: Callable[[], bool]) -> Changes | None:
        """Bring what some saved files touch up to date; return what was written, None when all has to be looked at.

        Raises SourcesGoneError, and UserError (locked, interrupted).
        """
        if self._last is not None and batch.paths and not batch.folders:  # only now: most plans are not followed by one
            self._baseline = Baseline.of(self._last)
        last, self._last = self._last, None
        baseline, self._baseline = self._baseline, None
        if baseline is None or batch.folders or not batch.paths:
            self._last = last
            return None

        def stop_if_gone(planned: Planned) -> Planned:
            if gone():
                raise SourcesGoneError
            return planned

        try:
            planned = sync_touched(baseline, batch.paths, stop_if_gone)
        except UserError as error:
            if error.exit in (Exit.LOCKED, Exit.INTERRUPTED):
                raise
            return None  # the plan of everything says what is wrong
        if planned is None:
            return None
        self._baseline = baseline
        changes = tuple((action.action, action.path) for action in planned.plan.changes)
        return self._tell_done(planned, changes, batch, list(self._news_of(planned)))

    def _run_wholly(self, batch: Batch, moving: Callable[[], bool], gone: Callable[[], bool]) -> Changes:
        """Bring everything up to date, as `run` says."""

        def adjust(planned: Planned) -> Planned:
            if gone():
                raise SourcesGoneError
            self.held_back = bool(planned.plan.count(DELETE) and moving())
            return _without_deletions(planned) if self.held_back else planned

        try:
            outcome = bring_up_to_date(
                self.targets, adjust=adjust, fresh=self._fresh, caches=self.caches, prepare=self.prepare
            )
        except UserError as error:
            if error.exit in (Exit.LOCKED, Exit.INTERRUPTED) or (self._fresh and error.exit in (Exit.IO, Exit.STATE)):
                raise
            known = [each for each in self._said if not isinstance(each, Failed)]
            self._answer(batch)
            self._report([*_troubles(self.targets.scope, error), *known])
            self._troubled = True
            return ()
        deployment = outcome.deployment
        own = tuple(personal_layers(deployment.workspace))
        self.layers = (*deployment.loaded.layers, *own) if deployment.loaded.layers else self.layers
        self.platforms = tuple(adapter.name for adapter in deployment.adapters)
        ours = deployment.new.records or deployment.old.records
        self.user_files = tuple(_full(deployment.placed.user_files.looked - ours.keys(), deployment.workspace))
        self.outputs = frozenset(_full(ours, deployment.workspace))
        self.edited, self._workspace = _edited(deployment), deployment.workspace
        self._last = deployment if outcome.applied and not self.held_back else None
        personal = outcome.personal.deployment if outcome.personal and outcome.personal.applied else None
        written_for_one = personal.plan.changes if personal else []
        changes = [(action.action, action.path) for action in (*deployment.plan.changes, *written_for_one)]
        return self._tell_done(deployment, tuple(changes), batch, list(self._news_of(deployment)))

    def _tell_done(self, deployment: Planned, changes: Changes, batch: Batch, news: list[News]) -> Changes:
        first, self._fresh = self._fresh, False
        sources = () if first else self._sources(batch)
        troubled = bool(deployment.refused or deployment.plan.conflicts)
        if changes:
            took = (time.monotonic() - batch.since) * 1000
            self.tell(Applied(self.targets.scope, sources, changes, took))
        elif troubled and not first:
            self._answer(batch)
        elif self._troubled:
            self.tell(Recovered(self.targets.scope, sources))
        elif self._saved(batch) and not first:
            self.tell(Unchanged(self.targets.scope, sources))
        self._troubled = troubled
        if first:
            self._said |= {each for each in news if isinstance(each, Warned)}
        self._report(news)
        return changes

    def _answer(self, batch: Batch) -> None:
        """Let what is wrong be told again if a source was saved: else a save would get no answer."""
        if self._saved(batch):
            self._said = {each for each in self._said if not isinstance(each, Failed)}

    def _saved(self, batch: Batch) -> bool:
        """Say whether a file was saved that is no output of ours."""
        return any(path not in self.outputs and os.path.isfile(path) for path in batch.paths)

    def _report(self, news: Iterable[News]) -> None:
        """Tell what was not told yet; what holds no longer may be told again."""
        listed = list(dict.fromkeys(news))
        new = [each for each in listed if each not in self._said]
        for kind in (Failed, Drifted, Warned):
            alike = [each for each in new if isinstance(each, kind)]
            for each in alike[:AT_ONCE]:
                self.tell(each)
            if len(alike) > AT_ONCE:
                self.tell(Note("more", f"... and {len(alike) - AT_ONCE} more: aiwg status -v"))
        self._said = set(listed)

    def _news_of(self, deployment: Planned) -> Iterable[News]:
        scope = self.targets.scope
        for each in deployment.refused:
            for problem in each.problems:
                yield Failed(scope, *_told(problem))
        for action in deployment.plan.conflicts:
            yield Failed(scope, action.path, action.reason, action.hint)
        for action in deployment.plan.of(*([ORPHAN] if self.offers else DRIFT)):
            yield Drifted.by(scope, action)
        for problem in deployment.problems:
            if problem.level == "warning":
                yield Warned(scope, problem.where(), problem.message, problem.hint or "")
        for artifact in dict.fromkeys(artifact.named for artifact in deployment.not_deployed):
            yield Warned(scope, artifact, "not deployed until you approve it", "aiwg trust")
        for artifact in dict.fromkeys(artifact.named for artifact in deployment.kept):
            yield Warned(scope, artifact, "changed and not approved: the committed version stays", "aiwg trust")

    def _sources(self, batch: Batch) -> tuple[str, ...]:
        """Return the changed files as a person knows them; those that are gone only if no other changed.

        A folder stands for what is in it only where nothing more is known.
        """
        files = [path for path in sorted(batch.paths) if os.path.isfile(path)]
        above = {os.path.dirname(path) for path in batch.paths}
        rest = [path for path in sorted(batch.paths) if path not in above]
        return tuple(dict.fromkeys(self._shown(path) for path in files or rest))

    def _shown(self, path: str) -> str:
        for layer in self.layers:
            root = os.path.realpath(layer.root)
            if path.startswith(f"{root}/"):
                return path[len(root) + 1 :]
        project = os.path.realpath(self.targets.project)
        return path[len(project) + 1 :] if path.startswith(f"{project}/") else path


def _full(paths: Iterable[str], workspace: Workspace) -> Iterable[str]:
    """Yield the full paths of what the user has, or may get, beside ours; what we write ourselves makes no noise."""
    return (workspace.roots.full(path) for path in sorted(paths))


def _edited(planned: Planned) -> dict[str, str]:
    """Return the outputs that the user changed, and that aiwg wrote, by their paths: full ones."""
    known = planned.old.records
    found = (action.path for action in planned.plan.of(EDITED, DELETED, CONFLICT) if action.path in known)
    return {path: planned.workspace.roots.full(path) for path in found}


def _without_deletions(planned: Planned) -> Planned:
    """Return the plan with what would be deleted left as it is recorded."""
    return planned.with_actions(
        replace(action, action=KEEP, after=None, record=planned.old.records.get(action.path))
        if action.action == DELETE
        else action
        for action in planned.plan.actions
    )


def _troubles(scope: str, error: UserError) -> Iterable[News]:
    errors = [problem for problem in error.problems if problem.level == "error"]
    if not errors:
        yield Failed(scope, "", error.message, error.hint or "")
    for problem in errors:
        yield Failed(scope, *_told(problem))


def _told(problem: Finding) -> tuple[str, str, str]:
    return problem.where(), problem.message, problem.hint or ""
