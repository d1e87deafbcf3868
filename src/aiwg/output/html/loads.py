"""What one tool loads, as a list by moment and as a bar: runs of files of one folder are one row."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from aiwg.core.dataclass import dataclass
from aiwg.output.html import text
from aiwg.output.html.compact import Table
from aiwg.output.html.matrix import said
from aiwg.output.html.paths import folder_of

Json = Mapping[str, Any]
Keyed = tuple[tuple[Any, ...], Json]
"""A load with everything that it has in common with the others of its row."""

STAGES = {
    "always": "In every request, whole",
    "line": "In every request, one line each; the rest when called",
    "matching": "With a file that it is for",
    "subfolder": "With work in a subfolder",
    "called": "When called",
}
OWNERS = {"aiwg": "aiwg", "you": "your file", "shared": "your file and aiwg", "machine": "this machine"}
RUN = 6
"""From how many files of one folder on a run is one row that opens."""
USUAL = -1
"""Stands for the sizes of a run in which each artifact has its usual one."""
ROWS = 40
"""In a longer list, files of one folder are together even where others come between them, or have other conditions."""


@dataclass(frozen=True)
class LoadRow:
    """A file, or a run of files of one folder (`run`, its number in the data), as one row and one part of the bar."""

    number: int
    label: str
    run: int | None
    stage: str
    owner: str
    holds: str
    condition: str
    gates: str
    cause: str
    chars: int
    tokens: int
    later: int
    cut: int

    @property
    def said(self) -> str:
        """What the bar says of its part."""
        parts = [self.label, self.owner_said, text.count(self.tokens, "token")]
        return ", ".join([*parts, f"only if you {self.gates}"] if self.gates else parts)

    @property
    def owner_said(self) -> str:
        """Whose it is, with the artifacts in it."""
        return f"{OWNERS.get(self.owner, '')}{f': {self.holds}' if self.holds else ''}"

    @property
    def classes(self) -> str:
        """The classes of its part of the bar."""
        line = "line" if self.stage == "line" else ""
        return " ".join(each for each in (self.owner, line, "perhaps" if self.gates else "") if each)


@dataclass(frozen=True)
class LoadStage:
    """The rows of one moment, with the sum of their tokens now and later."""

    title: str
    rows: tuple[LoadRow, ...]
    tokens: int
    later: int


class LoadTables:
    """The members of all runs of a page, each distinct list once.

    Most artifacts cost the same on every tool: `usual` has the first size of each, and a run only those that differ.
    """

    def __init__(self, artifacts: Sequence[Json]) -> None:
        self.artifacts = artifacts
        self.names: Table[tuple[int | str, ...]] = Table()
        self.sizes: Table[tuple[tuple[int, int], ...]] = Table()
        self.usual: dict[int | str, tuple[int, int]] = {}
        self.runs: Table[tuple[int, int]] = Table()

    def number_of(self, members: Sequence[Json], folder: str) -> int:
        """Return the number of a run."""
        names = tuple(self._name(each, folder) for each in members)
        sizes = tuple((int(each["tokens"]), int(each["later_tokens"])) for each in members)
        is_usual = all(self.usual.setdefault(name, size) == size for name, size in zip(names, sizes, strict=True))
        return self.runs.number_of((self.names.number_of(names), USUAL if is_usual else self.sizes.number_of(sizes)))

    def folder(self, load: Json) -> str:
        """Return the folder that holds the artifact of a load."""
        own = self.artifacts[load["artifacts"][0]]["name"] if len(load["artifacts"]) == 1 else ""
        return folder_of(str(load["path"]), str(own))

    def kinds(self, numbers: Iterable[int]) -> str:
        """Return the kinds of artifacts with their counts: `instruction text and 7 rules`."""
        counts: dict[str, int] = {}
        for each in numbers:
            kind = str(self.artifacts[each]["kind"])
            counts[kind] = counts.get(kind, 0) + 1
        return text.listed((said(kind, amount) for kind, amount in counts.items()), 5)

    def data(self) -> dict[str, Any]:
        """Return the tables for the script."""
        usual = [self.usual.get(number, 0) for number in range(len(self.artifacts))]
        files = {name: size for name, size in self.usual.items() if isinstance(name, str)}
        names, sizes = self.names.values, self.sizes.values
        return {"runs": self.runs.values, "runNames": names, "sizes": sizes, "usual": usual, "usualFiles": files}

    def _name(self, load: Json, folder: str) -> int | str:
        if len(load["artifacts"]) == 1 and load["owner"] == "aiwg":
            return int(load["artifacts"][0])
        path = str(load["path"])
        return text.safe(path.removeprefix(f"{folder}/"))


def rows_of(loads: Sequence[Json], tables: LoadTables) -> list[LoadRow]:
    """Return the loads of a tool as rows, numbered in the order of loading."""
    keyed: list[Keyed] = [
        ((each["moment"], tables.folder(each), tuple(each["gates"]), each["condition"], each["cause"]), each)
        for each in loads
    ]
    runs = list(_runs(keyed))
    for size in (len(keyed[0][0]), 3) if len(runs) > ROWS else ():
        if len(runs) > ROWS:
            runs = list(_runs(_together(keyed, size)))
    return [_row(number, run, tables) for number, run in enumerate(runs, start=1)]


def _together(keyed: Iterable[Keyed], size: int) -> list[Keyed]:
    """Return loads with those together whose keys begin alike, where the first of them is."""
    groups: dict[Hashable, list[Keyed]] = {}
    for key, load in keyed:
        groups.setdefault(key[:size], []).append((key[:size], load))
    return [each for group in groups.values() for each in group]


def _runs(keyed: Iterable[Keyed]) -> Iterator[list[Json]]:
    """Yield the loads of each row."""
    for _, group in groupby(keyed, key=itemgetter(0)):
        members = [load for _, load in group]
        yield from [members] if len(members) >= RUN else [[each] for each in members]


def stages_of(rows: Iterable[LoadRow]) -> list[LoadStage]:
    """Return rows by moment, moments in the order of a request."""
    found: dict[str, list[LoadRow]] = {stage: [] for stage in STAGES}
    for row in rows:
        found.setdefault(row.stage, []).append(row)
    return [
        LoadStage(STAGES.get(stage, stage), tuple(each), sum(r.tokens for r in each), sum(r.later for r in each))
        for stage, each in found.items()
        if each
    ]


def _row(number: int, members: Sequence[Json], tables: LoadTables) -> LoadRow:
    folder = tables.folder(members[0])
    first, owners = members[0], {str(each["owner"]) for each in members}
    artifacts = [int(each) for load in members for each in load["artifacts"]]
    is_run = len(members) > 1
    kinds = tables.kinds(artifacts)
    label = text.safe(first["path"])
    if is_run:
        kinds = kinds if len(artifacts) == len(members) else text.count(len(members), "file")
        label = f"{kinds} in {text.safe(folder) or 'the project root'}"
    return LoadRow(
        number=number,
        label=label,
        run=tables.number_of(members, folder) if is_run else None,
        stage=str(first["moment"]),
        owner=owners.pop() if len(owners) == 1 else "shared",
        holds="" if is_run or len(artifacts) < 2 else kinds,
        condition=text.prose(_shared(members, "condition")),
        gates=text.prose(" and ".join(map(str, first["gates"]))),
        cause=text.prose(_shared(members, "cause")),
        chars=sum(int(each["chars"]) for each in members),
        tokens=sum(int(each["tokens"]) for each in members),
        later=sum(int(each["later_tokens"]) for each in members),
        cut=sum(int(each["cut"] or 0) for each in members),
    )


def _shared(members: Sequence[Json], key: str) -> Any:
    """Return what all members have, or that each has its own."""
    values = {each[key] for each in members}
    return values.pop() if len(values) == 1 else f"Each has its own {key}."
