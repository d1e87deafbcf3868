"""A team in one folder: someone who approved everything and committed the outputs, and clones where nobody did."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from aiwg.cli.app import run
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.sync import SyncCheck, SyncResult, bring_up_to_date, check
from tests.conftest import put, tree

SOURCES = {
    "hook": {"hooks.yaml": "hooks:\n- {id: fmt, event: tool_after, match: [edit], command: run-one}\n"},
    "server": {"mcp.yaml": "servers:\n  wiki: {command: run-one}\n  web: {url: 'https://one.example/mcp'}\n"},
    "permission": {"permissions.yaml": "allow: ['bash(run-one)']\n"},
    "plugin": {"plugins.yaml": "plugins: {fmt@team: true}\nmarketplaces: {team: {github: acme/one}}\n"},
    "agent": {"agents/a.md": "---\nname: a\ndescription: one\nhooks: {Stop: [{command: run-one}]}\n---\nIt is one.\n"},
    "skill": {
        "skills/s/SKILL.md": "---\nname: s\ndescription: one\nallowed-tools: Bash(run-one)\n---\nIt is one.\n",
        "skills/s/.mcp.json": '{"mcpServers": {"x": {"command": "run-one"}}}\n',
    },
    "command": {"commands/c.md": "---\ndescription: one\ntools: ['bash(run-one)']\n---\nRun !`run-one`.\n"},
    "behavior": {
        "behaviors/b/BEHAVIOR.md": "---\nname: b\ndescription: d\nhooks: {stop: x.sh}\n---\nIt is one.\n",
        "behaviors/b/x.sh": "#!/bin/sh\nrun-one\n",
    },
    "rule": {"rules/r.md": "---\ndescription: one\n---\nRead @~/one.md first.\n"},
    "instructions": {"instructions.md": "Read @~/one.md first.\n"},
}
"""For each kind that needs an approval a source in which everything does; `one` becomes `two` where it changes."""

DISARMED = re.compile(rb"! [`{]run-\w+[`}]|! run-\w+|@ ~/\w+\.md")
RUNNING = re.compile(rb"run-\w+|acme/\w+|\w+\.example|~/\w+\.md")

OURS = re.compile(r"(?s)(<!-- aiwg:begin.*?-->\n|# aiwg:begin[^\n]*\n)")


@dataclass(frozen=True)
class Team:
    """One project, deployed for some platforms with everything approved, and its clones."""

    root: Path
    platforms: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def origin(self) -> Path:
        """Return the project of the one who approved everything."""
        return self.root / "origin"

    def write_sources(self, project: Path, word: str = "one") -> None:
        """Write the sources of all kinds."""
        for kind in self.kinds:
            for path, text in SOURCES[kind].items():
                put(project / ".aiwg" / path, text.replace("one", word))

    def start(self) -> None:
        """Approve everything in the origin, and deploy it."""
        names = ", ".join(self.platforms)
        put(self.origin / "aiwg.yaml", f"platforms: [{names}]\nsources: [project]\naccept_freer: [{names}]\n")
        self.write_sources(self.origin)
        self.approve(self.origin)

    def approve(self, project: Path) -> None:
        """Approve everything in a project, and deploy it."""
        assert run(["trust", "--yes", "--project", str(project)]) == 0
        deploy(project)

    def clone(self, name: str) -> Path:
        """Return a copy of the origin, where nobody approved anything."""
        folder = self.root / name
        shutil.copytree(self.origin, folder)
        return folder


def deploy(project: Path, force: bool = False) -> None:
    """Deploy a project as it is configured."""
    carry_out(plan_deployment(Deploy(Targets(project), force=force)))


def sync(project: Path) -> SyncResult:
    """Sync a project."""
    return bring_up_to_date(Targets(project))


def verify(project: Path) -> SyncCheck:
    """Compare a project with its sources."""
    return check(Targets(project))


def outputs(project: Path) -> dict[str, bytes]:
    """Return everything in a project but its sources and the state of its runs."""
    found = tree(project, skip=(".aiwg", "aiwg.yaml"))
    own = (project / ".aiwg/manifest.json", *(project / ".aiwg/hooks").rglob("*"))
    return found | {path.relative_to(project).as_posix(): path.read_bytes() for path in own if path.is_file()}


def running(data: bytes) -> set[bytes]:
    """Return what in the bytes of an output runs, grants or reads something, by the words of the sources here."""
    return set(RUNNING.findall(DISARMED.sub(b"", data)))


def ran(word: str) -> set[bytes]:
    """Return all of that in the sources as they are with a word."""
    return {each.encode() for each in (f"run-{word}", f"acme/{word}", f"{word}.example", f"~/{word}.md")}


def spoil(project: Path, path: str, own: str) -> None:
    """Change what is aiwg's at a path: a line more in a file or a block; keys go altogether."""
    file = project / path
    text = file.read_text()
    if own == "keys":
        file.unlink()
    elif own == "block":
        file.write_text(OURS.sub(lambda match: f"{match[1]}changed\n", text, count=1))
    else:
        file.write_text(f"{text}changed\n")
