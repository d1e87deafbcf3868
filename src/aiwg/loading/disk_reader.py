"""The reader of a real disk."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator, Mapping

from aiwg.core.observation import Observation, ask, look_at, unobserved
from aiwg.core.read import read_whole
from aiwg.loading.reader import FileEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aiwg.core.content import Content
    from aiwg.loading.find import FoundFile
    from aiwg.loading.items import ItemContent, SeenFile

_NOTHING: Mapping[str, FileEntry] = {}


class DiskReader:
    """Reads the disk; each folder is listed, and each file read, at most once. Files with equal bytes are one text."""

    def __init__(self) -> None:
        self._folders: dict[str, Mapping[str, FileEntry]] = {}
        self._known: dict[str, Content] = {}
        self._decoded: dict[Content, str] = {}
        self._of_object: dict[int, tuple[Content, str]] = {}  # the same by identity: nothing is hashed
        self._texts: dict[str, str | None] = {}
        self._reals: dict[str, str] = {}
        self.searches: dict[object, tuple[FoundFile, ...]] = {}  # what `find` saw at places
        self.seen: dict[str, SeenFile] = {}  # what is the same for all platforms
        self.fronts: dict[str, tuple[Mapping[str, Any], str]] = {}  # what stands in texts
        self.called: dict[object, dict[tuple[str, str, str], ItemContent]] = {}  # what platforms that read alike find

    def remember(self, path: str, content: Content) -> None:
        """Take the content of a file that somebody else has just read."""
        self._known[path] = content

    def text(self, path: str) -> str | None:
        """Return the text of a file, links followed; None when there is none to read."""
        try:
            return self._texts[path]
        except KeyError:
            text = self._texts[path] = self._text(path)
            return text

    def _text(self, path: str) -> str | None:
        content = self._known.get(path)
        if content is None:
            return _read(path)
        same = self._of_object.get(id(content))
        if same is not None:
            return same[1]
        text = self._decoded.get(content)
        if text is None:
            text = self._decoded[content] = _decoded(content.data)
        self._of_object[id(content)] = content, text
        return text

    def entries(self, folder: str) -> Mapping[str, FileEntry]:
        """Return what is in a folder by name."""
        if folder not in self._folders:
            self._folders[folder] = _listed(folder)
        return self._folders[folder]

    def real(self, path: str) -> str:
        """Return the path with all links resolved."""
        found = self._reals.get(path)
        if found is None:
            found = self._reals[path] = self._resolved(path)
        return found

    def _resolved(self, path: str) -> str:
        """Return the path with all links resolved: those of a folder are looked for once for all that is in it."""
        folder, _, name = path.rpartition("/")
        if not folder or name in ("", ".", "..") or self._is_link(path, folder, name):
            return os.path.realpath(path)
        base = self.real(folder)
        return f"{base}/{name}" if base != "/" else f"/{name}"

    def _is_link(self, path: str, folder: str, name: str) -> bool:
        """Say whether a name in a folder is a link: a folder that was listed told it."""
        entry = self._folders.get(folder, _NOTHING).get(name)
        return os.path.islink(path) if entry is None else entry.is_link


_FILE, _FOLDER = FileEntry(False), FileEntry(True)


def _read(path: str) -> str | None:
    try:
        return _decoded(read_whole(path))
    except OSError:
        return None


def _decoded(data: bytes) -> str:
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _listed(folder: str) -> Mapping[str, FileEntry]:
    with unobserved() as seen:
        before = look_at(folder) if seen is not None else 0
        try:
            with os.scandir(folder) as found:
                entries: Mapping[str, FileEntry] = {each.name: _entry(each) for each in found}
        except OSError:
            entries = _NOTHING
    return entries if seen is None else _SeenEntries(seen, folder, before, entries)


class _SeenEntries(Mapping[str, FileEntry]):
    """The names in a folder, of a run that is observed: whether one name counted, or all of them did.

    Platforms read single files of the folders above a project, and in those of a whole machine names come and go.
    """

    def __init__(
        self, seen: Observation, folder: str, before: os.stat_result | int, entries: Mapping[str, FileEntry]
    ) -> None:
        self._seen, self._folder, self._before, self._entries = seen, folder, before, entries

    def __getitem__(self, name: str) -> FileEntry:
        entry = self._entries.get(name)
        path = os.path.join(self._folder, name)
        self._seen.see(path, False)
        if os.path.lexists(path) != (entry is not None):  # a file system for which two cases are one, or a change
            self._see_all()
        if entry is None:
            raise KeyError(name)
        if entry.is_link:
            ask("leads_to", path)
        return entry

    def __iter__(self) -> Iterator[str]:
        self._see_all()
        return iter(self._entries)

    def __len__(self) -> int:
        self._see_all()
        return len(self._entries)

    def _see_all(self) -> None:
        self._seen.note_list(self._folder, self._before)


def _entry(entry: os.DirEntry[str]) -> FileEntry:
    if entry.is_file(follow_symlinks=False):  # most are
        return _FILE  # one for all: a folder may hold very many
    if entry.is_symlink():
        return FileEntry(_is_folder(entry), is_link=True)
    return _FOLDER if _is_folder(entry) else _FILE


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that goes round in a circle
        return False
