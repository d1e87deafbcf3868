"""The schema of what a platform refuses, has left behind, and can be asked: facts that only doctor reads."""

from __future__ import annotations

from typing import Final

from aiwg.adapter.schema.builders import STRING, Schema, either, list_of, map_of, object_of, text
from aiwg.artifact.kinds import KIND_OF_CELL

TYPES: Final = ["text", "list", "map", "number", "flag", "slug", "hex"]
FLAG: Final[Schema] = {"type": "boolean"}

REFUSES: Final = object_of(
    "reasons for the platform to refuse a file, as seen in the client or in its code; leave out unknown ones",
    {
        "without": list_of("required native keys, with a value", STRING),
        "unknown": {**FLAG, "description": "true: a key outside `fields` and `accepts` rejects the file"},
        "knows": list_of("further native keys of the platform; aiwg never writes them", STRING),
        "types": map_of(
            "the valid values of a native key: a type, or a list of values",
            either("", {"type": "string", "enum": TYPES}, {"type": "array", "items": STRING}),
        ),
        "schema": text(
            "name of the JSON Schema in the adapter's schema.yaml for the frontmatter, or for the whole settings file"
        ),
        "bare": {**FLAG, "description": "true: a file without frontmatter is refused"},
        "mark": {**FLAG, "description": "true: a byte order mark rejects the file"},
        "slips": {**FLAG, "description": "true: frontmatter that is not valid YAML rejects the file"},
        "long": {**FLAG, "description": "true: a value beyond a limit rejects the file; else it is cut"},
        "comments": {**FLAG, "description": "true: a comment in JSON rejects the file"},
        "counts": {
            **FLAG,
            "description": "true: a refused file still hides others of its name",
        },
        "reach": text("the part that fails: the file alone (default), or the whole client", enum=["file", "client"]),
    },
)
LEGACY: Final = list_of(
    "places of earlier versions that people still have",
    object_of(
        "a place of earlier versions",
        {
            "path": text("a path; * means part of a name"),
            "use": text("the path to use instead"),
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
