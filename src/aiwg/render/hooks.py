"""Hooks in each platform's shape: groups with a matcher, flat lists, one list, or one executable per event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aiwg.adapter.model import Adapter, Cell
from aiwg.adapter.parse import field_rules
from aiwg.artifact.hook_types import COMMAND, type_of
from aiwg.artifact.model import Artifact
from aiwg.core.content import Content
from aiwg.core.dataclass import dataclass
from aiwg.core.patterns import lazy_pattern
from aiwg.merge.keys import Value
from aiwg.placement.place import Placement
from aiwg.render import hook_runner
from aiwg.render.context import RenderContext
from aiwg.render.delivery import Delivery, delivered, distinct, undeliverable
from aiwg.render.documents import json_text
from aiwg.render.fields import apply_rules, losses_of
from aiwg.render.hook_events import NativeEvent, NoToolError, matchers, native_events
from aiwg.render.keys import companions, selected, value_part
from aiwg.render.outputs import FileOutput, KeyPath
from aiwg.render.rendering import EntryPart, OutputPart, Rendering
from aiwg.render.values import Loss, NameTables, NativeFields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DEFAULT_HANDLER = [{"type": {"const": "command"}}, "command", "timeout"]
OWN = frozenset({"event", "type", "script", "skill", "description", "match", "contract"})
"""Fields of a hook that are no key of its handler: they say when it runs and what."""

_VARIABLE = lazy_pattern(r"\$\{?([A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class HookEntry:
    """One entry of a hook in a platform's file: below which keys, and what."""

    keys: KeyPath
    value: Any


def render_hook(placement: Placement, context: RenderContext) -> Rendering:
    """Return one hook in the file that its place names, or that some platforms cannot have it."""
    artifact, cell = placement.artifact, placement.writer.adapter.cells["hooks"]
    events = native_events(artifact, cell, placement.writer.adapter.names)
    script = _script(placement, context)
    type = type_of(artifact.fields)
    if type not in cell.get("types", (COMMAND,)):
        return _refused(placement, f"it has no hooks of type {type}")
    if not events:
        return _refused(placement, f"it has no hook event for {artifact.fields['event']}")
    if script is None:
        return _refused(placement, f"the skill with the script {artifact.fields['script']} is not deployed there")
    if script and "skill" not in artifact.fields and hook_runner.PACKAGE_ROOT in cell.settings:
        return _refused(placement, f"its script {script} is a file of the project: put both into a behavior")
    if _shape(cell, artifact) == "script":
        return _in_event_files(placement, context, events, script)
    try:
        return _as_entries(placement, context, events, script)
    except NoToolError as error:
        return _refused(placement, str(error))


def _refused(placement: Placement, reason: str) -> Rendering:
    return Rendering(deliveries=undeliverable(placement.artifact, placement.platforms, reason))


def _shape(cell: Cell, artifact: Artifact) -> str:
    """Return the shape of an event's hooks; a platform may write some events in another one."""
    shape: str | Mapping[str, str] = cell.get("shape", "grouped")
    if isinstance(shape, str):
        return shape
    return shape.get(str(artifact.fields["event"]), shape.get("other", "grouped"))


def _script(placement: Placement, context: RenderContext) -> str | None:
    """Return the path of a hook's script, empty when it runs a command, None when the script is not deployed."""
    fields = placement.artifact.fields
    script = fields.get("script")
    if not script:
        return ""
    folder = context.skill_folder(str(fields["skill"]), placement.writer.id) if "skill" in fields else ""
    return None if folder is None else f"{folder}/{script}" if folder else f"{context.up}{script}"


def _as_entries(placement: Placement, context: RenderContext, events: list[NativeEvent], script: str) -> Rendering:
    adapter, cell, artifact = placement.writer.adapter, placement.writer.adapter.cells["hooks"], placement.artifact
    in_one_form = hook_runner.in_one_form(artifact)
    filtered = in_one_form and hook_runner.knows_tools(cell)
    typed = str(artifact.fields.get("command", ""))
    own = hook_runner.with_own_root(typed, cell, context.up)
    if context.up and "cwd" not in artifact.fields:  # the project's command starts where it would start there
        own = f"cd {hook_runner.path_for_shell(context.up, cell).rstrip('/')} && {own}"
    command = hook_runner.path_for_shell(script, cell) if script else hook_runner.with_shell(own, cell)
    if in_one_form:
        command = hook_runner.command(placement, context.up)
    shape, entries, losses, kept = _shape(cell, artifact), list[HookEntry](), list[Loss](), set[str]()
    for event in events:
        found, lost = matchers(artifact, cell, adapter, event, filtered)
        losses += [loss for loss in lost if loss not in losses]
        for matcher in found:
            values = _values(artifact, event.name, command, matcher, len(entries) + 1, in_one_form)
            native = _handler(values, artifact, cell, adapter)
            kept |= native.taken
            losses += [loss for loss in native.losses if loss not in losses]
            entries.append(_shaped(shape, placement, event.name, native.keys, matcher))
    parts: list[OutputPart] = []
    if in_one_form:
        parts += hook_runner.runner_files(placement, context, script, ("timeout",) if "timeout" not in kept else ())
        losses += hook_runner.losses(placement)
        kept |= hook_runner.CARRIES
    foreign = hook_runner.foreign_variables(typed, cell)
    if foreign:
        losses.append(Loss("command", f"nothing sets {', '.join(foreign)} there"))
    unkept = {key: value for key, value in artifact.fields.items() if key not in OWN}
    losses += losses_of(unkept, NativeFields(taken=kept)) + _unknown(artifact, kept)
    path, has_own_file = context.path_of(placement), placement.spot.has_own_file
    parts += _own_files(placement, context, entries) if has_own_file else _shared(placement, path, entries)
    return Rendering(tuple(parts), delivered(placement, hook_runner.level(losses), path, distinct(losses)))


def _unknown(artifact: Artifact, kept: set[str]) -> list[Loss]:
    """Return the keys of a hook that nobody knows and that no rule of the platform took."""
    return [Loss(key, "unknown here") for key in artifact.extra if key not in kept]


def _values(
    artifact: Artifact, event: str, command: str, matcher: str | None, number: int, in_one_form: bool
) -> dict[str, Any]:
    """Return the canonical values of one entry; the runner sets the environment and the folder itself."""
    carried = hook_runner.CARRIES - {"timeout"} if in_one_form else frozenset()
    values = {
        key: value
        for key, value in {**artifact.extra, **artifact.fields}.items()
        if key not in carried and key not in ("match", "contract", "script", "skill")
    }
    values.update(id=artifact.id if number == 1 else f"{artifact.id}-{number}", event=event)
    if type_of(artifact.fields) == COMMAND:
        values["command"] = command
    values["header_env"] = _variables(artifact.fields.get("headers", {}).values())
    if matcher:
        values["match"] = matcher
    return values


def _variables(texts: Iterable[str]) -> list[str]:
    """Return the environment variables that texts name, each once."""
    return list(dict.fromkeys(match[1] for text in texts for match in _VARIABLE.finditer(text)))


def _handler(values: Mapping[str, Any], artifact: Artifact, cell: Cell, adapter: Adapter) -> NativeFields:
    tables = NameTables(models=adapter.table(cell, "models"), platform_names=adapter.names)
    native = apply_rules(cell.fields or field_rules(DEFAULT_HANDLER), values, tables)
    for name in adapter.names:
        native.keys.update(artifact.overrides.get(name, {}))
    return native


def _shaped(shape: str, placement: Placement, event: str, handler: dict[str, Any], matcher: str | None) -> HookEntry:
    keys = selected(placement.spot.selector, placement.artifact.id)
    if shape == "grouped":
        return HookEntry((*keys, event), {**({"matcher": matcher} if matcher else {}), "hooks": [handler]})
    return HookEntry((*keys, event) if shape == "flat" else keys, handler)


def _shared(placement: Placement, path: str, entries: Iterable[HookEntry]) -> Iterator[EntryPart]:
    """Yield the entries of a hook in a file that hooks share."""
    for entry in entries:
        yield value_part(placement, path, (*entry.keys, Value(entry.value)), entry.value)
        yield from companions(placement, path)


def _own_files(placement: Placement, context: RenderContext, entries: Iterable[HookEntry]) -> Iterator[FileOutput]:
    """Yield the file of a hook's own, companions included, and those beside it."""
    cell = placement.writer.adapter.cells["hooks"]
    content: dict[str, Any] = {
        where[1:]: value for where, value in cell.get("ensure", {}).items() if where.startswith("#")
    }
    for entry in entries:
        inner = content
        for key in entry.keys[:-1]:
            inner = inner.setdefault(key, {})
        inner.setdefault(entry.keys[-1], []).append(entry.value)
    path, owners = context.path_of(placement), (placement.artifact.named,)
    yield FileOutput(path, Content(json_text(content).encode()), False, owners, placement.platforms)
    values = {**placement.artifact.fields, "id": placement.artifact.id}
    for id in placement.platforms:
        for further in context.platforms[id].adapter.cells["hooks"].get("also", ()):
            target = _folder_of(placement, context) + further["path"]
            data = json_text(apply_rules(field_rules(further["fields"]), values, NameTables()).keys).encode()
            yield FileOutput(target, Content(data), False, owners, (id,))


def _folder_of(placement: Placement, context: RenderContext) -> str:
    """Return the folder that is the hook's own, or else the one that its file lies in, with a final slash."""
    path, template = context.path_of(placement), placement.spot.path
    parts = template.split("/")
    depth = next((number for number, part in enumerate(parts) if "{id" in part), len(parts) - 1)
    kept = depth + 1 if depth < len(parts) - 1 else depth
    return "".join(f"{part}/" for part in path.split("/")[:kept])


def _in_event_files(placement: Placement, context: RenderContext, events: list[NativeEvent], script: str) -> Rendering:
    """Return the hook as a name in the executable of each event: there is one per event, for all hooks."""
    parts: list[OutputPart] = [*hook_runner.runner_files(placement, context, script, ("timeout",))]
    losses = hook_runner.losses(placement)
    taken = NativeFields(taken=set(hook_runner.CARRIES) | {"command"})
    losses += losses_of({key: value for key, value in placement.artifact.fields.items() if key not in OWN}, taken)
    losses += _unknown(placement.artifact, taken.taken)
    deliveries: list[Delivery] = []
    for event in events:
        path = context.path_of(placement).replace("{event}", event.name)
        parts.append(hook_runner.event_file(placement, path, context.up))
        deliveries += delivered(placement, hook_runner.level(losses), path, distinct(losses))
    return Rendering(tuple(parts), tuple(deliveries))
