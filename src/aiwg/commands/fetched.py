"""What deploy and sync do first: bring the fetched sources here as aiwg.lock pins them, and keep the lock in order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from aiwg.core.changes import note_change
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import UserError
from aiwg.deployment.workspace import Workspace, recorded_sources
from aiwg.fs.roots import LOCK_FILE
from aiwg.output.console import say
from aiwg.source.provenance import Provenance
from aiwg.trust.policy.load import load_policy
from aiwg.trust.policy.model import refuse_problems
from aiwg.trust.policy.places import account_home

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.fetching.ensure import FetchOptions
    from aiwg.source.fetched.declared import GitSource
    from aiwg.source.fetched.lock import Lock


@dataclass(frozen=True, slots=True)
class FetchChoice:
    """How sources may be fetched. `frozen`: file and lock have to agree; None where the variable CI decides.

    `writes`: the lock may be written. `silent`: say nothing but errors.
    """

    frozen: bool | None = None
    offline: bool = False
    writes: bool = True
    silent: bool = False


def ensure_fetched(workspace: Workspace, choice: FetchChoice, typed: Sequence[str] = ()) -> None:
    """See that the fetched sources of a workspace are here, unless other sources are named or recorded.

    A lock without any is looked at, too: what it pins has to be declared, as by other package managers.

    Raises UserError: drift when aiwg.yaml and aiwg.lock do not agree, refused when content is not what the lock pins,
    else with the cause why a source cannot be fetched.
    """
    configured = workspace.config.sources or ()
    if typed or recorded_sources(workspace):
        return
    if all(isinstance(each, str) for each in configured) and not os.path.lexists(workspace.config_folder / LOCK_FILE):
        return
    from aiwg.fetching.ensure import FetchOptions, ensure_sources  # only for projects with fetched sources
    from aiwg.output.terminal.transient import show_wait
    from aiwg.source.fetched.declared import git_sources
    from aiwg.source.fetched.lock import LockConflictError, read_lock

    sources, folder = git_sources(configured), workspace.config_folder
    frozen = is_frozen_by_ci() if choice.frozen is None else choice.frozen
    if frozen and choice.frozen is None and sources and not choice.silent:
        say("CI is set, so aiwg.lock must match aiwg.yaml. To allow changes: --no-frozen", error=True)
    options = FetchOptions(frozen or not choice.writes, choice.offline, show_wait)
    try:
        lock = read_lock(folder)
        settled = lock.without_others(sources)
        is_whole = lock == settled
    except LockConflictError as error:
        if options.frozen:
            raise
        from aiwg.deployment.merging.lock_conflict import settle_lock

        lock = settled = settle_lock(error.text, sources)
        is_whole = False
    policy = load_policy(workspace.project)
    for each in sources if policy else ():
        refuse_problems(policy.check_address(Provenance(each.url)))
    ensure_sources(sources, folder, lock, options)
    if policy:
        prove_sources(sources, lock, options)
    if not is_whole:
        write_lock(folder, settled)


def prove_sources(sources: Sequence[GitSource], lock: Lock, options: FetchOptions) -> None:
    """See that this machine knows where each source comes from, as a policy goes by that; say why if it cannot."""
    from aiwg.fetching.prove import prove
    from aiwg.source.fetched.proofs import is_proved

    for each in sources:
        locked = lock.entry_of(each)
        if locked is None or is_proved(locked):
            continue
        try:
            found = prove(each, locked, account_home(), options.waiting, options.offline)
            why = "" if found.proved else "no branch or tag there contains the commit in aiwg.lock"
        except UserError as error:
            why = error.message.rstrip(".")
        if why:
            say(f"aiwg cannot prove that {each.id} comes from {each.url}: {why}.", error=True)


def write_lock(folder: Path, lock: Lock) -> None:
    """Write the lock beside an aiwg.yaml, whole or not at all. Raises UserError (locked) while another aiwg writes."""
    from aiwg.apply.durable import sweep, write_synced
    from aiwg.apply.lock import locked
    from aiwg.source.fetched.lock import FILE, lock_text

    with locked(folder):
        sweep(folder)  # a run that was killed here left the lock as it was, so this one comes by
        write_synced(folder / FILE, lock_text(lock).encode("utf-8"))
        note_change()


def is_frozen_by_ci() -> bool:
    """Say whether the environment variable CI says that no person is at work here."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false", "no")
