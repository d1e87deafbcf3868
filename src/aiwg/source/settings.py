"""The three YAML files of a source: mcp.yaml, hooks.yaml and permissions.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aiwg.artifact import fields as canonical
from aiwg.artifact.arguments import ArgumentError
from aiwg.artifact.ids import check_name, is_id, shown
from aiwg.artifact.model import Artifact, Origin
from aiwg.artifact.spellings import EVERY, server_id, tools_named
from aiwg.findings.model import Finding
from aiwg.source import strict_yaml
from aiwg.source.fields import coerce
from aiwg.source.locations import ALL, Located, restricts, unread_entries
from aiwg.source.reader import SourceFile, SourceReader
from aiwg.suggest import suggest

FILES = ("mcp.yaml", "hooks.yaml", "permissions.yaml")
EFFECTS = ("allow", "ask", "deny")
_PERMISSION = re.compile(r"^(?P<tool>[A-Za-z_][\w-]*)(?:\((?P<argument>.*)\))?\Z", re.DOTALL)
KIND_OF: dict[str, str] = {"mcp.yaml": "mcp_server", "hooks.yaml": "hook", "permissions.yaml": "permission"}
SERVER_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")


class SettingsLoader:
    """Builds hook, server and permission artifacts of one layer; problems go to the reader."""

    def __init__(self, reader: SourceReader, layer: str) -> None:
        self.reader = reader
        self.layer = layer
        self.unread: list[Located] = []

    def load(self, file: SourceFile) -> list[Artifact]:
        """Return the artifacts in one of the three files; what is invalid is noted and left out."""
        before = len(self.reader.problems)
        document = self._document(file)
        if document is None:
            if any(problem.level == "error" for problem in self.reader.problems[before:]):
                self.unread.append(
                    unread_entries(KIND_OF[file.path], file.path, self.reader.display(file.path), file.data)
                )
            return []
        build = {"mcp.yaml": self._servers, "hooks.yaml": self._hooks, "permissions.yaml": self._permissions}[file.path]
        return list(build(file, document))

    def error(
        self, file: SourceFile, line: int | None, message: str, hint: str | None = None, entry: Located | None = None
    ) -> None:
        """Note an error in one of the files, about one entry or about the whole file."""
        about = entry.key if entry else f"{KIND_OF[file.path]}/{ALL}" if file.path in KIND_OF else ""
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
        return Origin(self.reader.display(file.path), self.layer, line)

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

    def _only_key(self, file: SourceFile, document: strict_yaml.Document, *keys: str) -> None:
        for key in document.value:
            if key not in keys:
                self.error(
                    file,
                    document.lines[(key,)],
                    f'has the unknown key "{key}"',
                    suggest(key, keys) or f"the keys are: {', '.join(keys)}",
                )

    def _part(self, file: SourceFile, document: strict_yaml.Document, key: str, empty: Any, wanted: str) -> Any:
        """Return what stands under a key, `empty` when nothing or something of another shape does."""
        value = document.value.get(key)
        if value is None:
            return empty
        if not isinstance(value, type(empty)):
            self.error(file, document.lines[(key,)], f"{key} must {wanted}")
            return empty
        return value

    def _servers(self, file: SourceFile, document: strict_yaml.Document) -> Iterator[Artifact]:
        self._only_key(file, document, "servers")
        for name, raw in self._part(file, document, "servers", {}, "map an id to its settings").items():
            line = document.lines[("servers", name)]
            id = self._server_id(file, line, name, raw)
            if id is None:
                continue
            artifact = self._entry("mcp_server", id, raw, file, document, ("servers", name))
            if artifact is None:
                continue
            if ("command" in artifact.fields) == ("url" in artifact.fields):
                entry = self._unread("mcp_server", name, raw, file, line)
                self.error(file, line, f'the server "{name}" needs either a command or a url', None, entry)
                continue
            yield artifact

    def _server_id(self, file: SourceFile, line: int, name: str, raw: Any) -> str | None:
        """Return the id of a server; a name as registries give it becomes one that every client takes."""
        id = server_id(name).lstrip("_")
        if not SERVER_ID.match(id) or check_name(id) is not None or not name.isprintable():
            entry = self._unread("mcp_server", name, raw, file, line)
            message = f'the server id "{shown(name)}" is not usable'
            self.error(file, line, message, "use letters, digits, - and _", entry)
            return None
        if id != name:
            message = f'the server "{shown(name)}" is written as "{id}": not every client takes its characters'
            problem = Finding(
                "server-name", "info", message, self.reader.display(file.path), line, hint=f"name it {id}"
            )
            self.reader.problems.append(problem)
        return id

    def _hooks(self, file: SourceFile, document: strict_yaml.Document) -> Iterator[Artifact]:
        self._only_key(file, document, "hooks")
        for index, raw in enumerate(self._part(file, document, "hooks", [], "be a list")):
            line = document.lines[("hooks", index)]
            if not isinstance(raw, dict) or not isinstance(raw.get("id"), str) or not is_id(raw["id"]):
                message = "each hook needs an id of lower-case letters, digits and hyphens"
                entry = self._unread("hook", raw.get("id") if isinstance(raw, dict) else None, raw, file, line)
                self.error(file, line, message, "id: format-on-save", entry)
                continue
            artifact = self._entry("hook", raw["id"], raw, file, document, ("hooks", index))
            if artifact is not None and self._event_is_known(file, document, index, artifact):
                yield artifact

    def _event_is_known(self, file: SourceFile, document: strict_yaml.Document, index: int, hook: Artifact) -> bool:
        fields = hook.fields
        reason = wrong_event(fields)
        if reason is None and "script" in fields:
            reason = "script: belongs to a behavior, which brings its script along", "here: command: ./scripts/check.sh"
        if reason is not None:
            here = ("hooks", index)
            entry = self._unread("hook", hook.id, dict(fields), file, document.lines[here])
            self.error(file, document.lines.get((*here, "event"), document.lines[here]), *reason, entry)
        return reason is None

    def _permissions(self, file: SourceFile, document: strict_yaml.Document) -> Iterator[Artifact]:
        self._only_key(file, document, *EFFECTS)
        for effect in EFFECTS:
            for index, pattern in enumerate(self._part(file, document, effect, [], "be a list of patterns")):
                line = document.lines[(effect, index)]
                try:
                    found = permissions_of(pattern)
                except ArgumentError as error:
                    self.error(file, line, f'"{shown(str(pattern))}" {error}', error.hint)
                    continue
                for fields in found:
                    named = pattern if len(found) == 1 else fields["pattern"]
                    fields = {"effect": effect, **fields, "pattern": named}
                    yield Artifact("permission", f"{effect} {named}", self.origin(file, line), fields)

    def _entry(
        self,
        kind: str,
        name: str,
        raw: Any,
        file: SourceFile,
        document: strict_yaml.Document,
        here: tuple[str | int, ...],
    ) -> Artifact | None:
        """Return the artifact of one entry, which stands at the path `here` of the document."""
        line = document.lines[here]
        if not isinstance(raw, dict):
            entry = self._unread(kind, name, raw, file, line)
            self.error(file, line, f'"{name}" must be `key: value` lines', None, entry)
            return None
        coerced = coerce(kind, raw)
        if coerced.wrong:
            entry = self._unread(kind, name, {**raw, **coerced.fields}, file, line)
            for key, message, hint in coerced.wrong:
                self.error(file, document.lines.get((*here, key), line), f'{message} (in "{name}")', hint, entry)
            return None
        coerced.fields.pop("id", None)
        return Artifact(
            kind,
            name,
            self.origin(file, line),
            coerced.fields,
            extra=coerced.extra,
            overrides=coerced.overrides,
            include=coerced.include,
            exclude=coerced.exclude,
        )


def permissions_of(pattern: object) -> list[dict[str, str]]:
    """Return tool, argument if there is one, and pattern of each permission that a text stands for.

    Raises ArgumentError.
    """
    hint = 'write it as "bash(git *)" or "read(.env)"'
    names = tools_named(pattern) if isinstance(pattern, str) and pattern.isprintable() and pattern.strip() else []
    if EVERY in names:
        raise ArgumentError("stands for every tool: no platform has that as one permission", "name the tools")
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
        return f'there is no event "{event}"', hint
    if not fields.get("command") and not fields.get("script"):
        return "a hook needs a command", "command: ./scripts/check.sh"
    return None
