"""Pipes, sockets, devices and folders in the place of each file that aiwg reads."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from .harness import Box, deadline

READ = (
    "project/aiwg.yaml",
    "project/.adr-dir",
    "project/.log4brains.yml",
    "project/docs/adr/0001-a.md",
    "project/docs/adr/README.md",
    "project/.aiwg/rules/kind.md",
    "project/.aiwg/skills/greet/SKILL.md",
    "project/.aiwg/skills/adr/assets/adr-template.md",
    "project/.aiwg/mcp.yaml",
    "project/.aiwg/hooks.yaml",
    "project/.aiwg/permissions.yaml",
    "project/.aiwg/bundles.yaml",
    "project/.aiwg/ignore",
    "project/.aiwg/platforms/own/platform.yaml",
    "project/.aiwg/manifest.json",
    "project/.aiwg/journal.json",
    "project/.claude/settings.json",
    "project/.claude/settings.local.json",
    "project/.claude/rules/kind.md",
    "project/.mcp.json",
    "project/CLAUDE.md",
    "project/AGENTS.md",
    "project/.gitignore",
    "project/.git",
    "home/.claude/settings.json",
    "home/.claude/CLAUDE.md",
    "home/.bashrc",
    "state/aiwg/trust.json",
    "state/aiwg/secret",
    "config/aiwg/platforms/mine/platform.yaml",
    "bin/package.json",
)
"""Each file that some command reads, wherever it lies."""

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("lint",),
    ("doctor",),
    ("trust", "--yes"),
    ("deploy", "-p", "claude"),
    ("sync", "--check"),
    ("context", "claude"),
    ("audit", "--loaded", "-p", "claude"),
    ("mentions",),
    ("adr", "check"),
    ("adr", "new", "Use it"),
    ("adr", "index"),
    ("new", "server", "wiki"),
    ("new", "mcp_server", "wiki"),
    ("new", "ignore", "dist/"),
)


def _socket(path: Path) -> None:
    before = os.getcwd()
    os.chdir(path.parent)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


KINDS: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "socket": _socket,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": Path.mkdir,
}


@pytest.mark.parametrize("kind", KINDS)
def test_no_command_waits_for_what_is_no_file(kind: str, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever lies in the place of a file that is read, each command ends, soon and without a traceback."""
    program = box.put("bin/claude", "#!/bin/sh\n", 0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("SHELL", "/bin/bash")
    wrong = []
    for number, path in enumerate(READ if kind == "pipe" else READ[len(kind) % 3 :: 3]):
        box.put("project/aiwg.yaml", "platforms: [claude]\nsources: [project]\n")
        box.put("project/.aiwg/rules/other.md", "Be kind.\n")
        place = box.root / path
        kept = place.read_bytes() if place.is_file() else None
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_dir():
            continue
        place.unlink(missing_ok=True)
        KINDS[kind](place)
        for command in (COMMANDS[number % len(COMMANDS)], *COMMANDS) if number < 5 else _about(path):
            with deadline():
                result = box.aiwg(*command, "--project", "project")
            if "Traceback" in result.said or result.exit not in range(9):
                wrong.append((path, command, result.said))
            if result.exit in (1, 3, 7, 8) and not result.said.strip():
                wrong.append((path, command, "says nothing"))
        place.rmdir() if place.is_dir() and not place.is_symlink() else place.unlink(missing_ok=True)
        if kept is not None:
            place.write_bytes(kept)
    assert wrong == []


def _about(path: str) -> tuple[tuple[str, ...], ...]:
    """Return the commands that read a file."""
    if "adr" in path:
        return tuple(command for command in COMMANDS if command[0] in ("adr", "lint"))
    if ".aiwg/" in path and path.endswith((".yaml", "ignore")):
        return COMMANDS[:4] + COMMANDS[-3:]
    return COMMANDS[1:7]
