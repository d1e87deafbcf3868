"""The schema of what a platform refuses, has left behind, and can be asked: facts that only doctor reads."""

from __future__ import annotations

from typing import Final

from aiwg.adapter.schema.builders import STRING, Schema, either, list_of, map_of, object_of, text
from aiwg.artifact.kinds import KIND_OF_CELL

TYPES: Final = ["text", "list", "map", "number", "flag", "slug", "hex"]
FLAG: Final[Schema] = {"type": "boolean"}

REFUSES: Final = object_of(
    "what makes the platform refuse a file, as it was seen or read in its code; what nobody knows is left out",
    {
        "without": list_of("native keys that have to be there, with a value", STRING),
        "unknown": {**FLAG, "description": "true: a key outside `fields` and `accepts` rejects the file"},
        "knows": list_of("further native keys that are known there; we never write them", STRING),
        "types": map_of(
            "what the value of a native key has to be: a type, or the list of values",
            either("", {"type": "string", "enum": TYPES}, {"type": "array", "items": STRING}),
        ),
        "schema": text(
            "name in the adapter's schema.yaml of the JSON Schema that the frontmatter, or the whole settings file, has"
            " to fit"
        ),
        "bare": {**FLAG, "description": "true: a file without frontmatter is refused"},
        "mark": {**FLAG, "description": "true: a byte order mark rejects the file"},
        "slips": {**FLAG, "description": "true: frontmatter that is not valid YAML rejects the file"},
        "long": {**FLAG, "description": "true: what is over a limit rejects the file; else it is cut"},
        "comments": {**FLAG, "description": "true: a comment in JSON rejects the file"},
        "counts": {
            **FLAG,
            "description": "true: a file that is refused stands before others of its name all the same",
        },
        "reach": text("how far it goes: the file alone (default), or the whole client", enum=["file", "client"]),
    },
)
LEGACY: Final = list_of(
    "places of earlier versions that people still have",
    object_of(
        "a place of earlier versions",
        {
            "path": text("a path; * stands for part of a name"),
            "use": text("what to use instead"),
            "gone": {**FLAG, "description": "true: it is not read any more; else it still is"},
        },
        ("path", "use"),
    ),
)
LISTING: Final = list_of(
    "commands of the client that list what it loads, offline and without starting anything",
    object_of(
        "a listing",
        {
            "command": list_of("command and arguments, run in the project's folder", STRING),
            "kinds": list_of("kinds whose ids it prints", {"type": "string", "enum": sorted(KIND_OF_CELL)}),
            "seconds": {"type": "integer", "description": "how long it may take; 20 by default"},
        },
        ("command", "kinds"),
    ),
)
