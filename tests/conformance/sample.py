"""The sample: a source with one artifact of each kind that a client can show, and a token in each of its parts."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DENIED, CONTROL = "touch probe-denied", "touch probe-control"
"""A command that the sample denies, and its like that nobody does: only if that ran, a missing file proves anything."""

MARK_SERVER = Path(__file__).parent / "mark_server.py"

HOOK_EVENTS = (
    "session_start",
    "session_end",
    "prompt_submit",
    "tool_before",
    "tool_after",
    "stop",
    "subagent_start",
    "subagent_stop",
)
"""The neutral events that a run without a person goes through."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One artifact of the sample: the tokens of its parts, and a file that must be read before it is loaded."""

    artifact: str
    tokens: Mapping[str, str]
    trigger: str | None = None

    @property
    def kind(self) -> str:
        """The kind of the artifact."""
        return self.artifact.split("/")[0]


@dataclass(slots=True)
class Sample:
    """The source on disk, and what is in it."""

    source: Path
    marks: Path
    """Where hooks and servers add their token when they run."""
    pieces: list[Piece] = field(default_factory=list)


def token(artifact: str, part: str) -> str:
    """Return a word that stands nowhere else: letters only, so that no client changes it, and none within another."""
    letters = "".join(char for char in f"{artifact}{part}" if char.isalpha())
    return f"zq{letters}qz"


def write_sample(source: Path, project: Path, marks: Path) -> Sample:
    """Write the source, and the files of the project that its scoped parts are about."""
    sample = Sample(source, marks)
    _write(project / "src/a.py", "print('a')\n")
    _write(project / "lib/notes.txt", "notes\n")
    _texts(sample)
    _described(sample)
    _running(sample)
    return sample


def _texts(sample: Sample) -> None:
    root = sample.source
    word = _add(sample, "instructions/instructions", "body")["body"]
    _write(root / "instructions.md", f"# Project\n\nSay {word} when asked.\n")
    word = _add(sample, "instructions/lib", "body", trigger="lib/notes.txt")["body"]
    _write(root / "instructions/lib.md", f"# Library\n\nSay {word} here.\n")
    word = _add(sample, "rule/probe-always", "body")["body"]
    _write(root / "rules/probe-always.md", f"---\ndescription: Always\nactivation: always\n---\nSay {word} always.\n")
    word = _add(sample, "rule/probe-scoped", "body", trigger="src/a.py")["body"]
    scoped = f'---\ndescription: Python\npaths: ["src/**/*.py"]\n---\nSay {word} in Python.\n'
    _write(root / "rules/probe-scoped.md", scoped)


def _described(sample: Sample) -> None:
    for kind, file in (
        ("agent", "agents/probe-agent.md"),
        ("skill", "skills/probe-skill/SKILL.md"),
        ("command", "commands/probe-command.md"),
    ):
        words = _add(sample, f"{kind}/probe-{kind}", "description", "body")
        front = f"description: Use it to probe {words['description']}"
        _write(sample.source / file, f"---\n{front}\n---\nThe body says {words['body']}.\n")


def _running(sample: Sample) -> None:
    words = _add(sample, "behavior/probe-behavior", "description", "body", "run")
    hooks = "hooks:\n  - {event: tool_after, match: [read], script: scripts/mark.sh}"
    front = f'description: Use it to watch {words["description"]}\ntriggers: ["watch"]\n{hooks}'
    folder = sample.source / "behaviors/probe-behavior"
    _write(folder / "BEHAVIOR.md", f"---\n{front}\n---\nThe behavior says {words['body']}.\n")
    _write(folder / "scripts/mark.sh", f"#!/bin/sh\n{_mark(words['run'], sample)}\n")
    (folder / "scripts/mark.sh").chmod(0o755)

    word = _add(sample, "mcp_server/probe-server", "run")["run"]
    server = {"command": sys.executable, "args": [str(MARK_SERVER), word, str(sample.marks)]}
    _write(sample.source / "mcp.yaml", yaml.safe_dump({"servers": {"probe-server": server}}))

    _add(sample, f"permission/deny bash({DENIED})", "run")
    _write(sample.source / "permissions.yaml", yaml.safe_dump({"deny": [f"bash({DENIED})"]}))

    hooks_file: list[dict[str, Any]] = []
    for event in HOOK_EVENTS:
        id = f"on-{event.replace('_', '-')}"
        word = _add(sample, f"hook/{id}", "run")["run"]
        match = {"match": ["read"]} if event.startswith("tool_") else {}
        hooks_file.append({"id": id, "event": event, "command": _mark(word, sample), "timeout": 20, **match})
    _write(sample.source / "hooks.yaml", yaml.safe_dump({"hooks": hooks_file}))


def _mark(word: str, sample: Sample) -> str:
    return f"echo {word} >> {sample.marks}"


def _add(sample: Sample, artifact: str, *parts: str, trigger: str | None = None) -> dict[str, str]:
    tokens = {part: token(artifact, part) for part in parts}
    sample.pieces.append(Piece(artifact, tokens, trigger))
    return tokens


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
