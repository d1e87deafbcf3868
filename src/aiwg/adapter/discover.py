"""Finding adapters: a folder with a platform.yaml is one. Later places win over earlier ones by id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aiwg import bundle
from aiwg.adapter.model import Adapter
from aiwg.adapter.parse import adapter_from
from aiwg.adapter.paths import BadPath
from aiwg.adapter.validate import check_meaning, check_shape, problems_of
from aiwg.artifact.names import ID
from aiwg.errors import Exit, Problem, UserError
from aiwg.files import read_whole
from aiwg.source import strict_yaml
from aiwg.suggest import closest, suggest

FILE = "platform.yaml"


@dataclass(slots=True)
class Registry:
    """The folders of all known platforms; an adapter is parsed when it is first asked for.

    `waiting`: the folders of adapters that may not be used before somebody consents to them.
    """

    folders: dict[str, tuple[Path, str]] = field(default_factory=dict)
    waiting: dict[str, Path] = field(default_factory=dict)
    _parsed: dict[str, Adapter] = field(default_factory=dict)
    _aliases: dict[str, str] | None = None

    def add(self, root: Path, origin: str, allowed: Callable[[Path], bool] = lambda folder: True) -> None:
        """Add the platforms in a folder, over those of the same id; what is not allowed waits."""
        for folder in _platform_folders(root):
            if allowed(folder):
                self.folders[folder.name] = (folder, origin)
            else:
                self.waiting[folder.name] = folder

    def ids(self) -> list[str]:
        """Return the ids of all platforms, sorted."""
        return sorted(self.folders)

    def get(self, id: str) -> Adapter:
        """Return the adapter of a known id.

        Raises UserError listing every problem when its file is invalid.
        """
        if id not in self._parsed:
            folder, origin = self.folders[id]
            self._parsed[id] = load_adapter(folder, origin)
        return self._parsed[id]

    def all(self) -> list[Adapter]:
        """Return every adapter, by id."""
        return [self.get(id) for id in self.ids()]

    def knows(self, name: str) -> bool:
        """Say whether `name` is an id or an alias."""
        return name in self.folders or name in self._by_alias()

    def near(self, typed: str) -> str | None:
        """Return `did you mean X?`, or None."""
        return suggest(typed, [*self.folders, *self._by_alias()])

    def _by_alias(self) -> dict[str, str]:
        if self._aliases is None:
            self._aliases = {alias: adapter.id for adapter in self.all() for alias in adapter.aliases}
        return self._aliases

    def named(self, typed: str) -> Adapter:
        """Return the adapter that a person's word means: an id or an alias.

        Raises UserError: usage, naming the closest one; refused, when it waits for consent.
        """
        lowered = typed.strip().lower()
        if lowered in self.waiting and lowered not in self.folders:
            raise UserError(
                f'the platform "{lowered}" comes with this project and waits for your consent.',
                exit=Exit.REFUSED,
                hint=f"See what it writes, and allow it: aiwg trust {lowered}",
            )
        if lowered in self.folders:
            return self.get(lowered)
        if lowered in self._by_alias():
            return self.get(self._by_alias()[lowered])
        near = closest(lowered, [*self.folders, *self._by_alias()])
        hints = [f"Did you mean {near}?"] if near else []
        hints.append("All of them: aiwg platforms")
        hints += [f"For a tool that is not among them: -p {id}" for id in self.ids() if self.get(id).is_stand_in]
        raise UserError(f'no platform "{typed}".', exit=Exit.USAGE, hint="   ".join(hints))


def load_adapter(folder: Path, origin: str) -> Adapter:
    """Return the adapter in `folder`.

    Bundled ones were validated by our tests; all others are validated here, strictly.

    Raises UserError with every problem, each with file and line.
    """
    file = folder / FILE
    shown = str(file)
    try:
        text = read_whole(file).decode("utf-8").replace("\r\n", "\n")
        document = strict_yaml.parse(text, trusted=origin == "bundled")
        found = [] if origin == "bundled" else list(check_shape(document.value))
        problems = problems_of(shown, iter(found), document.lines)
        if not problems:
            adapter = adapter_from(folder.name, folder, origin, document.value)
            if origin == "bundled":
                return adapter
            problems = problems_of(shown, check_meaning(adapter), document.lines)
            if not problems:
                return adapter
    except strict_yaml.YamlError as error:
        problems = [Problem("error", "bad-yaml", error.reason, shown, error.line, error.hint)]
    except BadPath as error:
        problems = [Problem("error", "bad-adapter", str(error), shown, None, None, Exit.REFUSED)]
    except (OSError, UnicodeDecodeError) as error:
        problems = [Problem("error", "unreadable", str(error), shown, None, None, Exit.IO)]
    raise UserError(f'the platform "{folder.name}" cannot be used.', exit=problems[0].exit, problems=problems)


def discover(extra: Iterable[tuple[Path, str]] = ()) -> Registry:
    """Return all platforms: the bundled ones, then `extra` (folder of platforms, origin) in order."""
    registry = Registry()
    for root, origin in [(Path(bundle.platforms_folder()), "bundled"), *extra]:
        registry.add(root, origin)
    return registry


def installed_platforms() -> Iterator[tuple[Path, str]]:
    """Yield the platform folders that installed packages offer through the group `aiwg.platforms`."""
    from importlib.metadata import entry_points

    for entry in entry_points(group="aiwg.platforms"):
        root = entry.load()
        yield Path(root() if callable(root) else root), entry.name


def _platform_folders(root: Path) -> list[Path]:
    try:
        return sorted(folder for folder in root.iterdir() if ID.match(folder.name) and (folder / FILE).is_file())
    except (FileNotFoundError, NotADirectoryError):
        return []
