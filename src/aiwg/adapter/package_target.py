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

FILE = "package.yaml"

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
    """Another client that installs a form of package: the cells that it does not load of it, and the target that it
    loads more of, if there is one.
    """

    id: str
    name: str
    lacks: tuple[str, ...]
    better: str


@dataclass(frozen=True, slots=True)
class PackageTarget:
    """One form of a package.

    `adapter` has the places in a package. `extends` are the names of the platform whose dialect it writes. `tree` is
    the folder of one package, with {name}; `namespace` how a client calls what is in it, with {package} and {id},
    empty where it adds nothing. `drops` are by cell the native keys that clients ignore in a package. `validate` is
    the client's own check, with {root} for the package. `excludes` are targets that may not share its tree.
    `is_default`: it is made where nobody names a target. `readers` are the other clients that install it.
    """

    adapter: Adapter
    extends: frozenset[str]
    tree: str
    manifest: PackageDocument
    index: PackageIndex | None
    namespace: str
    drops: Mapping[str, frozenset[str]]
    validate: tuple[str, ...]
    excludes: frozenset[str]
    is_default: bool
    readers: tuple[PackageReader, ...]

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
    root = Path(resources.packages_folder())
    folders = sorted(folder for folder in root.iterdir() if (folder / FILE).is_file())
    return {folder.name: _target(folder) for folder in folders}


def _target(folder: Path) -> PackageTarget:
    data: Mapping[str, Any] = _parsed(folder / FILE)
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
        _document(data["manifest"]),
        index and PackageIndex(_document(index), index["list"], field_rules(index["entry"])),
        data.get("namespace", ""),
        {cell: frozenset(data[cell].get("drops", ())) for cell in cells},
        tuple(data.get("validate", ())),
        frozenset(data.get("excludes", ())),
        bool(data.get("default")),
        tuple(
            PackageReader(id, other["name"], tuple(said.get("lacks", ())), said.get("better", ""))
            for id, (other, said) in readers.items()
        ),
    )


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
