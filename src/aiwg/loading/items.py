"""From a file at a place to its item: its text, and when it would be loaded.

What is the same for all files of a place is looked up once: a folder may hold a thousand, and forty platforms read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter, Cell, Place
from aiwg.adapter.paths import PROJECT, SYSTEM
from aiwg.artifact.kinds import TEXT_CELLS
from aiwg.core.dataclass import dataclass
from aiwg.core.plain_toml import plain_toml
from aiwg.loading.activation import call_activation, is_named, rule_activation, scope_of
from aiwg.loading.find import FoundFile
from aiwg.loading.frontmatter import front_and_body
from aiwg.loading.gates import Gates
from aiwg.loading.links import DIRECT, UNKNOWN, way_of, why_refused
from aiwg.loading.location import StartFolder
from aiwg.loading.model import (
    ALWAYS,
    DROPPED,
    FILES,
    FOLDER,
    GATED,
    LINK,
    LISTED,
    LOADED,
    MACHINE,
    OFF,
    OURS,
    SHARED,
    YOURS,
    LoadedItem,
)
from aiwg.loading.refusing import why_rejected
from aiwg.loading.settings import Settings, is_switched_off
from aiwg.manifest import BLOCK, FILE, Record
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError

_NO_KEYS: Mapping[str, Any] = {}


class SeenFile(NamedTuple):
    """A file as all platforms find it: its text, its path for people and with links resolved, and whose it is.

    It holds for the start folder, the records and the scope that it was made for.
    """

    here: StartFolder
    records: Mapping[str, Record]
    scope: str
    text: str
    shown: str
    real: str
    owner: str
    artifacts: tuple[str, ...]


class ItemContent(NamedTuple):
    """What a platform reads in a file: its name there, what its frontmatter says, and what is sent when."""

    name: str
    when: str
    text: str
    later: str
    front: Mapping[str, Any]
    whole: str = ""
    globs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """What gates and switches change of an item; the usual one changes nothing."""

    state: str = LOADED
    why: str = ""
    by: str = ""
    gates: tuple[str, ...] = ()


_LOADED = Condition()


class PlaceItems:
    """Makes the items of the files at one place of a cell."""

    def __init__(
        self, cell: Cell, place: Place, order: int, settings: Settings, gates: Gates, records: Mapping[str, Record]
    ) -> None:
        self.cell, self.place, self.order = cell, place, order
        self.settings, self.gates, self.records = settings, gates, records
        self.here: StartFolder = settings.here
        self.scope = scope_at(settings.adapter, place, self.here.environment)
        self.kind = cell.kind
        self.call = call_activation(cell, place)
        self.rule = rule_activation(cell, place)
        way = way_of(cell, place)
        self.is_doubted, self.judges_all = way == UNKNOWN, way == DIRECT
        self.is_named, self.refuses = is_named(cell), bool(cell.get("refuses"))
        self.is_text = cell.kind in TEXT_CELLS
        self.globs_from = self.here.top if cell.get("globs_from") == "top" else ""
        self.globs_like = str(cell.get("globs_like", ""))
        self._fronts: dict[str, tuple[Mapping[str, Any], str]] = getattr(self.here.reader, "fronts", {})
        self._seen: dict[str, SeenFile] = getattr(self.here.reader, "seen", {})
        called: dict[object, dict[tuple[str, str, str], ItemContent]] = getattr(self.here.reader, "called", {})
        self._called = called.setdefault((self.kind, self.is_named, self.call.reading), {})
        self._by_base: dict[str, Condition] = {}
        self._switches: list[tuple[str, Any]] | None = None

    def item(self, found: FoundFile) -> LoadedItem | None:
        """Return the item of a file; None for one that cannot be read."""
        path, reader = found.path, self.here.reader
        seen = self._seen.get(path)
        if seen is None or not (seen.here is self.here and seen.records is self.records and seen.scope == self.scope):
            seen = self._look(path)
            if seen is None:
                return None
            self._seen[path] = seen
        folder = found.base if found.depth > 0 else ""
        read = self._read(found, folder, seen.text)
        cause = ""
        is_judged = found.link or self.judges_all  # what is no link is taken
        if is_judged and (refused := why_refused(self.cell, self.place, found, reader)):
            condition, cause = Condition(DROPPED, refused), LINK
        else:
            base = found.base if self.scope == PROJECT else ""  # the gates of a project are asked about there
            condition = self.condition(read.name, path, read.front, base)
        why = condition.why
        if found.link and self.is_doubted:
            why, cause = why or "a link: it is unknown if the platform follows it", LINK
        return LoadedItem(
            path, seen.shown, self.kind, read.name, self.scope, self.place, seen.real, self.order,
            found.depth, condition.state, why, condition.by, cause, read.when, read.globs, folder, read.text,
            read.later, read.front, 0, "", "", condition.gates, bool(found.link), seen.owner, seen.artifacts,
            found.name, self.globs_from, self.globs_like, read.whole,
        )  # fmt: skip

    def _look(self, path: str) -> SeenFile | None:
        """Return what is the same for all platforms that find a file; None for one that cannot be read."""
        text = self.here.reader.text(path)
        if text is None:
            return None
        shown, real = self.here.shown(path), self.here.reader.real(path)
        owner, artifacts = owner_at(path, real, text, self.scope, self.records)
        return SeenFile(self.here, self.records, self.scope, text, shown, real, owner, artifacts)

    def condition(self, name: str, path: str, front: Mapping[str, Any], base: str) -> Condition:
        """Return what gates and switches change of an item; `base` is the folder in which its place was found."""
        usual = self._by_base.get(base)
        if usual is None:
            usual = self._by_base[base] = self._behind_gates(base)
        if usual.state == GATED:
            return usual
        rejected = why_rejected(self.cell, front) if self.refuses else ""
        if rejected:
            return Condition(DROPPED, rejected)
        if self._switches is None:
            off = self.cell.get("off", ())
            self._switches = [each for setting in off for each in self.settings.values(setting)]
        for file, value in self._switches:
            if is_switched_off(value, name, path):
                return Condition(OFF, f"switched off in {self.here.shown(file)}", file)
        return usual

    def _behind_gates(self, base: str) -> Condition:
        closed = self.gates.closed(self.place, base)
        if closed:
            return Condition(GATED, f"only if you {closed}")
        gates = self.gates.unknown(self.place, base)
        return Condition(gates=gates) if gates else _LOADED

    def _read(self, found: FoundFile, folder: str, text: str) -> ItemContent:
        """Return the text of an item: all of it, or the line that stands for it; and what its frontmatter says."""
        if self.kind == "instructions":
            return ItemContent(found.name, *((FOLDER, "", text) if folder else (ALWAYS, text, "")), _NO_KEYS)
        if found.path.endswith(".toml"):
            return self._read_parts(found.name, folder, text, *_toml(text))
        if self.is_text:
            return self._read_text(found.name, folder, text, *self._front_and_body(text))
        key = found.name, folder, text
        known = self._called.get(key)
        if known is None:
            known = self._called[key] = self._read_called(*key, *self._front_and_body(text))
        return known

    def _read_parts(self, name: str, folder: str, text: str, front: Mapping[str, Any], body: str) -> ItemContent:
        return (self._read_text if self.is_text else self._read_called)(name, folder, text, front, body)

    def _front_and_body(self, text: str) -> tuple[Mapping[str, Any], str]:
        """Return frontmatter and body: several platforms ask for the same text."""
        known = self._fronts.get(text)
        if known is None:
            known = self._fronts[text] = front_and_body(text)
        return known

    def _read_called(self, name: str, folder: str, text: str, front: Mapping[str, Any], body: str) -> ItemContent:
        """Return the same of what is called for: a skill, an agent, a command."""
        name = name.rpartition("/")[2] if self.kind == "skills" else name
        name = str(front.get("name") or name) if self.is_named else name
        when = self.call.of(front)
        globs = scope_of(self.cell, front) if when == FILES else ()
        line = self.call.line_of(name, front, body) if when == LISTED or globs else ""
        if globs:  # what a matching file brings is the line; the rest comes when it is called for
            return ItemContent(name, FILES, "", line, front, text, globs)
        if folder:
            return ItemContent(name, FOLDER, "", line, front, text)
        return ItemContent(name, when, line, body, front, text)

    def _read_text(self, name: str, folder: str, text: str, front: Mapping[str, Any], body: str) -> ItemContent:
        """Return the same of a rule or another text that is not called for."""
        when, globs = self.rule.of(front)
        body = text if self.cell.get("whole") else body
        if when == LISTED:
            return ItemContent(name, when, self.call.line_of(name, front, body), body, front, text, globs)
        if when == ALWAYS and not folder:
            return ItemContent(name, when, body, "", front, text, globs)
        is_line = when == FILES and "listed" in self.cell.settings
        line = self.call.line_of(name, front, "") if is_line else ""
        return ItemContent(name, FOLDER if when == ALWAYS else when, line, body, front, text, globs)


def scope_at(adapter: Adapter, place: Place, environment: Environment) -> str:
    """Return the scope that a place of an adapter lies in."""
    return environment.located(adapter, place.spec)[0]


def owner_at(path: str, real: str, text: str, scope: str, records: Mapping[str, Record]) -> tuple[str, tuple[str, ...]]:
    """Return whose the file at a path is, `real` with links resolved, and the artifacts of ours in it.

    Behind a link of yours may lie a file of ours, or one of yours with a block: then it is of both.
    """
    record = records.get(path)
    if record is not None:
        return _owner_of(record, text)
    behind = records.get(real) if real != path else None
    if behind is not None:
        return SHARED, behind.artifacts
    return (MACHINE if scope == SYSTEM else YOURS), ()


def _owner_of(record: Record, text: str) -> tuple[str, tuple[str, ...]]:
    """Return whose a file with a record is, and the artifacts of ours in it."""
    if record.own == FILE or (record.own == BLOCK and not _without_block(text, record.style).strip()):
        return OURS, record.artifacts
    return SHARED, record.artifacts


@lru_cache(maxsize=4096)  # several platforms ask for the same text
def _toml(text: str) -> tuple[Mapping[str, Any], str]:
    front = plain_toml(text)
    if front is None:
        import tomllib

        try:
            front = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError):
            front = {}
    body = front.get("developer_instructions") or front.get("prompt") or ""
    return front, str(body)


@lru_cache(maxsize=64)  # each platform asks for the same few
def _without_block(text: str, style: str) -> str:
    try:
        return block.drop(text, style or "html")
    except EditRefusedError:
        return text
