"""The branches of a round: who has one, whether its diff is one that a person would accept, and merging it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.fetching.remote import Remote, git

from fleet.rolling import BRANCH

MANIFEST, LOCK, SETTINGS = ".aiwg/manifest.json", "aiwg.lock", "aiwg.yaml"
BOOKS = (MANIFEST, LOCK)


def has_branch(remote: Remote) -> bool:
    """Say whether the remote has our branch."""
    return bool(git(remote.folder, "for-each-ref", f"refs/heads/{BRANCH}"))


def problems(remote: Remote, *, moves_settings: bool, is_first: bool) -> Iterator[str]:
    """Yield what is wrong with the branch of a remote.

    It is one commit on the default branch. It changes outputs, the lock and the manifest, and aiwg.yaml only where
    `moves_settings`. A file that aiwg does not own as a whole loses no line, and `is_first`: no file does.
    """
    if git(remote.folder, "rev-list", "--count", f"HEAD..{BRANCH}") != "1":
        yield "not one commit"
    owned = json.loads(git(remote.folder, "show", f"{BRANCH}:{MANIFEST}"))["paths"]
    listed = git(remote.folder, "diff", "--numstat", "--no-renames", f"HEAD..{BRANCH}").splitlines()
    for added, removed, path in (line.split("\t") for line in listed):
        if path not in owned and path not in BOOKS and not (path == SETTINGS and moves_settings):
            yield f"changes {path}"
        if is_first and removed != "0":
            yield f"takes {removed} lines from {path}"
        if path == SETTINGS and not is_first and (added, removed) != ("1", "1"):
            yield f"{SETTINGS}: +{added} -{removed}"
    if not listed:
        yield "changes nothing"


def merge(remote: Remote) -> None:
    """Put the default branch on our branch, and remove ours, as a person who accepts it does."""
    git(remote.folder, "update-ref", "HEAD", f"refs/heads/{BRANCH}")
    git(remote.folder, "update-ref", "-d", f"refs/heads/{BRANCH}")
