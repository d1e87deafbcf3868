"""Reading a source tree safely: no links out of it, no special files, no giant ones, every name checked."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Container, Iterator, Mapping
from pathlib import Path

from aiwg.artifact.ids import check_name, shown_path
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit
from aiwg.core.read import read_up_to
from aiwg.core.stat_cache import StatCache
from aiwg.findings.model import Finding
from aiwg.source.decoding import DecodingError, decode

WARN_BYTES = 1024 * 1024
MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 100_000
MAX_TOTAL_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 32
PACKAGES = "node_modules"
SKIPPED = frozenset({"__pycache__", ".git", ".DS_Store", PACKAGES, ".pytest_cache", ".mypy_cache"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source: its path inside it (POSIX) and its bytes, read once."""

    path: str
    data: bytes
    executable: bool


Look = Callable[[SourceFile, str], None]
NO_COMING: Mapping[str, SourceFile] = {}
NO_FILES: StatCache[SourceFile] = StatCache(keeps=False)


class SourceReader:
    """Reads files below one source root and collects problems. `shown_root` is how messages name the root.

    `known` holds the files that were read before, by their full paths. `look` is shown every file that is read, with
    the name that messages give it. `coming` are files that are about to be written, by path: they count as there.
    `real_root` is the root without links where that is known already.
    """

    def __init__(
        self,
        root: Path,
        shown_root: str,
        known: StatCache[SourceFile] = NO_FILES,
        look: Look | None = None,
        coming: Mapping[str, SourceFile] = NO_COMING,
        real_root: str = "",
    ) -> None:
        self.known = known
        self._coming = coming
        self._look = look
        self.root = root
        self.real_root = real_root or os.path.realpath(root)
        self.shown_root = shown_root
        self.problems: list[Finding] = []
        self.seen = 0
        self.bytes = 0
        self._listed: dict[str, list[tuple[str, bool]]] = {}
        self._real = {"": self.real_root}

    def display(self, path: str) -> str:
        """Return how a path of this source is shown to a person."""
        return shown_path(self.shown_root, path)

    def error(
        self,
        path: str,
        code: str,
        message: str,
        hint: str | None = None,
        exit: Exit = Exit.SOURCE,
        line: int | None = None,
        artifact: str = "",
    ) -> None:
        """Note an error about a path of this source, of which `artifact` says what is meant where the path does not."""
        where = self.display(path)
        self.problems.append(Finding(code, "error", message, where, line, hint=hint, exit=exit, refuses=artifact))

    def walk(self, folder: str) -> Iterator[SourceFile]:
        """Yield every file below `folder`, in name order, noting what cannot be read."""
        for name, is_folder in self.entries(folder):
            path = f"{folder}/{name}"
            if is_folder:
                yield from self.walk(path)
                continue
            file = self.read(path)
            if file is not None:
                yield file

    def entries(self, folder: str, wanted: Container[str] | None = None) -> list[tuple[str, bool]]:
        """Return the (name, is a folder) of everything usable directly in `folder`, in name order.

        With `wanted`, only entries of these names are looked at. A folder is listed once.
        """
        if folder not in self._listed:
            found = self._list(folder, wanted)
            self._listed[folder] = self._with_coming(folder, found, wanted) if self._coming else found
        return self._listed[folder]

    def _with_coming(
        self, folder: str, found: list[tuple[str, bool]], wanted: Container[str] | None
    ) -> list[tuple[str, bool]]:
        """Return the entries of a folder with those that are about to be written there."""
        start = f"{folder}/" if folder else ""
        names = dict(found)
        for path in self._coming:
            name, below, _ = path[len(start) :].partition("/")
            if path.startswith(start) and (wanted is None or name in wanted):
                names.setdefault(name, bool(below))
        return sorted(names.items())

    def _list(self, folder: str, wanted: Container[str] | None) -> list[tuple[str, bool]]:
        if self._too_deep(folder):
            return []
        try:
            with os.scandir(os.path.join(self.root, folder)) as scan:
                listed = sorted(scan, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            self._cannot(folder, "listed", error)
            return []
        found = []
        for entry in listed:
            name = entry.name
            if name == PACKAGES and wanted is None:
                message, hint = (
                    "is not deployed: install packages where they run",
                    "describe the installation in the text",
                )
                self.problems.append(
                    Finding("passed-over", "warning", message, self.display(f"{folder}/{name}"), hint=hint)
                )
            if (wanted is not None and name not in wanted) or is_clutter(name):
                continue
            if self._too_many():
                break
            kind = self._kind_of(f"{folder}/{name}" if folder else name, entry)
            if kind is not None:
                found.append((name, kind == "folder"))
        return found

    def read(self, path: str) -> SourceFile | None:
        """Return one file, or None after noting why not; the very same one as before when it has not changed."""
        file = self._read(path)
        if file is not None and self._look is not None:
            self._look(file, self.display(path))
        return file

    def _read(self, path: str) -> SourceFile | None:
        if path in self._coming:
            return None if self._too_much(len(self._coming[path].data)) else self._coming[path]
        full = os.path.join(self.root, path)
        if self.known.keeps and (found := self._known_file(full)) is not None:
            return None if self._too_much(len(found.data)) else found
        try:
            descriptor = os.open(full, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                info = os.fstat(descriptor)
                if not stat.S_ISREG(info.st_mode):
                    self.error(path, "not-a-file", "is not a regular file", "remove it", Exit.REFUSED)
                    return None
                if info.st_size > MAX_BYTES:
                    self.error(path, "too-large", f"is larger than {MAX_BYTES // 1024 // 1024} MiB", "leave it out")
                    return None
                if self._too_much(info.st_size):
                    return None
                data = read_up_to(descriptor, MAX_BYTES + 1, info.st_size)
            finally:
                os.close(descriptor)
        except OSError as error:
            self._cannot(path, "read", error)
            return None
        if info.st_size > WARN_BYTES:
            message = f"is {info.st_size / 1024 / 1024:.1f} MiB; agents pay for what they load"
            self.problems.append(Finding("large-file", "warning", message, self.display(path)))
        file = SourceFile(path, data, bool(info.st_mode & 0o100))
        if self.known.keeps and info.st_size <= WARN_BYTES:
            self.known.keep(full, info, file)
        return file

    def _known_file(self, full: str) -> SourceFile | None:
        try:
            return self.known.get(full, os.stat(full))
        except OSError:
            return None

    def text(self, file: SourceFile) -> str | None:
        """Return the text of a file, noting the slips that were mended, or None after noting what it is instead."""
        try:
            text, slips = decode(file.data)
        except DecodingError as error:
            self.error(file.path, "bad-encoding", str(error), "save it as UTF-8", line=error.line)
            return None
        for slip in slips:
            message, hint = f"{slip}; aiwg reads it as intended", "aiwg writes clean text"
            self.problems.append(Finding("mended", "warning", message, self.display(file.path), 1, hint=hint))
        return text

    def _too_deep(self, folder: str) -> bool:
        if folder.count("/") < MAX_DEPTH:
            return False
        self.error(folder, "too-deep", f"is nested deeper than {MAX_DEPTH} folders", "flatten it")
        return True

    def _too_many(self) -> bool:
        """Count one more file or folder; say so, once, when that is one too many."""
        self.seen += 1
        if self.seen == MAX_FILES + 1:
            self.error("", "too-many-files", f"the source has more than {MAX_FILES:,} files and folders")
        return self.seen > MAX_FILES

    def _too_much(self, size: int) -> bool:
        """Count the bytes of one more file; say so, once, when all together are too many to hold."""
        before, self.bytes = self.bytes, self.bytes + size
        if before <= MAX_TOTAL_BYTES < self.bytes:
            limit = MAX_TOTAL_BYTES // 1024 // 1024
            self.error("", "too-large", f"the source has more than {limit} MiB", "move other files out of the source")
        return self.bytes > MAX_TOTAL_BYTES

    def _cannot(self, path: str, what: str, error: OSError) -> None:
        if error.errno == errno.ENAMETOOLONG:
            self.error(path, "bad-name", "has a path longer than 4,096 bytes", "flatten it")
        else:
            self.error(path, "unreadable", f"cannot be {what}: {error.strerror}", exit=Exit.IO)

    def _kind_of(self, path: str, entry: os.DirEntry[str]) -> str | None:
        """Return `folder` or `file`, or None after noting why the entry is refused."""
        bad = check_name(entry.name)
        if bad is not None:
            self.error(path, "bad-name", f"the name {bad.reason}", "rename it", bad.exit)
            return None
        if entry.is_symlink():
            return self._linked(path)
        if entry.is_dir(follow_symlinks=False):
            return "folder"
        if entry.is_file(follow_symlinks=False):
            return "file"
        self.error(path, "not-a-file", "is neither a file nor a folder", "remove it from the source", Exit.REFUSED)
        return None

    def _linked(self, path: str) -> str | None:
        """Allow links that stay inside the source and do not loop; refuse the others."""
        folder, _, name = path.rpartition("/")
        try:
            real = os.path.realpath(os.path.join(self._real_of(folder), name), strict=True)
        except OSError as error:
            looped = error.errno == errno.ELOOP
            code, message = ("link-loop", "is a link that loops") if looped else ("broken-link", "is a link to nothing")
            self.error(path, code, message, "remove the link")
            return None
        if not _is_within(real, self.real_root):
            message, hint = "is a link to a place outside the source", "copy the file into the source"
            self.error(path, "link-outside", message, hint, Exit.REFUSED)
            return None
        on_the_way = [folder[:end] for end, char in enumerate(folder) if char == "/"]
        for parent in ("", *on_the_way, folder):
            if _is_within(self._real_of(parent), real):
                self.error(path, "link-loop", "is a link to one of its own parent folders", "remove the link")
                return None
        if not os.path.isdir(real):
            return "file"
        self._real[path] = real
        return "folder"

    def _real_of(self, folder: str) -> str:
        """Return the real path of a folder of this source, as it was walked to."""
        real = self._real.get(folder)
        if real is None:
            parent, _, name = folder.rpartition("/")
            real = self._real[folder] = os.path.join(self._real_of(parent), name)
        return real


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def is_clutter(name: str) -> bool:
    """Say whether a name is one that editors and tools leave behind."""
    return (
        name in SKIPPED
        or name.endswith("~")
        or name.startswith(".#")
        or (name.startswith("#") and name.endswith("#"))
        or (name.startswith(".") and name.endswith(".swp"))
    )
