"""Every accepted spelling of tests/render/spellings.yaml against every platform, with matchers of the tests' own."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from aiwg.adapter.discover import discover
from aiwg.adapter.model import Adapter
from aiwg.artifact.arguments import ArgumentError
from aiwg.artifact.events import event_named
from aiwg.artifact.fields import EVENTS
from aiwg.artifact.model import Artifact, Origin
from aiwg.render.hook_events import NoToolError, matchers, native_events
from aiwg.render.mcp import NoTransportError, server_value
from aiwg.render.permissions.forms import UnsupportedPermissionError, regex_of
from aiwg.render.permissions.shapes import grants
from aiwg.render.placeholders import translate_command
from aiwg.render.values import without_braces
from aiwg.source.fields import coerce
from aiwg.source.placeholders import canonical_placeholders
from aiwg.source.settings import permissions_of

TABLE = yaml.safe_load(Path(__file__).with_name("spellings.yaml").read_text(encoding="utf-8"))
ADAPTERS = discover().all()
PERMITTING = [each for each in ADAPTERS if "permissions" in each.cells and each.cells["permissions"].get("effects")]
HOOKED = [each for each in ADAPTERS if "hooks" in each.cells and each.cells["hooks"].get("events")]


def star(pattern: str, text: str, one: bool = False) -> bool:
    """Match a glob of commands: `*` is anything, and ` *` at the end nothing too; `?` is one character if `one`."""
    head, tail = (pattern[:-2], "( .*)?") if pattern.endswith(" *") else (pattern, "")
    escaped = "".join(".*" if c == "*" else "." if c == "?" and one else re.escape(c) for c in head)
    return re.fullmatch(escaped + tail, text, re.DOTALL) is not None


def ignore_like(pattern: str, path: str) -> bool:
    """Match a path as a .gitignore does: without a slash in any folder, and with all that is below."""
    bare = pattern.removeprefix("./")
    anywhere = "/" not in pattern.rstrip("/")
    parts = []
    for piece in re.split(r"(\*\*/|\*\*|\*|\?|\{[^}]*\})", bare):
        if piece.startswith("{"):
            parts.append("(?:" + "|".join(re.escape(each) for each in piece[1:-1].split(",")) + ")")
        else:
            known = {"**/": "(?:.*/)?", "**": ".+", "*": "[^/]*", "?": "[^/]"}
            parts.append(known.get(piece, re.escape(piece)))
    return re.fullmatch(("(?:.*/)?" if anywhere else "") + "".join(parts) + "(?:/.*)?", path) is not None


def claude_path(pattern: str, path: str) -> bool:
    """Match a path rule of Claude Code: `//` the machine, `~/` home, `/` the top of the project, else as ignored."""
    for start, own in (("//", "/"), ("~/", "~/")):
        if pattern.startswith(start):
            return path.startswith(own) and ignore_like("x/" + pattern[len(start) :], "x/" + path[len(own) :])
    outside = path.startswith(("/", "~"))
    if pattern.startswith("/"):
        return not outside and ignore_like("x" + pattern, "x/" + path)
    return not outside and ignore_like(pattern, path)


def words(text: str) -> list[str]:
    """Return the words of a command line."""
    return shlex.split(text)


def cursor_command(argument: str, command: str) -> bool:
    """Match `name` or `name:arguments`, with `*` in both: https://cursor.com/docs/cli/reference/permissions."""
    name, _, rest = argument.partition(":")
    head, _, tail = command.partition(" ")
    return fnmatchcase(head, name) and (not rest or star(rest, tail))


COMMANDS: dict[str, Callable[[str, str], bool]] = {
    "antigravity": lambda given, command: words(command)[: len(words(given))] == words(given),
    "cursor": cursor_command,
    "roo": lambda given, command: command.lower().startswith(given.lower()),
    "zoo-code": lambda given, command: command.lower().startswith(given.lower()),
    "mistral-vibe": lambda given, command: command.startswith(given),
    "opencode": lambda given, command: star(given, command, one=True),
    "kilo": lambda given, command: star(given, command, one=True),
}
"""How a platform matches what it is given for a command; all others by `*`."""

PATHS: dict[str, Callable[[str, str], bool]] = {
    "claude": claude_path,
    "opencode": lambda given, path: fnmatchcase(path, given),
    "kilo": lambda given, path: fnmatchcase(path, given),
}
"""How a platform matches what it is given for a path; all others as a .gitignore does."""

PREFIXES = {"roo", "zoo-code", "mistral-vibe", "antigravity", "codex"}
"""Platforms that take a command by its start: an exact one covers longer ones too, which is a loss of theirs."""


def artifacts(spelled: str) -> list[Artifact]:
    """Return the denials that a spelling stands for."""
    origin = Origin("permissions.yaml", "source")
    return [
        Artifact("permission", f"deny {spelled}", origin, {"effect": "deny", **fields})
        for fields in permissions_of(spelled)
    ]


def given(adapter: Adapter, artifact: Artifact) -> list[tuple[str, str]]:
    """Return the arguments that the platform is given, and how they are meant: as a glob, a regex or a whole tool."""
    cell = adapter.cells["permissions"]
    shape = cell.get("shape", "lists")
    argument = artifact.fields.get("argument")
    made = grants(artifact, cell, adapter)
    return [(argument, "glob") if each.value == argument else _given(shape, each.keys, each.value) for each in made]


def _given(shape: str, keys: tuple[Any, ...], value: Any) -> tuple[str, str]:
    if shape == "tool-map":
        return (str(keys[1]), "glob") if len(keys) > 1 else ("", "whole")
    if isinstance(value, dict):
        regex, match = value.get("pattern") or value.get("shellInputRegex"), value.get("match")
        return (regex, "regex") if regex else (match[0], "glob") if match else ("", "whole")
    inner = re.fullmatch(r"[\w-]+\((.*)\)", str(value), re.DOTALL)
    bare = shape in ("commands", "tool-lists") or " " in str(value)
    return (inner[1], "glob") if inner else (str(value), "glob" if bare else "whole")


def covers(adapter: Adapter, artifact: Artifact, text: str, kind: str) -> bool:
    """Say whether the platform denies a command or a path."""
    own = (COMMANDS if kind == "command" else PATHS).get(adapter.id, star if kind == "command" else ignore_like)
    match: dict[str, Callable[[str, str], bool]] = {
        "whole": lambda pattern, text: True,
        "regex": lambda pattern, text: re.search(pattern, text) is not None,
        "glob": own,
    }
    return any(match[meant](pattern, text) for pattern, meant in given(adapter, artifact))


ROWS = [(row, kind) for kind in ("commands", "paths") for row in TABLE[kind]]


@pytest.mark.parametrize("adapter", PERMITTING, ids=lambda adapter: adapter.id)
def test_a_denial_holds_in_every_spelling(adapter: Adapter) -> None:
    """Each spelling arrives as a pattern that the platform matches on what is meant, or the platform refuses it."""
    if adapter.cells["permissions"].get("shape") == "starlark":
        return  # its form is tested in test_permissions
    for row, kinds in ROWS:
        for artifact in (each for spelled in row["spelled"] for each in artifacts(spelled)):
            try:
                written = given(adapter, artifact)
            except UnsupportedPermissionError:
                continue
            kind = kinds.rstrip("s")
            for text in row["matches"]:
                assert covers(adapter, artifact, text, kind), f"{artifact.id} does not match {text}: {written}"
            wider = ("", "whole") in written or (row.get("exact") and adapter.id in PREFIXES)
            for text in row["misses"] if not wider else ():
                assert not covers(adapter, artifact, text, kind), f"{artifact.id} matches {text}: {written}"


@pytest.mark.parametrize("row", TABLE["domains"], ids=lambda row: row["spelled"][0])
def test_domains_are_one_in_every_spelling(row: dict[str, list[str]]) -> None:
    """A domain means the same in every spelling, and its regular expression matches that host alone."""
    assert {permissions_of(spelled)[0]["argument"] for spelled in row["spelled"]} == {"domain:example.com"}
    regex = regex_of("domain:example.com")
    assert all(re.search(regex, f"https://{host}/x") for host in row["matches"])
    assert not any(re.search(regex, f"https://{host}/x") for host in row["misses"])


@pytest.mark.parametrize("spelled", TABLE["refused"])
def test_what_cannot_be_read_is_refused(spelled: str) -> None:
    """A permission that aiwg cannot read is an error, never a pattern that matches nothing."""
    with pytest.raises(ArgumentError):
        permissions_of(spelled)


NEUTRAL = (
    "read",
    "write",
    "edit",
    "bash",
    "grep",
    "glob",
    "list",
    "web_fetch",
    "web_search",
    "task",
    "todo",
    "notebook",
)
CALLED = ("mcp(memory/create)", "mcp(memory/delete)", "mcp(memory/write_x)", "mcp(files/write_y)", "mcp(files/read_z)")


@pytest.mark.parametrize("row", TABLE["matches"], ids=lambda row: str(row["tools"]))
def test_matchers_mean_the_same_in_every_spelling(row: dict[str, Any]) -> None:
    """Each spelling of a hook's filter is read as the same tools; all of them is no filter."""
    for spelled in row["spelled"]:
        coerced = coerce("hook", {"id": "h", "event": "PreToolUse", "match": spelled, "command": "x"})
        assert coerced.wrong == [], spelled
        wanted = [] if row["tools"] == "all" else row["tools"]
        assert sorted(coerced.fields["match"]) == sorted(wanted), spelled


def fires(style: str, matcher: str | None, tool: str) -> bool:
    """Say whether a platform runs a hook for a tool: names compared, or a pattern searched or matched whole."""
    if matcher in (None, "", "*"):
        return True
    assert matcher is not None
    if style == "exact" or (style != "search" and re.fullmatch(r"[\w\- ,|]*", matcher)):
        return tool in [name.strip() for name in re.split(r"[|,]", matcher)]
    return (re.search if style == "search" else re.fullmatch)(matcher, tool) is not None


def natives(adapter: Adapter, tool: str) -> list[str]:
    """Return what a platform's hooks call a tool that is running."""
    cell = adapter.cells["hooks"]
    table = {**adapter.table(None, "tools"), **adapter.table(cell, "tools")}
    if tool.startswith("mcp("):
        server, _, name = tool[4:-1].partition("/")
        return [table["mcp"].replace("{server}", server).replace("{tool}", name)] if "mcp" in table else []
    found = table.get(tool, [])
    return [found] if isinstance(found, str) else list(found)


@pytest.mark.parametrize("adapter", HOOKED, ids=lambda adapter: adapter.id)
def test_a_hook_fires_for_the_tools_it_names(adapter: Adapter) -> None:
    """The matcher that is written fires for each tool that was meant, and for no other that it can tell apart."""
    cell = adapter.cells["hooks"]
    style = cell.get("match", "regex")
    for row in TABLE["matches"]:
        fields = coerce("hook", {"id": "h", "event": "tool_before", "match": row["spelled"][0], "command": "x"}).fields
        hook = Artifact("hook", "h", Origin("hooks.yaml", "source"), fields)
        events = native_events(hook, cell, adapter.names)
        if not events or style == "none" or any(event.for_tools for event in events):
            continue
        try:
            written, losses = matchers(hook, cell, adapter, events[0], filtered=True)
        except NoToolError:
            continue
        wanted = row["tools"] if row["tools"] != "all" else [*NEUTRAL, *CALLED]
        meant = [tool for tool in (*NEUTRAL, *CALLED) if any(is_meant(tool, each) for each in wanted)]
        positive = {name for tool in meant for name in natives(adapter, tool)}
        apart = adapter.table(cell, "tools").get("mcp", "mcp__{server}")  # some cannot tell servers apart
        if losses and style == "exact":
            continue
        for name in positive:
            assert any(fires(style, matcher, name) for matcher in written), (row["spelled"][0], written, name)
        others = {name for tool in (*NEUTRAL, *CALLED) if tool not in meant for name in natives(adapter, tool)}
        for name in others - positive if "{server}" in apart and not apart.startswith("{") else ():
            assert not any(fires(style, matcher, name) for matcher in written), (row["spelled"][0], written, name)


def is_meant(tool: str, wanted: str) -> bool:
    """Say whether a hook for `wanted` is about a running tool, limits aside."""
    return fnmatchcase(tool, wanted if wanted.startswith("mcp(") else wanted.partition("(")[0])


def test_events_are_known_by_the_names_of_all_platforms() -> None:
    """A native name of an event is read as a neutral event that this platform calls so, or refused with a line."""
    unread = set()
    for adapter in HOOKED:
        called: dict[str, set[str]] = {}
        for neutral, native in adapter.cells["hooks"].get("events", {}).items():
            for name in [native] if isinstance(native, str) else native.values():
                called.setdefault(name, set()).add(neutral)
        for name, neutral_names in called.items():
            read = event_named(name)
            if read not in EVENTS:
                unread.add(name)
            else:
                assert read in neutral_names, f"{adapter.id}: {name} reads it as {read}"
    assert unread == {"pre_write_code", "post_read_code", "tool_call"}  # those of some tools, and one of a list


@pytest.mark.parametrize("row", TABLE["globs"], ids=lambda row: row["spelled"][0])
def test_globs_match_the_same_in_every_spelling(row: dict[str, list[str]]) -> None:
    """A glob matches the same files however it is spelled, also with its alternatives written out."""
    for spelled in row["spelled"]:
        coerced = coerce("rule", {"paths": [spelled]})
        assert coerced.wrong == [], spelled
        [glob] = coerced.fields["paths"]
        for globs in ([glob], without_braces(glob)):
            assert all(any(ignore_like(each, path) for each in globs) for path in row["matches"]), (spelled, globs)
            assert not any(ignore_like(each, path) for each in globs for path in row["misses"]), (spelled, globs)


@pytest.mark.parametrize("glob", TABLE["refused_globs"])
def test_globs_that_match_nothing_are_refused(glob: str) -> None:
    """A glob that would match nothing, or everything, is an error at its key."""
    assert [key for key, *_ in coerce("rule", {"paths": [glob]}).wrong] == ["paths"]


SNIPPET = "In $1: !`git log | awk '{print $2}' | sed \"s/{a}/}/;\"` and \\$5.00, all: $ARGUMENTS.\n"


@pytest.mark.parametrize(
    "adapter", [each for each in ADAPTERS if "commands" in each.cells], ids=lambda adapter: adapter.id
)
def test_snippets_keep_what_is_theirs(adapter: Adapter) -> None:
    """What a shell or awk reads stays byte for byte on every platform, and an escaped dollar is never renumbered."""
    syntax = adapter.table(adapter.cells["commands"], "text")
    text, lost = translate_command(SNIPPET, syntax)
    assert "awk '{print $2}' | sed \"s/{a}/}/;\"" in text
    assert "$5.00" in text
    form = syntax.get("arg", "$1")
    assert f"In {form.replace('{n0}', '0').replace('{n}', '1')}:" in text
    if "$" in form and "arg" in syntax and "dollar" not in syntax:
        assert "\\$1" in lost


def test_placeholders_are_read_in_every_spelling() -> None:
    """What platforms write for arguments, files and commands is read as the canonical form, braces inside included."""
    body = "{{args}} ${input:args} $ARGUMENTS[0] !{awk '{print $2}' x} @{a/b.md} #[[file:c.md]]\n"
    wanted = "$ARGUMENTS $ARGUMENTS $1 !`awk '{print $2}' x` @a/b.md @c.md\n"
    assert canonical_placeholders(body)[0] == wanted


@pytest.mark.parametrize(
    ("written", "access"),
    [({"readonly": True}, "read"), ({"readonly": "yes"}, None), ({"readOnly": True}, "read"),
     ({"readonly": False}, None), ({"sandbox_mode": "read-only"}, "read"),
     ({"sandbox_mode": "workspace-write"}, "write")],
)  # fmt: skip
def test_access_is_read_in_the_words_of_single_platforms(written: dict[str, Any], access: str | None) -> None:
    """What one platform writes for a reading agent is its access on all of them."""
    assert coerce("agent", {"name": "a", "description": "A.", **written}).fields.get("access") == access


@pytest.mark.parametrize(
    ("key", "value"), [("disabled", True), ("enabled", False), ("isActive", False), ("disabled", "yes")]
)
def test_a_disabled_server_is_started_nowhere(key: str, value: Any) -> None:
    """A platform gets a disabled server with a key that keeps it off, or does not get it."""
    fields = coerce("mcp_server", {"command": "x", key: value}).fields
    assert fields["enabled"] is False
    server = Artifact("mcp_server", "off", Origin("mcp.yaml", "source"), fields)
    for adapter in ADAPTERS:
        cell = adapter.cells.get("mcp_servers")
        if cell is None:
            continue
        for settings in ({}, *(place.settings for place in cell.reads)):
            try:
                written = server_value(server, cell, adapter, settings)[0]
            except NoTransportError:
                continue
            off = [
                written.get("enabled") is False,
                written.get("disabled") is True,
                written.get("autoConnect") is False,
            ]
            assert any(off), f"{adapter.id}: {written}"
