"""The YAML files of a source whose entries are artifacts: mcp.yaml, hooks.yaml and the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from aiwg.artifact import fields as canonical
from aiwg.artifact.arguments import ArgumentError
from aiwg.artifact.hook_types import wrong_for_type
from aiwg.artifact.ids import check_name, is_id, shown
from aiwg.artifact.kinds import ENTRY_ID, SETTINGS, Kind
from aiwg.artifact.model import Artifact, Origin
from aiwg.artifact.spellings import EVERY, server_id, tools_named
from aiwg.core import strict_yaml
from aiwg.core.patterns import lazy_pattern
from aiwg.core.suggest import suggest
from aiwg.findings.model import Finding
from aiwg.source.fields import check_delivery, coerce
from aiwg.source.locations import ALL, Located, restricts, unread_entries
from aiwg.source.reader import SourceFile, SourceReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PERMISSION = lazy_pattern(r"^(?P<tool>[A-Za-z_][\w-]*)(?:\((?P<argument>.*)\))?\Z", re.DOTALL)


class SettingsLoader:
    """Builds hook, server and permission artifacts of one layer; problems go to the reader."""

    def __init__(self, reader: SourceReader, layer: str) -> None:
        self.reader = reader
        self.layer = layer
        self.unread: list[Located] = []

    def load(self, file: SourceFile) -> list[Artifact]:
        """Return the artifacts in one of the YAML files; what is invalid is noted and left out."""
        before, kinds = len(self.reader.problems), SETTINGS[file.path]
        document = self._document(file)
        if document is None:
            if any(problem.level == "error" for problem in self.reader.problems[before:]):
                shown_file = self.reader.display(file.path)
                self.unread += [unread_entries(kind.name, file.path, shown_file, file.data) for kind in kinds]
            return []
        self._only_keys(file, document, [key for kind in kinds for key in kind.sections])
        return [each for kind in kinds for each in self._entries_of(kind, file, document)]

    def _entries_of(self, kind: Kind, file: SourceFile, document: strict_yaml.Document) -> Iterator[Artifact]:
        build = {"map": self._map, "list": self._list, "effects": self._effects}[kind.entries_as]
        return build(kind, file, document)

    def error(
        self, file: SourceFile, line: int | None, message: str, hint: str | None = None, entry: Located | None = None
    ) -> None:
        """Note an error in one of the files, about one entry or about the whole file."""
        about = entry.key if entry else f"{SETTINGS[file.path][0].name}/{ALL}" if file.path in SETTINGS else ""
        self.reader.error(file.path, "bad-field", message, hint, line=line, artifact=about)

    def _unread(self, kind: str, id: object, raw: object, file: SourceFile, line: int) -> Located:
        """Return where an entry stands that cannot be used, and remember it."""
        fields = raw if isinstance(raw, dict) else {}
        named = shown(id) if isinstance(id, str) and id else ALL
        limits = not isinstance(raw, dict) or restricts(kind, fields)
        entry = Located(kind, named, file.path, self.reader.display(file.path), line, named != ALL, limits)
        self.unread.append(entry)
        return entry

    def origin(self, file: SourceFile, line: int) -> Origin:
        """Return the origin of an entry."""
        return Origin(self.reader.display(file.path), self.layer, line, root=str(self.reader.root))

    def _document(self, file: SourceFile) -> strict_yaml.Document | None:
        text = self.reader.text(file)
        if text is None:
            return None
        try:
            document = strict_yaml.parse(text)
        except strict_yaml.YamlError as error:
            self.reader.error(file.path, "bad-yaml", error.reason, error.hint, line=error.line)
            return None
        if document.value is None:
            return None
        if not isinstance(document.value, dict):
            self.error(file, 1, "must be `key: value` lines")
            return None
        return document

    def _only_keys(self, file: SourceFile, document: strict_yaml.Document, keys: Sequence[str]) -> None:
        for key in document.value:
            if key not in keys:
                self.error(
                    file,
                    document.lines[(key,)],
                    f'has the unknown key "{key}"',
                    suggest(key, keys) or f"the keys are: {', '.join(keys)}",
                )

    def _part(
        self, kind: Kind | None, file: SourceFile, document: strict_yaml.Document, key: str, empty: Any, wanted: str
    ) -> Any:
        """Return what stands under a key, `empty` when nothing or something of another shape does."""
        value = document.value.get(key)
        if value is None:
            return empty
        if not isinstance(value, type(empty)):
            entry = Located(kind.name, ALL, file.path, self.reader.display(file.path)) if kind else None
            self.error(file, document.lines[(key,)], f"{key} must {wanted}", None, entry)
            return empty
        return value

    def _map(self, kind: Kind, file: SourceFile, document: strict_yaml.Document) -> Iterator[Artifact]:
        (section,) = kind.sections
        for name, raw in self._part(kind, file, document, section, {}, "map an id to its settings").items():
            line = document.lines[(section, name)]
            id = self._id_in_map(kind, file, line, name, raw)
            if id is None:
                continue
            artifact = self._entry(kind, id, raw, file, document, (section, name))
            if artifact is None:
                continue
            if kind.one_of and sum(field in artifact.fields for field in kind.one_of) != 1:
                entry = self._unread(kind.name, name, raw, file, line)
                wanted = " or ".join(f"a {field}" for field in kind.one_of)
                either = f"either {wanted}" if len(kind.one_of) > 1 else kind.one_of[0]
                self.error(file, line, f'the {kind.entry} "{shown(name)}" needs {either}', None, entry)
                continue
            yield artifact

    def _id_in_map(self, kind: Kind, file: SourceFile, line: int, name: str, raw: Any) -> str | None:
        """Return the id of an entry; a name as registries give it becomes one that every client takes."""
        id = server_id(name).lstrip("_") if kind.id_pattern == ENTRY_ID else name
        if not re.match(kind.id_pattern, id) or check_name(id) is not None or not name.isprintable():
            entry = self._unread(kind.name, name, raw, file, line)
            message = f'the {kind.entry} id "{shown(name)}" is not usable'
            self.error(file, line, message, kind.id_hint, entry)
            return None
        if id != name:
            message = f'the {kind.entry} "{shown(name)}" is written as "{id}": some clients refuse its characters'
            problem = Finding(
                "server-name", "info", message, self.reader.display(file.path), line, hint=f"name it {id}"
            )
            self.reader.problems.append(problem)
        return id

    def _list(self, kind: Kind, file: SourceFile, document: strict_yaml.Document) -> Iterator[Artifact]:
        (section,) = kind.sections
        for index, raw in enumerate(self._part(kind, file, document, section, [], "be a list")):
            line = document.lines[(section, index)]
            if not isinstance(raw, dict) or not isinstance(raw.get("id"), str) or not is_id(raw["id"]):
                message = f"each {kind.entry} needs an id of lower-case letters, digits and hyphens"
                entry = self._unread(kind.name, raw.get("id") if isinstance(raw, dict) else None, raw, file, line)
                self.error(file, line, message, "id: format-on-save", entry)
                continue
            artifact = self._entry(kind, raw["id"], raw, file, document, (section, index))
            if artifact is not None and self._event_is_known(file, document, index, artifact):
                yield artifact

    def _event_is_known(self, file: SourceFile, document: strict_yaml.Document, index: int, hook: Artifact) -> bool:
        fields = hook.fields
        reason = wrong_event(fields)
        if reason is None and "script" in fields:
            reason = "script: works only in a behavior, next to its script file", "write: command: ./scripts/check.sh"
        if reason is not None:
            here = ("hooks", index)
            entry = self._unread("hook", hook.id, dict(fields), file, document.lines[here])
            self.error(file, document.lines.get((*here, "event"), document.lines[here]), *reason, entry)
        return reason is None

    def _effects(self, kind: Kind, file: SourceFile, document: strict_yaml.Document) -> Iterator[Artifact]:
        for effect in kind.sections:
            for index, pattern in enumerate(self._part(kind, file, document, effect, [], "be a list of patterns")):
                line = document.lines[(effect, index)]
                filters = coerce(kind.name, {})
                if isinstance(pattern, dict) and "pattern" in pattern:
                    filters = coerce(kind.name, {key: value for key, value in pattern.items() if key != "pattern"})
                    check_delivery(kind.name, filters)
                    pattern = pattern["pattern"]
                unknown = [*(message for _, message, _ in filters.wrong), *filters.fields, *filters.extra]
                try:
                    if unknown:
                        raise ArgumentError("accepts only a pattern and platforms", "{pattern: ..., platforms: [...]}")
                    found = permissions_of(pattern)
                except ArgumentError as error:
                    self.error(file, line, f'"{shown(str(pattern))}" {error}', error.hint)
                    continue
                for fields in found:
                    named = pattern if len(found) == 1 else fields["pattern"]
                    fields = {"effect": effect, **fields, "pattern": named}
                    yield Artifact(
                        kind.name,
                        f"{effect} {named}",
                        self.origin(file, line),
                        fields,
                        include=filters.include,
                        exclude=filters.exclude,
                    )

    def _entry(
        self,
        kind: Kind,
        name: str,
        raw: Any,
        file: SourceFile,
        document: strict_yaml.Document,
        here: tuple[str | int, ...],
    ) -> Artifact | None:
        """Return the artifact of one entry, which stands at the path `here` of the document."""
        line = document.lines[here]
        if kind.short_for and isinstance(raw, str | bool | int | float):
            raw = {kind.short_for: raw}
        if not isinstance(raw, dict):
            entry = self._unread(kind.name, name, raw, file, line)
            self.error(file, line, f'"{name}" must be `key: value` lines', None, entry)
            return None
        coerced = coerce(kind.name, raw)
        check_delivery(kind.name, coerced)
        if coerced.wrong:
            entry = self._unread(kind.name, name, {**raw, **coerced.fields}, file, line)
            for key, message, hint in coerced.wrong:
                self.error(file, document.lines.get((*here, key), line), f'{message} (in "{name}")', hint, entry)
            return None
        coerced.fields.pop("id", None)
        return Artifact(
            kind.name,
            name,
            self.origin(file, line),
            coerced.fields,
            extra=coerced.extra,
            overrides=coerced.overrides,
            include=coerced.include,
            exclude=coerced.exclude,
            delivery=coerced.delivery,
        )


def permissions_of(pattern: object) -> list[dict[str, str]]:
    """Return tool, argument if there is one, and pattern of each permission that a text stands for.

    Raises ArgumentError.
    """
    hint = 'write it as "bash(git *)" or "read(.env)"'
    names = tools_named(pattern) if isinstance(pattern, str) and pattern.isprintable() and pattern.strip() else []
    if EVERY in names:
        raise ArgumentError("means every tool: no platform has one permission for that", "name the tools")
    found = []
    for name in names:
        match = _PERMISSION.match(name)
        if not match:
            raise ArgumentError("is not a permission", hint)
        fields = {"tool": match["tool"], "pattern": name}
        found.append(fields if match["argument"] is None else {**fields, "argument": match["argument"]})
    if not found:
        raise ArgumentError("is not a permission", hint)
    return found


def wrong_event(fields: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong with a hook's event, command or script and a hint, or None."""
    event = str(fields.get("event", ""))
    if not event:
        return (
            "a hook needs an event",
            "the portable ones: tool_before, tool_after, stop, session_start, prompt_submit, session_end",
        )
    if ":" not in event and event not in canonical.EVENTS:
        hint = suggest(event, canonical.EVENTS) or "an event of one platform is written platform:Name"
        return f'unknown event "{event}"', hint
    return wrong_for_type(fields)
