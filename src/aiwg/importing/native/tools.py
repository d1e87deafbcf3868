"""Names of tools, from a platform's own to the neutral ones: its table backwards, then the spellings known to all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from aiwg.artifact.arguments import ArgumentError, neutral_argument
from aiwg.artifact.spellings import EVERY, server_id, tools_named

_FORMS = ("mcp", "argument")


def neutral_tools(names: Iterable[str], table: Mapping[str, Any]) -> list[str]:
    """Return the neutral tools that native names stand for, each once; a name that nobody knows as it is."""
    listed = [name.strip() for name in names]
    whole = {
        name: tool
        for tool, native in table.items()
        if isinstance(native, list) and len(native) > 1 and set(native) <= set(listed)
        for name in native
    }
    found: list[str] = []
    for name in listed:
        if name in whole and not any(native == name for native in table.values()):
            found += [whole[name]] * (whole[name] not in found)
            continue
        found += [tool for tool in _neutral(name.strip(), table) if tool not in found]
    return found


def _neutral(name: str, table: Mapping[str, Any]) -> list[str]:
    server = _of_server(name, str(table.get("mcp") or ""))
    if server:
        return [server]
    base, argument = _parted(name, str(table.get("argument") or ""))
    tools = _by_table(base, table)
    if not tools:
        return _by_spelling(name)
    if argument is None:
        return tools
    limited = []
    for tool in tools:
        try:
            limit = neutral_argument(tool, argument, base.lower())
        except ArgumentError:
            return [name]
        limited.append(tool if limit is None else f"{tool}({limit})")
    return limited


def _by_table(name: str, table: Mapping[str, Any]) -> list[str]:
    """Return all neutral tools that are called so; where only several native names make up one, it is none."""
    entries = [(tool, native) for tool, native in table.items() if tool not in _FORMS]
    exact = [tool for tool, native in entries if name in (native, *([native[0]] if _is_one(native) else []))]
    return exact or [tool for tool, native in entries if isinstance(native, str) and native.lower() == name.lower()]


def _is_one(native: Any) -> bool:
    return isinstance(native, list) and len(native) == 1


def _by_spelling(name: str) -> list[str]:
    try:
        return tools_named(name)
    except ArgumentError:
        return [name]


def _parted(name: str, form: str) -> tuple[str, str | None]:
    """Return a tool and its argument, by the platform's form for these or by the usual one."""
    for each in dict.fromkeys((form, "{tool}({arg})")):
        match = _pattern(each).fullmatch(name) if "{arg}" in each else None
        if match:
            return match["tool"], match["arg"]
    return name, None


def _of_server(name: str, form: str) -> str:
    """Return `mcp(server/tool)` for a tool that is named as a platform names those of servers; else nothing."""
    if "{server}" not in form:
        return ""
    match = _pattern(form).fullmatch(name)
    if match is None or not match["server"]:
        return ""
    if "{tool}" not in form:
        return f"mcp({server_id(match['server'])}/*)"
    # a plain word may fit a form like {server}_{tool} by accident: only what no table and no spelling knows counts
    if "__" not in form and not form.startswith("@") and _by_spelling(name) != [name]:
        return ""
    return f"mcp({server_id(match['server'])}/{match['tool'] or EVERY})"


def _pattern(form: str) -> re.Pattern[str]:
    if form not in _patterns:
        text = re.escape(form).replace(r"\{tool\}", "(?P<tool>.+)").replace(r"\{arg\}", "(?P<arg>.*)")
        _patterns[form] = re.compile(text.replace(r"\{server\}", "(?P<server>.+?)"), re.DOTALL)
    return _patterns[form]


_patterns: dict[str, re.Pattern[str]] = {}


def native_table(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tools of a table without the forms that stand among them."""
    return {tool: native for tool, native in table.items() if tool not in _FORMS}
