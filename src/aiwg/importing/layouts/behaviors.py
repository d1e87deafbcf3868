"""Hooks that run files of their package: they arrive as a behavior, which brings these files along."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiwg.artifact.ids import check_name, slug
from aiwg.artifact.model import Artifact, Asset
from aiwg.core.dataclass import dataclass, replace
from aiwg.importing.layouts.manifest import PackageParts
from aiwg.importing.layouts.own_runner import unpack_own_hooks
from aiwg.importing.layouts.tree import HeldTree
from aiwg.importing.model import CHANGED, KEPT, NOT_LOADED, UNREAD, Draft, KeyNote, NativeReading
from aiwg.importing.native.assets import MOST_BYTES, MOST_FILES
from aiwg.source.reader import is_clutter

RUN = "run"
"""The folder of a behavior with a script for each hook, which says where the files of its package lie."""

_PATH = re.compile(r"[\"']?/([\w.@/-]*[\w-])")


def with_behaviors(reading: NativeReading, parts: PackageParts, tree: HeldTree) -> NativeReading:
    """Return a reading with the hooks that run files of their package as one behavior.

    Servers that start a file of their package are left out, as their program does not come along.
    """
    rules: Mapping[str, Any] = parts.package.layout.data.get("root_variable") or {}
    if not rules:
        return reading
    variable = _pattern([*rules["names"], *rules.get("data", ())])
    kept, hooks, notes = list[Draft](), list[Draft](), list(reading.notes)
    for draft in reading.drafts:
        if draft.artifact.kind == "hook" and variable.search(str(draft.artifact.fields.get("command", ""))):
            hooks.append(draft)
        elif draft.artifact.kind == "mcp_server" and _is_of_package(draft.artifact, variable):
            notes += _not_taken(draft)
        else:
            kept.append(_with_mentions(draft, variable))
    unpacked = unpack_own_hooks(hooks, kept, parts, tree)
    kept = list(unpacked.others)
    if unpacked.hooks:
        made = _behavior(unpacked.hooks, parts, tree, variable, rules)
        kept += made.drafts
        notes += made.notes
    return NativeReading(tuple(kept), tuple(notes))


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, names))
    return re.compile(rf"\$(?:\{{(?:{listed})(?::[-=?+][^{{}}]*)?\}}|(?:{listed})\b)")


def _is_of_package(artifact: Artifact, variable: re.Pattern[str]) -> bool:
    """Say whether a server is started from a file of its package."""
    said = [artifact.fields.get(key) for key in ("command", "args", "cwd", "env")]
    command = str(artifact.fields.get("command", ""))
    return variable.search(repr(said)) is not None or command.startswith(("./", "../"))


def _not_taken(draft: Draft) -> Iterator[KeyNote]:
    for native in draft.natives:
        yield native.note(NOT_LOADED, "starts a program of its package, which aiwg does not import")


def _with_mentions(draft: Draft, variable: re.Pattern[str]) -> Draft:
    """Return a draft with a note where its text names files of its package, which only the package has."""
    found = variable.search(draft.artifact.body)
    if found is None:
        return draft
    note = draft.native.note(CHANGED, f"names files of its package by {found[0]}, which only a plugin has", "body")
    return replace(draft, notes=(*(each for each in draft.notes if each.key != "body"), note))


def _behavior(
    hooks: Sequence[Draft], parts: PackageParts, tree: HeldTree, variable: re.Pattern[str], rules: Mapping[str, Any]
) -> NativeReading:
    """Return the behavior of a package, and notes about hooks that run what is not there."""
    base, paths, entries, notes = parts.package.base, dict[str, None](), list[dict[str, Any]](), list[KeyNote]()
    scripts, runner = list[Asset](), _Runner(rules, slug(parts.name) or "plugin")
    for draft in hooks:
        command = str(draft.artifact.fields["command"])
        named = [posixpath.normpath(path) for path in _named(command, variable)]
        missing = [path for path in named if not _is_there(tree, base, path)]
        if missing:
            notes.append(draft.native.note(UNREAD, f"runs {missing[0]}, which is not in its package"))
            continue
        paths.update(dict.fromkeys(_with_neighbours(tree, parts, named)))
        event = slug(str(draft.artifact.fields["event"]).rpartition(":")[2].replace("_", "-")) or "hook"
        script = f"{RUN}/{event}-{len(entries) + 1}.sh"
        scripts.append(Asset(script, runner.text(command).encode("utf-8", "surrogatepass"), True))
        entries.append(_entry(draft, script))
    if not entries:
        return NativeReading(notes=tuple(notes))
    brought = [Asset(path[len(base) :], file.data, file.executable) for path in paths if (file := tree.get(path))]
    if len(brought) > MOST_FILES or sum(len(asset.data) for asset in brought) > MOST_BYTES:
        notes.append(hooks[0].native.note(UNREAD, "runs more files of its package than aiwg can import"))
        return NativeReading(notes=tuple(notes))
    artifact = _artifact(hooks[0], parts, entries, [*scripts, *brought])
    first = replace(hooks[0].native, entry="", value=None)
    more = [replace(first, path=path, shown=path, names=()) for path in paths]
    told = [first.note(KEPT), *(note for draft in hooks for note in draft.notes)]
    return NativeReading((Draft(artifact, (first, *more), tuple(told)),), tuple(notes))


def _named(command: str, variable: re.Pattern[str]) -> Iterator[str]:
    """Yield the paths in a package that a command names."""
    for match in variable.finditer(command):
        path = _PATH.match(command, match.end())
        if path is not None:
            yield path[1]


def _is_there(tree: HeldTree, base: str, path: str) -> bool:
    if path == ".." or path.startswith("../"):
        return False
    full = f"{base}{path}"
    return full in tree or bool(tree.below(f"{full}/"))


def _with_neighbours(tree: HeldTree, parts: PackageParts, named: Sequence[str]) -> Iterator[str]:
    """Yield the files that hooks run, and those below the same folder of the package: scripts use each other.

    A hook that names no file may use any, but those that are parts of the package by themselves.
    """
    base = parts.package.base
    taken = {str(place.spec.rest).partition("/")[0] for cell in parts.cells.values() for place in cell.reads}
    for path in tree.below(base):
        inside = path[len(base) :]
        if any(is_clutter(name) or check_name(name) is not None for name in inside.split("/")):
            continue
        if tree.get(path) is None or inside.endswith(("/hooks.json", ".md")):
            continue
        top = inside.partition("/")[0]
        for each in named:
            first, slash, _ = each.partition("/")
            folder = posixpath.dirname(each) if first in taken - {"hooks"} else first
            if inside == each or (slash and inside.startswith(f"{folder}/")):
                yield path
                break
        else:
            if not named and top not in taken and "/" in inside:
                yield path


@dataclass(frozen=True, slots=True)
class _Runner:
    """Writes the scripts that run hooks where the files of their package lie, with the variables that they know."""

    rules: Mapping[str, Any]
    package: str

    def text(self, command: str) -> str:
        """Return the script for one command."""
        lines = ["#!/bin/sh", "# Runs a hook of a plugin where its files lie. Written by aiwg."]
        first, *others = self.rules["names"]
        lines.append(f'{first}=$(cd "$(dirname "$0")/.." && pwd) || exit 1')
        lines += [f"{name}=${first}" for name in others]
        for name in self.rules.get("data", ()):
            lines.append(f"{name}=${{XDG_DATA_HOME:-$HOME/.local/share}}/aiwg/plugins/{self.package}")
        if project := self.rules.get("project"):
            lines.append(f': "${{{project}:=$PWD}}"')
        exported = [*self.rules["names"], *self.rules.get("data", ()), *([project] if project else [])]
        return "\n".join([*lines, f"export {' '.join(exported)}", command, ""])


def _entry(draft: Draft, script: str) -> dict[str, Any]:
    """Return a hook as an entry of a behavior; what it is told and answers is its platform's own, as before."""
    artifact = draft.artifact
    left = {key: value for key, value in artifact.fields.items() if key not in ("id", "event", "command", "type")}
    entry = {"event": artifact.fields["event"], **left, "script": script, "contract": "native"}
    if artifact.overrides:
        entry["overrides"] = {name: dict(fields) for name, fields in artifact.overrides.items()}
    return entry


def _artifact(first: Draft, parts: PackageParts, entries: list[dict[str, Any]], assets: list[Asset]) -> Artifact:
    name = parts.name or "plugin"
    id = f"{(slug(name) or 'plugin')[:56].rstrip('-')}-hooks"
    said = f"Hooks of the plugin {name}, which run by themselves."
    description = f"{said} {parts.description}"[:1024] if parts.description else said
    body = (
        f"# Hooks of {name}\n\nThese hooks run by themselves when something happens. There is nothing to do by hand.\n"
    )
    fields = {"description": description, "hooks": entries}
    ordered = tuple(sorted({asset.path: asset for asset in assets}.values(), key=lambda asset: asset.path))
    return Artifact("behavior", id, first.artifact.origin, fields, body, ordered)
