"""Damaged native files for the import: no traceback, nothing that a tool may do more than before, no secret copied."""

from __future__ import annotations

import atexit
import json
import random
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fuzz_target import Target, check

from aiwg.adapter.discover import discover
from aiwg.adapter.model import Adapter
from aiwg.core.errors import UserError
from aiwg.importing.model import UNREAD, Draft, Native, NativeReader, NativeReading
from aiwg.importing.native.hooks import read_hooks
from aiwg.importing.native.permissions import read_permissions
from aiwg.importing.native.read import parted
from aiwg.importing.native.servers import read_server
from aiwg.importing.native.texts import Naming, read_native, rules_of
from aiwg.importing.secrets import without_secrets
from aiwg.importing.sources import as_sources
from aiwg.merge import keys
from aiwg.merge.errors import EditRefusedError
from aiwg.render.fields import apply_rules, derive_access

AGENT = """---
name: reviewer
description: Use to review: says what is wrong
tools: Read, Grep, Bash(git *), mcp__tickets__search
disallowedTools: WebFetch, Write
permissionMode: plan
model: sonnet
maxTurns: 12
hooks: {Stop: [{hooks: [{type: command, command: say}]}]}
weight: 3
---
You review $1 and `$ARGUMENTS`.
"""
RULE = "---\ndescription: Style\nglobs: *.ts,*.{js,jsx}\nalwaysApply: false\n---\nUse tabs.\n"
COMMAND = (
    "---\nargument-hint: [a] [b]\nallowed-tools: Bash(git status)\n---\nDo $0 with $ARGUMENTS, see @docs/a.md !`ls`.\n"
)
SETTINGS = json.dumps(
    {
        "permissions": {"allow": ["Bash(npm run:*)", "Edit"], "ask": ["Bash(git push:*)"], "deny": ["Read(./.env)"]},
        "hooks": {
            "PreToolUse": [{"matcher": "Write|Edit", "hooks": [{"type": "command", "command": "x", "timeout": 9}]}]
        },
        "mcpServers": {
            "a": {"command": "x", "args": ["-y"], "env": {"A_TOKEN": "${A_TOKEN}"}},
            "b": {"url": "https://b"},
        },
    }
)


@cache
def _adapters() -> Mapping[str, Adapter]:
    registry = discover()
    return {id: registry.get(id) for id in registry.ids()}


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="aiwg-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _native(platform: str, cell: str, name: str, text: str = "", value: Any = None) -> Native:
    adapter = _adapters()[platform]
    found = adapter.cells[cell]
    path = _folder() / name
    if value is None:
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
    reader = NativeReader(platform, when="always")
    entry = "" if value is None else "entry"
    place = next(place for place in found.reads if not place.compat and not place.spec.anchor)
    return Native(str(path), name, "entry", adapter, found, place, (reader,), entry, value, names=(name,))


def _settled(reading: NativeReading) -> tuple[Draft, ...]:
    return as_sources(without_secrets(draft) for draft in reading.drafts).drafts


def _feed_agent(text: str, rng: random.Random) -> bool:
    native = _native("claude", "agents", "reviewer.md", text)
    drafts = _settled(read_native(native, Naming({})))
    for draft in drafts:
        wanted = parted(text.replace("\r\n", "\n").removeprefix("\ufeff")).front
        artifact = draft.artifact
        access = derive_access(artifact.fields)
        values = {**artifact.fields, "id": artifact.id, **({"access": access} if access else {})}
        tables = Naming({}).tables(native)
        made = {**apply_rules(rules_of(native), values, tables).keys, **artifact.overrides.get("claude", {})}
        for key in ("tools", "permissionMode"):
            if isinstance(wanted.get(key), str) and wanted[key].strip() not in ("", "*"):
                check(bool(made.get(key)), f"an agent that had {key} has it afterwards")
    return bool(drafts)


def _feed_rule(text: str, rng: random.Random) -> bool:
    return bool(_settled(read_native(_native("cursor", "rules", "style.mdc", text), Naming({}))))


def _feed_command(text: str, rng: random.Random) -> bool:
    platform = rng.choice(("claude", "opencode", "cursor"))
    return bool(_settled(read_native(_native(platform, "commands", "do.md", text), Naming({}))))


def _feed_settings(text: str, rng: random.Random) -> bool:
    try:
        document = keys.parse(text, "json")
    except EditRefusedError:
        return False
    if not isinstance(document, dict):
        return False
    found = 0
    permissions = document.get("permissions")
    if isinstance(permissions, dict) and permissions:
        native = _native("claude", "permissions", "settings.json", value=permissions)
        reading = read_permissions(native)
        denied = permissions.get("deny")
        kept = len([note for note in reading.notes if note.level == UNREAD or note.key.startswith("deny")])
        told = kept + len([draft for draft in reading.drafts if draft.artifact.fields["effect"] == "deny"])
        check(not isinstance(denied, list) or told >= len({json.dumps(each) for each in denied}), "no deny is lost")
        found += len(_settled(reading))
    hooks = document.get("hooks")
    if isinstance(hooks, dict | list) and hooks:
        found += len(_settled(read_hooks(_native("claude", "hooks", "settings.json", value=hooks))))
    servers = document.get("mcpServers")
    for value in servers.values() if isinstance(servers, dict) else ():
        if value is not None:
            found += len(_settled(read_server(_native("claude", "mcp_servers", ".mcp.json", value=value))))
    return bool(found)


def _answered(feed: Any) -> Any:
    def run(text: str, rng: random.Random) -> bool:
        try:
            return bool(feed(text, rng))
        except UserError:
            return False

    return run


IMPORTING = (
    Target("import-agent", (AGENT,), _answered(_feed_agent)),
    Target("import-rule", (RULE,), _answered(_feed_rule)),
    Target("import-command", (COMMAND,), _answered(_feed_command)),
    Target("import-settings", (SETTINGS,), _answered(_feed_settings)),
)
"""What an import reads, one kind each."""
