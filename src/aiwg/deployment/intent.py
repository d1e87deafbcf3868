"""What a command wants: to deploy, sync, remove, inspect, or restore files; and where."""

from __future__ import annotations

from pathlib import Path

from aiwg.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Targets:
    """Where a command works, and what it names: without platforms or sources the recorded ones are meant.

    `platforms` may also be aliases, "all" and "detected".
    """

    project: Path
    scope: str = "project"
    platforms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArtifactFilter:
    """The artifacts that a deploy is limited to, by kind and by name; empty: all of them.

    `profile` is a limit of another sort: it takes the place of an earlier limit, where the others add to it.
    """

    kinds: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    profile: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is left out but by a profile."""
        return not (self.kinds or self.only)


NO_FILTER = ArtifactFilter()


@dataclass(frozen=True, slots=True)
class Deploy:
    """Write the sources for the recorded platforms and those named. Without a filter an earlier limit ends.

    `force` writes over edits and conflicts, with a backup. `accept_freer` lets restrictions be lost that a platform
    does not support. With `strict` nothing is written when an artifact is refused or in conflict. `copies` are
    platforms that may get a copy that others load too; empty means what aiwg.yaml says.
    """

    targets: Targets
    filter: ArtifactFilter = NO_FILTER
    force: bool = False
    accept_freer: bool = False
    strict: bool = False
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sync:
    """Bring up to date what is recorded, within the recorded limit; platforms and sources may be named beside it.

    `accept_freer` lets restrictions be lost that a platform does not support, this time.
    """

    targets: Targets
    accept_freer: bool = False


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove what was written for the platforms named; without any, for all of them."""

    targets: Targets


@dataclass(frozen=True, slots=True)
class Inspect:
    """Compare what is there with what a sync would leave. Recorded platforms without an adapter are passed over."""

    targets: Targets


@dataclass(frozen=True, slots=True)
class Verify:
    """Inspect as if all were approved: compare what is there with what the sources produce, on any machine.

    `accept_freer` as for a sync.
    """

    targets: Targets
    accept_freer: bool = False


@dataclass(frozen=True, slots=True)
class Restore:
    """Inspect, and write what the user deleted at some paths again. Nothing that is there is written over."""

    targets: Targets
    paths: frozenset[str]


Intent = Deploy | Sync | Remove | Inspect | Verify | Restore


def filter_of(intent: Intent) -> ArtifactFilter:
    """Return the filter of an intent: only a deploy has one."""
    return intent.filter if isinstance(intent, Deploy) else NO_FILTER


def accepts_freer(intent: Intent) -> bool:
    """Say whether restrictions may be lost without a word of aiwg.yaml; a removal has nothing to lose."""
    return isinstance(intent, Remove) or (isinstance(intent, Deploy | Sync | Verify) and intent.accept_freer)


def is_strict(intent: Intent) -> bool:
    """Say whether all is written or nothing: only a deploy can want that."""
    return isinstance(intent, Deploy) and intent.strict


def passes_over_unknown(intent: Intent) -> bool:
    """Say whether recorded platforms without an adapter are left as they are, and no error."""
    return isinstance(intent, Inspect | Verify | Restore)
