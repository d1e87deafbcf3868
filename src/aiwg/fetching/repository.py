"""One bare repository in the cache for each URL: commits are fetched into it, and read without a checkout."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from aiwg.apply.lock import locked
from aiwg.artifact.ids import check_name, shown
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.fetching.failures import GitFailedError
from aiwg.fetching.git import SECONDS_FETCHING, GitProgram, Waiting, git_in, silent
from aiwg.fetching.store import NOTE, REPOSITORIES, make_cache, mark_used, note_url, remove_stale_locks, sweep_temporary
from aiwg.source.reader import MAX_BYTES, MAX_FILES, MAX_TOTAL_BYTES
from aiwg.source.tree_file import TreeFile

SHA256_DIGITS: Final = 64
_LFS: Final = b"version https://git-lfs.github.com/spec/"
_LFS_BYTES: Final = 1024
_FILE, _PROGRAM, _LINK, _SUBMODULE = "100644", "100755", "120000", "160000"
_FETCH: Final = (
    "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repository:
    """The bare repository in the cache that stands for a URL. `is_new`: it was made just now."""

    url: str
    git: GitProgram
    is_new: bool = False

    def has(self, commit: str) -> bool:
        """Say whether a commit has been fetched."""
        return self.git.local("cat-file", "-e", f"{commit}^{{commit}}")[0] == 0

    def bring(self, commit: str, ref: str) -> None:
        """Fetch a commit unless it is there, alone where the server allows that, else by the ref that led to it.

        Raises UserError with the cause when it cannot be had.
        """
        if self.has(commit):
            return
        doing = f"Fetching {self.url}"
        mark_used(self.git.folder / NOTE)
        with locked(self.git.folder, SECONDS_FETCHING):
            if self.has(commit):  # another process was quicker
                return
            remove_stale_locks(self.git.folder)
            try:
                self._fetch(doing, "--depth=1", f"+{commit}:refs/aiwg/{commit}")
            except GitFailedError as error:
                if not error.is_gone:
                    raise
                self._bring_by(ref, commit, doing)
        if not self.has(commit):
            raise _gone(self.url, commit)

    def _bring_by(self, ref: str, commit: str, doing: str) -> None:
        """Fetch what a ref stands for now, then all that led to it, until the commit is there."""
        named = [ref] if ref.startswith("refs/") else [f"refs/tags/{ref}", f"refs/heads/{ref}"] if ref else ["HEAD"]
        for depth in (["--depth=1"], []):
            for each in named:
                try:
                    self._fetch(doing, *depth, f"+{each}:refs/aiwg/{commit}")
                except GitFailedError as error:
                    if not error.is_gone:
                        raise
                if self.has(commit):
                    return
        raise _gone(self.url, commit)

    def _fetch(self, doing: str, *arguments: str) -> None:
        *options, refspec = arguments
        more = [*_FETCH, *options, "--end-of-options", self.url, refspec]
        self.git.remote(self.url, SECONDS_FETCHING, *more, doing=doing)

    @contextmanager
    def tree(self, commit: str, path: str) -> Iterator[GitTree]:
        """Open the files of a commit, those below a folder of it. Raises UserError when there is no such folder."""
        code, listed = self.git.local("ls-tree", "-rz", "--end-of-options", f"{commit}:{path}")
        if code:
            raise UserError(
                f"{self.url} has no folder {shown(path)} at {commit[:12]}." if path else f"{commit[:12]} has no files.",
                hint="Name a folder of the repository with path:, or leave path: out.",
            )
        entries, unusable = _entries(listed)
        if len(entries) > MAX_FILES:
            raise UserError(
                f"{self.url} has more than {MAX_FILES:,} files.", hint="Name the folder that you need with path:"
            )
        with self.git.talk("cat-file", "--batch") as process:
            yield GitTree(entries, unusable, process)


class GitTree(Mapping[str, TreeFile]):
    """The regular files of a commit by their POSIX paths, each read when it is asked for.

    `unusable` says of paths why they are no file that an artifact can have; `used` are the paths that were read.
    """

    def __init__(
        self,
        entries: Mapping[str, tuple[str, bool]],
        unusable: dict[str, str],
        process: subprocess.Popen[bytes],
    ) -> None:
        self._entries = entries
        self._process = process
        self._bytes = 0
        self.unusable = unusable
        self.used: dict[str, TreeFile] = {}

    def __getitem__(self, path: str) -> TreeFile:
        """Return one file; one that is too large, or lies elsewhere, is empty and `unusable`."""
        if path not in self.used:
            object_id, executable = self._entries[path]
            self.used[path] = TreeFile(self._read(path, object_id), executable)
        return self.used[path]

    def __iter__(self) -> Iterator[str]:
        """Yield the paths, in order."""
        return iter(self._entries)

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._entries)

    def __contains__(self, path: object) -> bool:
        """Say whether there is a file, without reading it."""
        return path in self._entries

    def _read(self, path: str, object_id: str) -> bytes:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("git was started without pipes")
        stdin.write(f"{object_id}\n".encode())
        stdin.flush()
        header = stdout.readline().split()
        if len(header) != 3 or header[1] != b"blob":
            raise UserError(f"git cannot read {shown(path)}.", exit=Exit.IO, hint="Empty the cache: aiwg cache clean")
        size = int(header[2])
        if size > MAX_BYTES:
            for _ in range(size // MAX_BYTES):
                stdout.read(MAX_BYTES)
            stdout.read(size % MAX_BYTES + 1)
            self.unusable[path] = f"is larger than {MAX_BYTES // 1024 // 1024} MiB"
            return b""
        data = stdout.read(size)
        stdout.read(1)
        self._bytes += size
        if self._bytes > MAX_TOTAL_BYTES:
            raise UserError(
                f"the source contains more than {MAX_TOTAL_BYTES // 1024 // 1024} MiB.",
                hint="Select less with only: or path:",
            )
        if size < _LFS_BYTES and data.startswith(_LFS):
            self.unusable[path] = "is a pointer of Git LFS, whose content is elsewhere"
        return data


def open_repository(url: str, commit: str, waiting: Waiting = silent, offline: bool = False) -> Repository:
    """Return the repository in the cache for a URL, made if need be; a commit tells its kind of hash.

    Raises UserError when there is no git, or it cannot be made.
    """
    kind = "sha256" if len(commit) == SHA256_DIGITS else "sha1"
    name = hashlib.sha256(f"{kind} {url}".encode()).hexdigest()[:32]
    folder = make_cache(f"{REPOSITORIES}/{name}.git")
    git = git_in(folder, waiting, offline)
    is_new = not (folder / "HEAD").is_file() or not (folder / "objects").is_dir()
    if is_new:
        with locked(folder, SECONDS_FETCHING):
            sweep_temporary(folder)
            note_url(folder, url)  # before git's own files: where these are, it is there
            # again over one that was cut off: git init completes it
            code, _ = git.local("init", "--quiet", "--bare", "--template=", f"--object-format={kind}", ".")
            if code:
                raise UserError(
                    f"git cannot make a repository in {folder}.", exit=Exit.IO, hint="aiwg cache clean, then run again."
                )
    return Repository(url, git, is_new)


def _entries(listed: bytes) -> tuple[dict[str, tuple[str, bool]], dict[str, str]]:
    """Return the object and the executable bit of every usable file that `git ls-tree -rz` lists, and the others."""
    entries: dict[str, tuple[str, bool]] = {}
    unusable: dict[str, str] = {}
    known: dict[str, str | None] = {}
    for line in listed.split(b"\0"):
        facts, tab, name = line.partition(b"\t")
        if not tab:
            continue
        mode, _, object_id = facts.decode("ascii").split(" ")
        path = name.decode("utf-8", "surrogateescape")
        for part in path.split("/"):
            if part not in known:
                bad = check_name(part)
                known[part] = None if bad is None else f"has a name that {bad.reason}"
        bad_name = next((why for part in path.split("/") if (why := known[part]) is not None), None)
        if bad_name is not None:
            unusable[path] = bad_name
        elif mode in (_FILE, _PROGRAM, "100664"):
            entries[path] = (object_id, mode == _PROGRAM)
        else:
            unusable[path] = {_LINK: "is a link", _SUBMODULE: "is a submodule"}.get(mode, "is not a regular file")
    return entries, unusable


def _gone(url: str, commit: str) -> UserError:
    return UserError(
        f"{url} does not have the commit {commit[:12]} any more.",
        exit=Exit.SOURCE,
        hint="Its history was rewritten. Review the new state: aiwg update",
    )
