"""The forms that clients install packages in: `packages/<id>/package.yaml`, in the words of an adapter.

A target extends the adapter of a platform: its dialect of every kind stays, the places are those in the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from aiwg.adapter.model import Adapter, FieldRule
from aiwg.adapter.parse import adapter_from, field_rules
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.core import strict_yaml
from aiwg.core.dataclass import dataclass
from aiwg.core.read import read_whole
from aiwg.fs import resources

FILE, MANAGED = "package.yaml", "managed"

OF_PROJECTS = frozenset(
    {"reads", "write", "compat", "local", "switch_off", "switch_alone", "off", "ensure", "evidence", "notes"}
)
"""What an adapter says of places in a project or in the home folder: none of it holds in a package."""

_FROM_PLATFORM = ("tools", "models", "text", "classes", "vendor")


@dataclass(frozen=True, slots=True)
class PackageDocument:
    """A JSON file of a package, or of the folder of all packages: its path there, and the rules for its keys."""

    path: str
    fields: Sequence[FieldRule]


@dataclass(frozen=True, slots=True)
class PackageIndex:
    """The file that lists all packages of a folder: its own keys, and below `list` an entry for each package."""

    document: PackageDocument
    list: str
    entry: Sequence[FieldRule]


@dataclass(frozen=True, slots=True)
class PackageReader:
    """Another client that installs a form of package: the cells that it does not load of it, those that it loads a part
    of, and the target that it loads more of, if there is one.
    """

    id: str
    name: str
    lacks: tuple[str, ...]
    partly: tuple[str, ...]
    better: str


@dataclass(frozen=True, slots=True)
class PackageTarget:
    """One form of a package.

    `adapter` has the places in a package. `extends` are the names of the platform whose dialect it writes. `tree` is
    the folder of one package, with {name}; `namespace` how a client calls what is in it, with {package} and {id},
    empty where it adds nothing. `drops` are by cell the native keys that clients ignore in a package. `validate` is
    the client's own check, with {root} for the package. `excludes` are targets that may not share its tree.
    `is_default`: it is made where nobody names a target. `readers` are the other clients that install it. `managed` is
    the folder on a machine that an administrator copies it to, empty for a package that people install; such a one has
    no manifest.
    """

    adapter: Adapter
    extends: frozenset[str]
    tree: str
    manifest: PackageDocument | None
    index: PackageIndex | None
    namespace: str
    drops: Mapping[str, frozenset[str]]
    validate: tuple[str, ...]
    excludes: frozenset[str]
    is_default: bool
    readers: tuple[PackageReader, ...]
    managed: str = ""

    @property
    def id(self) -> str:
        """Return its id, as people type it."""
        return self.adapter.id

    def folder_of(self, name: str) -> str:
        """Return where the package of this name lies, below the folder of all packages."""
        return self.tree.replace("{name}", name)


@cache
def package_targets() -> Mapping[str, PackageTarget]:
    """Return the targets that ship with aiwg, by id. Raises OSError and ValueError for files that are not ours."""
    return {folder.name: _target(folder) for folder in _folders(Path(resources.packages_folder()))}


@cache
def managed_targets(system: str) -> Mapping[str, PackageTarget]:
    """Return the targets for administrators on `linux`, `macos` or `windows`, by id; not all clients have one on each.

    Raises as `package_targets` does.
    """
    found = {}
    for folder in _folders(Path(resources.packages_folder()) / MANAGED):
        there = _parsed(folder / FILE)["folders"].get(system)
        if there:
            found[folder.name] = _target(folder, there)
    return found


def _folders(root: Path) -> list[Path]:
    return sorted(folder for folder in root.iterdir() if (folder / FILE).is_file())


def _target(folder: Path, managed: str = "") -> PackageTarget:
    data: Mapping[str, Any] = _filled(_parsed(folder / FILE), managed)
    platform = _platform(data["extends"])
    readers = {id: (_platform(id), said) for id, said in data.get("readers", {}).items()}
    names = frozenset((data["extends"], *platform.get("aliases", ())))
    cells = {cell: _cell(platform.get(cell), data[cell]) for cell in KIND_OF_CELL if cell in data}
    if "hooks" in cells:
        others = (other for other, said in readers.values() if "hooks" not in said.get("lacks", ()))
        cells["hooks"]["reader_tools"] = [_tools(other) for other in others]
    shared = {key: platform[key] for key in _FROM_PLATFORM if key in platform}
    text = {**platform.get("text", {}), **data["text"]}
    adapter = adapter_from(folder.name, folder, "bundled", {**shared, **data, **cells, "text": text})
    index = data.get("index")
    return PackageTarget(
        adapter,
        names,
        data["tree"],
        _document(data["manifest"]) if "manifest" in data else None,
        index and PackageIndex(_document(index), index["list"], field_rules(index["entry"])),
        data.get("namespace", ""),
        {cell: frozenset(data[cell].get("drops", ())) for cell in cells},
        tuple(data.get("validate", ())),
        frozenset(data.get("excludes", ())),
        bool(data.get("default")),
        tuple(
            PackageReader(
                id, other["name"], tuple(said.get("lacks", ())), tuple(said.get("partly", ())), said.get("better", "")
            )
            for id, (other, said) in readers.items()
        ),
        managed,
    )


def _filled(value: Any, managed: str) -> Any:
    """Return a value with the folder on the machine in place of `{managed}`, at any depth."""
    if isinstance(value, str):
        return value.replace("{managed}", managed)
    if isinstance(value, Mapping):
        return {key: _filled(each, managed) for key, each in value.items()}
    return [_filled(each, managed) for each in value] if isinstance(value, list) else value


def _platform(id: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _parsed(Path(resources.platforms_folder()) / id / "platform.yaml")
    return found


def _tools(platform: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the hooks of a platform call its tools."""
    hooks = platform.get("hooks")
    return {**platform.get("tools", {}), **(hooks.get("tools", {}) if isinstance(hooks, dict) else {})}


def _parsed(file: Path) -> Any:
    return strict_yaml.parse(read_whole(file).decode("utf-8"), trusted=True).value


def _document(data: Mapping[str, Any]) -> PackageDocument:
    return PackageDocument(data["path"], field_rules(data["fields"]))


def _cell(of_platform: Any, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cell of the platform with its places in a package, without the fields that clients ignore there."""
    dialect = {key: value for key, value in of_platform.items() if key not in OF_PROJECTS} if of_platform else {}
    drops = own.get("drops", ())
    if drops and "fields" in dialect:
        kept = []
        for entry in dialect["fields"]:
            left = {k: v for k, v in entry.items() if k not in drops} if isinstance(entry, dict) else entry
            if left and left not in drops:
                kept.append(left)
        dialect["fields"] = kept
    return {**dialect, **own}
