"""From which commit to which a declared source would go, fetched and reviewed; nothing of it is accepted here."""

from __future__ import annotations

import re

from aiwg.commands.sources.place import DeclaringPlace
from aiwg.commands.sources.policy import check_after, check_before, policy_of
from aiwg.commands.sources.usage import usage_of
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.review.compare import Usage, compare
from aiwg.deployment.review.model import Review
from aiwg.deployment.review.snapshot import SourceSnapshot, read_snapshot
from aiwg.fetching.ensure import FetchOptions, fetch_locked
from aiwg.fetching.fetch import Fetched, as_locked, fetch
from aiwg.fetching.git import Waiting
from aiwg.fetching.history import SourceMove, commits_between, signature_at
from aiwg.fetching.resolve import RemoteRefs, Resolved, read_refs
from aiwg.source.fetched.declared import GitSource, SourceChoice
from aiwg.source.fetched.lock import Lock, LockedSource
from aiwg.source.layers import shown_root
from aiwg.trust.approvals import Approvals
from aiwg.trust.store import read_consents

_VERSION = re.compile(r"v?\d+\.\d+(?:\.\d+)?\Z")


@dataclass(frozen=True, slots=True)
class ReviewedMove:
    """A source with the state that it would go to. `declared` is what aiwg.yaml would say of it.

    `lost` says why the state that is accepted cannot be compared with, empty when it can.
    """

    declared: GitSource
    fetched: Fetched
    move: SourceMove
    review: Review
    lost: str = ""

    @property
    def is_new(self) -> bool:
        """Say whether accepting it changes the lock or aiwg.yaml."""
        move = self.move
        return (move.before_commit, move.before_ref) != (move.commit, move.ref) or bool(self.review.artifacts)


@dataclass(frozen=True, slots=True)
class SourceState:
    """A declared source, its entry in the lock if it has one, and what its repository has now."""

    declared: GitSource
    locked: LockedSource | None
    refs: RemoteRefs

    @property
    def target(self) -> str:
        """Return the ref that an update goes to: a version gives way to the newest one, any other ref stays."""
        ref, newest = self.declared.ref, self.refs.newest
        if ref and newest and _VERSION.match(ref) and ref in (*self.refs.tags, newest):
            return newest if _numbers(newest) > _numbers(ref) else ref
        return newest if ref and newest and _VERSION.match(ref) and ref not in self.refs.branches else ref

    @property
    def moved_tag(self) -> str:
        """Return the commit that the locked tag points to now, empty if that is the locked one or there is no tag."""
        if self.locked is None:
            return ""
        now = self.refs.tags.get(self.locked.ref.removeprefix("refs/tags/"), self.locked.commit)
        return now if now != self.locked.commit else ""

    @property
    def locked_tag(self) -> str:
        """Return the locked ref if it is a tag that points to the locked commit, else an empty text."""
        ref = self.locked.ref.removeprefix("refs/tags/") if self.locked else ""
        return ref if self.locked is not None and self.refs.tags.get(ref) == self.locked.commit else ""

    def resolved(self, to: str = "") -> Resolved:
        """Return the commit that an update goes to. Raises UserError when there is no such ref."""
        return self.refs.resolve(to or self.target)


def _numbers(tag: str) -> tuple[int, ...]:
    return tuple(map(int, tag.removeprefix("v").split(".")))


def read_state(place: DeclaringPlace, declared: GitSource, waiting: Waiting) -> SourceState:
    """Return what the repository of a source has now.

    Raises UserError when git cannot say, or when the policy denies the address: then nobody is asked.
    """
    check_before(policy_of(place), declared)
    return SourceState(declared, place.lock.sources.get(declared.id), read_refs(declared.url, waiting))


def review_update(place: DeclaringPlace, state: SourceState, to: str, waiting: Waiting) -> ReviewedMove:
    """Return what an update of a source changes, to a ref or to where an update goes by itself."""
    resolved = state.resolved(to)
    ref = resolved.ref if state.declared.ref or to else ""
    declared = replace(state.declared, ref=ref)
    if state.locked is not None and state.locked.commit == resolved.commit and place.lock.entry_of(state.declared):
        declared = as_locked(declared, state.locked)  # the layout of a commit is found once
    check_before(policy_of(place), declared)
    before, lost = _before(place, state, waiting)
    reviewed = _reviewed(place, declared, resolved, before, usage_of(place, state.declared), waiting)
    locked = state.locked
    if locked is None:
        return replace(reviewed, lost=lost)
    move = replace(
        reviewed.move,
        before_ref=locked.ref,
        before_commit=locked.commit,
        commits=commits_between(declared.url, locked.commit, state.locked_tag, resolved.commit, waiting),
        is_tag_moved=bool(state.moved_tag) and resolved.ref == locked.ref,
    )
    return replace(reviewed, move=move, lost=lost)


def review_first(place: DeclaringPlace, declared: GitSource, resolved: Resolved, waiting: Waiting) -> ReviewedMove:
    """Return what a source brings that is not declared yet. Raises UserError for artifacts that another one has."""
    check_before(policy_of(place), declared)
    reviewed = _reviewed(place, declared, resolved, None, usage_of(place, declared), waiting)
    _refuse_twins(place.lock, place.declared, reviewed)
    return reviewed


def _reviewed(
    place: DeclaringPlace,
    declared: GitSource,
    resolved: Resolved,
    before: SourceSnapshot | None,
    usage: Usage,
    waiting: Waiting,
) -> ReviewedMove:
    policy = policy_of(place)
    fetched = fetch(declared, resolved.commit, waiting)
    check_after(policy, declared, fetched, waiting)
    shown = shown_root(declared.id)
    after = read_snapshot(fetched.folder, shown, declared.choice, fetched.locked.artifacts, policy.refused_codes)
    review = compare(declared.id, before, after, usage, Approvals(read_consents(place.folder)))
    review = replace(review, findings=(*fetched.findings, *review.findings) if before is None else review.findings)
    signature = signature_at(declared.url, resolved, waiting)
    move = SourceMove(declared.url, resolved.ref, resolved.commit, signature=signature)
    return ReviewedMove(declared, fetched, move, review)


def _before(place: DeclaringPlace, state: SourceState, waiting: Waiting) -> tuple[SourceSnapshot | None, str]:
    """Return the state that the lock pins, and why there is none."""
    locked = state.locked
    if locked is None:
        return None, ""
    choice = SourceChoice(locked.only, locked.exclude, state.declared.choice.rename, locked.plugins, locked.layout)
    declared = GitSource(state.declared.id, locked.url, locked.ref, locked.path, choice)
    try:
        folder = fetch_locked(declared, locked, place.folder, FetchOptions(waiting=waiting))
    except UserError as error:
        if error.exit is Exit.REFUSED:
            raise
        return None, error.message
    shown = shown_root(declared.id)
    return read_snapshot(folder, shown, choice, locked.artifacts), ""


def _refuse_twins(lock: Lock, others: list[GitSource], reviewed: ReviewedMove) -> None:
    rename = {each.id: each.choice.rename for each in others}
    known = {
        rename[id].get(key, key): id for id, entry in lock.sources.items() if id in rename for key in entry.artifacts
    }
    own = reviewed.declared.choice.rename
    twins = [key for key in reviewed.fetched.locked.artifacts if own.get(key, key) in known]
    if twins:
        first, more = twins[0], f" and {len(twins) - 1} more" if len(twins) > 1 else ""
        raise UserError(
            f"{first}{more} comes from {known[own.get(first, first)]} already.",
            exit=Exit.SOURCE,
            hint=f"Leave it out: --exclude {first}   Or give it another name with rename: in aiwg.yaml.",
        )
