"""Proving where a locked source comes from: asked of its repository anew, whatever the environment or the lock say.

A server gives out commits of forks by their hash, too, so a commit counts only if a branch or a tag leads to it. What
git is asked about that must not be answered by the settings of a repository: git runs with the account's own home
folder and without the variables that choose its configuration, certificates or programs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from aiwg.core.errors import UserError
from aiwg.fetching.fetch import as_locked, tree_at
from aiwg.fetching.git import SECONDS_FETCHING, Waiting
from aiwg.fetching.repository import Repository, open_repository
from aiwg.fetching.resolve import RemoteRefs, read_refs
from aiwg.fetching.store import store_proof
from aiwg.source.fetched.declared import GitSource
from aiwg.source.fetched.lock import LockedSource
from aiwg.source.fetched.urls import COMMIT
from aiwg.source.provenance import BRANCH, TAG, Provenance
from aiwg.source.provenance import COMMIT as PINNED

_NOT_ASKED = (
    "GIT_SSL_", "GIT_CONFIG", "GIT_SSH", "GIT_PROXY", "GIT_ASKPASS", "SSH_ASKPASS", "XDG_CONFIG_HOME", "GNUPGHOME",
)  # fmt: skip
"""What the names of variables begin with that choose git's configuration, certificates or programs."""
_VERIFYING = tuple(
    part
    for setting in (
        "gpg.program=gpg",
        "gpg.openpgp.program=gpg",
        "gpg.x509.program=false",
        "gpg.ssh.program=ssh-keygen",
        "gpg.ssh.allowedSignersFile=/dev/null",
    )
    for part in ("-c", setting)
)
"""Who signed is compared with the policy by the key's fingerprint, so git needs no list of signers."""
_HISTORY = "refs/aiwg/history"


def prove(declared: GitSource, locked: LockedSource, home: str, waiting: Waiting, offline: bool) -> Provenance:
    """Return where a locked source comes from, and keep that as a proof. `home` is the account's home folder.

    Raises UserError when the repository cannot be asked.
    """
    repository = open_repository(declared.url, locked.commit, waiting, offline)
    with _own_environment(home):
        address = _address(repository)
        refs = read_refs(declared.url, waiting, offline)
        signers = _signers(repository, locked.commit)
    is_there = _is_reached(repository, refs, declared, locked.commit)
    proved = is_there and _holds(declared, locked, waiting, offline)
    found = Provenance(address, declared.url, _pinned(declared, refs, locked.commit), proved, signers)
    store_proof(locked, found)
    return found


@contextmanager
def _own_environment(home: str) -> Iterator[None]:
    """Let git see the account's own settings and nothing that the environment chooses."""
    before: Mapping[str, str] = dict(os.environ)
    for name in [name for name in before if name.startswith(_NOT_ASKED)]:
        del os.environ[name]
    os.environ |= {"HOME": home} if home else {}
    try:
        yield
    finally:
        if "HOME" not in before:
            os.environ.pop("HOME", None)
        os.environ.update(before)


def _address(repository: Repository) -> str:
    """Return the URL that git uses for a repository, after `insteadOf`."""
    code, out = repository.git.local("ls-remote", "--get-url", "--end-of-options", repository.url)
    return out.decode("utf-8", "surrogateescape").strip() if code == 0 else repository.url


def _pinned(declared: GitSource, refs: RemoteRefs, commit: str) -> str:
    if COMMIT.match(declared.ref):
        return PINNED
    name = declared.ref.removeprefix("refs/tags/")
    is_tag = not declared.ref.startswith("refs/heads/") and refs.tags.get(name) == commit
    return TAG if declared.ref and is_tag else BRANCH


def _is_reached(repository: Repository, refs: RemoteRefs, declared: GitSource, commit: str) -> bool:
    """Say whether a branch or a tag leads to a commit: to itself, or to one that came after it on its branch."""
    if commit in (*refs.tags.values(), *refs.branches.values()):
        return True
    name = declared.ref.removeprefix("refs/heads/")
    branch = name if name in refs.branches else refs.default
    tip = refs.branches.get(branch)
    if tip is None:
        return False
    more = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
    refspec = f"+refs/heads/{branch}:{_HISTORY}"
    doing = f"Asking {declared.url}"
    try:
        repository.git.remote(
            declared.url, SECONDS_FETCHING, *more, "--end-of-options", declared.url, refspec, doing=doing
        )
    except UserError:
        return False
    code, _ = repository.git.local("merge-base", "--is-ancestor", commit, tip)
    return code == 0


def _holds(declared: GitSource, locked: LockedSource, waiting: Waiting, offline: bool) -> bool:
    """Say whether the commit holds exactly what the lock says of each artifact."""
    made = tree_at(as_locked(declared, locked), locked.commit, locked.artifacts.keys(), waiting, offline)
    return all(made.hashes.get(key) == hash for key, hash in locked.artifacts.items())


def _signers(repository: Repository, commit: str) -> frozenset[str]:
    """Return the fingerprint of the key with which a commit is signed, if git finds the signature good."""
    code, out = repository.git.local(*_VERIFYING, "log", "-1", "--no-show-signature", "--format=%G?%x00%GF", commit)
    grade, _, fingerprint = out.decode("ascii", "replace").strip().partition("\0")
    return frozenset({fingerprint}) if code == 0 and grade in ("G", "U") and fingerprint else frozenset()
