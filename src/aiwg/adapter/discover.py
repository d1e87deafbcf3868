"""Finding adapters: a folder with a platform.yaml is one. Later places win over earlier ones by id."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from aiwg.adapter.model import Adapter
from aiwg.adapter.parse import adapter_from
from aiwg.adapter.parsed import kept_data
from aiwg.artifact.ids import ID
from aiwg.core import strict_yaml
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError
from aiwg.core.patterns import lazy_pattern
from aiwg.core.read import read_whole
from aiwg.core.stat_cache import StatCache
from aiwg.core.suggest import closest, suggest
from aiwg.findings.model import Finding
from aiwg.fs import resources

FILE = "platform.yaml"
_SIGNS = lazy_pattern(r"^detect:.*(?:\n[ \t]+.*)*", re.MULTILINE)


@dataclass(slots=True)
class Registry:
    """The folders of all known platforms; an adapter is parsed when it is first asked for.

    `waiting`: the folders of adapters that may not be used before somebody consents to them; `former`: those of them
    that were used until consent was taken back, so that what they wrote can be taken away. `known`: the adapters that
    were parsed before.
    """

    folders: dict[str, tuple[Path, str]] = field(default_factory=dict)
    waiting: dict[str, Path] = field(default_factory=dict)
    former: dict[str, Path] = field(default_factory=dict)
    known: StatCache[Adapter] = field(default_factory=lambda: StatCache(keeps=False))
    _origins: list[str] = field(default_factory=list)
    _twins: dict[str, tuple[Path, Path]] = field(default_factory=dict)
    _parsed: dict[str, Adapter] = field(default_factory=dict)
    _aliases: dict[str, str] | None = None

    def add(self, root: Path, origin: str, allowed: Callable[[Path], bool] = lambda folder: True) -> None:
        """Add the platforms in a folder, over those of the same id and another origin; what is not allowed waits."""
        if origin not in self._origins:
            self._origins.append(origin)
        for folder in platform_folders(root):
            id = folder.name
            if not allowed(folder):
                self.waiting[id] = folder
                continue
            other, from_where = self.folders.get(id, (folder, origin))
            if other != folder and from_where == origin:
                self._twins[id] = (other, folder)
            else:
                self._twins.pop(id, None)
            self.folders[id] = (folder, origin)

    def include(self, adapters: Iterable[Adapter]) -> None:
        """Add adapters that were made already, and that no other has the name of."""
        for adapter in adapters:
            self.folders[adapter.id] = (adapter.folder, adapter.origin)
            self._parsed[adapter.id] = adapter

    def ids(self) -> list[str]:
        """Return the ids of all platforms, sorted."""
        return sorted(self.folders)

    def get(self, id: str) -> Adapter:
        """Return the adapter of a known id.

        Raises UserError listing every problem when its file is invalid, or when one origin has two of that id.
        """
        if id in self._twins:
            raise _ambiguous([twin(id, *self._twins[id])])
        if id not in self._parsed:
            folder, origin = self.folders[id]
            self._parsed[id] = self._loaded(folder, origin)
        return self._parsed[id]

    def _loaded(self, folder: Path, origin: str) -> Adapter:
        """Return an adapter, the very same as before when its file has not changed."""
        if not self.known.keeps:
            return load_adapter(folder, origin)
        file = folder / FILE
        info = file.stat()
        found = self.known.get(str(file), info)
        if found is None or found.origin != origin:
            found = load_adapter(folder, origin)
            self.known.keep(str(file), info, found)
        return found

    def all(self) -> list[Adapter]:
        """Return every adapter, by id."""
        return [self.get(id) for id in self.ids()]

    def signs(self, id: str) -> tuple[str, ...]:
        """Return the paths that show the use of a platform; of a bundled one no more of its file is parsed."""
        folder, origin = self.folders[id]
        if origin != "bundled" or id in self._parsed or id in self._twins:
            return tuple(self.get(id).data.get("detect", {}).get("paths", ()))
        try:
            found = _SIGNS.search(read_whole(folder / FILE).decode("utf-8"))
            said = strict_yaml.parse(found[0], trusted=True).value if found else {}
            return tuple(said.get("detect", {}).get("paths", ()))
        except (OSError, ValueError, AttributeError):  # somebody changed it: its reader says what is wrong with it
            return tuple(self.get(id).data.get("detect", {}).get("paths", ()))

    def is_held_back(self, id: str) -> bool:
        """Say whether the only adapter of a platform is one that nobody approved here."""
        return id in self.waiting and id not in self.folders

    def knows(self, name: str) -> bool:
        """Say whether `name` is an id or an alias."""
        return name in self.folders or name in self._by_alias()

    def near(self, typed: str) -> str | None:
        """Return `did you mean X?`, or None."""
        return suggest(typed, [*self.folders, *self._by_alias()])

    def check_names(self) -> None:
        """Raise UserError when two adapters of one origin have a name in common."""
        self._by_alias()

    def _by_alias(self) -> dict[str, str]:
        """Return the ids by alias: of two origins the later wins, within one a name is an adapter's alone."""
        if self._aliases is None:
            adapters = sorted(self.all(), key=lambda adapter: self._origins.index(adapter.origin))
            clashes = [clash for origin in self._origins for clash in name_clashes(adapters, origin)]
            if clashes:
                raise _ambiguous(clashes)
            self._aliases = {alias: adapter.id for adapter in adapters for alias in adapter.aliases}
        return self._aliases

    def named(self, typed: str) -> Adapter:
        """Return the adapter that a person's word means: an id, an alias, or the name as it is written.

        Raises UserError: usage, naming the closest one; refused, when it waits for consent.
        """
        lowered = typed.strip().lower()
        if lowered in self.waiting and lowered not in self.folders:
            raise UserError(
                f'the platform "{lowered}" comes with this project, and you have not approved it.',
                exit=Exit.REFUSED,
                hint=f"Review it: aiwg trust {lowered}",
            )
        if lowered in self.folders:
            return self.get(lowered)
        if lowered in self._by_alias():
            return self.get(self._by_alias()[lowered])
        if lowered in (named := {self.get(id).name.lower(): id for id in self.ids()}):
            return self.get(named[lowered])
        near = closest(lowered, [*self.folders, *self._by_alias()])
        hints = [f"Did you mean {near}?"] if near else []
        hints.append("All: aiwg platforms")
        hints += [f"For a tool that is not listed: -p {id}" for id in self.ids() if self.get(id).is_stand_in]
        raise UserError(f'no platform "{typed}".', exit=Exit.USAGE, hint="   ".join(hints))


def load_adapter(folder: Path, origin: str) -> Adapter:
    """Return the adapter in `folder`.

    Bundled ones were validated by our tests; all others are validated here, strictly.

    Raises UserError with every problem, each with file and line.
    """
    adapter, problems = checked_adapter(folder, origin)
    if adapter is None:
        from aiwg.adapter.check import worst_exit

        raise UserError(
            f'the platform "{folder.name}" has errors, and aiwg does not use it.',
            exit=worst_exit(problems),
            problems=problems,
        )
    return adapter


def checked_adapter(folder: Path, origin: str) -> tuple[Adapter | None, list[Finding]]:
    """Return the adapter in `folder`, None when it is invalid, and every problem."""
    try:
        text = read_whole(folder / FILE).decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        return None, [Finding("unreadable", "error", str(error), str(folder / FILE), exit=Exit.IO)]
    adapter, problems = _checked_text(folder, origin, text)
    return adapter, list(problems)


@lru_cache(maxsize=512)
def _checked_text(folder: Path, origin: str, text: str) -> tuple[Adapter | None, tuple[Finding, ...]]:
    """Return the adapter of a text and its problems, found once in a process: several scopes and projects ask."""
    if origin == "bundled":
        try:
            return _bundled(folder, text), ()
        except ValueError:  # somebody changed it: say what is wrong with it
            pass
    from aiwg.adapter.check import check_adapter

    adapter, problems = check_adapter(folder.name, folder, origin, text)
    return adapter, tuple(problems)


def _bundled(folder: Path, text: str) -> Adapter:
    """Return the bundled adapter of a text. Raises ValueError when it cannot be read."""
    kept = kept_data(folder.name, text)
    if kept is not None:
        return adapter_from(folder.name, folder, "bundled", kept)
    data = strict_yaml.parse(text, trusted=True).value
    return replace(adapter_from(folder.name, folder, "bundled", data), text=text)


def discover(extra: Iterable[tuple[Path, str]] = ()) -> Registry:
    """Return all platforms: the bundled ones, then `extra` (folder of platforms, origin) in order."""
    registry = Registry()
    for root, origin in [(Path(resources.platforms_folder()), "bundled"), *extra]:
        registry.add(root, origin)
    return registry


def name_clashes(adapters: Iterable[Adapter], origin: str) -> Iterator[Finding]:
    """Yield an error for each name that two of the adapters of one origin go by."""
    owners: dict[str, Adapter] = {}
    for adapter in adapters:
        for name in adapter.names if adapter.origin == origin else ():
            if name in owners:
                yield twin(name, owners[name].folder, adapter.folder)
            owners[name] = adapter


def twin(name: str, first: Path, second: Path) -> Finding:
    """Return the error that two adapters of one origin go by one name."""
    message = f'"{name}" names this platform and the one in {first / FILE}'
    return Finding("twice", "error", message, str(second / FILE), hint="rename one, or remove one")


def _ambiguous(clashes: list[Finding]) -> UserError:
    return UserError("two platforms have the same name.", exit=Exit.SOURCE, problems=clashes)


def platform_folders(root: Path) -> list[Path]:
    """Return the folders with an adapter in a folder, by name; none when it is missing."""
    try:
        names = sorted(filter(ID.match, os.listdir(root)))
        return [root / name for name in names if _is_file(f"{root}/{name}/{FILE}")]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_file(path: str) -> bool:
    """Say whether a file is there, as pathlib does, which takes three times as long for a hundred of them."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return False
        raise
