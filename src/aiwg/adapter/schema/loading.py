"""The part of the schema that says how a platform reads: what `aiwg context` needs beyond what a deploy does."""

from __future__ import annotations

from typing import Final

from aiwg.adapter.schema.builders import STRING, Schema, either, list_of, map_of, object_of, text

_INCLUDES: Final = either(
    "handling of includes (`@path`); without this key they are followed if text.file exists",
    {"type": "boolean"},
    object_of(
        "how includes are followed",
        {
            "hops": {"type": "integer", "description": "how many files deep"},
            "outside": {"type": "boolean", "description": "false: only files in the work tree"},
            "exact": {"type": "boolean", "description": "true: punctuation behind a path belongs to the path"},
            "again": {
                "type": "boolean",
                "description": "true: a file loads with each include of it, even if it is loaded already",
            },
        },
    ),
)
_LISTED: Final = text(
    "the part of an artifact on demand in every request; description by default, no for commands",
    enum=["description", "name", "no"],
)
_KEPT: Final = object_of(
    "how much is kept, in the unit of the limit",
    {
        **{name: {"type": "integer", "description": f"this much of the {name}"} for name in ("head", "tail")},
        "up_to": {"type": "integer", "description": "the limit grows with the model's context, up to this"},
    },
    ("head", "tail"),
)
_FROM: Final[Schema] = {"type": "string", "enum": ["start", "top", "up", "main"]}
SETTINGS_FILES: Final = map_of(
    "settings files of a project, by path: the folders of each, strongest first; leave out unknown ones."
    " start = the start folder of the client; top = the top of the work tree (without git the start"
    " folder); up = the start folder and those above it up to the top; main = the main checkout of a worktree",
    either("the folders", _FROM, list_of("the folders, strongest first", _FROM)),
)
GATE: Final[Schema] = {
    "say": text("the action of the person, as an order"),
    "check": text("setting (path#selector) that records the action"),
    "is": {"description": "the value that it then has; true by default"},
    "default": text("the state without that setting; unknown without this key", enum=["open", "closed"]),
}
_LINKS: Final = text(
    "links that are followed: all (yes), only those inside the folder of the place (inside), only of files, only of"
    " folders, none (no), none and no folder above either (direct); unknown without this key",
    enum=["yes", "inside", "file", "folder", "no", "direct", "unknown"],
)
_BLANK: Final = text("handling of an empty file among `first`", enum=["counts", "passed-over"])
PLACE_READING: Final[Schema] = {
    "blank": _BLANK,
    "up_to": text(
        "how far `nested` goes up: the top of the work tree (the default), the folder around it, or the top of the"
        " disk",
        enum=["top", "parent", "disk"],
    ),
    "at": text(
        "its place if it is not nested: in the start folder (the default), at the top of the work tree (without git"
        " the start folder), or there and nowhere without git (git)",
        enum=["start", "top", "git"],
    ),
    "within": text(
        "which of several files with one name in one folder comes first: the first by path (the default), or the last",
        enum=["first", "last"],
    ),
    "strongest": text(
        "which copy in the start folder and those above it comes first: the nearest (the default) or the top's",
        enum=["nearest", "top"],
    ),
    "without_git": text(
        "how far `nested` goes up without git: not at all (the default) or to the top of the disk",
        enum=["start", "disk"],
    ),
    "worktree": text(
        "in a linked worktree of git: skip = ignore the main checkout above it and the folders between;"
        " main = read the main checkout's if the worktree has no such folder at its top",
        enum=["skip", "main", "all"],
    ),
    "compat": {"type": "boolean", "description": "true: another tool's place, in `reads` because of its order"},
    "flat": {"type": "boolean", "description": "true: files `NAME.md` in the folder itself are skills too"},
    "names": list_of(
        "settings (path#selector) that name further files to be read as this one is; the first one that exists counts",
        STRING,
    ),
    "instead": {
        "type": "boolean",
        "description": "true: the files of `names` are read in place of this one",
    },
    "includes": _INCLUDES,
    "links": _LINKS,
    "listed": _LISTED,
}
CELL_READING: Final[Schema] = {
    "winner": text(
        "which of several with one name counts: the first place, the first in the list for the model, or chance",
        enum=["first", "listed", "chance"],
    ),
    "links": _LINKS,
    "listed": _LISTED,
    "undescribed": text(
        "the entry of an artifact without a description: its name alone (the default), the first paragraph of"
        " its body, or not even the name",
        enum=["name", "body", "nothing"],
    ),
    "yields": list_of("kinds whose artifacts come before one of the same name here", STRING),
    "below": text(
        "which artifacts of a subfolder load after work in it: all (the default), or those with a new name",
        enum=["all", "new"],
    ),
    "heeds": list_of("keys of the frontmatter that count there, although aiwg does not write them: name", STRING),
    "ignores": list_of("keys of the frontmatter that other platforms use and this one ignores", STRING),
    "inside": {
        "type": "boolean",
        "description": "false: {id:path} reads subfolders, but not those of a skill",
    },
    "scope": text(
        "key with globs that keeps an artifact from being listed until a file that fits them was read; for a rule, one"
        " more key beside the one that `fields` makes of paths"
    ),
    "whole": {"type": "boolean", "description": "true: a rule is sent as it is, its frontmatter too"},
    "everywhere": list_of("globs that set no limit there; `**`, `**/*` and `*` by default", STRING),
    "off": list_of("settings (path#selector) that switch artifacts off, by name or path", STRING),
    "includes": _INCLUDES,
    "blank": _BLANK,
    "globs_like": text(
        "how globs are read: as in a .gitignore, for the file's name without a slash and else for the path"
        " (name), or always for the whole path; without this key, a name or folder anywhere and everything in it",
        enum=["gitignore", "name", "path"],
    ),
    "globs_from": text(
        "the folder that globs count from: the start folder (the default), or the top of the work tree",
        enum=["start", "top"],
    ),
    "cuts": map_of(
        "limits beyond which the platform cuts: the end, or the middle, with the parts that it keeps",
        either("where", {"type": "string", "enum": ["end"]}, _KEPT),
    ),
}

_HELD: Final = list_of(
    "the files of this kind in a plugin",
    object_of(
        "a place in the folder of a plugin",
        {
            "path": text("a path in the plugin, with {id} or {id:path}"),
            "name": text("the name in the client, with {plugin} and {id}; {id} by default"),
            "listed": _LISTED,
            "named_in": text("a value (file#key) of the plugin that names another path"),
        },
        ("path",),
    ),
)
INSTALLED_PLUGINS: Final = object_of(
    "the plugins that people install in the client itself, and the artifacts in them that it loads",
    {
        "in": list_of("the variants of the platform that load them; all by default", STRING),
        "listed": {
            "type": "boolean",
            "description": "true: a plugin counts if a place of `plugins` turns it on; else if its folder exists",
        },
        "off": text("the setting (path#selector), with {name}, that turns off a plugin"),
        "folders": list_of(
            "where the folder of a plugin is, with {plugin}, {name} and {marketplace}; the first that exists counts",
            object_of(
                "one way to find it",
                {
                    "path": text("the folder; * is any name, the last by name first"),
                    "record": text("a record of the client (path#selector); the file's name may have a *"),
                    "key": text("the key of the folder in that record"),
                    "plugin": text("the key of the plugin's name in that record, if it has one"),
                    "marketplace": text("the setting that names the folder of a marketplace, used in place"),
                    "index": list_of("the files of a marketplace that list its plugins, first choice first", STRING),
                },
            ),
        ),
        "holds": map_of("the kinds in a plugin that the client loads", _HELD),
    },
    ("folders", "holds"),
)
