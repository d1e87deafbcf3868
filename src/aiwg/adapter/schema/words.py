"""The fixed words of platform.yaml, each with its meaning and an example of what it writes or decides.

The schema lists the words; a test holds both lists to each other. Only the scaffold and the documents import this.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "as (of a field)": {
        "csv": 'one text, comma and space between the items: `"read, edit"`; braces of globs are written out',
        "commas": 'one text, commas alone between the items: `"read,edit"`; braces of globs are written out',
        "space": 'one text, spaces between the items: `"read edit"`',
        "list": "a list, even of one item: `[read, edit]`",
        "map": "servers by name, each with its configuration: `{search: {command: ...}}`",
        "hex": 'a colour as `"#rrggbb"`; short forms and CSS names are turned into it',
        "action-map": "each tool with `true`, or `false` for denied tools: `{bash: false}`",
        "deny-others": "every known tool outside the list denied: `{bash: deny}`",
    },
    "as (of a kind)": {
        "KIND": "the kind that aiwg delivers it as if the platform has none of its own: agents `as: skill`",
    },
    "shape": {
        "grouped": "hooks below their event in groups with a matcher: `{Stop: [{matcher, hooks: [...]}]}`",
        "flat": "hooks below their event in one list: `{stop: [{command}]}`",
        "list": "hooks in one list for all events; a field names the event: `[{event, command}]`",
        "script": "one executable file for each event, which starts all hooks of it",
        "lists": "permissions as texts in a list for each effect: `{deny: [Read(.env)]}`",
        "commands": "a list of shell commands for each effect: `{allow: [git status]}`",
        "tool-map": "tools with an effect, or with patterns that have one: `{bash: {rm *: deny}}`",
        "tool-lists": "tools with a list for each effect: `{bash: {deny: [rm *]}}`",
        "rules": "a list of rule objects, by the rules of `fields`: `[{tool, pattern, decision}]`",
        "starlark": "calls in a Starlark file: `prefix_rule(pattern = [...], decision = ...)`",
        "prefix-rules": "a list of rules for the start of a command: `[{pattern: [{token}], decision}]`",
    },
    "dedup": {
        "name": "of two with one name, one loads; `winner` decides",
        "path": "a file loads unless one was loaded that has the name its own path gives",
        "bytes": "identical copies load once, and so does a file and a link to it",
        "realpath": "a file and a link to it load once; identical copies load twice",
        "none": "every copy loads",
        "unknown": "unknown; aiwg assumes that a second copy may load",
    },
}
"""The meaning of each word, by the key that takes it."""
