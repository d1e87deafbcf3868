"""Before a deploy or sync: everything that aiwg.lock pins is on this machine, and is what it pins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.fetching.cleanup import clean_sometimes, note_use
from aiwg.fetching.failures import GitFailedError
from aiwg.fetching.fetch import as_locked, put, tree_anew, tree_at
from aiwg.fetching.git import Waiting, silent
from aiwg.fetching.translate import CanonicalTree, canonical_tree
from aiwg.fetching.vendored import read_vendored, vendor_folder
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.find import not_locked
from aiwg.source.fetched.lock import FILE, Lock, LockedSource
from aiwg.source.fetched.trees import files_hash, is_sound, read_record, tree_folder
from aiwg.source.layers import shown_root


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How sources may be had. `frozen`: file and lock have to agree. `offline`: without the network."""

    frozen: bool = False
    offline: bool = False
    waiting: Waiting = silent


def ensure_sources(sources: Sequence[GitSource], folder: Path, lock: Lock, options: FetchOptions) -> None:
    """See that every source that the aiwg.yaml of a folder declares is on this machine as the lock pins it.

    Raises UserError: drift when file and lock do not agree, refused when content is not what the lock pins, else with
    the cause why a source cannot be fetched.
    """
    entries = {each.id: lock.entry_of(each) for each in sources}
    for each in sources:
        if entries[each.id] is None:
            raise not_locked(each, lock)
    more = sorted(lock.sources.keys() - entries.keys())
    if options.frozen and more:
        raise UserError(
            f"{FILE} pins {more[0]}, which aiwg.yaml does not declare.",
            exit=Exit.DRIFT,
            hint="Remove it from the lock: aiwg sync --no-frozen",
        )
    for each in sources:
        locked = entries[each.id]
        if locked is not None:
            _ensure(each, locked, folder, options)
            note_use(tree_folder(locked))


def fetch_locked(declared: GitSource, locked: LockedSource, folder: Path, options: FetchOptions) -> Path:
    """Return the tree of a source as an entry of the lock pins it: from the cache, the vendored copy or the network.

    Raises UserError like `ensure_sources`.
    """
    _ensure(declared, locked, folder, options)
    note_use(tree_folder(locked))
    return tree_folder(locked)


def _ensure(declared: GitSource, locked: LockedSource, folder: Path, options: FetchOptions) -> None:
    root, vendored = tree_folder(locked), vendor_folder(folder, declared.id)
    if vendored is not None:
        _ensure_vendored(declared, locked, vendored)
    elif not is_sound(root):
        _ensure_fetched(declared, locked, options)


def _ensure_vendored(declared: GitSource, locked: LockedSource, vendored: Path) -> None:
    """Check a vendored copy against the lock: by its hash where this very copy was checked before."""
    root = tree_folder(locked)
    tree = read_vendored(vendored, declared.id)
    record = read_record(root)
    if record is not None and record.raw == files_hash(tree.facts) and is_sound(root):
        return
    choice = as_locked(declared, locked).choice
    made = canonical_tree(tree.raw, choice, shown_root(declared.id), locked.artifacts.keys())
    if (wrong := _mismatch(locked, made)) is not None:
        raise UserError(
            f"{wrong} of {declared.id} in .aiwg/vendor is not what {FILE} pins.",
            exit=Exit.REFUSED,
            hint=f"Restore it from version control, or vendor it again: aiwg vendor {declared.id}",
        )
    put(locked, made, files_hash(tree.facts))


def _ensure_fetched(declared: GitSource, locked: LockedSource, options: FetchOptions) -> None:
    """Fetch a source and check it against the lock; what was in the cache and is wrong is fetched once more."""
    source, keys = as_locked(declared, locked), locked.artifacts.keys()
    try:
        made = tree_at(source, locked.commit, keys, options.waiting, options.offline)
    except GitFailedError as error:
        raise (_not_here(declared) if error.is_offline else error) from None
    if _mismatch(locked, made) is not None and not options.offline:
        made = tree_anew(source, locked.commit, keys, options.waiting)
    if (wrong := _mismatch(locked, made)) is not None:
        raise UserError(
            f"{wrong} of {declared.id} is not what {FILE} pins at {locked.commit[:12]}.",
            exit=Exit.REFUSED,
            hint=f"Restore {FILE} from version control, or review the new content: aiwg update {declared.id}",
        )
    put(locked, made, made.raw_hash)
    clean_sometimes()


def _not_here(declared: GitSource) -> UserError:
    return UserError(
        f"the source {declared.id} is not on this machine, and --offline keeps aiwg from fetching it.",
        exit=Exit.IO,
        hint=f"Run it without --offline, or commit a copy of the source: aiwg vendor {declared.id}",
    )


def _mismatch(locked: LockedSource, made: CanonicalTree) -> str | None:
    """Return the first artifact that is not as in the lock, None when all agree.

    One that is not in the lock is not deployed, unless it limits what agents do: nobody may leave that out unseen.
    """
    wrong = (key for key, hash in sorted(locked.artifacts.items()) if made.hashes.get(key) != hash)
    return next(wrong, next(iter(made.left_out), None))
