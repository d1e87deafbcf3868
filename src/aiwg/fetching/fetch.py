"""Fetching one source at one commit: from git's objects to a tree in the cache and an entry for the lock."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import UserError
from aiwg.fetching.failures import GitFailedError
from aiwg.fetching.git import Waiting, silent
from aiwg.fetching.repository import Repository, open_repository
from aiwg.fetching.store import discard, store_tree
from aiwg.fetching.translate import CanonicalTree, RawTree, canonical_tree, with_all_that_was_read
from aiwg.findings.model import Finding
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.lock import LockedSource
from aiwg.source.fetched.trees import FileFacts, tree_folder
from aiwg.source.layers import shown_root


@dataclass(frozen=True, slots=True)
class Fetched:
    """A source at a commit: where its tree lies, its entry for the lock, and what was not taken.

    `raw` are the files as git holds them that the tree was made of: those that a vendored copy holds.
    """

    folder: Path
    locked: LockedSource
    findings: tuple[Finding, ...]
    raw: tuple[FileFacts, ...]


def fetch(declared: GitSource, commit: str, waiting: Waiting = silent, offline: bool = False) -> Fetched:
    """Return a source at a commit, fetched unless it is in the cache. Nothing of it is accepted by that.

    Raises UserError with the cause when it cannot be had, or when it holds nothing that is wanted.
    """
    made = tree_at(declared, commit, None, waiting, offline)
    if not made.hashes:
        first = next((each for each in made.findings if each.level in ("error", "warning")), None)
        hint = f"{first.where()} {first.message}." if first else "Name another folder with path:, or a layout with as:."
        raise UserError(f"{declared.id} has no artifact that you selected.", hint=hint)
    locked = lock_entry(declared, commit, made)
    return Fetched(put(locked, made, made.raw_hash), locked, made.findings, made.raw)


def tree_at(declared: GitSource, commit: str, keys: Set[str] | None, waiting: Waiting, offline: bool) -> CanonicalTree:
    """Return the artifacts of a source at a commit, those of `keys`, or else all that are wanted.

    The commit is fetched if need be; a repository in the cache that cannot be read is fetched anew.

    Raises UserError with the cause.
    """
    repository = open_repository(declared.url, commit, waiting, offline)
    try:
        return _read(repository, declared, commit, keys)
    except UserError as error:
        if repository.is_new or offline or (isinstance(error, GitFailedError) and error.is_of_network):
            raise
    return tree_anew(declared, commit, keys, waiting)


def tree_anew(declared: GitSource, commit: str, keys: Set[str] | None, waiting: Waiting) -> CanonicalTree:
    """Return the same, fetched again whatever is in the cache. Raises UserError with the cause."""
    discard(open_repository(declared.url, commit, waiting, offline=True).git.folder)
    return _read(open_repository(declared.url, commit, waiting), declared, commit, keys)


def _read(repository: Repository, declared: GitSource, commit: str, keys: Set[str] | None) -> CanonicalTree:
    repository.bring(commit, declared.ref if declared.ref != commit else "")
    with repository.tree(commit, declared.path) as tree:
        raw, shown = RawTree(tree, tree.used, tree.unusable), shown_root(declared.id)
        made = canonical_tree(raw, declared.choice, shown, keys)
        return made if keys is not None else with_all_that_was_read(made, raw, declared.choice, shown)


def lock_entry(declared: GitSource, commit: str, made: CanonicalTree) -> LockedSource:
    """Return the entry of a source for the lock."""
    choice = declared.choice
    return LockedSource(
        declared.url,
        commit,
        made.layout,
        declared.ref,
        declared.path,
        choice.only,
        choice.exclude,
        choice.plugins,
        dict(sorted(made.hashes.items())),
    )


def put(locked: LockedSource, made: CanonicalTree, raw_hash: str) -> Path:
    """Put the tree of an entry of the lock into the cache; return its folder.

    `raw_hash` is that of the files that it was made of.
    """
    folder = tree_folder(locked)
    store_tree(folder, made.files, raw_hash)
    return folder


def as_locked(declared: GitSource, locked: LockedSource) -> GitSource:
    """Return a declared source with the layout that the lock names: it is found once."""
    return replace(declared, choice=replace(declared.choice, layout=locked.layout))
