"""Where a scope lies on disk: the project folder, or the home folder and what is moved out of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from aiwg.artifact.ids import is_git_folder
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit, UserError
from aiwg.fs.user_folders import user_path

PROJECT_FOLDER = ".aiwg"
IMPORTS_FILE = f"{PROJECT_FOLDER}/imports.json"
"""Where an import keeps which files of a project each artifact came from."""
"""The folder of a project that holds its source and the state of aiwg."""

LOCK_FILE = "aiwg.lock"
"""The file beside an aiwg.yaml that pins its fetched sources."""

PERSONAL_FOLDER = ".aiwg.local"
"""The folder of a project that holds one person's source, which git does not see, and the state of what it makes."""

PACKAGES_FOLDER = ".aiwg.packages"
"""The folder beside published packages with the state of aiwg."""

GITIGNORE = ".gitignore"
"""The file of a project in which aiwg has a block that lists what it wrote."""

SCHEMAS_FOLDER = "schemas"
"""The folder in a source with the schemas of its files, for editors; no source reads it."""

HOME_PREFIX = "~/"
MAX_NAME, MAX_PATH = 255, 4095
OTHERS_HOME = "AIWG_OTHERS_HOME"


@dataclass(frozen=True, slots=True)
class Roots:
    """Turns output paths into (root folder, path below it), and refuses everything else.

    Paths are relative to the project, start with `~/`, or are absolute below one of `moved` (folders that
    an environment variable moved out of the home folder).
    """

    scope: str
    base: Path
    state: Path
    moved: tuple[str, ...] = ()
    _sound: dict[str, None] = field(default_factory=dict, repr=False, compare=False)
    _start: str = field(default="", repr=False, compare=False)
    """The base as text: each path is joined to it several times in a run."""

    def __post_init__(self) -> None:
        """Make the base a text once. `replace` hands on that of the other value."""
        object.__setattr__(self, "_start", str(self.base))

    def split(self, path: str) -> tuple[str, str]:
        """Return the root folder of an output path and the path below it.

        Raises UserError when the path is outside the scope.
        """
        if path not in self._sound:  # each path is asked for several times in a run
            self._check(*self._divided(path), path)
            self._sound[path] = None  # a set of so many takes up to five times as much memory
        return (self._start, path) if self.scope == "project" else self._divided(path)

    def _check(self, root: str, rest: str, path: str) -> None:
        """Raise UserError for a path with steps in it that no output has, or that is too long."""
        parts = rest.split("/")
        git = "git" in rest.lower() or not rest.isascii()
        is_odd = "" in parts or "." in parts or ".." in parts or (git and any(map(is_git_folder, parts)))
        if is_odd or "\0" in rest:
            raise UserError(f'the path "{path}" is not one that aiwg writes.', exit=Exit.REFUSED)
        if len(root) + len(rest) > MAX_NAME or not rest.isascii():
            _check_length(root, rest, parts)

    def _divided(self, path: str) -> tuple[str, str]:
        if self.scope == "project":
            if path.startswith(("/", "~")):
                raise UserError(f'the path "{path}" is outside the project.', exit=Exit.REFUSED)
            return self._start, path
        if path.startswith(HOME_PREFIX):
            return self._start, path[2:]
        for folder in sorted(self.moved, key=len, reverse=True):
            if path.startswith(folder.rstrip("/") + "/"):
                return folder, path[len(folder.rstrip("/")) + 1 :]
        raise UserError(f'the path "{path}" is outside the home folder.', exit=Exit.REFUSED)

    def full(self, path: str) -> str:
        """Return the absolute path of an output path."""
        root, rest = self.split(path)
        return f"{root}{rest}" if root.endswith("/") else f"{root}/{rest}"

    def named(self, absolute: str) -> str | None:
        """Return the output path of an absolute one, or None when it is outside the scope."""
        base = os.path.realpath(self.base)
        if absolute.startswith(base + "/"):
            rest = absolute[len(base) + 1 :]
            return rest if self.scope == "project" else HOME_PREFIX + rest
        for folder in self.moved:
            if absolute.startswith(os.path.realpath(folder) + "/"):
                return folder.rstrip("/") + absolute[len(os.path.realpath(folder)) :]
        return None


def _check_length(root: str, rest: str, parts: list[str]) -> None:
    """Refuse what no file system can hold, before anything is written."""
    for limit, text in ((MAX_NAME, max(parts, key=_size)), (MAX_PATH, os.path.join(root, rest))):
        if _size(text) > limit:
            raise UserError(
                f'"{text[:60]}..." is {_size(text):,} bytes long; file systems allow {limit:,}.',
                exit=Exit.SOURCE,
                hint="Give it a shorter name, or nest it less deeply.",
            )


def _size(text: str) -> int:
    return len(os.fsencode(text))


def project_roots(project: Path) -> Roots:
    """Return the roots of a project. Its state lies in `.aiwg/`.

    Raises UserError (refused) when that folder is a link out of the project.
    """
    return _with_state(project, PROJECT_FOLDER)


def personal_roots(project: Path) -> Roots:
    """Return the roots of one person's parts of a project: the same, with the state in `.aiwg.local/`.

    Raises UserError (refused) when that folder is a link out of the project.
    """
    return _with_state(project, PERSONAL_FOLDER)


def package_roots(folder: Path) -> Roots:
    """Return the roots of a folder of packages. Its state lies in `.aiwg.packages/`.

    Raises UserError (refused) when that folder is a link out of it.
    """
    return _with_state(folder, PACKAGES_FOLDER)


def _with_state(project: Path, folder: str) -> Roots:
    roots = Roots("project", project, project / folder)
    if roots.state.is_symlink() and roots.named(os.path.realpath(roots.state)) is None:
        raise UserError(
            f"{roots.state.name} is a link to a place outside the project.",
            exit=Exit.REFUSED,
            hint="Replace the link by a folder.",
        )
    return roots


def _refuse_others_home(home: str) -> None:
    """Refuse a home folder that belongs to somebody else, as one does under sudo that keeps HOME."""
    owner = os.stat(home).st_uid
    if owner != os.geteuid() and not os.environ.get(OTHERS_HOME):
        raise UserError(
            f"the home folder {home} belongs to another user (uid {owner}, you are {os.geteuid()}).",
            exit=Exit.REFUSED,
            hint=f"Run as its owner, without sudo; or, if you mean it, set {OTHERS_HOME}=1",
        )


def user_state() -> Path:
    """Return the folder that holds the state of the user scope."""
    return Path(user_path("state"), "user")


def user_manifest() -> Path:
    """Return the file that says what is deployed in the user scope; it may be missing."""
    return user_state() / "manifest.json"


def user_roots(home: str, prefixes: Iterable[str]) -> Roots:
    """Return the roots of the user scope. Its state lies in the user's state folder.

    Raises UserError: usage when there is no usable home folder, refused when it is somebody else's.
    """
    if not home:
        raise UserError(
            "the user scope needs a home folder: HOME is unset, empty, relative or not a folder.",
            exit=Exit.USAGE,
            hint="Set HOME to an absolute path of an existing folder.",
        )
    _refuse_others_home(home)
    moved = tuple(sorted({prefix.rstrip("/") for prefix in prefixes if prefix.startswith("/")}))
    return Roots("user", Path(home), user_state(), moved)
