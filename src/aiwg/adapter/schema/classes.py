"""The part of an adapter's schema that says what keys, texts and files make a client do."""

from __future__ import annotations

from aiwg.adapter.schema.builders import STRING, Schema, either, list_of, object_of
from aiwg.artifact.kinds import KIND_OF_CELL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

CLASSES: Final = ("runs", "grants", "fetches", "restricts", "harmless")
"""What a key does: executes or starts something, widens what happens unasked, names what is read from elsewhere,
narrows, or none of these."""

DANGEROUS: Final = frozenset({"runs", "grants", "fetches"})

FORMS: Final = {
    "shell": "an exclamation mark before a code span: a command's output",
    "shell-fence": "a fence whose language begins with an exclamation mark: commands",
    "shell-braces": "an exclamation mark before braces: a command's output",
    "turbo": "a comment `// turbo` or `// turbo-all`: steps run unasked",
    "include": "@path: a file's text",
    "include-braces": "@{path}: a file's text",
    "include-file": "#[[file:path]] or #file:path: a file's text",
}
"""What a text can hold that a client acts on, by name."""

EFFECTS: Final = {
    "unasked": "done as soon as the text is used",
    "granted": "done if the user's settings or a grant allow it",
    "asks": "done after a question",
    "setting": "done if a setting allows it, which is off by default",
    "outside": "files outside the project too",
}

_KEY: Final = either(
    "a key: dots for a key inside another, * for any name; `key: [values]` for these values alone",
    STRING,
    {"type": "object", "additionalProperties": {"type": "array"}, "minProperties": 1},
)
_OF_CELL: Final = object_of(
    "effects of its keys, and syntax in its text that the client acts on",
    {
        "runs": list_of("keys that execute or start something by themselves", _KEY),
        "grants": list_of("keys that allow more without a question", _KEY),
        "fetches": list_of("keys that name an address, a package, or a file outside", _KEY),
        "restricts": list_of("keys that narrow; other values than those listed count as a grant", _KEY),
        "harmless": list_of(
            "keys with none of these effects as a plain value; keys inside them need their own class", _KEY
        ),
        "body": object_of(
            "syntax in a text that the client acts on",
            {form: {"type": "string", "description": text, "enum": list(EFFECTS)} for form, text in FORMS.items()},
        ),
    },
)
CLASSES_SCHEMA: Final[Schema] = object_of(
    "effects of keys, texts and files in the client; unknown ones need an approval",
    {
        **dict.fromkeys(KIND_OF_CELL, _OF_CELL),
        "files": list_of("names of files that it loads or runs anywhere in a deployed folder", STRING),
    },
)
