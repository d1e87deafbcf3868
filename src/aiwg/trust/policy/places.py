"""Where policies lie, and which of these places a repository cannot set. No file is read here, and little is imported.

A repository can set the environment of whoever works in it, by direnv, dev containers or CI. So `AIWG_POLICY`, and a
configuration folder that `HOME` or `XDG_CONFIG_HOME` moved, can only restrict. The password database tells where the
account's own configuration folder is.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from aiwg.core.dataclass import dataclass
from aiwg.source.user import user_folder
from aiwg.trust.policy.model import PolicyError

VARIABLE, FILE = "AIWG_POLICY", "policy.yaml"
MACHINE_FOLDER = "/etc/aiwg"
ROOT = 0
MOST_LINKS = 20


@dataclass(frozen=True, slots=True)
class PolicyPlace:
    """A file that may hold a policy. It can approve if only `owners` can write it; without owners it only restricts.

    `role` is what the place is called to people.
    """

    path: str
    role: str
    owners: frozenset[int] = frozenset()


def account_home() -> str:
    """Return the home folder of this account by the password database, whatever the environment says; empty if none."""
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError:
        return ""


def policy_places() -> list[PolicyPlace]:
    """Return the files that may hold a policy on this machine for this user, whether they are there or not.

    Raises PolicyError when AIWG_POLICY is no absolute path.
    """
    found = [PolicyPlace(os.path.join(MACHINE_FOLDER, FILE), "this machine", frozenset({ROOT}))]
    home = account_home()
    if os.path.isabs(home):
        below = "Library/Application Support/aiwg" if sys.platform == "darwin" else ".config/aiwg"
        owners = frozenset({ROOT, os.geteuid()})
        found.append(PolicyPlace(os.path.join(home, below, FILE), "your account", owners))
    moved = os.path.abspath(user_folder() / FILE)
    if moved != found[-1].path:
        found.append(PolicyPlace(moved, "the configuration folder that the environment names"))
    if named := os.environ.get(VARIABLE, ""):
        if not os.path.isabs(named):
            message = f"{VARIABLE} must be an absolute path, but it is {named!r}."
            raise PolicyError(message, f"Write the whole path, or unset {VARIABLE}.")
        found.append(PolicyPlace(named, VARIABLE))
    return found


def is_there(place: PolicyPlace) -> bool:
    """Say whether a file is there; one that cannot be looked at is, so that reading it says why.

    The file that AIWG_POLICY names is always there: when it is missing, that is an error.
    """
    try:
        os.lstat(place.path)
    except (FileNotFoundError, NotADirectoryError):
        return place.role == VARIABLE
    except OSError:
        return True
    return True


@dataclass(frozen=True, slots=True)
class WalkedFile:
    """A file, every link on the way to it followed: `looked` are the links. `weakness` says who else can write it."""

    real: str
    looked: tuple[str, ...]
    weakness: str = ""


def walk_to(path: str, owners: frozenset[int]) -> WalkedFile:
    """Return where a path leads, and the first thing on the way that others than `owners` could replace.

    Raises OSError when it leads nowhere.
    """
    waiting, here, links = [*reversed(path.split("/"))], "/", list[str]()
    weakness = _weakness("/", os.lstat("/"), owners)
    while waiting:
        name = waiting.pop()
        if name in ("", "."):
            continue
        if name == "..":
            here = os.path.dirname(here)
            continue
        there = os.path.join(here, name)
        info = os.lstat(there)
        weakness = weakness or _weakness(there, info, owners)
        if not stat.S_ISLNK(info.st_mode):
            here = there
            continue
        links.append(there)
        if len(links) > MOST_LINKS:
            raise OSError("Too many links")
        target = os.readlink(there)
        here = "/" if target.startswith("/") else here
        waiting += reversed(target.split("/"))
    return WalkedFile(here, tuple(links), weakness)


def _weakness(path: str, info: os.stat_result, owners: frozenset[int]) -> str:
    if info.st_uid not in owners:
        return f"{path} belongs to uid {info.st_uid}"
    if not stat.S_ISLNK(info.st_mode) and info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"others can write {path} (mode {stat.S_IMODE(info.st_mode):04o})"
    return ""


def repositories_around(project: Path) -> Sequence[str]:
    """Return the project's folder and the repositories that it lies in: a superproject, too. Links are resolved."""
    return list(dict.fromkeys(_around(os.path.realpath(project))))


def _around(folder: str) -> Iterator[str]:
    yield folder
    while True:
        git = os.path.join(folder, ".git")
        if os.path.lexists(git):
            yield folder
            if os.path.isdir(git):  # a file is a submodule's or another work tree's: the search goes on above
                return
        if folder == os.path.dirname(folder):
            return
        folder = os.path.dirname(folder)


def is_own_state(path: str, project: Path) -> bool:
    """Say whether what this user keeps at a path cannot have come with a project's repository.

    That is so in the account's own state folder, and wherever else it lies outside the repository.
    """
    home = account_home()
    if home and path.startswith(f"{home.rstrip('/')}/.local/state/"):
        return True
    return not lies_in(os.path.realpath(path), repositories_around(project))


def lies_in(path: str, folders: Sequence[str]) -> bool:
    """Say whether a real path lies in one of some real folders."""
    return any(path == folder or path.startswith(f"{folder.rstrip('/')}/") for folder in folders)
