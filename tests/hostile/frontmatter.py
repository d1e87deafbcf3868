"""The keys and the text of one file as different clients find them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

BOM = "\ufeff"
FIRST_DASHES = re.compile(r"^---[^\S\n]*\r?\n(.*?)---", re.DOTALL)
TWO_LINES = re.compile(r"^---[^\S\n]*\r?\n(.*?)(?:^|\n)---[^\S\n]*(?:\r?\n|$)", re.DOTALL)
BARE_LINE = re.compile(r"^([A-Za-z][\w-]*)\s*:\s*(.*)$")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=4096)
def read(text: str, style: str, bom_passes: bool, format: str) -> tuple[Mapping[str, Any], str]:
    """Return the keys and the text that a client of a style finds in a file of a format."""
    if format in ("toml", "json", "yaml"):
        keys = _document(text, format)
        return keys, "\n".join(value for value in keys.values() if isinstance(value, str))
    if bom_passes:
        text = text.removeprefix(BOM)
    if style == "bare" and not text.startswith("---"):
        return _bare(text)
    match = (FIRST_DASHES if style == "first-dashes" else TWO_LINES).match(text)
    if not match:
        return {}, text
    body = text[match.end() :]
    return (_lines(match[1]) if style == "lines" else _yaml(match[1])), body


def _yaml(text: str) -> Mapping[str, Any]:
    try:
        found = yaml.load(text, Loader)
    except (yaml.YAMLError, ValueError):
        return {}
    if isinstance(found, list):
        return {"kind": "remote", "agent_card_url": found}
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def _lines(text: str) -> Mapping[str, Any]:
    rows = (line.partition(":") for line in text.split("\n") if ":" in line and not line.startswith((" ", "\t", "#")))
    return {key.strip().strip("\"'").lower(): value.strip() for key, _, value in rows}


def _bare(text: str) -> tuple[Mapping[str, Any], str]:
    keys: dict[str, Any] = {}
    rest = text.split("\n")
    while rest and (match := BARE_LINE.match(rest[0])):
        keys[match[1]] = match[2]
        rest.pop(0)
    return keys, "\n".join(rest)


def _document(text: str, format: str) -> Mapping[str, Any]:
    try:
        if format == "toml":
            return tomllib.loads(text)
        found = json.loads(text) if format == "json" else yaml.load(text, Loader)
    except (ValueError, yaml.YAMLError):
        return {}
    return found if isinstance(found, dict) else {"": found}
