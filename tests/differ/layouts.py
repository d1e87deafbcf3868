"""A layout: files, links and repositories below one folder, and the folder in it that a client is started in."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aiwg.loading import FileEntry
from tests.loading.projects import READ_TOKEN, Messy, usual

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
        files = {path: usual(path) if content is None else content for path, content in self.files.items()}
        return Messy("layout", "", files, self.start, self.read)

    def tokens(self) -> dict[str, str]:
        """Return the tokens of all files by label: the path, and for a further token of it a word."""
        return self.messy().tokens()

    @property
    def top(self) -> str:
        """The top of the work tree around the start folder; the start folder itself where there is none."""
        return next((folder for folder in upwards(self.start) if folder in self.git), self.start)

    @property
    def main(self) -> str:
        """The main checkout of the work tree around the start folder; the top itself where there is no other."""
        main = self.git.get(self.top, "")
        return main if main and main != SUBMODULE else self.top

    def tree(self, world: str, home: str) -> tuple[dict[str, str], dict[str, str]]:
        """Return the texts of all files by absolute path, those of git among them, and the targets of all links."""
        files, links = {f"{world}/{self.start}/.here".replace("//", "/"): ""}, dict[str, str]()
        for folder, main in self.git.items():
            files |= git_files(f"{world}/{folder}".rstrip("/"), main and f"{world}/{main}", main == SUBMODULE)
        if self.read:
            files[f"{world}/{self.read}"] = f"print('{READ_TOKEN}')\n"
        messy = self.messy()
        for path, content in messy.files.items():
            full = f"{home}/{path[2:]}" if path.startswith("~/") else f"{world}/{path}"
            if isinstance(content, Mapping) and "link" in content:
                links[full] = content["link"]
            else:
                files[full] = messy.text(path)
        return files, links

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


def git_files(tree: str, main: str, is_submodule: bool) -> dict[str, str]:
    """Return the files that make a repository of a folder, a linked worktree of its main checkout, or a submodule."""
    if is_submodule:
        inside = f"{posixpath.dirname(tree)}/.git/modules/{posixpath.basename(tree)}"
        return {f"{tree}/.git": f"gitdir: {inside}\n", **_git_folder(inside)}
    if not main:
        return _git_folder(f"{tree}/.git")
    name = posixpath.basename(tree)
    inside = f"{main}/.git/worktrees/{name}"
    return {
        f"{tree}/.git": f"gitdir: {inside}\n",
        f"{inside}/HEAD": f"ref: refs/heads/{name}\n",
        f"{inside}/commondir": "../..\n",
        f"{inside}/gitdir": f"{tree}/.git\n",
    }


def _git_folder(folder: str) -> dict[str, str]:
    return {
        f"{folder}/HEAD": "ref: refs/heads/main\n",
        f"{folder}/config": "[core]\n\trepositoryformatversion = 0\n\tbare = false\n",
        f"{folder}/objects/.keep": "",
        f"{folder}/refs/heads/.keep": "",
    }


def write_tree(files: Mapping[str, str], links: Mapping[str, str]) -> None:
    """Write files and links to the disk."""
    for path, text in files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
    for path, target in links.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).symlink_to(target)


class TreeInMemory:
    """Reads files and links as a disk would that holds them."""

    def __init__(self, files: Mapping[str, str], links: Mapping[str, str]) -> None:
        self.files, self.links = files, links
        self._names: dict[str, dict[str, bool]] = {}
        for path in (*files, *links):
            is_folder = False
            while path != "/":
                folder, name = posixpath.split(path)
                self._names.setdefault(folder, {})[name] = is_folder
                path, is_folder = folder, True
        self._reals: dict[str, str] = {}
        self._entries: dict[str, dict[str, FileEntry]] = {}

    def text(self, path: str) -> str | None:
        """Return the text of a file, or None."""
        return self.files.get(self.real(path))

    def entries(self, folder: str) -> Mapping[str, FileEntry]:
        """Return what is in a folder."""
        if folder not in self._entries:
            real = self.real(folder)
            names = self._names.get(real, {})
            self._entries[folder] = {name: self._entry(f"{real.rstrip('/')}/{name}", names[name]) for name in names}
        return self._entries[folder]

    def _entry(self, path: str, is_folder: bool) -> FileEntry:
        if path in self.links:
            return FileEntry(self.real(path) in self._names, True)
        return FileEntry(is_folder)

    def real(self, path: str) -> str:
        """Return the path with links followed; one in a circle stays as it is."""
        if path not in self._reals:
            self._reals[path] = self._followed(path, 20)
        return self._reals[path]

    def _followed(self, path: str, left: int) -> str:
        for prefix in reversed([path, *_parents(path)]):
            if prefix in self.links and left:
                target = posixpath.join(posixpath.dirname(prefix), self.links[prefix])
                return self._followed(posixpath.normpath(target) + path[len(prefix) :], left - 1)
        return path


def _parents(path: str) -> Iterator[str]:
    while path not in ("/", ""):
        path = posixpath.dirname(path)
        yield path
