"""What a structured file of settings makes a client run, allow or fetch."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

RUNNING = frozenset({"command", "args", "cmd", "bash", "powershell", "exec", "prompt", "script", "env", "environment"})
FETCHING = frozenset({"url", "serverurl", "httpurl", "uri", "headers"})
NARROWING = re.compile(r"deny|ask|disabled|exclude|blocklist|denylist|ignore|forbidden|restrict", re.IGNORECASE)
NARROW = frozenset({"deny", "ask", "prompt", "forbidden", "none", False, "reject", "block"})
PROGRAMS = re.compile(
    r"^\.(?:clinerules|cline)/hooks/|^\.(?:opencode|kilo)/plugins?/|^\.pi/extensions/|^\.amp/plugins/"
)
ALLOWED_RULE = re.compile(r"prefix_rule\([^)]*decision\s*=\s*[\"']allow[\"'][^)]*\)")


def in_settings(path: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the class and the place of everything in a settings file that does not merely narrow."""
    if PROGRAMS.match(path):
        yield "runs", path
    if path.endswith(".rules"):
        for match in ALLOWED_RULE.finditer(text):
            yield "grants", match[0]
    for keys, value in _leaves(_parsed(path, text)):
        names = [str(key) for key in keys]
        if value in NARROW or any(NARROWING.search(name) for name in names):
            continue
        last = next((name for name in reversed(names) if not name.isdigit()), "")
        cls = "runs" if last.lower() in RUNNING else "fetches" if last.lower() in FETCHING else "grants"
        yield cls, f"{'.'.join(names)} = {json.dumps(value, ensure_ascii=False, default=str)[:90]}"


def _parsed(path: str, text: str) -> Any:
    suffix = path.rpartition(".")[2]
    try:
        if suffix in ("json", "jsonc", "json5"):
            return json.loads(text)
        if suffix == "toml":
            return tomllib.loads(text)
        if suffix in ("yaml", "yml") or path == ".roomodes":
            return yaml.safe_load(text)
    except (ValueError, yaml.YAMLError):
        return None
    return None


def _leaves(value: Any, keys: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, (*keys, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _leaves(item, (*keys, number))
    elif keys:
        yield keys, value
