"""Where a platform is started: the folder, the top of its work tree, the home folder, and the way to look at them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.adapter.paths import PROJECT, PathSpec
from aiwg.core.dataclass import dataclass
from aiwg.loading.reader import TreeReader

MOST_FOLDERS = 5000
"""How many subfolders are looked into for instructions of their own: a platform comes to them by working there."""

PASSED_OVER = frozenset({"node_modules", "__pycache__"})
"""Folders that nobody keeps instructions in; those whose name begins with a dot are passed over, too."""


def words_of(adapter: Adapter, spec: PathSpec) -> list[str]:
    """Return the adapter's words for the folders that a project's settings file is read from; none if unknown."""
    said = adapter.data.get("settings", {}).get(spec.rest) if not spec.anchor else None
    return [said] if isinstance(said, str) else list(said or ())


@dataclass(frozen=True)
class StartFolder:
    """The folder that a platform is started in, an absolute path, and how the disk is looked at."""

    start: str
    reader: TreeReader
    environment: Environment

    @cached_property
    def top(self) -> str:
        """The top of the work tree that the folder lies in: the nearest one with a .git; else the folder itself."""
        return next((folder for folder in self.upwards("/") if ".git" in self.reader.entries(folder)), self.start)

    @cached_property
    def has_git(self) -> bool:
        """Whether the folder lies in a work tree of git."""
        return ".git" in self.reader.entries(self.top)

    @cached_property
    def main_checkout(self) -> str:
        """The top of the main checkout when the folder lies in a linked worktree of git; else ""."""
        text = self.reader.text(f"{self.top}/.git") or ""
        if not text.startswith("gitdir:"):
            return ""
        folder = posixpath.normpath(posixpath.join(self.top, text[len("gitdir:") :].strip()))
        common = self.reader.text(f"{folder}/commondir")  # a submodule has none
        shared = posixpath.normpath(posixpath.join(folder, common.strip())) if common else ""
        return posixpath.dirname(shared) if posixpath.basename(shared) == ".git" else ""

    def is_skipped_in_worktree(self, folder: str) -> bool:
        """Say whether a folder above a worktree is its main checkout, or lies between the two."""
        main = self.main_checkout
        inside = bool(main) and self.top.startswith(main + "/")
        return inside and f"{folder}/".startswith(main + "/") and not f"{folder}/".startswith(self.top + "/")

    def is_there(self, path: str) -> bool:
        """Say whether there is a file or folder at an absolute path."""
        return posixpath.basename(path) in self.reader.entries(posixpath.dirname(path))

    def settings_folders(self, adapter: Adapter, spec: PathSpec) -> list[str] | None:
        """Return the folders that a project's settings file is read from, strongest first; None when nobody knows."""
        words = words_of(adapter, spec)
        if not words:
            return None
        folders: list[str] = []
        for word in words:
            folders += {
                "start": [self.start],
                "top": [self.top],
                "up": list(self.upwards(self.top)),
                "main": [self.main_checkout] if self.main_checkout else [],
            }[word]
        return list(dict.fromkeys(folders))

    def upwards(self, last: str) -> Iterator[str]:
        """Yield the start folder and those above it, nearest first, up to `last`."""
        folder = self.start
        while True:
            yield folder
            if folder in (last, "/"):
                return
            folder = posixpath.dirname(folder)

    @cached_property
    def _walked(self) -> tuple[list[str], bool]:
        found, waiting = [], [self.start]
        while waiting:
            folder = waiting.pop()
            if folder != self.start:
                found.append(folder)
            if len(found) >= MOST_FOLDERS:
                return found, True
            entries = self.reader.entries(folder)
            below = [name for name, entry in entries.items() if entry.is_folder and not entry.is_link]
            waiting += [
                posixpath.join(folder, name)
                for name in sorted(below, reverse=True)
                if not name.startswith(".") and name not in PASSED_OVER
            ]
        return found, False

    @property
    def below(self) -> list[str]:
        """The subfolders of the start folder, but for those nobody keeps instructions in; 5,000 at most."""
        return self._walked[0]

    @property
    def is_partial(self) -> bool:
        """Whether there are more subfolders than were looked into."""
        return self._walked[1]

    def root_of(self, adapter: Adapter, spec: PathSpec) -> tuple[str, str]:
        """Return the scope of a path and the absolute folder that it starts from; "" where there is no home folder."""
        scope, prefix = self.environment.located(adapter, spec)
        if scope == PROJECT:
            return scope, self.start
        if prefix.startswith("~"):
            home = self.environment.home
            return scope, posixpath.normpath(f"{home}/{prefix[2:]}") if home else ""
        return scope, prefix.rstrip("/") or "/"

    def shown(self, path: str) -> str:
        """Return an absolute path as a person writes it: from the start folder, or from the home folder."""
        if path.startswith(self._inside):
            return path[len(self._inside) :]
        near = [self.top, *([self.main_checkout] if self.main_checkout else []), *(self._above - {"/"})]
        if posixpath.dirname(path) in self._above or any(path.startswith(f"{folder}/") for folder in near):
            return posixpath.relpath(path, self.start)
        home = self.environment.home
        if home and path.startswith(home + "/"):
            return "~" + path[len(home) :]
        return path

    @cached_property
    def _inside(self) -> str:
        """What the paths in the start folder begin with."""
        return self.start + "/"

    @property
    def above(self) -> list[str]:
        """The folders above the start folder, nearest first: to the top of the work tree, else to the disk's or home.

        The home folder and what lies above it are not among them where there is no work tree.
        """
        if self.has_git:
            return [folder for folder in self.upwards(self.top) if folder != self.start]
        return [folder for folder in self.upwards("/") if folder in self._above and folder != "/"]

    @cached_property
    def _above(self) -> frozenset[str]:
        """The folders above the start folder that are not the home folder or above it."""
        home = self.environment.home
        folders = [folder for folder in self.upwards("/") if folder != self.start]
        return frozenset(
            folder for folder in folders if not home or not f"{home}/".startswith(folder.rstrip("/") + "/")
        )
