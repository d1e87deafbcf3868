"""When a hook runs: the platform's events for a neutral one, and its matchers for neutral tools."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aiwg.adapter.model import Adapter, Cell
from aiwg.artifact.events import ABOUT
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass
from aiwg.render.values import SPEC, Loss, native_tools

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class NoToolError(ValueError):
    """A hook is for certain tools, and the platform has no name for any of them."""


@dataclass(frozen=True, slots=True)
class NativeEvent:
    """A platform's event; `for_tools` says that the event itself is limited to the hook's tools."""

    name: str
    for_tools: bool = False


def native_events(artifact: Artifact, cell: Cell, names: Sequence[str]) -> list[NativeEvent]:
    """Return a platform's events for a hook: several where it has one per class of tools, none without any."""
    event = str(artifact.fields["event"])
    owner, colon, name = event.partition(":")
    if colon:
        return [NativeEvent(name)] if owner in names else []  # written for one platform: no other has such an event
    native: str | Mapping[str, str] | None = cell.get("events", {}).get(event)
    if native is None:
        return []
    if isinstance(native, str):
        return [NativeEvent(native)]
    wanted = [base_of(tool) for tool in artifact.fields.get("match", ())] or list(native)
    return [NativeEvent(name, True) for name in dict.fromkeys(native[tool] for tool in wanted if tool in native)]


def base_of(tool: str) -> str:
    """Return the name of a tool without its argument."""
    return SPEC.sub(r"\g<name>", tool)


def matchers(
    artifact: Artifact, cell: Cell, adapter: Adapter, event: NativeEvent, filtered: bool
) -> tuple[list[str | None], list[Loss]]:
    """Return the matchers that a hook needs, one entry each, and what they lose; None stands for every tool.

    `filtered`: the runner looks at the tool and its argument itself. Raises NoToolError.
    """
    wanted = artifact.fields.get("match", ())
    if not wanted:
        return [None], []
    limited: list[str] = []
    about = ABOUT.get(str(artifact.fields["event"]))
    if about is not None:  # its matcher, where there is one, is searched in what the tool does
        limited = [tool for tool in wanted if SPEC.match(tool) and base_of(tool) in about]
        if not any(base_of(tool) in about for tool in wanted):
            raise NoToolError(f"{artifact.fields['event']} never concerns {', '.join(wanted)}")
        return [None], _losses([], [] if filtered else limited)
    if event.for_tools:
        unknown = _without_event(artifact, cell)
        limited = [tool for tool in wanted if SPEC.match(tool)]
        return [None], _losses(unknown, [] if filtered else limited)
    names, unknown = native_tools(wanted, tool_table(cell, adapter), limited)
    if not names:
        raise NoToolError(f"its hooks have no name for {', '.join(unknown)}")
    losses = _losses(unknown, [] if filtered else limited)
    style = cell.get("match", "regex")
    if style == "none":
        return [None], losses if filtered else [*losses, Loss("match", "hooks see every tool here")]
    if style == "exact":
        wild = [name for name in names if "*" in name]
        losses += [Loss("match", f"{name} cannot match: the platform compares whole names") for name in wild]
        return [name for name in names if name not in wild], losses
    # a platform that searches would find `Read` in `ReadMany`: anchors make it the whole name
    pattern = "|".join(as_pattern(name) for name in names)
    return [f"^(?:{pattern})$" if style == "search" else pattern], losses


def _without_event(artifact: Artifact, cell: Cell) -> list[str]:
    native = cell.get("events", {})[str(artifact.fields["event"])]
    return [tool for tool in artifact.fields.get("match", ()) if base_of(tool) not in native]


def _losses(unknown: list[str], limited: list[str]) -> list[Loss]:
    losses = [Loss("match", f"no native name for {', '.join(unknown)}")] if unknown else []
    if limited:
        losses.append(Loss("match", f"{', '.join(limited)}: the platform ignores the argument"))
    return losses


def tool_table(cell: Cell, adapter: Adapter) -> dict[str, Any]:
    """Return how hooks name tools; an argument is nothing that they name."""
    table = {**adapter.table(None, "tools"), **adapter.table(cell, "tools")}
    table.pop("argument", None)  # how an agent's tool list writes an argument; matchers know none
    return table


def as_pattern(name: str) -> str:
    """Return a tool's name as a regular expression; `*` stands for any tool of an MCP server."""
    return name if name.isidentifier() else re.escape(name).replace(r"\*", ".*").replace(r"\-", "-")
