"""Reading a repository with git itself: commits, their files and the index; nothing of the clone runs or decides."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from aiwg.core.dataclass import dataclass, field
from aiwg.core.patterns import lazy_pattern
from aiwg.core.read import read_regular
from aiwg.fs.git import git_command

SECONDS = 10
MAX_BLOB, MAX_ALL = 8 * 1024 * 1024, 128 * 1024 * 1024
"""Files in git above this size, and all that goes beyond, are not read: aiwg writes no such files."""
MAX_HEADS = 65_536
"""How long a file may be that names commits."""

SAFE = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.untrackedCache=false", "safe.bareRepository=explicit",
    "protocol.allow=never",
)  # fmt: skip
"""Settings over those of the clone, so that git starts no other program and fetches nothing."""
QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
BROUGHT_IN = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD")
"""Files of the repository that name the commits which are being brought in, one a line."""
UNDER_WAY = (*BROUGHT_IN, "REVERT_HEAD")
_COMMIT = lazy_pattern(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(slots=True)
class GitRepository:
    """The repository that a project lies in. `prefix` leads from its top folder to the project.

    Whatever git cannot answer, or not in time, counts as not there.
    """

    top: str
    folder: str
    prefix: str
    _command: str | None = None
    _blobs: dict[str, bytes | None] = field(default_factory=dict)
    _read: int = 0

    def heads(self) -> list[str]:
        """Return the commits that are being brought in by a merge, rebase or cherry-pick that is under way."""
        return [commit for name in BROUGHT_IN for commit in self._named_in(name)]

    @property
    def is_under_way(self) -> bool:
        """Say whether a merge, rebase or cherry-pick is under way."""
        return any(os.path.lexists(os.path.join(self.folder, name)) for name in UNDER_WAY)

    def _named_in(self, name: str) -> list[str]:
        path = os.path.join(self.folder, name)
        try:
            text = read_regular(path).decode("ascii", "replace") if os.lstat(path).st_size < MAX_HEADS else ""
        except OSError:
            return []
        return [line.strip() for line in text.splitlines() if _COMMIT.fullmatch(line.strip())]

    def merged_commits(self, has_conflicts: bool) -> list[str]:
        """Return the commits that are being merged; else those that HEAD merged; none when there is no merge."""
        brought_in = self.heads()
        found = self.ask("rev-list", "--parents", "--max-count=1", "HEAD").decode("ascii", "replace").split()
        if brought_in or has_conflicts or self.is_under_way:
            return list(dict.fromkeys([*found[:1], *brought_in]))
        return found[1:] if len(found) > 2 else []

    def unmerged(self) -> dict[str, dict[int, str]]:
        """Return the paths of the project in conflict, each with the objects of its versions: 1 is what both had."""
        found: dict[str, dict[int, str]] = {}
        for entry in self.ask("ls-files", "--unmerged", "-z", "--full-name").split(b"\0"):
            head, _, name = entry.partition(b"\t")
            words, path = head.decode("ascii", "replace").split(), os.fsdecode(name)
            if len(words) == 3 and words[2].isdigit() and path.startswith(self.prefix):
                found.setdefault(path[len(self.prefix) :], {})[int(words[2])] = words[1]
        return found

    def files(self, specs: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of files by how git names them: an object, or `commit:path`; without those it lacks."""
        wanted = [spec for spec in dict.fromkeys(specs) if "\n" not in spec]
        new = [spec for spec in wanted if spec not in self._blobs]
        if new:
            self._blobs.update(dict.fromkeys(new))
            small = self._small(new)
            self._blobs.update(zip(small, self._contents(small), strict=False))
        return {spec: data for spec in wanted if (data := self._blobs[spec]) is not None}

    def _small(self, specs: Sequence[str]) -> list[str]:
        answers = self.ask("cat-file", "--batch-check=%(objecttype) %(objectsize)", specs=specs).split(b"\n")
        small = []
        for spec, answer in zip(specs, answers, strict=False):
            kind, _, size = answer.partition(b" ")
            if kind == b"blob" and size.isdigit() and int(size) <= min(MAX_BLOB, MAX_ALL - self._read):
                self._read += int(size)
                small.append(spec)
        return small

    def _contents(self, specs: Sequence[str]) -> list[bytes]:
        data, found = self.ask("cat-file", "--batch", specs=specs) if specs else b"", list[bytes]()
        at = 0
        while (end := data.find(b"\n", at)) >= 0:
            size = int(data[at:end].rpartition(b" ")[2])
            found.append(data[end + 1 : end + 1 + size])
            at = end + size + 2
        return found

    def ask(self, *arguments: str, specs: Iterable[str] = ()) -> bytes:
        """Return what git answers; nothing when it says no, takes too long or is not there."""
        if self._command is None:
            self._command = git_command() or ""
        if not os.path.isabs(self._command):  # one in the current folder may have come with the clone
            return b""
        from aiwg.fs.git_files import ask_git  # only after a merge

        command = self._command
        return ask_git(command, self.top, arguments, (), lambda: self._asked(command, arguments, specs))

    def _asked(self, command: str, arguments: Sequence[str], specs: Iterable[str]) -> bytes:
        import subprocess  # it is slow to import

        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | QUIET
        environment["GIT_CEILING_DIRECTORIES"] = os.path.dirname(self.top)
        settings = [part for setting in SAFE for part in ("-c", setting)]
        try:
            done = subprocess.run(  # noqa: S603  # git itself, and paths go to its input
                [command, "-C", self.top, *settings, *arguments],
                input="".join(f"{spec}\n" for spec in specs).encode("utf-8", "surrogateescape"),
                capture_output=True,
                timeout=SECONDS,
                env=environment,
                check=False,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return b""
        return done.stdout if done.returncode == 0 else b""


def repository_of(project: str) -> GitRepository | None:
    """Return the repository that a project lies in, None when there is none. git itself is not asked."""
    start = top = os.path.realpath(project)
    while not os.path.lexists(os.path.join(top, ".git")):
        if top == os.path.dirname(top):
            return None
        top = os.path.dirname(top)
    folder = os.path.join(top, ".git")
    if os.path.isfile(folder):  # worktrees and submodules have a file that says where it is
        try:
            word, _, path = read_regular(folder).decode("utf-8").strip().partition(": ")
        except (OSError, UnicodeDecodeError):
            return None
        if word != "gitdir" or not path or "\n" in path or "\0" in path:
            return None
        folder = os.path.join(top, path)
    return GitRepository(top, folder, "" if start == top else f"{os.path.relpath(start, top)}/")
