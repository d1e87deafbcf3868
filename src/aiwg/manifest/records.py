"""One row of a manifest: what is ours at a path, and how it is written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aiwg.core.dataclass import dataclass, replace
from aiwg.core.json_text import names, quoted, spread, to_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILE, BLOCK, KEYS = "file", "block", "keys"
STYLES, FORMATS = ("html", "hash"), ("json", "toml", "yaml")


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One value of ours in a shared file: its encoded path and its hash."""

    path: tuple[Any, ...]
    sha256: str
    adopted: bool = False
    artifacts: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedPart:
    """Our part of a file that holds the user's own, too.

    A block has the `style` of its markers and the blank lines around it; keys have the `format` of the file and the
    mappings that were `made` for them.
    """

    style: str = ""
    lead: str = ""
    tail: str = ""
    format: str = ""
    keys: tuple[KeyRecord, ...] = ()
    made: tuple[tuple[Any, ...], ...] = ()


NOT_SHARED = SharedPart()
"""The part of a file that is all ours, as nearly all are: one value for all of their records."""


@dataclass(frozen=True, slots=True)
class Record:
    """What we own at one path. `created`: the file did not exist before us.

    `adopted`: the bytes were there before us, so removing us leaves them. `form`: the hash of what the text says,
    whatever its layout, by which it is known again after a formatter; empty in records of earlier versions.
    """

    own: str
    sha256: str = ""
    executable: bool = False
    adopted: bool = False
    created: bool = False
    part: SharedPart = NOT_SHARED
    artifacts: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    form: str = ""

    @property
    def style(self) -> str:
        """Return the style of the markers around our block."""
        return self.part.style

    @property
    def lead(self) -> str:
        """Return the blank lines before our block that are ours."""
        return self.part.lead

    @property
    def tail(self) -> str:
        """Return the blank lines behind our block that are ours."""
        return self.part.tail

    @property
    def format(self) -> str:
        """Return the format of the file that our keys are in."""
        return self.part.format

    @property
    def keys(self) -> tuple[KeyRecord, ...]:
        """Return our keys in the file."""
        return self.part.keys

    @property
    def made(self) -> tuple[tuple[Any, ...], ...]:
        """Return the encoded paths of the mappings that were made for our keys."""
        return self.part.made

    @property
    def is_plain_file(self) -> bool:
        """Say whether this is a file of ours with nothing in it that is the user's, as nearly all records are."""
        part = self.part
        return self.own == FILE and (part is NOT_SHARED or part == NOT_SHARED)

    def with_keys(self, keys: Iterable[KeyRecord]) -> Record:
        """Return the record with other keys."""
        return replace(self, part=replace(self.part, keys=tuple(keys)))


def folders_above(paths: Iterable[str]) -> set[str]:
    """Return all folders above paths."""
    found = set[str]()
    for path in paths:
        while "/" in path and (path := path.rpartition("/")[0]) not in found:
            found.add(path)
    return found


def beginning(head: Mapping[str, Any]) -> str:
    """Return the text of a manifest before its paths."""
    return "{\n " + "".join(f"{to_json(key)}: {spread(value)},\n " for key, value in head.items())


def pieces_of(head: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield the text of a manifest from what stands before its paths, and their lines."""
    yield f'{head}"paths": {{'
    for number, line in enumerate(lines):
        yield f"{',' if number else ''}\n{line}"
    yield "\n }\n}\n"


def line_of(path: str, record: Record) -> str:
    """Return the line of a record."""
    return f"  {quoted(path)}: {_plain_file(record) if record.is_plain_file else to_json(_compact(record))}"


def _plain_file(record: Record) -> str:
    """Return the JSON of a file's record: what `_compact` makes of it, in a fraction of the time."""
    listed = f'"artifacts": {names(record.artifacts)}, "platforms": {names(record.platforms)}}}'
    if record.sha256 and record.form and not (record.executable or record.adopted or record.created):  # nearly all
        return f'{{"own": "file", "sha256": {quoted(record.sha256)}, "form": {quoted(record.form)}, {listed}'
    text = '{"own": "file"'
    if record.sha256:
        text += f', "sha256": {quoted(record.sha256)}'
    if record.form:
        text += f', "form": {quoted(record.form)}'
    if record.executable:
        text += ', "executable": true'
    if record.adopted:
        text += ', "adopted": true'
    if record.created:
        text += ', "created": true'
    return f"{text}, {listed}"


def _compact(record: Record) -> dict[str, Any]:
    content: dict[str, Any] = {"own": record.own}
    for name in ("sha256", "form", "executable", "adopted", "created", "style", "lead", "tail", "format"):
        if getattr(record, name):
            content[name] = getattr(record, name)
    if record.keys:
        content["keys"] = [
            {
                "path": list(key.path),
                "sha256": key.sha256,
                "artifacts": list(key.artifacts),
                "platforms": list(key.platforms),
                **({"adopted": True} if key.adopted else {}),
            }
            for key in record.keys
        ]
    if record.made:
        content["made"] = [list(path) for path in record.made]
    content["artifacts"] = list(record.artifacts)
    content["platforms"] = list(record.platforms)
    return content
