"""Reading a source tree safely: no links out of it, no special files, no giant ones, every name checked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aiwg.artifact.names import check_name, shown
from aiwg.errors import Exit, Problem

WARN_BYTES = 1024 * 1024
MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 100_000
MAX_DEPTH = 32
SKIPPED = frozenset({"__pycache__", ".git", ".DS_Store", "node_modules", ".pytest_cache", ".mypy_cache"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source: its path inside it (POSIX) and its bytes, read once."""

    path: str
    data: bytes
    executable: bool


class Reader:
    """Reads files below one source root and collects problems. `shown_root` is how messages name the root."""

    def __init__(self, root: Path, shown_root: str) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.shown_root = shown_root
        self.problems: list[Problem] = []
        self.files = 0

    def display(self, path: str) -> str:
        """Return how a path of this source is shown to a person."""
        return shown(f"{self.shown_root}/{path}" if self.shown_root not in ("", ".") else path)

    def error(
        self, path: str, code: str, message: str, hint: str | None = None, exit: Exit = Exit.SOURCE
    ) -> None:
        """Note an error about a path of this source."""
        self.problems.append(Problem("error", code, message, self.display(path), None, hint, exit))

    def walk(self, folder: str) -> Iterator[SourceFile]:
        """Yield every file below `folder`, in name order, noting what cannot be read."""
        yield from self._walk(folder, 0)

    def entries(self, folder: str) -> list[tuple[str, bool]]:
        """Return the (name, is a folder) of everything usable directly in `folder`, in name order."""
        try:
            with os.scandir(os.path.join(self.root, folder)) as scan:
                listed = sorted(scan, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            self.error(folder, "unreadable", f"cannot be listed: {error.strerror}", exit=Exit.IO)
            return []
        found = []
        for entry in listed:
            name = entry.name
            if name in SKIPPED or name.endswith("~") or (name.startswith(".") and name.endswith(".swp")):
                continue
            kind = self._kind_of(f"{folder}/{name}" if folder else name, entry)
            if kind is not None:
                found.append((name, kind == "folder"))
        return found

    def read(self, path: str) -> SourceFile | None:
        """Return one file, or None after noting why not."""
        try:
            descriptor = os.open(os.path.join(self.root, path), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with open(descriptor, "rb") as stream:
                info = os.fstat(descriptor)
                if not stat.S_ISREG(info.st_mode):
                    self.error(path, "not-a-file", "is not a regular file", "remove it", Exit.REFUSED)
                    return None
                if info.st_size > MAX_BYTES:
                    self.error(
                        path, "too-large", f"is larger than {MAX_BYTES // 1024 // 1024} MiB", "leave it out"
                    )
                    return None
                data = stream.read(MAX_BYTES + 1)
        except OSError as error:
            self.error(path, "unreadable", f"cannot be read: {error.strerror}", exit=Exit.IO)
            return None
        if info.st_size > WARN_BYTES:
            message = f"is {info.st_size / 1024 / 1024:.1f} MiB; agents pay for what they load"
            self.problems.append(Problem("warning", "large-file", message, self.display(path)))
        self.files += 1
        return SourceFile(path, data, bool(info.st_mode & 0o100))

    def _walk(self, folder: str, depth: int) -> Iterator[SourceFile]:
        if depth > MAX_DEPTH:
            self.error(
                folder,
                "too-deep",
                f"is nested deeper than {MAX_DEPTH} folders",
                "is there a link that loops?",
            )
            return
        for name, is_folder in self.entries(folder):
            path = f"{folder}/{name}"
            if is_folder:
                yield from self._walk(path, depth + 1)
                continue
            if self.files >= MAX_FILES:
                self.error(folder, "too-many-files", f"the source holds more than {MAX_FILES:,} files")
                return
            file = self.read(path)
            if file is not None:
                yield file

    def _kind_of(self, path: str, entry: os.DirEntry[str]) -> str | None:
        """Return `folder` or `file`, or None after noting why the entry is refused."""
        bad = check_name(entry.name)
        if bad is not None:
            self.error(path, "bad-name", f"the name {bad.reason}", "rename it", bad.exit)
            return None
        if entry.is_symlink():
            return self._linked(path, Path(entry.path))
        if entry.is_dir(follow_symlinks=False):
            return "folder"
        if entry.is_file(follow_symlinks=False):
            return "file"
        self.error(
            path, "not-a-file", "is neither a file nor a folder", "remove it from the source", Exit.REFUSED
        )
        return None

    def _linked(self, path: str, full: Path) -> str | None:
        """Allow links that stay inside the source and do not loop; refuse the others."""
        try:
            real = os.path.realpath(full, strict=True)
        except OSError as error:
            looped = error.errno == 40 or "loop" in str(error.strerror).lower()
            self.error(
                path,
                "link-loop" if looped else "broken-link",
                "is a link that loops" if looped else "is a link to nothing",
                "remove the link",
            )
            return None
        if os.path.commonpath([real, self.real_root]) != self.real_root:
            self.error(
                path,
                "link-outside",
                "is a link to a place outside the source",
                "copy the file into the source",
                Exit.REFUSED,
            )
            return None
        parent = os.path.realpath(full.parent)
        if os.path.commonpath([real, parent]) == real:
            self.error(path, "link-loop", "is a link to one of its own parent folders", "remove the link")
            return None
        return "folder" if Path(real).is_dir() else "file"


def decode(file: SourceFile) -> tuple[str, list[str]]:
    """Return the text of a file with LF line ends and no BOM, and which slips were mended.

    Raises ValueError saying what the bytes are instead of UTF-8 text.
    """
    data, slips = file.data, []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("is UTF-16; save it as UTF-8")
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        slips.append("starts with a byte order mark")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}") from None
    if "\0" in text:
        raise ValueError(f"holds a NUL character at offset {text.index(chr(0))}")
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
        slips.append("has Windows line ends (CRLF)")
    return text, slips
