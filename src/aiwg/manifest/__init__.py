"""The record of what is ours: per path what we wrote and its hash. Deterministic, relative, fit to be committed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from aiwg.artifact.recorded_paths import check_paths, key_path, key_steps, texts
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import HOW_TO_UPGRADE, Exit, UserError
from aiwg.core.patterns import lazy_pattern
from aiwg.manifest.records import (
    BLOCK,
    FILE,
    FORMATS,
    KEYS,
    STYLES,
    KeyRecord,
    Record,
    SharedPart,
    beginning,
    folders_above,
    line_of,
    pieces_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:  # few projects have any, and few processes write more than one
    from typing import Any

    from aiwg.artifact.originals import Original
    from aiwg.manifest.known import KnownManifest

__all__ = [
    "BLOCK", "FILE", "FORMAT", "FORMATS", "KEYS", "OUTPUTS", "SCHEMA", "STYLES", "KeyRecord", "Manifest", "Record",
    "SharedPart", "folders_above", "parse_manifest", "refuse_newer",
]  # fmt: skip

FORMAT = 1
SCHEMA = f"aiwg.manifest/{FORMAT}"
"""The format that a manifest is written in. One that a newer aiwg wrote in another is not read."""

OUTPUTS = 1
"""Which outputs this aiwg makes of the same sources: goes up with a release in which they differ from the last one."""


_PARTS = frozenset({"style", "lead", "tail", "format", "keys", "made"})
"""What the row of a file has only where it is not all ours."""

_HALF = lazy_pattern(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_CONFLICT = lazy_pattern(r"^(?:<{7}|>{7})", re.MULTILINE)


@dataclass(slots=True)
class Manifest:
    """All records, the platforms deployed to, what was selected, where groups were placed, folders we made, packages,
    and your own files that an import took over.

    `outputs` says which outputs an aiwg makes that wrote these; 0: it did not say. `is_cut`: the file says more than
    this, which nobody can believe, or holds conflict markers. `others`: what each version of a merge says of a path.
    `known`: the manifest that this is a part of; its file keeps what it says of other paths.
    """

    platforms: list[str] = field(default_factory=list)
    selection: list[str] | None = None
    sources: list[str] | None = None
    placed: dict[str, list[str]] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    originals: dict[str, Original] = field(default_factory=dict)
    outputs: int = 0
    is_cut: bool = field(default=False, repr=False, compare=False)
    others: dict[str, tuple[Record, ...]] = field(default_factory=dict, repr=False, compare=False)
    known: KnownManifest | None = field(default=None, repr=False, compare=False)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is ours."""
        return not (self.records or self.platforms or self.originals)

    def records_unlike(self, other: Manifest) -> dict[str, Record]:
        """Return the records that another manifest has not, or otherwise. Nearly all are the very same."""
        found = {path: each for path, each in self.records.items() if other.records.get(path) is not each}
        return {path: record for path, record in found.items() if other.records.get(path) != record}

    def says_the_same_as(self, other: Manifest) -> bool:
        """Say whether the texts of two manifests are equal, without making them."""
        return self._said() == other._said()

    def _said(self) -> tuple[object, ...]:
        lists = [None if found is None else sorted(found) for found in (self.platforms, self.selection, self.folders)]
        return *lists, self.sources, self.placed, sorted(self.packages), self.originals, self.outputs, self.records

    def text(self) -> str:
        """Return the manifest as JSON: sorted, without times or host data.

        Every platform, folder and path has a line of its own, so that git merges independent changes.
        """
        return "".join(self.pieces())

    def pieces(self) -> Iterator[str]:
        """Yield the text in pieces: of many records it is large, and is not held as a whole."""
        return pieces_of(beginning(self._head()), (line_of(path, self.records[path]) for path in sorted(self.records)))

    def _head(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "note": "Written by aiwg: a list of its files here. Do not edit it; commit it if you commit these files.",
            "platforms": sorted(self.platforms),
            "selection": sorted(self.selection) if self.selection is not None else None,
            "sources": self.sources,
            "placed": dict(sorted(self.placed.items())),
            "folders": sorted(self.folders),
            **({"packages": sorted(self.packages)} if self.packages else {}),
            **(
                {"originals": {path: self.originals[path].as_json() for path in sorted(self.originals)}}
                if self.originals
                else {}
            ),
            **({"outputs": self.outputs} if self.outputs else {}),
        }

    def having(self, records: Mapping[str, Record], known: KnownManifest) -> Manifest:
        """Return a part of this manifest, which is all of a known one: some records, and what is said in general."""
        return replace(self, records=dict(records), folders=[], placed={}, others={}, known=known)


def parse_manifest(text: str, shown: str) -> Manifest:
    """Return the manifest in `text`.

    Raises UserError (state unusable, or refused for a hostile path) and never guesses.
    """
    if ("<<<<<<<" in text or ">>>>>>>" in text) and _CONFLICT.search(text):  # a large text is searched soonest so
        raise UserError(
            f"{shown} contains git conflict markers.",
            exit=Exit.STATE,
            hint="Resolve the conflict (choose either side), then run: aiwg deploy",
        )
    try:
        content = json.loads(text, object_hook=_RowReader().read)
        schema = content["schema"]
        if schema != SCHEMA:
            raise _made_otherwise(schema, shown)
        manifest = Manifest(
            platforms=texts(content["platforms"]),
            selection=texts(content["selection"]) if content.get("selection") is not None else None,
            sources=texts(content["sources"]) if content.get("sources") is not None else None,
            placed={str(name): texts(keys) for name, keys in content.get("placed", {}).items()},
            folders=texts(content.get("folders", [])),
            outputs=_number(content.get("outputs", 0)),
            packages=texts(content.get("packages", [])),
            originals=_originals(content.get("originals")),
            records=_records(content["paths"]),
        )
    except json.JSONDecodeError as error:
        raise _unreadable(shown, f"it is not JSON (line {error.lineno})") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unreadable(shown, "it does not have the form that aiwg writes") from None
    check_paths(
        (*manifest.records, *manifest.originals, *manifest.folders, *(f"project/{each}" for each in manifest.packages)),
        shown,
    )
    may_be_half = "\\u" in text or not text.isascii()
    if may_be_half and _HALF.search(text) and any("\ud800" <= char <= "\udfff" for char in manifest.text()):
        raise _unreadable(shown, "it contains half a character (a lone surrogate)")
    return manifest


def _made_otherwise(schema: object, shown: str) -> UserError:
    """Return the error for a manifest in another format than ours."""
    name, _, number = str(schema).rpartition("/")
    if name == SCHEMA.rpartition("/")[0] and number.isascii() and number.isdigit():
        message = f"a newer aiwg wrote {shown}: it has format {number[:9]}, and this aiwg reads {FORMAT}."
        return UserError(message, exit=Exit.STATE, hint=HOW_TO_UPGRADE)
    return _unreadable(shown, "it does not have the form that aiwg writes")


def refuse_newer(manifest: Manifest, shown: str) -> None:
    """Raise UserError (state) when a newer aiwg made the outputs: this one would only write them differently again."""
    if manifest.outputs > OUTPUTS:
        message = f"a newer aiwg wrote the files in {shown}; this aiwg would write some of them differently."
        raise UserError(message, exit=Exit.STATE, hint=HOW_TO_UPGRADE)


def _originals(value: Any) -> dict[str, Original]:
    if not value:
        return {}
    from aiwg.artifact.originals import parse_original  # few projects have any

    return {str(path): parse_original(each, FORMATS) for path, each in value.items()}


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1_000_000:
        raise ValueError("it must be a number")
    return value


def _unreadable(shown: str, reason: str) -> UserError:
    return UserError(
        f"aiwg cannot read {shown}: {reason}.",
        exit=Exit.STATE,
        hint="Restore it from version control, or delete it: aiwg then adopts identical files again, "
        "reports edited ones, and overwrites no file.",
    )


class _RowReader:
    """Makes records of rows while the text is parsed: all rows of a large one would take more than all records."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def read(self, entry: dict[str, Any]) -> Any:
        """Return the record of a row, anything else as it is. What is wrong with a row is found later."""
        own = entry.get("own")
        if not isinstance(own, str):
            return entry
        try:
            return _record(entry, self._known)
        except (ValueError, KeyError, TypeError, AttributeError):
            return entry


def _records(entries: Any) -> dict[str, Record]:
    """Return the records of rows. Raises ValueError, KeyError, TypeError or AttributeError for what is no row."""
    if not isinstance(entries, dict):
        raise TypeError("it must be a mapping of paths")
    for path, entry in entries.items():
        if not isinstance(entry, Record):
            entries[path] = _record(entry, {})
    return entries


def _record(entry: Mapping[str, Any], known: dict[Any, Any]) -> Record:
    """Return the record of a row; what equals something `known` is that very thing, and is not kept twice."""
    is_plain = entry["own"] == FILE and _PARTS.isdisjoint(entry)  # as nearly all rows are
    if entry["own"] not in (FILE, BLOCK, KEYS):
        raise ValueError(f"unknown kind of ownership {entry['own']}")
    if entry["own"] == BLOCK and entry["style"] not in STYLES:
        raise ValueError(f"unknown style of markers {entry['style']}")
    if entry["own"] == KEYS and entry["format"] not in FORMATS:
        raise ValueError(f"unknown format {entry['format']}")
    if not is_plain and (str(entry.get("lead", "")) + str(entry.get("tail", ""))).strip("\r\n"):
        raise ValueError("the lines around aiwg's block must be blank")
    artifacts, platforms = tuple(texts(entry["artifacts"])), tuple(texts(entry["platforms"]))
    artifacts, platforms = known.setdefault(artifacts, artifacts), known.setdefault(platforms, platforms)
    sha256, form = str(entry.get("sha256", "")), str(entry.get("form", ""))
    sha256, form = known.setdefault(sha256, sha256), known.setdefault(form, form)
    if is_plain:
        return Record(
            FILE, sha256, bool(entry.get("executable")), bool(entry.get("adopted")),
            bool(entry.get("created")), artifacts=artifacts, platforms=platforms, form=form,
        )  # fmt: skip
    keys = tuple(
        KeyRecord(
            key_path(key["path"]),
            str(key["sha256"]),
            bool(key.get("adopted")),
            tuple(texts(key["artifacts"])),
            tuple(texts(key["platforms"])),
        )
        for key in entry.get("keys", ())
    )
    part = SharedPart(
        str(entry.get("style", "")), str(entry.get("lead", "")), str(entry.get("tail", "")),
        str(entry.get("format", "")), keys, tuple(key_steps(path) for path in entry.get("made", ())),
    )  # fmt: skip
    return Record(
        entry["own"], sha256, bool(entry.get("executable")), bool(entry.get("adopted")),
        bool(entry.get("created")), part, artifacts, platforms, form,
    )  # fmt: skip
