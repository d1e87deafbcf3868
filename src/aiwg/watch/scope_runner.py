"""One scope while it is watched: bringing it up to date, and telling what is new about it, each thing once."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.caches import Caches
from aiwg.deployment.intent import Targets
from aiwg.deployment.personal.plan import personal_layers
from aiwg.deployment.sources_to_come import named_sources
from aiwg.deployment.stages import Planned
from aiwg.deployment.sync import PROJECT, Prepare, as_it_is, bring_up_to_date
from aiwg.deployment.user_files import places_to_look
from aiwg.deployment.workspace import Workspace, open_workspace, recorded_sources
from aiwg.plan.actions import CONFLICT, DELETE, DELETED, EDITED, KEEP
from aiwg.source.layers import Layer, layers_for
from aiwg.watch.events import Applied, Drifted, Failed, News, Note, Recovered, Unchanged, Warned
from aiwg.watch.news import news_of, troubles_of
from aiwg.watch.queue import Batch
from aiwg.watch.shortcut import Shortcut

AT_ONCE = 8
"""How many troubles, edits or warnings of one run are told one by one; `aiwg status` has them all."""

Tell = Callable[[News], None]

Changes = tuple[tuple[str, str], ...]
"""What was written: (action, path)."""


class SourcesGoneError(Exception):
    """The sources moved away under a run: nothing was written."""


@contextmanager
def collected_once() -> Iterator[None]:
    """Let Python look for garbage in cycles after a run, not again and again during one: a fifth of a large one."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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
    _shortcut: Shortcut = field(default_factory=Shortcut)
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
        config, project = workspace.config, self.targets.project if self.project else None
        try:
            self.layers = (*layers_for(project, (), config.sources, recorded_sources(workspace), config.bundles),)
        except UserError:  # the first run says what is wrong
            self._await_sources()
        self.layers += tuple(personal_layers(workspace))

    def _await_sources(self) -> None:
        """Watch for every folder that is named as a source: one of them may be on its way."""
        known = {layer.root for layer in self.layers}
        self.layers += tuple(layer for layer in named_sources(self.targets) if layer.root not in known)

    def run(self, batch: Batch, moving: Callable[[], bool], gone: Callable[[], bool]) -> Changes:
        """Bring the scope up to date; return what was written.

        While things are `moving` nothing is deleted: `held_back` says whether something should have been.

        Raises SourcesGoneError when sources are `gone` by the time of writing; UserError for what cannot go on; else
        what is wrong is told, and the last outputs stay.
        """
        self.held_back = False
        with collected_once():
            written = self._run_shortly(batch, gone)
            self.was_short = written is not None
            return self._run_wholly(batch, moving, gone) if written is None else written

    def look_ahead(self, hints: Mapping[str, float], until: float) -> bool:
        """Look ahead at files that changed while others still change; say whether there were any: `Shortcut`."""
        with collected_once():
            return self._shortcut.look_ahead(hints, until)

    def _run_shortly(self, batch: Batch, gone: Callable[[], bool]) -> Changes | None:
        """Bring what some saved files touch up to date; return what was written, None when all has to be looked at.

        Raises SourcesGoneError, and UserError (locked, interrupted).
        """

        def stop_if_gone(planned: Planned) -> Planned:
            if gone():
                raise SourcesGoneError
            return planned

        planned = self._shortcut.run(batch, stop_if_gone)
        if planned is None:
            return None
        changes = tuple((action.action, action.path) for action in planned.plan.changes)
        return self._tell_done(planned, changes, batch)

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
            if gone():  # whatever a run says of sources that go under it, they are gone
                raise SourcesGoneError from error
            known = [each for each in self._said if not isinstance(each, Failed)]
            self._answer(batch)
            self._report([*troubles_of(self.targets.scope, error), *known])
            self._troubled = True
            self._shortcut.follow(None)  # until everything was looked at again, no save stands for all there is to do
            self._await_sources()
            return ()
        deployment = outcome.deployment
        own = tuple(personal_layers(deployment.workspace))
        self.layers = (*deployment.loaded.layers, *own) if deployment.loaded.layers else self.layers
        self.platforms = tuple(adapter.name for adapter in deployment.adapters)
        ours = deployment.new.records or deployment.old.records
        self.user_files = tuple(_full(deployment.placed.user_files.looked - ours.keys(), deployment.workspace))
        self.outputs = frozenset(_full(ours, deployment.workspace))
        self.edited, self._workspace = _edited(deployment), deployment.workspace
        self._shortcut.follow(deployment if outcome.applied and not self.held_back else None)
        personal = outcome.personal.deployment if outcome.personal and outcome.personal.applied else None
        written_for_one = personal.plan.changes if personal else []
        changes = [(action.action, action.path) for action in (*deployment.plan.changes, *written_for_one)]
        return self._tell_done(deployment, tuple(changes), batch)

    def _tell_done(self, deployment: Planned, changes: Changes, batch: Batch) -> Changes:
        news = list(news_of(deployment, self.targets.scope, self.offers))
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

    def _sources(self, batch: Batch) -> tuple[str, ...]:
        """Return the changed files as a person knows them; those that are gone only if no other changed.

        A folder stands for what is in it only where nothing more is known.
        """
        files = [path for path in sorted(batch.paths) if os.path.isfile(path)]
        above = {os.path.dirname(path) for path in batch.paths}
        rest = [path for path in sorted(batch.paths) if path not in above]
        folders = [
            f"{os.path.realpath(each)}/" for each in (*(layer.root for layer in self.layers), self.targets.project)
        ]
        return tuple(dict.fromkeys(_below(path, folders) for path in files or rest))


def _below(path: str, folders: Iterable[str]) -> str:
    """Return a path as it is below the first of some folders that it lies in, else as it is."""
    return next((path[len(folder) :] for folder in folders if path.startswith(folder)), path)


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
        replace(action, action=KEEP, new=None, record=planned.old.records.get(action.path))
        if action.action == DELETE
        else action
        for action in planned.plan.actions
    )
