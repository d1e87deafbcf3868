"""The files that an answer of git depends on, for whoever wants to know later whether it would still say the same.

They are those that gitrepository-layout(5), gitignore(5), gitattributes(5) and git-config(1) name. Too many are no
fault: a change of one only makes git be asked anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

TOLD = frozenset({"check-attr", "check-ignore", "config", "ls-files", "rev-parse"})
"""The commands whose answers depend on nothing but these files."""

_IN_REPOSITORY = ("HEAD", "index", "config.worktree", "commondir", "gitdir")
_SHARED = ("config", "info/exclude", "info/attributes", "objects", "refs")
_SYSTEM = ("/etc/gitconfig", "/etc/gitattributes")
_RULES = (".git", ".gitignore", ".gitattributes")
_NAMED_BY_SETTINGS = ("core.excludesfile", "core.attributesfile")

Setting = tuple[str, str, str]
"""The file that a setting stands in, its name in lower case, and its value."""


def is_told(arguments: Sequence[str]) -> bool:
    """Say whether the answer to a command of git depends on nothing but the files of `files_of`."""
    names = [argument for argument in arguments if not argument.startswith("-")]
    return bool(names) and names[0] in TOLD and "-c" not in arguments


def files_of(
    command: str, folder: str, paths: Iterable[str], settings: Callable[[], Sequence[Setting]]
) -> Iterator[str]:
    """Yield the files that the answers of git about paths below a folder depend on; some are not there.

    `settings` gives the settings of the repository. The home folder and the folder of configurations are looked up in
    the environment, where git looks them up.
    """
    yield command
    yield os.path.realpath(command)
    top, git = _repository(folder)
    if top is None:
        return
    yield from (os.path.join(top, ".git"), *(os.path.join(git, name) for name in _IN_REPOSITORY))
    common = os.path.join(git, _text(os.path.join(git, "commondir")) or ".")
    yield from (os.path.join(common, name) for name in _SHARED)
    home = os.environ.get("HOME", "")
    configuration = os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "git")
    yield from (os.path.join(configuration, name) for name in ("config", "ignore", "attributes"))
    yield os.path.join(home, ".gitconfig")
    prefix = os.path.dirname(os.path.dirname(os.path.realpath(command)))
    yield from (*_SYSTEM, *(f"{prefix}{name}" for name in _SYSTEM))
    for origin, name, value in settings():
        says = (os.path.join(top, origin), os.path.join(folder, origin))
        yield from says
        if name in _NAMED_BY_SETTINGS or (name.startswith(("include.", "includeif.")) and name.endswith(".path")):
            full = f"{home}{value[1:]}" if value.startswith("~/") else value
            yield from (os.path.join(os.path.dirname(file), full) for file in says)
            yield os.path.join(top, full)
        elif name == "core.worktree":
            yield from _beside(os.path.realpath(os.path.join(git, value)), folder, paths)
    yield from _beside(top, folder, paths)


def _repository(folder: str) -> tuple[str | None, str]:
    """Return the top of the work tree that a folder lies in and the folder of its repository."""
    top = os.path.realpath(folder)
    while not os.path.lexists(os.path.join(top, ".git")):
        if top == os.path.dirname(top):
            return None, ""
        top = os.path.dirname(top)
    git = os.path.join(top, ".git")
    pointed = "" if os.path.isdir(git) else _text(git).removeprefix("gitdir:").strip()
    return top, os.path.join(top, pointed) if pointed else git


def _beside(top: str, folder: str, paths: Iterable[str]) -> Iterator[str]:
    """Yield the files of rules in all folders from the top of a work tree down to each path."""
    start = os.path.realpath(folder)
    wanted = {os.path.dirname(os.path.join(start, path)) for path in paths} | {start}
    folders: set[str] = set()
    for each in wanted:
        while each not in folders and each.startswith(top):
            folders.add(each)
            each = os.path.dirname(each)
    for each in sorted(folders):
        yield each
        yield from (os.path.join(each, name) for name in _RULES)


def _text(file: str) -> str:
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as stream:
            return stream.read(4096).strip()
    except OSError:
        return ""
