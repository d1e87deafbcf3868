"""Loading the policy that holds here. Without a policy file this costs a stat for each place."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from aiwg.trust.policy.model import Policy, PolicyError
from aiwg.trust.policy.places import (
    VARIABLE,
    PolicyPlace,
    WalkedFile,
    is_there,
    lies_in,
    policy_places,
    repositories_around,
    walk_to,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.trust.policy.model import PolicyFile

MAX_BYTES = 1024 * 1024


def load_policy(project: Path) -> Policy:
    """Return the policy of this machine and this user, as it holds in a project; an empty one without any file.

    Raises PolicyError when a file cannot be read or is not valid: nothing may be deployed then.
    """
    places = policy_places()
    looked = tuple(place.path for place in places)
    present = [place for place in places if is_there(place)]
    if not present:
        return Policy(looked=looked)
    around = [] if _is_own_folder(project, places) else repositories_around(project)
    files: dict[str, PolicyFile] = {}
    for place in present:
        walked = _walked(place)
        looked = (*looked, *walked.looked, walked.real)
        if walked.real not in files or files[walked.real].ignored:  # two places may lead to one file
            files[walked.real] = _read(place, walked, around)
    return Policy(tuple(files.values()), tuple(dict.fromkeys(looked)))


def _is_own_folder(project: Path, places: Sequence[PolicyPlace]) -> bool:
    """Say whether a folder is the account's own configuration folder: the project of what goes into the home folder."""
    own = (os.path.dirname(place.path) for place in places if place.owners)
    return os.path.realpath(project) in map(os.path.realpath, own)


def _walked(place: PolicyPlace) -> WalkedFile:
    try:
        return walk_to(place.path, place.owners)
    except OSError as error:
        raise _unreadable(place, error) from None


def _read(place: PolicyPlace, walked: WalkedFile, around: Sequence[str]) -> PolicyFile:
    from aiwg.trust.policy.read import parse_policy

    try:
        descriptor = os.open(walked.real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as stream:
            info = os.fstat(descriptor)
            if not stat.S_ISREG(info.st_mode):
                raise OSError(errno.EINVAL, "it is not a regular file")
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _unreadable(place, error) from None
    if len(data) > MAX_BYTES:
        raise _unreadable(place, OSError(errno.EFBIG, "it is larger than 1 MiB"))
    ignored = _why_ignored(place, walked, around)
    return parse_policy(data, place.path, place.role, info.st_uid, ignored)


def _why_ignored(place: PolicyPlace, walked: WalkedFile, around: Sequence[str]) -> str:
    """Return why the approvals of a file do not hold; nothing when they do."""
    if any(lies_in(path, around) for path in (os.path.abspath(place.path), walked.real)):
        return "it is in the project's repository"
    if not place.owners:
        variable = VARIABLE if place.role == VARIABLE else "HOME or XDG_CONFIG_HOME"
        return f"{variable} names it, and a repository can set that"
    return walked.weakness


def _unreadable(place: PolicyPlace, error: OSError) -> PolicyError:
    why = error.strerror or str(error)
    hint = f"Fix it, or unset {VARIABLE}." if place.role == VARIABLE else "Fix it, or ask the person who maintains it."
    message = f"aiwg cannot read the policy {place.path}, so it deploys nothing: {why}."
    return PolicyError(message, hint)
