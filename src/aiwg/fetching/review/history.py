"""The commits between two states of a source, and who signed the newer one, as far as its server and git tell."""

from __future__ import annotations

from aiwg.fetching.git import SECONDS_FETCHING, Waiting
from aiwg.fetching.repository import Repository, open_repository

from aiwg.apply.lock import locked
from aiwg.core.errors import UserError
from aiwg.fetching.review.model import Signature
from aiwg.fetching.review.signatures import signature_of

MOST_COMMITS = 100
"""So many commits back is looked for the older state where no tag says how far to go."""

_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules")
_PROGRAMS = ("-c", "gpg.program=gpg", "-c", "gpg.ssh.program=ssh-keygen", "-c", "gpg.x509.program=gpgsm")
"""The usual programs that check signatures, whatever a configuration names: HOME may lie in a repository."""


def commits_between(url: str, before: str, tag: str, after: str, waiting: Waiting) -> int | None:
    """Return how many commits lead from one state to the other; None where that is not known.

    `tag` is the tag of the older one, empty if it has none.
    """
    if before == after or len(before) != len(after):
        return None
    try:
        repository = open_repository(url, after, waiting)
        return _between(repository, before, tag, after)
    except UserError:  # a review without this number is a review all the same
        return None


def _between(repository: Repository, before: str, tag: str, after: str) -> int | None:
    limit = f"--shallow-exclude=refs/tags/{tag}" if tag else f"--depth={MOST_COMMITS + 1}"
    _fetch(repository, limit, f"+{after}:refs/aiwg/{after}")
    if not tag and repository.git.ask("merge-base", "--is-ancestor", before, after)[0] != 0:
        return None
    code, count, _ = repository.git.ask("rev-list", "--count", after, f"^{before}", "--")
    return int(count) if code == 0 and count.strip().isdigit() else None


def signature_at(url: str, commit: str, tag: str, waiting: Waiting) -> Signature:
    """Return who signed a commit, or the tag that leads to it, as git verifies it on this machine."""
    repository = open_repository(url, commit, waiting)
    object_id = _tag_object(repository, commit, tag) if tag else None
    return signature_of(lambda *arguments: repository.git.ask(*_PROGRAMS, *arguments), commit, object_id)


def _tag_object(repository: Repository, commit: str, tag: str) -> str | None:
    """Return the object of an annotated tag that points to a commit; None for another one, or where it is gone."""
    name = tag if tag.startswith("refs/") else f"refs/tags/{tag}"
    here = name.replace("refs/", "refs/aiwg/", 1)
    try:
        _fetch(repository, "--depth=1", f"+{name}:{here}")
    except UserError:
        return None
    code, found, _ = repository.git.ask("rev-parse", "--verify", "--quiet", f"{here}^{{commit}}", here)
    ids = found.split()
    return ids[1] if code == 0 and len(ids) == 2 and ids[0] == commit and ids[1] != commit else None


def _fetch(repository: Repository, option: str, refspec: str) -> None:
    doing = f"Fetching {repository.url}"
    with locked(repository.git.folder, SECONDS_FETCHING):
        repository.git.remote(
            repository.url, SECONDS_FETCHING, *_FETCH, option, "--end-of-options", repository.url, refspec, doing=doing
        )
