"""What should be on disk: whole files, a block in a shared text file, keys in a shared structured file."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from aiwg.core.content import Content
from aiwg.core.dataclass import dataclass, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KeyPath = tuple["Any", ...]


@dataclass(frozen=True, slots=True)
class FileItem:
    """A part of a file that several artifacts share, by itself on its lines."""

    text: str
    artifacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileItems:
    """All parts of such a file, in their order; `head` stands before the first, `separator` between two."""

    head: str
    separator: str
    items: tuple[FileItem, ...]

    @property
    def text(self) -> str:
        """Return the file."""
        return self.head + self.separator.join(item.text for item in self.items) + "\n"

    def with_item(self, text: str, artifacts: tuple[str, ...], is_sorted: bool) -> FileItems:
        """Return the parts with one more, or with its artifacts added to an equal one."""
        known = {item.text: item.artifacts for item in self.items}
        known[text] = tuple(sorted({*known.get(text, ()), *artifacts}))
        items = [FileItem(*each) for each in (sorted(known.items()) if is_sorted else known.items())]
        return replace(self, items=tuple(items))


@dataclass(frozen=True, slots=True)
class FileOutput:
    """A file that is ours altogether; `items` where several artifacts have a part of it each."""

    path: str
    content: Content
    executable: bool = False
    artifacts: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    items: FileItems | None = None

    @property
    def data(self) -> bytes:
        """Return the bytes of the file."""
        return self.content.data


@dataclass(frozen=True, slots=True)
class BlockSection:
    """One artifact's text inside our block. `order` sorts sections, then the artifact's key."""

    order: int
    artifact: str
    text: str


@dataclass(slots=True)
class BlockOutput:
    """Our marked block in a text file that may hold the user's own text too.

    `room` is how many bytes of the file all its platforms read, None when as many as there are.
    """

    path: str
    style: str
    sections: dict[str, BlockSection] = field(default_factory=dict)
    platforms: set[str] = field(default_factory=set)
    room: int | None = None

    @property
    def body(self) -> str:
        """Return the text between the markers."""
        ordered = sorted(self.sections.values(), key=lambda section: (section.order, section.artifact))
        if self.style == "html":
            # formatters set a comment apart from the text, so the markers are from the start
            return "\n" + "\n\n".join(section.text for section in ordered) + "\n\n"
        return "\n".join(section.text for section in ordered) + "\n"

    @property
    def artifacts(self) -> tuple[str, ...]:
        """Return the keys of the artifacts inside."""
        return tuple(sorted(self.sections))


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One value of ours in a shared file. `companion`: a setting that the user's own value satisfies too.

    `rank`: where the value stands among those below the same key, when the first or the last of them counts.
    """

    path: KeyPath
    value: Any
    artifacts: tuple[str, ...]
    platforms: tuple[str, ...]
    companion: bool = False
    rank: int | None = None


@dataclass(slots=True)
class KeysOutput:
    """Our keys in a structured file that may hold the user's own keys too."""

    path: str
    format: str
    entries: list[KeyEntry] = field(default_factory=list)

    @property
    def artifacts(self) -> tuple[str, ...]:
        """Return the keys of the artifacts inside."""
        return tuple(sorted({artifact for entry in self.entries for artifact in entry.artifacts}))

    @property
    def platforms(self) -> set[str]:
        """Return the platforms that read these keys."""
        return {platform for entry in self.entries for platform in entry.platforms}


Output = FileOutput | BlockOutput | KeysOutput


class CollisionError(ValueError):
    """Two artifacts want different bytes at one path."""

    def __init__(self, path: str, artifacts: Iterable[str]) -> None:
        self.path = path
        self.artifacts = sorted(set(artifacts))
        super().__init__(f"{' and '.join(self.artifacts)} want different bytes at {path}")


class Outputs:
    """The outputs by path. Equal bytes at one path are one output with several owners."""

    def __init__(self) -> None:
        self.by_path: dict[str, Output] = {}
        self._places: dict[tuple[str, Hashable], int] = {}
        """Which entry of the keys in a file stands for a key: there may be many."""

    def add_file(self, new: FileOutput) -> None:
        """Add a whole file, or its owners to an equal one. Raises CollisionError when the bytes differ."""
        old = self.by_path.get(new.path)
        if old is None:
            self.by_path[new.path] = new
            return
        if not isinstance(old, FileOutput) or (old.executable, old.content) != (new.executable, new.content):
            raise CollisionError(new.path, (*old.artifacts, *new.artifacts))
        self.by_path[new.path] = FileOutput(
            new.path,
            new.content,
            new.executable,
            tuple(sorted({*old.artifacts, *new.artifacts})),
            tuple(sorted({*old.platforms, *new.platforms})),
        )

    def grow_file(self, new: FileOutput) -> None:
        """Add a whole file that several artifacts share, or replace its text by a later one with more of them."""
        old = self.by_path.get(new.path)
        if old is not None and not isinstance(old, FileOutput):
            raise CollisionError(new.path, (*old.artifacts, *new.artifacts))
        self.by_path[new.path] = FileOutput(
            new.path,
            new.content,
            new.executable,
            tuple(sorted({*(old.artifacts if old else ()), *new.artifacts})),
            tuple(sorted({*(old.platforms if old else ()), *new.platforms})),
            new.items,
        )

    def add_section(self, path: str, style: str, section: BlockSection, platforms: Iterable[str]) -> None:
        """Add a section to the block in `path`. Raises CollisionError when the path is a whole file of ours."""
        block = self.by_path.setdefault(path, BlockOutput(path, style))
        if not isinstance(block, BlockOutput):
            raise CollisionError(path, (*block.artifacts, section.artifact))
        block.sections[section.artifact] = section
        block.platforms.update(platforms)

    def add_entry(self, path: str, format: str, entry: KeyEntry) -> None:
        """Add a value to the keys in `path`. Raises CollisionError when it is there with another value."""
        keys = self.by_path.setdefault(path, KeysOutput(path, format))
        if not isinstance(keys, KeysOutput):
            raise CollisionError(path, (*keys.artifacts, *entry.artifacts))
        index = self._place(keys, entry)
        if index is None:
            self._places[path, _hashable(entry.path)] = len(keys.entries)
            keys.entries.append(entry)
            return
        old = keys.entries[index]
        if old.value != entry.value:  # the order of platforms must never decide which of two values wins
            raise CollisionError(path, (*old.artifacts, *entry.artifacts))
        keys.entries[index] = KeyEntry(
            old.path,
            old.value,
            tuple(sorted({*old.artifacts, *entry.artifacts})),
            tuple(sorted({*old.platforms, *entry.platforms})),
            old.companion and entry.companion,
            entry.rank,
        )

    def override_entry(self, path: str, format: str, entry: KeyEntry) -> None:
        """Add a value to the keys in `path`, in place of another one that is at the same key."""
        keys = self.by_path.get(path)
        index = self._place(keys, entry) if isinstance(keys, KeysOutput) else None
        if isinstance(keys, KeysOutput) and index is not None and keys.entries[index].value != entry.value:
            owners = tuple(sorted({*keys.entries[index].artifacts, *entry.artifacts}))
            keys.entries[index] = replace(entry, artifacts=owners)
            return
        self.add_entry(path, format, entry)

    def _place(self, keys: KeysOutput, entry: KeyEntry) -> int | None:
        """Return which entry of a file is at the key of this one, or None; the file may bring entries."""
        if keys.entries and (keys.path, _hashable(keys.entries[0].path)) not in self._places:
            for index, each in enumerate(keys.entries):
                self._places.setdefault((keys.path, _hashable(each.path)), index)
        return self._places.get((keys.path, _hashable(entry.path)))

    def add(self, output: Output) -> None:
        """Add an output of any sort, or merge it into what is at its path. Raises CollisionError."""
        if output.path not in self.by_path:
            self.by_path[output.path] = output
        elif isinstance(output, FileOutput):
            self.add_file(output)
        elif isinstance(output, BlockOutput):
            for section in output.sections.values():
                self.add_section(output.path, output.style, section, output.platforms)
        else:
            for entry in output.entries:
                self.add_entry(output.path, output.format, entry)

    def all(self) -> list[Output]:
        """Return the outputs in path order."""
        return [self.by_path[path] for path in sorted(self.by_path)]


def _hashable(path: KeyPath) -> Hashable:
    """Return the path, or how it is written where a step of it is a list or a mapping."""
    try:
        hash(path)
    except TypeError:
        return repr(path)
    return path
