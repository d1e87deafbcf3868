"""The schema of layout.yaml: that of an adapter's kinds, and what only the source of another tool has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from aiwg.adapter.model import Cell
from aiwg.adapter.paths import PathError, UnsafePathError, parse_path
from aiwg.adapter.schema.builders import STRING, Schema, either, list_of, map_of, object_of, text
from aiwg.adapter.schema.document import CELL, EVIDENCE, MODEL_TABLE, PLACE, TEXT, TOOL_TABLE
from aiwg.artifact.kinds import KIND_OF_CELL
from aiwg.core import strict_yaml
from aiwg.core.shape import Path as Where
from aiwg.core.shape import Violation, check_shape
from aiwg.findings.model import Finding
from aiwg.findings.violations import problems_of
from aiwg.importing.layouts.find import FILE, layout_from

CODE: Final = "bad-layout"
_PATHS: Final = {"type": "array", "items": STRING}
_WHERE: Final = map_of("keys of a frontmatter and the values that they have; `present` is any value")
_DROPS: Final = map_of(
    "keys that aiwg drops, each with the reason; null for one that the kind of the file implies",
    {"type": ["string", "null"]},
)
_CELL_KEYS: Final[Schema] = {
    **CELL["properties"],
    "except": list_of("globs of paths that are not artifacts of this kind", STRING),
    "where": list_of("a file is of this kind if its frontmatter is like one of these", _WHERE),
    "skips": list_of(
        "files that aiwg does not import",
        object_of("such files", {"where": _WHERE, "why": text("the reason, for people")}, ("where", "why")),
    ),
    "drops": _DROPS,
    "folder_in": text("dotted key that names the folder of the project that the text is for"),
    "bare": {"type": "boolean", "description": "true: the key of a document around all entries may be missing"},
}
_CELL: Final = object_of("the folders of a kind, and the form of its files", _CELL_KEYS, ("reads",))
_KINDS: Final[Schema] = {
    cell: either(f"{cell}: a mapping, or just its places", {"type": "array", "items": PLACE}, _CELL)
    for cell in KIND_OF_CELL
}
_TARGETS: Final = object_of(
    "the way a file names its tools",
    {
        "key": text("key of a frontmatter with their names"),
        "every": list_of("names that mean all of them", STRING),
        "names": map_of("the tool's name of a platform, to its id; null for one that aiwg does not know"),
        "sections": {"type": "boolean", "description": "true: a key with the name of a tool is for that tool alone"},
    },
    ("key",),
)
_PACKAGES: Final = object_of(
    "several packages in one tree: listed by an index, or each in a folder with a file that marks it",
    {
        "index": {**_PATHS, "description": "files that list the packages; the first one that exists counts"},
        "list": text("key of the list in it"),
        "folder": text("key of an entry with the folder of the package; another value than a text means another place"),
        "below": text("dotted key of the folder that such folders begin in"),
        "layouts": list_of("ids of the layouts that a package may have, the first where none is marked", STRING),
        "at": list_of("globs of folders", STRING),
        "marked": text("name of the file that makes a folder a package"),
    },
)
_MANIFEST: Final = object_of(
    "the file that describes a package",
    {
        "path": {**_PATHS, "description": "its path; the first one that exists counts"},
        "name": text("key of the package's name, `name` by default"),
        "parts": map_of("key that names further places of a kind, or contains its entries, to the kind", STRING),
        "replaces": list_of("kinds whose usual places do not count when the manifest names some", STRING),
        "not_taken": map_of("dotted key to a description of content that aiwg drops", STRING),
    },
    ("path",),
)
_GENERATED: Final = object_of(
    "how files that the tool generated are recognised",
    {
        "starts": list_of("texts that such a file begins with", STRING),
        "holds": list_of("texts near the start of such a file", STRING),
        "joins": text("line before each part of a file that is made of several, with {path}"),
        "front": text("value of `generated_by` in a frontmatter, the layout's id by default"),
        "ignored": object_of(
            "block of an ignore file", dict.fromkeys(("file", "from", "to"), STRING), ("file", "from", "to")
        ),
        "locks": list_of(
            "the tool's own records", object_of("a record", {"path": STRING, "lists": _PATHS}, ("path", "lists"))
        ),
    },
)
_BEHAVIORS: Final = object_of(
    "behaviors in the form of events and actions",
    {
        "reads": list_of("their folders", STRING),
        "events": map_of(
            "event of the tool to a hook",
            object_of(
                "a hook",
                {"event": STRING, "match": list_of("tools", STRING), "only": text("its limits, for people")},
                ("event",),
            ),
        ),
    },
    ("reads", "events"),
)
_NOT_TAKEN: Final = object_of(
    "known files that aiwg drops, or keys of a document",
    {
        "path": text("glob"),
        "what": text("the message about them"),
        "keys_but": list_of("in a document: every key but these", STRING),
    },
    ("path", "what"),
)
_VARIABLE: Final = object_of(
    "variables by which hooks name files of their package: such hooks become a behavior",
    {
        "names": list_of("variables for the package's folder", STRING),
        "data": list_of("variables for a folder that the package writes to", STRING),
        "project": text("variable for the project's folder"),
    },
    ("names",),
)

SCHEMA: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "aiwg layout",
    **object_of(
        "the layout of the source of another tool",
        {
            "name": text("the tool or the format, for people"),
            "docs": text("its documentation"),
            "evidence": EVIDENCE,
            "rank": {"type": "integer", "minimum": 0, "description": "of two layouts that fit, the lower one counts"},
            "marker": list_of("globs of which one is enough for a tree to have this layout", STRING),
            "says": map_of("keys of the marking document, and how their values begin", STRING),
            "project": list_of("folders and files of it in a project; without it, only a named folder has it", STRING),
            "canonical": {"type": "boolean", "description": "true: a source of aiwg, used as it is"},
            "like": text("id of the platform whose forms it has"),
            "unknown_keys": text("id of the platform that keys belong to which no rule knows"),
            "unwrap": list_of("dotted keys whose own keys are read as if they were next to them", STRING),
            "targets": _TARGETS,
            "packages": _PACKAGES,
            "manifest": _MANIFEST,
            "behaviors": _BEHAVIORS,
            "root_variable": _VARIABLE,
            "generated": _GENERATED,
            "not_taken": list_of("reported and dropped content", _NOT_TAKEN),
            "tools": TOOL_TABLE,
            "models": MODEL_TABLE,
            "text": TEXT,
            **_KINDS,
        },
        ("name", "docs", "evidence", "rank", "marker"),
    ),
}


def check_layout(id: str, folder: Path, source: str) -> list[Finding]:
    """Return all that is wrong with the text of a layout.yaml, each with its line."""
    file = str(folder / FILE)
    try:
        document = strict_yaml.parse(source)
    except strict_yaml.YamlError as error:
        return [Finding("bad-yaml", "error", error.reason, file, error.line, hint=error.hint)]
    problems = problems_of(file, check_shape(document.value, SCHEMA), document.lines, CODE)
    if not problems:
        problems = problems_of(file, _check_paths(document.value), document.lines, CODE)
    if not problems:
        try:
            cells = layout_from(id, folder, document.value).make().cells
        except (PathError, KeyError) as error:
            return [Finding(CODE, "error", f"cannot be used: {error}", file, 1)]
        problems = problems_of(file, _check_places(cells), document.lines, CODE)
    return problems


def _check_places(cells: Mapping[str, Cell]) -> Iterator[Violation]:
    """Yield the places of kinds that lie in no tree."""
    for kind, cell in cells.items():
        for place in cell.reads:
            if place.spec.anchor:
                yield (kind, "reads"), f'"{place.spec.text}" is not in the tree', "write the path from its root"


def _check_paths(data: Mapping[str, Any]) -> Iterator[Violation]:
    """Yield the paths of a layout that cannot be understood or lead out of a tree."""
    for where, path in _paths(data):
        try:
            spec = parse_path(path)
        except (PathError, UnsafePathError) as error:
            yield where, str(error), None
            continue
        if spec.anchor:
            yield where, f'"{path}" is not in the tree', "write the path from its root"


def _paths(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    yield from ((("marker", number), each) for number, each in enumerate(data["marker"]))
    yield from ((("project", number), each) for number, each in enumerate(data.get("project", ())))
    yield from ((("not_taken", number), each["path"]) for number, each in enumerate(data.get("not_taken", ())))
    for key in ("index", "at"):
        yield from ((("packages", key), each) for each in (data.get("packages") or {}).get(key, ()))
    yield from ((("manifest", "path"), each) for each in (data.get("manifest") or {}).get("path", ()))
    yield from ((("behaviors", "reads"), each) for each in (data.get("behaviors") or {}).get("reads", ()))
