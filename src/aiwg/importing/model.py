"""What is imported: native files and entries, the artifacts they become, and what became of each native key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.artifact.kinds import kind_of_cell
from aiwg.artifact.model import Artifact, Asset
from aiwg.core.dataclass import dataclass, field
from aiwg.core.digest import digest_value

KEPT, RAW, CHANGED, NOT_LOADED, UNREAD = "kept", "raw", "changed", "not-loaded", "unread"
LEVELS = (KEPT, RAW, CHANGED, NOT_LOADED, UNREAD)
"""What became of a native key, from best to worst.

kept: a canonical field says it; raw: it stands under `overrides` for its platform alone; changed: it says something
else now, with the reason; not-loaded: no platform loads the file, so it was left out; unread: it could not be read.
"""

UNSETTLED = "unsettled"
"""When a rule is loaded, where nothing but its own keys says it: the source's reader settles that."""

WHOLE = ""
"""The key of a note that is about a whole file or entry."""


@dataclass(frozen=True, slots=True)
class KeyNote:
    """What became of one native key. `path` is as a person writes it, with `#entry` for an entry of a settings file.

    `renames`: all of it is kept, and only stands under another name.
    """

    path: str
    key: str
    level: str
    reason: str = ""
    line: int | None = None
    renames: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the note in the shape that programs rely on."""
        found = {"path": self.path, "line": self.line, "key": self.key or None, "level": self.level}
        return {**found, "reason": self.reason or None}


@dataclass(frozen=True, slots=True)
class NativeReader:
    """How one platform reads a native file: whether it loads it, when, for which files, and under which name."""

    platform: str
    is_loaded: bool = True
    why: str = ""
    when: str = ""
    globs: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Native:
    """One file, or one entry of a settings file, that platforms read; a file with several names is one native.

    `adapter`, `cell` and `place` say in which platform's form it is written. `entry` is the key of an entry and `value`
    what stands there. `folder` is the folder below the project that it is for. `text` is its text where another one
    than that on the disk is meant, `assets` the files beside it where those are meant. `names` are its paths.
    `beside` are paths of natives of which its id has to differ.
    """

    path: str
    shown: str
    name: str
    adapter: Adapter
    cell: Cell
    place: Place
    readers: tuple[NativeReader, ...] = ()
    entry: str = ""
    value: Any = None
    folder: str = ""
    text: str | None = None
    names: tuple[str, ...] = ()
    assets: tuple[Asset, ...] | None = None
    beside: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return the kind of artifact that it holds."""
        return kind_of_cell(self.cell.kind).name

    @property
    def is_section(self) -> bool:
        """Say whether all of its text is the artifact, and what stands above it is no frontmatter of its tool."""
        return kind_of_cell(self.cell.kind).rendering == "section"

    @property
    def where(self) -> str:
        """Return where it stands, as a person writes it."""
        return f"{self.shown}#{self.entry}" if self.entry else self.shown

    @property
    def loaded_by(self) -> frozenset[str]:
        """Return the ids of the platforms that load it."""
        return frozenset(reader.platform for reader in self.readers if reader.is_loaded)

    def reader(self, platform: str) -> NativeReader | None:
        """Return how a platform reads it, None when it does not."""
        return next((reader for reader in self.readers if reader.platform == platform), None)

    def note(self, level: str, reason: str = "", key: str = WHOLE, line: int | None = None) -> KeyNote:
        """Return a note about it, or about one of its keys."""
        return KeyNote(self.where, key, level, reason, line)


@dataclass(frozen=True, slots=True)
class Draft:
    """An artifact with the natives that it comes from, and what became of their keys.

    `keys` are the native keys by platform, from which a merge sees what a platform wants. `text` is the text of its
    file where that can stand in a source byte for byte; `said` is what platforms load of it, white space aside.
    `values` are the hashes of the values of a settings file that it was.
    `has_secret`: a secret was taken out of it.
    """

    artifact: Artifact
    natives: tuple[Native, ...]
    notes: tuple[KeyNote, ...] = ()
    keys: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    text: str = ""
    said: str = ""
    has_secret: bool = False

    @property
    def native(self) -> Native:
        """Return the native that gave it its fields."""
        return self.natives[0]

    @property
    def names(self) -> set[str]:
        """Return what a person may call it: its id, its key, or where a native of it stands."""
        return {self.artifact.id, self.artifact.key, *(native.where for native in self.natives)}

    @property
    def loaded_by(self) -> frozenset[str]:
        """Return the ids of the platforms that load it now."""
        return frozenset(id for native in self.natives for id in native.loaded_by)


@dataclass(frozen=True, slots=True)
class NativeReading:
    """What natives became: drafts, and notes about what became none."""

    drafts: tuple[Draft, ...] = ()
    notes: tuple[KeyNote, ...] = ()


def value_hash(value: Any) -> str:
    """Return the hash by which a value of a settings file is found again; empty for one that has none."""
    try:
        return digest_value(value)
    except (TypeError, ValueError, RecursionError):
        return ""


def together(readings: Iterable[NativeReading]) -> NativeReading:
    """Return several readings as one."""
    listed = list(readings)
    drafts = tuple(draft for each in listed for draft in each.drafts)
    return NativeReading(drafts, tuple(note for each in listed for note in each.notes))
