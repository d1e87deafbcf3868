"""The schema of what hooks and permissions need beside places and fields."""

from __future__ import annotations

from typing import Final

from aiwg.adapter.schema.builders import STRING, Schema, either, list_of, map_of, object_of, text
from aiwg.artifact.fields import EVENTS
from aiwg.artifact.hook_types import NEEDS

SHAPES: Final = [
    "grouped",
    "flat",
    "list",
    "script",
    "lists",
    "tool-map",
    "tool-lists",
    "rules",
    "commands",
    "starlark",
    "prefix-rules",
]
ANSWERS: Final[Schema] = {
    # what a script gets and how it blocks differs by platform, so the runner of docs/hooks.md needs it as data
    "payload": object_of(
        "keys of a hook's input, as dotted paths; the first that exists counts. A missing one has the usual name"
        " (tool_name, tool_input, prompt, session_id, cwd), so {} means: as usual",
        {
            name: either(f"the key of {name}", STRING, {"type": "array", "items": STRING})
            for name in ("tool", "input", "command", "path", "prompt", "output", "session", "cwd", "project")
        },
    ),
    "block": object_of(
        "how a hook blocks an event: an exit code with the reason on stderr, or a JSON answer with {text} for it",
        {event: either("exit code or answer", {"type": "integer"}, {"type": "object"}) for event in sorted(EVENTS)},
    ),
    "pass": object_of(
        "the JSON answer that lets an event go on", {event: {"type": "object"} for event in sorted(EVENTS)}
    ),
    "context": object_of(
        "the way from a hook's output to the agent: {text} alone for plain output, or a JSON answer with {text}",
        {event: either("answer", STRING, {"type": "object"}) for event in sorted(EVENTS)},
    ),
    "types": list_of(
        "types of hooks, [command] by default: aiwg does not deliver a hook of another type",
        {"type": "string", "enum": list(NEEDS)},
    ),
    "shell": {"type": "boolean", "description": "false if a hook's command starts without a shell"},
    "home": text('the home folder in a hook\'s command, `~` without a shell; "$HOME" by default'),
}

_EFFECTS: Final = ("allow", "ask", "deny")
PERMISSIONS: Final[Schema] = {
    "effects": object_of(
        "native key or word per effect; null = the place itself is the list; a missing effect is not possible",
        {effect: {"type": ["string", "null"]} for effect in _EFFECTS},
    ),
    "pattern": either(
        "how a permission with an argument is written: {tool} and {arg}, {path} (the argument as a path), {word} and"
        " {rest} of a command, {prefix} (its start), {crossing} (a path where * crosses slashes), {regex}, or {domain};"
        " or a mapping per neutral tool, `other` for the rest, `bare` without an argument;"
        " {tool} alone = a tool cannot be limited there",
        STRING,
        map_of("per neutral tool", {"type": ["string", "null"]}),
    ),
    "paths": object_of(
        "how a path is written that is not just below the project, with {path}: root (at its top; without it, the"
        " plain path), home (in the home folder), absolute (on the machine); a missing form is not possible",
        {kind: text(f"a path of the {kind} kind") for kind in ("root", "home", "absolute")},
    ),
    # tool-lists: a whole tool has a word of its own beside the lists
    "bare": object_of(
        "tool-lists: the key for a whole tool, and the word per effect",
        dict.fromkeys(("key", *_EFFECTS), STRING),
        ("key",),
    ),
    # a settings file is read in order there, so what is stricter has to stand where it counts
    "wins": text("which match counts; default last for tool-map, first for rules", enum=["first", "last"]),
}
