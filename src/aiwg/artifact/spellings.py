"""The spellings of tools, and of what limits them, that clients accept: each becomes the one neutral form.

A pattern becomes the tools that it stands for. What cannot be understood raises Unreadable: it is never passed on as
a name that matches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from aiwg.artifact.arguments import ArgumentError, neutral_argument
from aiwg.artifact.fields import TOOLS
from aiwg.core.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

EVERY: Final = "*"
"""All tools: what `*`, `.*` and an empty matcher stand for."""

MAX_ALTERNATIVES: Final = 64

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "webfetch": ("web_fetch",),
    "fetch": ("web_fetch",),
    "fetchurl": ("web_fetch",),
    "websearch": ("web_search",),
    "googlewebsearch": ("web_search",),
    "web": ("web_fetch", "web_search"),
    "agent": ("task",),
    "todowrite": ("todo",),
    "todoread": ("todo",),
    "todos": ("todo",),
    "writetodos": ("todo",),
    "multiedit": ("edit",),
    "replace": ("edit",),
    "strreplace": ("edit",),
    "editfile": ("edit",),
    "notebookedit": ("notebook",),
    "notebookread": ("read",),
    "readfile": ("read",),
    "readmanyfiles": ("read",),
    "view": ("read",),
    "writefile": ("write",),
    "create": ("write",),
    "createfile": ("write",),
    "applypatch": ("write", "edit"),
    "ls": ("list",),
    "listdir": ("list",),
    "listdirectory": ("list",),
    "grepsearch": ("grep",),
    "searchfilecontent": ("grep",),
    "search": ("grep", "glob"),
    "shell": ("bash",),
    "shelltool": ("bash",),
    "runshellcommand": ("bash",),
    "powershell": ("bash",),
    "execute": ("bash",),
    "askuserquestion": ("ask",),
    "askuser": ("ask",),
    "question": ("ask",),
    **{name.replace("_", ""): (name,) for name in TOOLS},
}
"""What clients call the neutral tools, without case, hyphens and underscores."""

_SHOWN: Final = (
    "Read", "Write", "Edit", "MultiEdit", "Bash", "Grep", "Glob", "LS", "WebFetch", "WebSearch", "Task", "Agent",
    "TodoWrite", "Skill", "AskUserQuestion", "NotebookEdit",
)  # fmt: skip
"""The names that patterns of hooks are written for."""

_LIMITED = lazy_pattern(r"^(?P<name>[A-Za-z_][\w.-]*)\((?P<argument>.*)\)\Z", re.DOTALL)
_GROUP = lazy_pattern(r"\((?:\?:)?([^()]*)\)")
_ANY = lazy_pattern(r"\.[*+]|\\w[*+]|\*")
_ESCAPED = lazy_pattern(r"\\([._/-])")
_SPECIAL = lazy_pattern(r"[\\\[\]{}()+?^$]")
_NOT_IN_SERVER = lazy_pattern(r"[^A-Za-z0-9_*-]")
_OF_SERVER = lazy_pattern(r"^[\w.-]+/[\w.*-]+\Z")


def tool_named(text: str) -> str:
    """Return the neutral name of one tool; a text that stands for several, or that nobody knows, as it is."""
    try:
        found = tools_named(text)
    except ArgumentError:
        return text.strip()
    return found[0] if len(found) == 1 else text.strip()


def tools_named(text: str) -> list[str]:
    """Return the neutral tools that a name or a pattern stands for, limits kept; EVERY for all of them.

    A name that nobody knows is returned as it is. Raises ArgumentError for a pattern that cannot be understood.
    """
    found: list[str] = []
    for item in _alternatives(text.strip()):
        found += [each for each in _named(item) if each not in found]
    return [EVERY] if EVERY in found else found


def _alternatives(text: str) -> list[str]:
    """Return the parts of a pattern that has alternatives, groups written out."""
    items, done = [text], list[str]()
    while items:
        item = items.pop(0)
        if len(items) + len(done) > MAX_ALTERNATIVES:
            raise ArgumentError(f"has a pattern of more than {MAX_ALTERNATIVES} alternatives", "write several")
        parts = list(_split(item))
        group = None if "(" not in item or _is_limit(item) else _GROUP.search(item)
        if len(parts) > 1:
            items[:0] = parts
        elif group is None:
            done.append(item)
        else:
            head, tail = item[: group.start()].removeprefix("^"), item[group.end() :].removesuffix("$")
            items[:0] = [f"{head}{choice}{tail}" for choice in group[1].split("|")]
    return done


def _is_limit(item: str) -> bool:
    """Say whether what stands in brackets limits a tool, and is no group of a pattern: `Notebook(Edit|Read)` is one."""
    limited = _LIMITED.match(item)
    if not limited:
        return False
    name, argument = limited["name"], limited["argument"]
    if name.startswith("mcp__") or (argument.find(")") < argument.find("(") and ")" in argument):
        return False
    return not all(choice and _bare(f"{name}{choice}") in _NAMES for choice in argument.split("|"))


def _split(text: str) -> Iterator[str]:
    """Yield the parts between the bars outside brackets."""
    depth, start = 0, 0
    for index, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "|" and depth <= 0:
            yield text[start:index].strip()
            start = index + 1
    yield text[start:].strip()


def _named(item: str) -> list[str]:
    limited = _LIMITED.match(item) if "(" in item else None
    if limited:
        return _limited(limited["name"], limited["argument"])
    known = _NAMES.get(_bare(item))
    if known:
        return list(known)
    if _bare(item) == "mcp":
        return ["mcp(*/*)"]
    if item.startswith("MCP:"):
        return [f"mcp(*/{item[4:] or '*'})"]
    if _OF_SERVER.match(item) and _bare(item.partition("/")[0]) not in _NAMES:
        return [f"mcp({_path_of_server(item)})"]
    if item == "" or _SPECIAL.search(item) or _ANY.search(item):
        return _matching(item)
    if item.startswith("mcp__"):
        return [_of_server(item[5:])]
    return [item]


def _bare(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _limited(name: str, argument: str) -> list[str]:
    if name.lower() == "mcp":
        return [f"mcp({_path_of_server(argument)})"]
    known = _NAMES.get(_bare(name))
    if known is None:
        return [f"{name}({argument})"]
    found = []
    for tool in known:
        limit = neutral_argument(tool, argument, _bare(name))
        found.append(tool if limit is None else f"{tool}({limit})")
    return found


def _path_of_server(argument: str) -> str:
    """Return `server/tool`, also from `server:tool` and from a server alone."""
    text = argument.strip()
    server, slash, tool = text.partition("/")
    if not slash:
        server, _, tool = text.partition(":")
    if not server:
        raise ArgumentError("names no MCP server", "mcp(server/tool), or mcp(server/*)")
    return f"{server_id(server)}/{tool or '*'}"


def server_id(name: str) -> str:
    """Return the id of an MCP server from the name that a registry gives it: clients take other characters for `_`."""
    return name if name == "*" else _NOT_IN_SERVER.sub("_", name)


def _of_server(rest: str) -> str:
    server, _, tool = rest.partition("__")
    return f"mcp({server_id(server or '*')}/{tool or '*'})"


def _matching(pattern: str) -> list[str]:
    """Return the tools that a pattern of a hook stands for: it is searched in their names."""
    anchored = pattern.startswith("^"), pattern.endswith("$")
    glob = _ANY.sub("*", pattern.removeprefix("^").removesuffix("$"))
    glob = re.sub(r"\*+", "*", _ESCAPED.sub(r"\1", glob))
    hint = 'name the tools: [edit, write, "mcp(server/*)"]'
    if _SPECIAL.search(glob):
        raise ArgumentError(f'has the pattern "{pattern}", which aiwg cannot read', hint)
    if glob in ("", "*"):
        return [EVERY]
    if glob.startswith("mcp__"):
        return [_of_server(glob[5:])]
    if glob in ("mcp*", "mcp_*"):
        return ["mcp(*/*)"]
    wide = ("" if anchored[0] else "*") + glob + ("" if anchored[1] else "*")
    found = [tool for name in _SHOWN if fnmatchcase(name, wide) for tool in _NAMES[_bare(name)]]
    found += [tool for tool in sorted(TOOLS) if fnmatchcase(tool, wide)]
    if not found:
        raise ArgumentError(f'has the pattern "{pattern}", which matches no tool', hint)
    return list(dict.fromkeys(found))
