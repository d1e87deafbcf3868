"""One scope while it is watched: bringing it up to date, and telling what is new about it, each thing once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aiwg.config import Config
from aiwg.deployment.caches import Caches
from aiwg.deployment.pipeline import Deployment, carry_out
from aiwg.deployment.sync import PROJECT, bring_up_to_date
from aiwg.deployment.user_files import places_to_look
from aiwg.deployment.workspace import Request, Workspace, open_workspace, recorded_sources
from aiwg.errors import Exit, UserError
from aiwg.plan.actions import DELETE, DRIFT, KEEP
from aiwg.source.layers import Layer, layers_for
from aiwg.watch.events import Applied, Drifted, Failed, News, Note, Recovered, Warned
from aiwg.watch.queue import Batch

if TYPE_CHECKING:
    from aiwg.findings.model import Finding

AT_ONCE = 8
"""How many troubles, edits or warnings of one run are told one by one; `aiwg status` has them all."""

Tell = Callable[[News], None]


class SourcesGoneError(Exception):
    """The sources moved away under a run: nothing was written."""


@dataclass(slots=True)
class Scope:
    """What is known of a scope from its last runs, and what planning need not do again."""

    request: Request
    tell: Tell
    memory: Caches = field(default_factory=Caches)
    layers: list[Layer] = field(default_factory=list)
    platforms: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    held_back: bool = False
    _fresh: bool = True
    _troubled: bool = False
    _said: set[News] = field(default_factory=set)

    @property
    def project(self) -> bool:
        """Say whether this is the project's scope."""
        return self.request.scope == PROJECT

    def find_layers(self) -> None:
        """Find the platforms and the sources without a plan, as far as they can be found: a first run may fail."""
        workplace = open_workspace(self.request.project, self.request.scope)
        manifest = workplace.state.read_manifest()
        ids = [id for id in manifest.platforms or workplace.config.platforms if id in workplace.registry.folders]
        adapters = [workplace.registry.get(id) for id in ids]
        self.platforms = tuple(adapter.name for adapter in adapters)
        self.standing = tuple(_full(places_to_look(adapters, workplace) - manifest.records.keys(), workplace))
        config = workplace.config if self.project else Config()
        project = self.request.project if self.project else None
        self.layers = layers_for(project, (), config.sources, recorded_sources(workplace))

    def run(self, batch: Batch, moving: Callable[[], bool], gone: Callable[[], bool]) -> tuple[tuple[str, str], ...]:
        """Bring the scope up to date; return what was written: (action, path).

        While things are `moving` nothing is deleted: `held_back` says whether something should have been.

        Raises SourcesGoneError when sources are `gone` by the time of writing; UserError for what cannot go on; else
        what is wrong is told, and the last outputs stay.
        """
        self.held_back = False

        def carry(deployment: Deployment) -> list[str]:
            if gone():
                raise SourcesGoneError
            if deployment.plan.count(DELETE) and moving():
                self.held_back = True
                _keep_for_now(deployment)
            return carry_out(deployment)

        try:
            outcome = bring_up_to_date(self.request, carry, self._fresh, self.memory)
        except UserError as error:
            if error.exit in (Exit.LOCKED, Exit.INTERRUPTED) or (self._fresh and error.exit in (Exit.IO, Exit.STATE)):
                raise
            known = [each for each in self._said if not isinstance(each, Failed)]
            self._report([*_troubles(self.request.scope, error), *known])
            self._troubled = True
            return ()
        deployment = outcome.deployment
        self.layers = deployment.layers or self.layers
        self.platforms = tuple(adapter.name for adapter in deployment.adapters)
        ours = deployment.new.records or deployment.old.records
        self.standing = tuple(_full(deployment.standing.looked - ours.keys(), deployment.workplace))
        news = list(self._news_of(deployment))
        if not outcome.applied:
            self._report(news)
            self._troubled = True
            return ()
        return self._tell_done(deployment, batch, news)

    def _tell_done(self, deployment: Deployment, batch: Batch, news: list[News]) -> tuple[tuple[str, str], ...]:
        changes = tuple((action.action, action.path) for action in deployment.plan.changes)
        first, self._fresh = self._fresh, False
        sources = () if first else self._sources(batch)
        if changes:
            took = (time.monotonic() - batch.since) * 1000
            self.tell(Applied(self.request.scope, sources, changes, took))
        elif self._troubled and not deployment.refused:
            self.tell(Recovered(self.request.scope, sources))
        self._troubled = bool(deployment.refused)
        if first:
            self._said |= {each for each in news if isinstance(each, Warned)}
        self._report(news)
        return changes

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

    def _news_of(self, deployment: Deployment) -> Iterable[News]:
        scope = self.request.scope
        for each in deployment.refused:
            for problem in each.problems:
                yield Failed(scope, *_told(problem))
        for action in deployment.plan.conflicts:
            yield Failed(scope, action.path, action.reason, action.hint)
        for action in deployment.plan.of(*DRIFT):
            yield Drifted.by(scope, action)
        for problem in deployment.problems:
            if problem.level == "warning":
                yield Warned(scope, problem.where(), problem.message, problem.hint or "")
        for artifact in dict.fromkeys(artifact.named for artifact in deployment.withheld):
            yield Warned(scope, artifact, "waits for your consent", "aiwg trust")

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
        project = os.path.realpath(self.request.project)
        return path[len(project) + 1 :] if path.startswith(f"{project}/") else path


def _full(paths: Iterable[str], workplace: Workspace) -> Iterable[str]:
    """Yield the full paths of what the user has, or may get, beside ours; what we write ourselves makes no noise."""
    return (workplace.roots.full(path) for path in sorted(paths))


def _keep_for_now(deployment: Deployment) -> None:
    """Let what would be deleted stay as it is recorded."""
    deployment.plan.actions = [
        replace(action, action=KEEP, after=None, record=deployment.old.records.get(action.path))
        if action.action == DELETE
        else action
        for action in deployment.plan.actions
    ]


def _troubles(scope: str, error: UserError) -> Iterable[News]:
    errors = [problem for problem in error.problems if problem.level == "error"]
    if not errors:
        yield Failed(scope, "", error.message, error.hint or "")
    for problem in errors:
        yield Failed(scope, *_told(problem))


def _told(problem: Finding) -> tuple[str, str, str]:
    return problem.where(), problem.message, problem.hint or ""
