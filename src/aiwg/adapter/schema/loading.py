"""The part of the schema that says how a platform reads: what `aiwg context` needs beyond what a deploy does."""

from __future__ import annotations

from typing import Final

from aiwg.adapter.schema.builders import STRING, Schema, either, list_of, map_of, object_of, text

_INCLUDES: Final = either(
    "how includes (`@path`) are followed; where nothing is said they are if text.file says how one is written",
    {"type": "boolean"},
    object_of(
        "how includes are followed",
        {
            "hops": {"type": "integer", "description": "how many files deep"},
            "outside": {"type": "boolean", "description": "false: only files in the work tree"},
            "exact": {"type": "boolean", "description": "true: what ends a sentence behind a path belongs to the path"},
            "again": {
                "type": "boolean",
                "description": "true: a file comes with each include of it, a loaded one too",
            },
        },
    ),
)
_LISTED: Final = text(
    "what every request holds of an artifact that may be called for; description by default, no for commands",
    enum=["description", "name", "no"],
)
_KEPT: Final = object_of(
    "how much is kept, in the unit of the limit",
    {name: {"type": "integer", "description": f"so much of the {name}"} for name in ("head", "tail")},
    ("head", "tail"),
)
_FROM: Final[Schema] = {"type": "string", "enum": ["start", "top", "up", "main"]}
SETTINGS_FILES: Final = map_of(
    "settings files of a project, by path: the folders that each is read from, strongest first; what is not known is"
    " left out. start = the folder that the client is started in; top = the top of the work tree (without git the start"
    " folder); up = the start folder and those above it up to the top; main = the main checkout of a worktree",
    either("the folders", _FROM, list_of("the folders, strongest first", _FROM)),
)
GATE: Final[Schema] = {
    "say": text("what a person must do, as an order"),
    "check": text("setting (path#selector) that says whether it is done"),
    "is": {"description": "the value that it then has; true by default"},
    "default": text(
        "what holds while that setting says nothing; unknown where this is not said", enum=["open", "closed"]
    ),
}
_LINKS: Final = text(
    "links that are followed: all (yes), only those that stay in the folder of the place, only of files, only of"
    " folders, none (no), none and no folder above either (direct); unknown where this is not said",
    enum=["yes", "inside", "file", "folder", "no", "direct", "unknown"],
)
_BLANK: Final = text("whether a file with nothing in it counts among `first`", enum=["counts", "passed-over"])
PLACE_READING: Final[Schema] = {
    "blank": _BLANK,
    "up_to": text(
        "how far `nested` goes up: the top of the work tree (the default), the folder that holds it, or the top of the"
        " disk",
        enum=["top", "parent", "disk"],
    ),
    "at": text(
        "where it lies if it is not nested: in the start folder (the default), at the top of the work tree (without git"
        " the start folder), or there and nowhere without git (git)",
        enum=["start", "top", "git"],
    ),
    "within": text(
        "which of several of one name in one folder comes first: the first by path (the default), or the last",
        enum=["first", "last"],
    ),
    "strongest": text(
        "which copy in the start folder and those above it comes first: the nearest (the default) or the top's",
        enum=["nearest", "top"],
    ),
    "without_git": text(
        "how far `nested` goes up where there is no git: not at all (the default) or to the top of the disk",
        enum=["start", "disk"],
    ),
    "worktree": text(
        "in a linked worktree of git: skip = the main checkout above it and the folders between are passed over;"
        " main = the main checkout's is read where the worktree has no such folder at its top",
        enum=["skip", "main", "all"],
    ),
    "compat": {"type": "boolean", "description": "true: another tool's place, among `reads` for the sake of the order"},
    "flat": {"type": "boolean", "description": "true: files `NAME.md` in the folder itself are skills too"},
    "names": list_of(
        "settings (path#selector) that name further files to be read as this one is; the first that is there counts",
        STRING,
    ),
    "instead": {
        "type": "boolean",
        "description": "true: what `names` leads to is read in place of this one",
    },
    "includes": _INCLUDES,
    "links": _LINKS,
    "listed": _LISTED,
}
CELL_READING: Final[Schema] = {
    "winner": text(
        "which of several of one name counts: the first of the places, the first of those that the model is told of, or"
        " chance",
        enum=["first", "listed", "chance"],
    ),
    "links": _LINKS,
    "listed": _LISTED,
    "undescribed": text(
        "what the list holds of an artifact without a description: its name alone (the default), the first paragraph of"
        " its body, or not even the name",
        enum=["name", "body", "nothing"],
    ),
    "yields": list_of("kinds whose artifacts come before one of the same name here", STRING),
    "below": text(
        "which artifacts of a subfolder come once work reaches it: all (the default), or those with a new name",
        enum=["all", "new"],
    ),
    "heeds": list_of("keys of the frontmatter that count there though we write none of them: name", STRING),
    "ignores": list_of("keys of the frontmatter that others heed and this platform does not", STRING),
    "inside": {
        "type": "boolean",
        "description": "false: where {id:path} goes into subfolders, not into those of a skill that was found",
    },
    "scope": text(
        "key with globs that keeps an artifact from being listed until a file that fits them was read; of a rule, one"
        " more key for what `fields` makes of paths"
    ),
    "whole": {"type": "boolean", "description": "true: a rule is sent as it is, its frontmatter too"},
    "everywhere": list_of("globs that limit nothing there; `**`, `**/*` and `*` by default", STRING),
    "off": list_of("settings (path#selector) that switch artifacts off, by name or path", STRING),
    "includes": _INCLUDES,
    "blank": _BLANK,
    "globs_like": text(
        "how globs are read: as in a .gitignore, for the file's name where there is no slash and else for the path"
        " (name), or always for the whole path; where this is not said, a name or folder anywhere and all in it",
        enum=["gitignore", "name", "path"],
    ),
    "globs_from": text(
        "the folder that globs count from: the start folder (the default), or the top of the work tree",
        enum=["start", "top"],
    ),
    "cuts": map_of(
        "limits beyond which the platform cuts: the end, or the middle, of which so much is kept",
        either("where", {"type": "string", "enum": ["end"]}, _KEPT),
    ),
}
