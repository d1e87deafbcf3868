"""The folders that aiwg writes to: a row each, and the files of each for the script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiwg.core.dataclass import dataclass
from aiwg.output.html import text
from aiwg.output.html.compact import Table
from aiwg.output.html.matrix import said

Json = Mapping[str, Any]

STATES = {"ok": "", "edited": "edited", "missing": "missing", "stale": "out of date"}
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
    files: tuple[tuple[tuple[Any, ...], ...], ...]
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
    rows, files, shared = [], [], 0
    for folder in report["files"]:
        listed = folder["files"]
        shared += sum(len(file["tools"]) > 1 for file in listed)
        rows.append(_row(folder, report["artifacts"], names))
        files.append(tuple(_runs(listed, report["artifacts"], numbers, sets)))
    count = sum(len(folder["files"]) for folder in report["files"])
    return FolderRows(tuple(rows), tuple(files), tuple(sets.values), count, shared)


def _row(folder: Json, artifacts: Any, names: Mapping[Any, str]) -> FolderRow:
    files = folder["files"]
    kinds: dict[str, int] = {}
    for artifact in dict.fromkeys(each for file in files for each in file["artifacts"]):
        kind = str(artifacts[artifact]["kind"])
        kinds[kind] = kinds.get(kind, 0) + 1
    states: dict[str, int] = {}
    for file in files:
        states[file["state"]] = states.get(file["state"], 0) + 1
    tools = dict.fromkeys(names.get(each, text.safe(each)) for file in files for each in file["tools"])
    return FolderRow(
        path=text.safe(folder["folder"]) or "(project root)",
        count=len(files),
        holds=text.listed((said(kind, amount) for kind, amount in kinds.items()), 4),
        tools=text.listed(tools, 4),
        states=tuple(
            f"{amount:,} {STATES.get(state, text.safe(state))}" for state, amount in states.items() if state != "ok"
        ),
    )


def _runs(files: Any, artifacts: Any, numbers: Mapping[Any, int], sets: Table[tuple[int, ...]]) -> Any:
    """Yield files as (name, state, tools, artifacts): those that differ in one artifact alone are one entry.

    In the name of such an entry `{id}` stands for the name of its artifact.
    """
    entries: dict[tuple[str, str, int], list[int]] = {}
    for file in files:
        name, state = str(file["name"]), str(file["state"])
        tools = sets.number_of(tuple(numbers[each] for each in file["tools"] if each in numbers))
        state = STATES.get(state, text.safe(state))
        if len(file["artifacts"]) == 1:
            [artifact] = file["artifacts"]
            own = str(artifacts[artifact]["name"])
            template = text.safe(name.replace(own, "{id}", 1)) if own else text.safe(name)
            entries.setdefault((template, state, tools), []).append(artifact)
        else:
            entries.setdefault((text.safe(name), state, tools), []).extend(file["artifacts"])
    return [(name, state, tools, tuple(held)) for (name, state, tools), held in entries.items()]
