"""One canonical value to its native form: tools, models, enumerations, shapes; and what is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from aiwg.adapter.model import FieldRule
from aiwg.artifact.fields import COLOURS, LONG_HEX, MODEL_TIERS, split_list
from aiwg.core.dataclass import dataclass, field
from aiwg.core.globs import GlobError, written_out
from aiwg.core.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SHORT_HEX = lazy_pattern(r"^#([0-9a-fA-F]{3})\Z")
SPEC = lazy_pattern(r"^(?P<name>[^()]++)\((?P<argument>.*)\)\Z", re.DOTALL)
"""A tool limited to an argument: `bash(git *)`."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A canonical field that a platform does not get. `freer`: losing it lets an agent do more."""

    field: str
    reason: str
    freer: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the loss in the shape that programs rely on."""
        return {"field": self.field, "reason": self.reason, "freer": self.freer}


@dataclass(frozen=True, slots=True)
class NameTables:
    """What names mean on one platform: tools, model tiers (the user's own first), MCP servers by id.

    `own_tools`: the tools are those of an MCP server, which are called alike everywhere.
    """

    tools: Mapping[str, Any] = field(default_factory=dict)
    models: Mapping[str, Any] = field(default_factory=dict)
    servers: Callable[[str], Mapping[str, Any] | None] = lambda name: None
    platform_names: tuple[str, ...] = ()
    own_tools: bool = False


@dataclass(slots=True)
class NativeFields:
    """The native keys of one artifact, which canonical fields they took, and what was lost."""

    keys: dict[str, Any] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    losses: list[Loss] = field(default_factory=list)
    changed: bool = False


def native_value(rule: FieldRule, source: str, value: Any, tables: NameTables, native: NativeFields) -> Any:
    """Return the native value, or None when it cannot be written (the loss is noted)."""
    if source == "paths" and isinstance(value, list):
        value = _without_negated(value, native)
    if source in ("tools", "deny_tools") and not tables.own_tools:
        value = _tools(source, value, tables, native)
    elif source == "model":
        value = _model(rule, value, tables, native)
    if value is None:
        return None
    if rule.mapping is not None:
        value = _mapped(rule, source, value, native)
    if value is not None and rule.unit == "ms":
        value = round(value * 1000)
    if value is not None and rule.maximum is not None:
        value = _within(rule.maximum, source, value, native)
    return value if value is None or rule.shape is None else _shaped(rule, source, value, tables, native)


def _without_negated(globs: list[str], native: NativeFields) -> list[str]:
    """Return the globs that say which files; no platform is known to read one that leaves files out."""
    negated = [glob for glob in globs if glob.startswith("!")]
    if negated:
        native.losses.append(Loss("paths", f"{', '.join(negated)}: files cannot be left out there"))
    return [glob for glob in globs if glob not in negated]


def _within(maximum: int, source: str, value: Any, native: NativeFields) -> Any:
    """Return a value that fits: a number is lowered to what the platform takes, a text that is too long is left out."""
    if isinstance(value, str) and len(value) > maximum:
        native.losses.append(Loss(source, f"longer than the {maximum} characters that fit"))
        return None
    if isinstance(value, int | float) and value > maximum:
        native.losses.append(Loss(source, f"{value:g} is more than the {maximum} that it takes"))
        return maximum  # a smaller limit keeps what the author wanted; no limit would not
    return value


def _mapped(rule: FieldRule, source: str, value: Any, native: NativeFields) -> Any:
    mapping: Mapping[Any, Any] = rule.mapping or {}
    key = ("true" if value else "false") if isinstance(value, bool) else value
    for candidate in (key, value):
        if isinstance(candidate, str | int) and candidate in mapping:
            return mapping[candidate]
    if rule.otherwise == "same":
        return value
    if rule.otherwise is not None:
        return rule.otherwise
    if source == "access" and value in ("write", "full"):  # no key for it: not limited is what they ask for
        return None
    native.losses.append(Loss(source, f"no native value for {value}", freer=source == "access"))
    return None


def _model(rule: FieldRule, value: Any, tables: NameTables, native: NativeFields) -> Any:
    if not isinstance(value, str) and isinstance(value, Mapping):
        value = next((value[name] for name in tables.platform_names if name in value), value.get("default"))
        if value is None:
            return None
        if value not in MODEL_TIERS:
            return value
    if isinstance(value, str) and value in MODEL_TIERS:
        if value in tables.models:
            return tables.models[value]
        native.losses.append(Loss("model", f'no model of its own for "{value}"; models: in aiwg.yaml can name one'))
        return None
    if rule.pattern and isinstance(value, str) and re.search(rule.pattern, value):
        return value
    native.losses.append(
        Loss(
            "model",
            f'"{value}" may not exist here; write it per platform: model: {{{tables.platform_names[0]}: ...}}',
        )
    )
    return None


def native_tools(
    names: Iterable[str], table: Mapping[str, Any], limited: list[str] | None = None
) -> tuple[list[str], list[str]]:
    """Return the native names of neutral tools, and the neutral ones without any.

    A tool with an argument (`bash(git *)`) loses it where the platform cannot limit tools; `limited`
    collects those.
    """
    found: list[str] = []
    unknown: list[str] = []
    for name in names:
        spec = SPEC.match(name) if "(" in name else None
        base, argument = (spec["name"], spec["argument"]) if spec else (name, None)
        # `mcp(server/tool)` is one tool on platforms that name them; on others it can only mean the whole server
        if base == "mcp" and argument is not None and "mcp" in table:
            server, _, tool = argument.partition("/")
            if "{server}" not in table["mcp"] and limited is not None:
                limited.append(name)
            found.append(table["mcp"].replace("{server}", server).replace("{tool}", tool))
            continue
        native = table.get(base.lower().replace("-", "_"))
        if native is None:
            unknown.append(name)
            continue
        form = table.get("argument") if argument is not None else "{tool}"
        if form is None and limited is not None:
            limited.append(name)
        for each in [native] if isinstance(native, str) else native:
            written = (form or "{tool}").replace("{tool}", each).replace("{arg}", argument or "")
            if written not in found:
                found.append(written)
    return found, unknown


def _tools(source: str, value: Any, tables: NameTables, native: NativeFields) -> list[str] | None:
    limited: list[str] = []
    found, unknown = native_tools(value, tables.tools, limited)
    if unknown:
        reason = f"no native name for {', '.join(unknown)}"
        native.losses.append(Loss(source, reason, freer=source == "deny_tools" or not found))
    if limited:
        reason = f"{', '.join(limited)} cannot be limited there"
        native.losses.append(Loss(f"{source} limits", reason, freer=source == "tools"))
    return found or None  # an empty list means "no tools" to some clients and "all tools" to others


def _hex(value: str) -> str | None:
    """Return a colour as #rrggbb, the one form that every client takes: OpenCode does not start with #rgb."""
    if match := _SHORT_HEX.match(value):
        return "#" + "".join(digit * 2 for digit in match[1])
    return value if LONG_HEX.match(value) else COLOURS.get(value)


def _shaped(rule: FieldRule, source: str, value: Any, tables: NameTables, native: NativeFields) -> Any:
    if rule.shape == "hex":
        colour = _hex(str(value))
        if colour is None:
            native.losses.append(Loss(source, f'no hex colour is known for "{value}"'))
        return colour
    if rule.shape == "map" and not isinstance(value, Mapping):
        return _configs(source, value, tables, native)
    if rule.shape == "deny-others":
        return _denials_of_others(value, tables)
    if rule.shape == "action-map":
        return dict.fromkeys(value, source != "deny_tools")
    if not isinstance(value, list):  # lists are the most, and to ask for an abstract class takes longer
        if isinstance(value, Mapping):
            return value
        value = split_list(value)
    items = [str(item) for item in value]
    if rule.shape == "list":
        return items
    if rule.shape in ("csv", "commas"):
        separator = ", " if rule.shape == "csv" else ","
        return separator.join(plain for item in items for plain in without_braces(item))
    return " ".join(items)


def _denials_of_others(names: list[str], tables: NameTables) -> dict[str, str] | None:
    """Return a denial of each tool that is not among the native `names`; denials leave a person's own rules alone."""
    table = {name: native for name, native in tables.tools.items() if name not in ("mcp", "argument")}
    others = (each for native in table.values() for each in ([native] if isinstance(native, str) else native))
    return {name: "deny" for name in dict.fromkeys(others) if name not in names} or None


def without_braces(glob: str) -> list[str]:
    """Return a glob with its {a,b} alternatives written out: a comma inside would split the list."""
    try:
        return written_out(glob, single=False)
    except GlobError:  # the source was told, or it is an override as a platform wants it
        return [glob]


def _configs(source: str, names: Any, tables: NameTables, native: NativeFields) -> dict[str, Any] | None:
    """Return names as a mapping to their configurations, as the platform wants them inside an agent."""
    found: dict[str, Any] = {}
    for name in names if isinstance(names, list) else split_list(names):
        if isinstance(name, Mapping):
            found.update(name)
            continue
        config = tables.servers(str(name))
        if config is None:
            native.losses.append(Loss(source, f'it gets no server "{name}"'))
        else:
            found[str(name)] = config
    return found or None
