"""What is the same for all files of one kind of place with the same readers, and the text of one artifact there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiwg.adapter.model import Adapter, Cell, FieldRule
from aiwg.adapter.parse import field_rules
from aiwg.artifact.fields import MAX_DESCRIPTION
from aiwg.artifact.model import Artifact
from aiwg.core.content import Content
from aiwg.core.dataclass import dataclass
from aiwg.findings.model import Finding
from aiwg.loading.limits import NEAR
from aiwg.placement.loss import is_by_hand_ignored, rules_at
from aiwg.placement.place import Placement
from aiwg.placement.resolve import Platform
from aiwg.render.context import RenderContext
from aiwg.render.documents import format_of
from aiwg.render.placeholders import has_placeholders
from aiwg.render.values import Loss, NameTables, NativeFields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SIZES = ("body_chars", "body_bytes", "file_chars", "file_bytes")
_NAMED = frozenset({"tools", "deny_tools", "model"})
_KNOWN = ("description_chars", "listing_description_chars")


@dataclass(frozen=True, slots=True)
class ReaderForm:
    """The words of one reader of a file: its rules there, None where it has none, and its names.

    `targets` are the native keys that its rules make of each canonical field.
    """

    rules: tuple[FieldRule, ...] | None
    targets: Mapping[str, Sequence[str]]
    tables: NameTables
    is_by_hand_ignored: bool


@dataclass(frozen=True, slots=True)
class Sharing:
    """What of a form decides the text of an artifact: two with equal keys for one give it the same bytes.

    `named` are the fields that hang on names. `names`, `syntax` and `extras` are numbers, equal for equal names of
    tools and models, placeholders, and ways with extra keys; `core` is the rest, `numbers` are all that were given out.
    """

    rules: tuple[FieldRule, ...]
    core: tuple[object, ...]
    named: frozenset[str]
    names: int
    syntax: int
    extras: int
    numbers: dict[str, int]
    cores: dict[tuple[str, ...], int]

    def key_for(self, artifact: Artifact) -> tuple[int, ...]:
        """Return the key for an artifact that has no settings of single platforms."""
        given = (*artifact.fields, *artifact.extra)
        core = self.cores.get(given)
        if core is None:
            core = self.cores[given] = self._number({*given, "id", "body", "access"})
        has_syntax = artifact.kind == "command" and has_placeholders(artifact.body)
        return (
            core,
            -1 if self.named.isdisjoint(artifact.fields) else self.names,
            self.syntax if has_syntax else -1,
            self.extras if artifact.extra else -1,
        )

    def _number(self, given: set[str]) -> int:
        """Return the number of the core with the rules that make something of an artifact with these fields."""
        asked = [rule for rule in self.rules if rule.has_const or rule.has_default or given.intersection(rule.sources)]
        return _numbered((self.core, asked), self.numbers)


@dataclass(frozen=True, slots=True)
class FileForm:
    """How the files of one kind are written at one place, and who reads them.

    `format` is the document's, `suffix` the one that its path says. `limits` are id, name and limits of each reader,
    `smallest` is the smallest of those on sizes, `described` that on a description. `readers` are by platform,
    `further` the files that one of them wants beside it.
    """

    adapter: Adapter
    cell: Cell
    rules: tuple[FieldRule, ...] | None
    tables: NameTables
    placeholders: Mapping[str, str]
    format: str
    suffix: str
    accepted: frozenset[str]
    takes_extras: bool
    limits: Sequence[tuple[str, str, Mapping[str, int]]]
    smallest: int | None
    described: int | None
    readers: Mapping[str, ReaderForm]
    further: Sequence[tuple[str, Mapping[str, Any]]]
    sharing: Sharing

    def fits(self, size: int) -> bool:
        """Say whether a text of so many bytes does not even come near a limit of any reader."""
        return self.smallest is None or size <= self.smallest * NEAR


@dataclass(frozen=True, slots=True)
class PlatformText:
    """The text of one artifact in one form: body and keys, the file made of them, and what is lost and to be said.

    `size` is the larger of the bytes of body and file; `is_changed`: it is not the source's text any more.
    """

    artifact: Artifact
    body: str
    native: NativeFields
    values: Mapping[str, Any]
    content: Content
    size: int
    losses: tuple[Loss, ...]
    problems: tuple[Finding, ...]
    is_changed: bool

    @property
    def text(self) -> str:
        """Return the text of the file; only its bytes are kept."""
        return self.content.data.decode()


def form_of(placement: Placement, context: RenderContext, path: str) -> FileForm:
    """Return how the file of a placement is written at a path."""
    suffix = format_of(path)
    key = (
        placement.cell,
        placement.writer.id,
        placement.spot.key,
        id(placement.spot.place),
        suffix,
        placement.platforms,
    )
    found = context.lookups.forms.get(key)
    if found is None:
        found = context.lookups.forms[key] = _form(placement, context, suffix)
    return found


def _form(placement: Placement, context: RenderContext, suffix: str) -> FileForm:
    adapter = placement.writer.adapter
    cell = adapter.cells[placement.cell]
    rules: tuple[FieldRule, ...] | None = cell.fields
    if placement.spot.place is not None and "fields" in placement.spot.place.settings:
        rules = tuple(field_rules(placement.spot.place.settings["fields"]))
    format = cell.get("format") or suffix
    free = not cell.get("strict") and cell.get("format") != "md-lines" and suffix == "md"
    takes_extras = free and (cell.fields is not None or cell.kind == "skills")
    platforms = [context.platforms[id] for id in placement.platforms]
    limits = [(each.id, each.adapter.name, _limits_of(each, placement.cell)) for each in platforms]
    tables, placeholders = tables_of(adapter, cell, context), adapter.table(cell, "text")
    described = _described(placement.cell, limits)
    accepted = frozenset(cell.get("accepts", ()))
    numbers = context.lookups.contents
    names, extras = (adapter.names, tables.tools, tables.models), (takes_extras, sorted(accepted))
    core = (placement.cell, rules is None, format, suffix, described)
    named, numbered = _named_fields(rules or ()), [_numbered(each, numbers) for each in (names, placeholders, extras)]
    sharing = Sharing(
        rules or (), core, frozenset() if cell.kind == "skills" else named, numbered[0], numbered[1], numbered[2],
        numbers, {},
    )  # fmt: skip
    return FileForm(
        adapter, cell, rules, tables, placeholders, format, suffix, accepted, takes_extras, limits,
        min((one[name] for *_, one in limits for name in _SIZES if name in one), default=None), described,
        {each.id: _reader(each, placement, context) for each in platforms},
        [(each.id, one) for each in platforms for one in _also(each, placement.cell)], sharing,
    )  # fmt: skip


def _numbered(value: object, numbers: dict[str, int]) -> int:
    return numbers.setdefault(repr(value), len(numbers))


def _named_fields(rules: Sequence[FieldRule]) -> frozenset[str]:
    """Return the fields whose values hang on the names that a platform has for tools, models and servers."""
    return _NAMED | {source for rule in rules if rule.shape == "map" for source in rule.sources}


def _also(platform: Platform, cell: str) -> Sequence[Mapping[str, Any]]:
    found = platform.adapter.cells.get(cell)
    further: Sequence[Mapping[str, Any]] = found.get("also", ()) if found else ()
    return further


def _limits_of(platform: Platform, cell: str) -> Mapping[str, int]:
    found = platform.adapter.cells.get(cell)
    limits: Mapping[str, int] = found.get("limits", {}) if found else {}
    return limits


def _described(cell: str, limits: Sequence[tuple[str, str, Mapping[str, int]]]) -> int | None:
    """Return how many characters of a description every reader takes; None where none says so."""
    allowed = [each["description_chars"] for *_, each in limits if "description_chars" in each]
    if cell == "skills" and not all(any(name in each for name in _KNOWN) for *_, each in limits):
        allowed.append(MAX_DESCRIPTION)  # a client of the standard may refuse a longer one, and the skill with it
    return min(allowed, default=None)


def _reader(platform: Platform, placement: Placement, context: RenderContext) -> ReaderForm:
    adapter, cell = platform.adapter, platform.adapter.cells.get(placement.cell)
    models = {**adapter.table(cell, "models"), **adapter.own_part(context.given.models)}
    tables = NameTables(adapter.table(cell, "tools"), models, lambda name: {}, adapter.names)
    rules = rules_at(platform, placement.spot.key, placement.cell)
    targets: dict[str, list[str]] = {}
    for rule in rules or ():
        for source in () if rule.has_const else rule.sources:
            targets.setdefault(source, []).append(rule.target)
    return ReaderForm(rules, targets, tables, is_by_hand_ignored(platform))


def tables_of(adapter: Adapter, cell: Cell, context: RenderContext) -> NameTables:
    """Return what names mean in files that are written in the words of a platform."""
    models = {**adapter.table(cell, "models"), **adapter.own_part(context.given.models)}
    catalog = context.catalog  # alone: the context holds these tables, and what is in a cycle stays in memory

    def server(name: str) -> Mapping[str, Any] | None:
        from aiwg.render.mcp import NoTransportError, server_value  # few agents have servers of their own

        found = catalog.get(f"mcp_server/{name}")
        servers = adapter.cells.get("mcp_servers")
        try:
            return server_value(found, servers, adapter, {})[0] if found and servers else None
        except NoTransportError:
            return None

    return NameTables(adapter.table(cell, "tools"), models, server, adapter.names)
