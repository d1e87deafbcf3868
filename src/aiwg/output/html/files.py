"""The folders that aiwg writes to: a row each, and the files of each for the script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiwg.core.dataclass import dataclass
from aiwg.output.html import text
from aiwg.output.html.compact import Table
from aiwg.output.html.matrix import said
from aiwg.output.html.paths import split_at

Json = Mapping[str, Any]
Runs = Sequence[tuple[str, str, int, tuple[int, ...]]]

STATES = {
    "ok": "",
    "edited": "edited",
    "missing": "missing",
    "stale": "out of date",
    "planned": "not written yet",
    "unrecorded": "not recorded yet",
    "conflict": "in conflict",
}
"""The words of the page for the state of a file; as it should be needs no word."""


@dataclass(frozen=True)
class FolderRow:
    """A folder with the number of its files, what they hold, the tools that rely on them, and what is wrong."""

    path: str
    count: int
    holds: str
    tools: str
    states: tuple[str, ...]


@dataclass(frozen=True)
class FolderRows:
    """All folders, and their files by number for the script."""

    rows: tuple[FolderRow, ...]
    files: tuple[Runs, ...]
    tool_sets: tuple[tuple[int, ...], ...]
    count: int
    shared_count: int

    @property
    def shared(self) -> str:
        """How many files serve several tools."""
        return f"{self.shared_count:,} serve several tools" if self.shared_count else ""

    def data(self) -> dict[str, Any]:
        """Return the files of each folder for the script."""
        return {"files": self.files, "toolSets": self.tool_sets}


def folders_of(report: Json, names: Mapping[Any, str]) -> FolderRows:
    """Return the folders of a report; `names` has the name of each tool by its id."""
    sets: Table[tuple[int, ...]] = Table()
    numbers = {id: number for number, id in enumerate(names)}
    folders: dict[str, list[tuple[str, Json]]] = {}
    files = [(str(folder["folder"]), file) for folder in report["files"] for file in folder["files"]]
    for folder, file in files:
        holder, name = _split(f"{folder}/{file['name']}", file["artifacts"], report["artifacts"])
        folders.setdefault(holder, []).append((name, file))
    listed = sorted(folders.items())
    return FolderRows(
        rows=tuple(_row(folder, [file for _, file in held], report["artifacts"], names) for folder, held in listed),
        files=tuple(tuple(_runs(held, numbers, sets)) for _, held in listed),
        tool_sets=tuple(sets.values),
        count=len(files),
        shared_count=sum(len(file["tools"]) > 1 for _, file in files),
    )


def _split(path: str, held: Sequence[int], artifacts: Sequence[Json]) -> tuple[str, str]:
    """Return the folder that holds a file, and the rest of its path with `{id}` for the name of its one artifact."""
    own = str(artifacts[held[0]]["name"]) if len(held) == 1 else ""
    split = split_at(path.removeprefix("/"), own)
    if split is None:
        folder, _, name = path.rpartition("/")
        return folder.removeprefix("/"), text.safe(name)
    return split[0], text.safe(split[1])


def _row(folder: str, files: Sequence[Json], artifacts: Sequence[Json], names: Mapping[Any, str]) -> FolderRow:
    held = dict.fromkeys(each for file in files for each in file["artifacts"])
    kinds = Counter(str(artifacts[each]["kind"]) for each in held)
    states = Counter(file["state"] for file in files)
    tools = dict.fromkeys(names.get(each, text.safe(each)) for file in files for each in file["tools"])
    return FolderRow(
        path=text.safe(folder) or "(project root)",
        count=len(files),
        holds=text.listed((said(kind, amount) for kind, amount in kinds.items()), 4),
        tools=text.listed(tools, 4),
        states=tuple(f"{n:,} {STATES.get(state, text.safe(state))}" for state, n in states.items() if state != "ok"),
    )


def _runs(files: Iterable[tuple[str, Json]], numbers: Mapping[Any, int], sets: Table[tuple[int, ...]]) -> Runs:
    """Return files as (name, state, tools, artifacts): those that differ in one artifact alone are one entry."""
    entries: dict[tuple[str, str, int], list[int]] = {}
    for name, file in files:
        tools = sets.number_of(tuple(numbers[each] for each in file["tools"] if each in numbers))
        state = STATES.get(file["state"], text.safe(file["state"]))
        entries.setdefault((name, state, tools), []).extend(file["artifacts"])
    return [(name, state, tools, tuple(held)) for (name, state, tools), held in entries.items()]
