"""The files that an answer of git depends on, for whoever wants to know later whether it would still say the same.

They are those that gitrepository-layout(5), gitignore(5), gitattributes(5) and git-config(1) name. Too many are no
fault: a change of one only makes git be asked anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from aiwg.core.observation import Observation, current, unobserved
from aiwg.fs.git_process import git_output

Answer = TypeVar("Answer")

_TOLD = frozenset({"cat-file", "check-attr", "check-ignore", "config", "ls-files", "rev-list", "rev-parse"})
"""The commands whose answers depend on nothing but these files. What a commit holds never changes."""

_IN_REPOSITORY = ("HEAD", "index", "config.worktree", "commondir", "gitdir")
_SHARED = (
    "config", "info/exclude", "info/attributes", "objects", "packed-refs", "refs", "reftable/tables.list", "shallow",
    *(f"refs/{name}HEAD" for name in ("", "heads/", "tags/", "remotes/", "remotes/HEAD/")),
)  # fmt: skip
_SYSTEM = ("/etc/gitconfig", "/etc/gitattributes")
_RULES = (".git", ".gitignore", ".gitattributes")
_NAMED_BY_SETTINGS = ("core.excludesfile", "core.attributesfile")


def ask_git(
    command: str, folder: str, arguments: Sequence[str], paths: Iterable[str], ask: Callable[[], Answer]
) -> Answer:
    """Return what `ask` returns, which asks git about paths below a folder; record what its answer depends on."""
    seen = current()
    if seen is not None:
        names = [argument for argument in arguments if not argument.startswith("-")]
        if names and names[0] in _TOLD:
            _see_repository(seen, command, folder)
            _see_rules(seen, folder, paths)
        else:
            seen.hinder(f"git {' '.join(names)}")
    with unobserved():
        return ask()


def _see_repository(seen: Observation, command: str, folder: str) -> None:
    """Record the repository, once: git itself, the commit that is checked out, the index, and all settings."""
    top, git = _repository(folder)
    if top is None or not seen.is_first(f"the repository of {top}"):
        return
    common = os.path.join(git, _text(os.path.join(git, "commondir")) or ".")
    for file in (*_of_repository(command, top, git, common), *_of_settings(command, folder, top, git)):
        seen.see(file)
    seen.see_list(os.path.join(common, "objects/pack"))  # an object that was missing comes with a fetch


def _of_repository(command: str, top: str, git: str, common: str) -> Iterator[str]:
    yield from (command, os.path.realpath(command), os.path.join(top, ".git"))
    yield from (os.path.join(git, name) for name in _IN_REPOSITORY)
    yield from (os.path.join(common, name) for name in _SHARED)
    head = _text(os.path.join(git, "HEAD"))
    if head.startswith("ref:"):
        yield os.path.join(common, head.removeprefix("ref:").strip())


def _of_settings(command: str, folder: str, top: str, git: str) -> Iterator[str]:
    """Yield the files of settings, and those that settings name: for the system, the user and the repository."""
    home = os.environ.get("HOME", "")
    configuration = os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "git")
    yield from (os.path.join(configuration, name) for name in ("config", "ignore", "attributes"))
    yield os.path.join(home, ".gitconfig")
    prefix = os.path.dirname(os.path.dirname(os.path.realpath(command)))
    yield from (*_SYSTEM, *(f"{prefix}{name}" for name in _SYSTEM))
    for origin, name, value in _settings(command, folder):
        says = (os.path.join(top, origin), os.path.join(folder, origin))
        yield from says
        if name in _NAMED_BY_SETTINGS or (name.startswith(("include.", "includeif.")) and name.endswith(".path")):
            full = f"{home}{value[1:]}" if value.startswith("~/") else value
            yield from (os.path.join(os.path.dirname(file), full) for file in says)
            yield os.path.join(top, full)
        elif name == "core.worktree":
            yield os.path.join(git, value, ".gitignore")


def _settings(command: str, folder: str) -> Iterator[tuple[str, str, str]]:
    """Yield the settings of a repository: the file that each stands in, its name in lower case, its value."""
    with unobserved():
        parts = git_output(command, folder, ("config", "--list", "--show-origin", "-z")).split("\0")
    for origin, entry in zip(parts[::2], parts[1::2], strict=False):
        name, _, value = entry.partition("\n")
        yield origin.removeprefix("file:"), name.lower(), value


def _repository(folder: str) -> tuple[str | None, str]:
    """Return the top of the work tree that a folder lies in, None without one, and the folder of its repository."""
    top = os.path.realpath(folder)
    while not os.path.lexists(os.path.join(top, ".git")):
        if top == os.path.dirname(top):
            return None, ""
        top = os.path.dirname(top)
    git = os.path.join(top, ".git")
    pointed = "" if os.path.isdir(git) else _text(git).removeprefix("gitdir:").strip()
    return top, os.path.join(top, pointed) if pointed else git


def _see_rules(seen: Observation, folder: str, paths: Iterable[str]) -> None:
    """Record the files of rules in all folders from the top of a work tree down to each path."""
    top, _ = _repository(folder)
    start = os.path.realpath(folder)
    wanted = {os.path.dirname(os.path.join(start, path)) for path in paths} | {start}
    folders: set[str] = set()
    for each in wanted if top is not None else ():
        while each not in folders and each.startswith(top or "/"):
            folders.add(each)
            each = os.path.dirname(each)
    for each in sorted(folders):
        if seen.is_first(f"the rules of git in {each}"):
            seen.see(each)
            for name in _RULES:
                seen.see(os.path.join(each, name))


def _text(file: str) -> str:
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as stream:
            return stream.read(4096).strip()
    except OSError:
        return ""
