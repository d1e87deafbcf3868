"""A layout: files, links and repositories below one folder, and the folder in it that a client is started in."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.loading.projects import READ_TOKEN, Messy

TRUSTED, ASKED, UNTRUSTED = "trusted", "asked", "untrusted"
"""What the person said of the folder: trust it, nothing yet, do not trust it. Only some clients ask."""

ONLY = "only "
"""Begins a word of trust that names one folder: the person trusted this one, and said nothing of others."""

SUBMODULE = ":submodule"
"""Stands in `git` for the main checkout of a folder that is a submodule of the repository around it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What one client is asked about.

    `files` maps paths to a text with {token} marks, to {"link": TARGET}, to {"same": PATH}, or to None for the usual
    text of the path; `~/` is the home folder, every other path is below one folder. `git` maps the folder of each work
    tree to "" for a repository, to the folder of the main checkout for a linked worktree, or to SUBMODULE. `read` is a
    file that the client reads after its first request.
    """

    files: Mapping[str, Any]
    start: str = ""
    git: Mapping[str, str] = field(default_factory=dict)
    read: str = ""
    trust: str = TRUSTED

    @property
    def id(self) -> str:
        """A short name that every layout with the same content has."""
        return hashlib.sha256(json.dumps(self.data(), sort_keys=True).encode()).hexdigest()[:10]

    def data(self) -> dict[str, Any]:
        """Return the layout as JSON keeps it; what is as usual is left out."""
        data: dict[str, Any] = {"start": self.start, "git": dict(self.git), "files": dict(self.files)}
        if self.read:
            data["read"] = self.read
        if self.trust != TRUSTED:
            data["trust"] = self.trust
        return data

    def messy(self) -> Messy:
        """Return the files with the texts and tokens that they have on disk."""
        from tests.loading.projects import usual

        files = {path: usual(path) if content is None else content for path, content in self.files.items()}
        return Messy("layout", "", files, self.start, self.read)

    def tokens(self) -> dict[str, str]:
        """Return the tokens of all files by label: the path, and for a further token of it a word."""
        return self.messy().tokens()

    @property
    def top(self) -> str:
        """The top of the work tree around the start folder; the start folder itself where there is none."""
        return next((folder for folder in upwards(self.start) if folder in self.git), self.start)

    def write(self, world: Path, home: Path) -> None:
        """Write the repositories, files and links into two folders."""
        (world / self.start).mkdir(parents=True, exist_ok=True)
        home.mkdir(parents=True, exist_ok=True)
        for folder, main in sorted(self.git.items(), key=lambda each: bool(each[1])):
            write_repository(world, folder, main)
        self.messy().write(world, home)

    def smaller(self) -> Iterator[Layout]:
        """Yield layouts that lack one thing of this one, the largest things first."""
        if self.read:
            yield replace(self, read="")
        for path in self.files:
            yield replace(self, files={each: self.files[each] for each in self.files if each != path})
        for folder in self.git:
            yield replace(self, git={each: main for each, main in self.git.items() if folder not in (each, main)})
        for path, content in self.files.items():
            if isinstance(content, str) and not path.endswith((".json", ".jsonc", "config.toml")):
                yield replace(self, files={**self.files, path: None})
        if self.trust != TRUSTED:
            yield replace(self, trust=TRUSTED)
        if self.start:
            yield replace(self, start=posixpath.dirname(self.start))


def layout_from(data: Mapping[str, Any]) -> Layout:
    """Return the layout that JSON has kept."""
    return Layout(data["files"], data["start"], data["git"], data.get("read", ""), data.get("trust", TRUSTED))


def upwards(folder: str) -> Iterator[str]:
    """Yield a folder and those above it, nearest first; "" is the last."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def write_repository(world: Path, folder: str, main: str) -> None:
    """Write a repository without a commit, a linked worktree of another folder, or a submodule of the one around."""
    tree = world / folder
    tree.mkdir(parents=True, exist_ok=True)
    name = posixpath.basename(folder)
    if not main:
        _write_git_folder(tree / ".git")
    elif main == SUBMODULE:
        inside = world / posixpath.dirname(folder) / ".git/modules" / name
        _write_git_folder(inside)
        (tree / ".git").write_text(f"gitdir: {inside}\n", encoding="utf-8")
    else:
        inside = world / main / ".git/worktrees" / name
        inside.mkdir(parents=True)
        (inside / "HEAD").write_text(f"ref: refs/heads/{name}\n", encoding="utf-8")
        (inside / "commondir").write_text("../..\n", encoding="utf-8")
        (inside / "gitdir").write_text(f"{tree / '.git'}\n", encoding="utf-8")
        (tree / ".git").write_text(f"gitdir: {inside}\n", encoding="utf-8")


def _write_git_folder(folder: Path) -> None:
    for each in ("objects", "refs/heads"):
        (folder / each).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n", encoding="utf-8")


__all__ = ["ASKED", "READ_TOKEN", "SUBMODULE", "TRUSTED", "UNTRUSTED", "Layout", "layout_from", "upwards"]
