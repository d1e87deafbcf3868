"""The watch itself: wait for hints, see that it is a good moment, bring all up to date, look at what to watch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Targets
from aiwg.deployment.sync import PROJECT, Prepare, as_it_is, recorded_scopes
from aiwg.source.layers import Layer
from aiwg.watch.debounce import QUIET_SECONDS
from aiwg.watch.edits import EditOffers, Offer
from aiwg.watch.events import Note, Started
from aiwg.watch.git import GitLock
from aiwg.watch.notify import Notifier
from aiwg.watch.outputs import OutputStats
from aiwg.watch.paths import Stat, WatchPath, listing, places_of
from aiwg.watch.queue import Batch, ChangeQueue
from aiwg.watch.root_guard import RootGuard
from aiwg.watch.rounds import CALM_FACTOR, ROUND_SECONDS, WholeRounds
from aiwg.watch.scope_runner import Scope, SourcesGoneError, Tell
from aiwg.watch.watcher import UnwatchableError, Watcher

POLLING_SECONDS = 1.0
STEP_SECONDS = 0.1
LOCKED_SECONDS = 0.5
GONE_SECONDS = 5.0
"""How long a source may be gone before the watch ends: a checkout or a build makes it anew at once."""


class Loop:
    """Watches the recorded scopes of a project until it is interrupted."""

    def __init__(
        self,
        project: Path,
        scope: str | None,
        tell: Tell,
        notifier: Notifier | None = None,
        offer: Offer | None = None,
        prepare: Prepare = as_it_is,
    ) -> None:
        self._project = project
        self._tell = tell
        self._notifier = notifier
        self.hints = ChangeQueue()
        self._watcher: Watcher | None = Watcher(self.hints)
        self._git = GitLock()
        self._guard = RootGuard()
        self._scopes = [
            Scope(Targets(project, each), tell, prepare, offers=offer is not None and each == PROJECT)
            for each in recorded_scopes(project, scope)
        ]
        self._offer = offer
        self._edits = EditOffers()
        self._places: list[WatchPath] = []
        self._seen: dict[str, Stat] | None = None
        self._looked = 0.0
        self._pause = ROUND_SECONDS
        self._outputs = OutputStats()
        self._rounds = WholeRounds()
        self._waiting_for: set[str] = set()
        self._git_was_busy = False

    def run(self) -> None:
        """Go on until KeyboardInterrupt.

        Raises UserError when a source does not come back, or when the first run cannot be done at all.
        """
        try:
            self._begin()
            while True:
                self._step()
        finally:
            if self._notifier is not None:
                self._notifier.stop()
            if self._watcher is not None:
                self._watcher.stop()

    def _begin(self) -> None:
        """Watch first, then bring all up to date, so that nothing is missed in between."""
        self._find_sources()
        self._review(thorough=True)
        sources = dict.fromkeys(layer.shown for layer in self._layers() if layer.root.is_dir())
        platforms = dict.fromkeys(name for scope in self._scopes for name in scope.platforms)
        self._tell(Started(tuple(sources), tuple(platforms), tuple(scope.targets.scope for scope in self._scopes)))
        self._act(Batch(time.monotonic()))

    def _find_sources(self) -> None:
        for scope in self._scopes:
            with suppress(UserError):
                scope.find_layers()
        self._guard.know(self._roots())

    def _missing(self) -> list[str]:
        """Return the sources that are gone, but for those that aiwg.yaml names no more."""
        if not self._guard.missing():
            return []
        self._find_sources()
        return self._guard.missing()

    def _step(self) -> None:
        batch = self.hints.wait(self._patience())
        if self._notifier is not None:
            self._notifier.step(lambda message: self._tell(Note("notify", message)))
        if batch is None:
            self._use_time()
            return
        if self._git.is_busy(self._roots()):
            self.hints.again(batch)
            self._say_once("git", "waiting for git")
            self._look_ahead()
            return
        self._waiting_for.discard("git")
        was_busy, self._git_was_busy = self._git_was_busy, False
        if was_busy and batch.stormy:  # the last of what git did is still to be heard: it is no second run
            self.hints.again(batch)
            return
        if missing := self._missing():
            self._wait_for(missing)
            self.hints.again(batch)
            return
        self._act(batch)

    def _use_time(self) -> None:
        """Do what has to be done while nothing has changed, or not yet come to rest."""
        if self.hints.is_storming and self._patience() > 0:
            self._look_ahead()
            return
        for path in self._outputs.changed(self._output_paths()):  # each is a hint
            self.hints.note(path)
        self._look_around()
        self._offer_edits()

    def _look_ahead(self) -> None:
        """Use the time while files still change: what came to rest is read already, and nothing is written."""
        until = time.monotonic() + STEP_SECONDS / 2
        self._git_was_busy = self._git_was_busy or self._git.is_busy(self._roots())
        hints = self.hints.settled(QUIET_SECONDS)
        if sum(scope.look_ahead(hints, until) for scope in self._scopes) == 0:
            time.sleep(STEP_SECONDS / 10)

    def _patience(self) -> float:
        """Return how many seconds may pass until something has to be looked at."""
        if self._notifier is not None and self._notifier.is_running:
            return STEP_SECONDS
        due = min(self._looked + self._pause, self._outputs.due, self._edits.next_due)
        return max(0.0, due - time.monotonic())

    def _act(self, batch: Batch) -> None:
        """Bring every scope up to date once; what cannot be done now is put back."""
        began, written = time.monotonic(), list[str]()
        self._guard.know(self._roots())
        if batch.folders:
            self._review(thorough=True)  # first: what changes in a new folder from here on is told
        if self._watcher is None:
            self._seen = listing(self._places)  # what changes from here on is found by the next look
        for scope in self._scopes:
            try:
                changes = scope.run(batch, lambda: batch.stormy or self._is_moving(), self._guard.changed)
            except SourcesGoneError:
                self.hints.again(batch)
                return
            except UserError as error:
                if error.exit is not Exit.LOCKED:
                    raise
                self._say_once("locked", f"{error.message.rstrip('.')}: waiting for it")
                self.hints.again(batch, LOCKED_SECONDS)
                return
            if scope.held_back:
                self.hints.again(batch)
            written += scope.full_paths(path for _, path in changes)
            if changes and self._notifier is not None:
                self._notifier.tell(scope.targets.scope, changes)
        self._waiting_for.discard("locked")
        self._look_after(began, written)

    def _look_after(self, began: float, written: list[str]) -> None:
        """Know what there is to watch and to look at after a run, which wrote some files."""
        is_short = all(scope.was_short for scope in self._scopes)
        self._rounds.note(began, is_short)
        if is_short:  # what is watched, and what is edited, is what it was
            self._outputs.know_also(written)
        else:
            self._know_edits()
            self._outputs.know(self._output_paths())
        if self._notifier is not None:
            self._notifier.step(lambda message: self._tell(Note("notify", message)))
        if not is_short and self._review(thorough=False):
            self.hints.lost()
        self._guard.know(self._roots())
        if self._watcher is not None:
            self._seen = None

    def _is_moving(self) -> bool:
        return self.hints.waiting or self._git.is_busy(self._roots())

    def _wait_for(self, missing: list[str]) -> None:
        """Wait for sources that are gone; nothing is written meanwhile.

        Raises UserError when they do not come back.
        """
        named = ", ".join(self._named(folder) for folder in missing)
        self._tell(Note("gone", f"{named} does not exist any more; aiwg removes nothing and waits for it"))
        until = time.monotonic() + GONE_SECONDS
        while self._guard.missing():
            if time.monotonic() > until and self._missing():
                raise UserError(
                    f"{named} disappeared; aiwg keeps its deployed files.",
                    exit=Exit.IO,
                    hint="Restore it, or remove aiwg's files (aiwg remove), then watch again.",
                )
            time.sleep(STEP_SECONDS)
        self._tell(Note("back", f"{named} is back"))
        self._review(thorough=True)

    def _named(self, folder: str) -> str:
        for layer in self._layers():
            if str(layer.root) == folder:
                return layer.shown
        return folder

    def _say_once(self, code: str, message: str) -> None:
        if code not in self._waiting_for:
            self._waiting_for.add(code)
            self._tell(Note(code, message))

    def _layers(self) -> Iterator[Layer]:
        return (layer for scope in self._scopes for layer in scope.layers)

    def _roots(self) -> list[str]:
        own = (str(layer.root) for layer in self._layers() if layer.locked is None)
        return list(dict.fromkeys([str(self._project), *own]))

    def _review(self, thorough: bool) -> bool:
        """Watch what there is to watch by now, and return whether that is more than it was.

        `thorough`: see that each folder really is watched.
        """
        project = self._project if any(scope.project for scope in self._scopes) else None
        user_files = [path for scope in self._scopes for path in scope.user_files]
        self._places = places_of(project, self._layers(), user_files)
        if self._watcher is None:
            return False
        folders = [path for path in listing(self._places) if path.endswith("/")] if thorough else None
        try:
            return self._watcher.watch(self._places, folders)
        except UnwatchableError as error:
            self._watcher.stop()
            self._watcher = None
            self._pause = POLLING_SECONDS
            self.hints.lost()
            self._tell(Note("polling", f"cannot watch: {error}   looking every {POLLING_SECONDS:g} s instead"))
        return False

    def _output_paths(self) -> Iterator[str]:
        return (path for scope in self._scopes for path in scope.outputs)

    def _know_edits(self) -> None:
        """Take note of the outputs that the user changed."""
        if self._offer is not None:
            edited = {path: full for scope in self._scopes if scope.offers for path, full in scope.edited.items()}
            self._edits.know(edited, time.monotonic())

    def _offer_edits(self) -> None:
        """Offer the edits of outputs that have come to rest; nobody writes meanwhile but who is asked."""
        if self._offer is None or self.hints.waiting or self._git.is_busy(self._roots()):
            return
        if paths := self._edits.take_due(time.monotonic()):
            self._offer(paths)

    def _look_around(self) -> None:
        """Compare everything with how it was at the last look; what differs is a hint."""
        now = time.monotonic()
        if now < self._looked + self._pause:
            return
        if missing := self._missing():
            self._wait_for(missing)
            self.hints.lost()
        seen = listing(self._places)
        if self._seen is not None:
            for path in {path for path, _ in seen.items() ^ self._seen.items()}:
                self.hints.note(path.rstrip("/"), path.endswith("/"))
        self._seen = seen
        self._looked = time.monotonic()
        if self._rounds.take_due():
            self.hints.lost()
        usual = ROUND_SECONDS if self._watcher is not None else POLLING_SECONDS
        self._pause = max(usual, CALM_FACTOR * (self._looked - now))
