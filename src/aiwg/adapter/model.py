"""An adapter in memory: cells per kind, places per cell, field rules per place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aiwg.adapter.paths import PathSpec
from aiwg.core.dataclass import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one native key is made: from which canonical fields, in which shape, under which condition."""

    target: str
    sources: tuple[str, ...]
    shape: str | None = None
    mapping: Mapping[str, Any] | None = None
    otherwise: Any = None
    const: Any = None
    default: Any = None
    unit: str | None = None
    when: Mapping[str, Any] | None = None
    unless: Any = None
    maximum: int | None = None
    pattern: str | None = None
    absent: str | None = None
    has_const: bool = False
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One place that a platform loads a kind from.

    `group` and `rank` say that among the existing places of a group only the lowest rank loads, decided `per` folder or
    over the whole tree. `up_to` is how far up copies are looked for, `at` where the place lies when it is not nested,
    `without_git` how far up where there is no work tree, `worktree` what a linked worktree has of its main checkout.
    `strongest` is which copy of those above comes first, `within` which of those in one folder, and `flat` whether a
    file in the folder is an artifact as a folder there is. `names` are the settings that name further files to be read
    in its manner, or `instead` of it. `settings` overrides parts of the cell for this place alone.
    """

    spec: PathSpec
    compat: bool = False
    gates: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    nested: str | None = None
    group: int | None = None
    rank: int = 0
    per: str | None = None
    up_to: str | None = None
    at: str | None = None
    without_git: str | None = None
    strongest: str | None = None
    within: str | None = None
    worktree: str | None = None
    flat: bool = False
    names: tuple[str, ...] = ()
    instead: bool = False
    ensure: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Write:
    """A place we may write, preferred first. `imports`: the file only holds an include of that path.

    `apart`: a file of ours that it includes instead where the user has other text for other platforms in that path.
    `nested_only`: used only for instructions of a subfolder.
    """

    spec: PathSpec
    imports: str | None = None
    apart: str | None = None
    nested_only: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What a platform does with one kind.

    `local` are the places for one person's parts, which are not committed. `switches` are the settings of one person
    that switch an artifact off: filled in only where such parts are written.
    """

    kind: str
    reads: tuple[Place, ...]
    writes: tuple[Write, ...]
    dedup: str
    fields: tuple[FieldRule, ...] | None
    settings: Mapping[str, Any]
    local: tuple[Write, ...] = ()
    switches: Mapping[str, Any] = field(default_factory=dict)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a setting of the cell: only, format, strict, accepts, limits, shape, events, ..."""
        return self.settings.get(key, default)


@dataclass(frozen=True, slots=True)
class Adapter:
    """One platform, as its folder describes it. `text` is what a bundled one was parsed from in this run, or empty."""

    id: str
    name: str
    folder: Path
    origin: str
    data: Mapping[str, Any]
    cells: Mapping[str, Cell]
    text: str = field(default="", repr=False, compare=False)

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return the other names that people may type."""
        return tuple(self.data.get("aliases", ()))

    @property
    def names(self) -> tuple[str, ...]:
        """Return the id and the aliases."""
        return (self.id, *self.aliases)

    def own_part(self, by_platform: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Return what a mapping says for this platform, under its id or an alias; the id wins."""
        return {key: value for name in reversed(self.names) for key, value in by_platform.get(name, {}).items()}

    @property
    def status(self) -> str | None:
        """Return the sentence on its end, when the platform is ending or has ended."""
        return self.data.get("status")

    @property
    def successor(self) -> str | None:
        """Return the id of the platform that takes its place, if any does."""
        return self.data.get("successor")

    @property
    def is_stand_in(self) -> bool:
        """Say whether it stands for the tools that have no adapter of their own."""
        return bool(self.data.get("stand_in"))

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Return the implementations that differ (cli, vscode, ...); one nameless surface when none do."""
        return tuple(self.data.get("surfaces", ("",)))

    @property
    def lacks(self) -> frozenset[str]:
        """Return the cells that were looked for and are not there."""
        return frozenset(self.data.get("none", ()))

    def table(self, cell: Cell | None, key: str) -> Mapping[str, Any]:
        """Return `tools`, `models` or `text` for a cell: its own entries over the platform's."""
        return {**(self.data.get(key) or {}), **((cell.get(key) or {}) if cell else {})}
