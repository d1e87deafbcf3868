"""A team's project under git, and one person in it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from aiwg.cli.app import run
from tests.conftest import put

RULE = "Write short sentences.\n"
SKILL = "---\nname: guide\ndescription: Use when you guide somebody.\n---\nGuide them.\n"
SERVER = 'servers: {wiki: {url: "https://wiki.example.com/mcp"}}\n'
OWN_SERVER = "servers: {own: {command: own-server}}\n"
OWN = {
    ".aiwg.local/instructions.md": "Call me Sam.\n",
    ".aiwg.local/rules/mine.md": "Prefer tabs, as I do.\n",
    ".aiwg.local/skills/trick/SKILL.md": "---\nname: trick\ndescription: Use for my trick.\n---\nDo it.\n",
    ".aiwg.local/mcp.yaml": OWN_SERVER,
    ".aiwg.local/permissions.yaml": 'deny: ["read(.env)"]\n',
}
"""What one person has in a project."""


@dataclass(frozen=True)
class Team:
    """A project under git that deploys to some platforms."""

    project: Path

    def git(self, *arguments: str) -> str:
        """Return what git prints."""
        done = subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", *arguments],
            cwd=self.project,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def write(self, files: dict[str, str]) -> None:
        """Write files of the project."""
        for path, text in files.items():
            put(self.project / path, text)

    def commit(self) -> None:
        """Commit all there is."""
        self.git("add", "-A")
        self.git("commit", "-qm", "all")

    def aiwg(self, *arguments: str) -> int:
        """Run a command line in the project; return its exit code."""
        return run([*arguments, "--project", str(self.project)])

    @property
    def changes(self) -> str:
        """Return what git sees as changed or new."""
        return self.git("status", "--porcelain", "--untracked-files=all")

    def files(self) -> dict[str, bytes]:
        """Return the bytes of every file but those of git's own folder."""
        return {
            str(path.relative_to(self.project)): path.read_bytes()
            for path in self.project.rglob("*")
            if path.is_file() and ".git" not in path.relative_to(self.project).parts
        }


def team(folder: Path, platforms: str, more: dict[str, str] | None = None) -> Team:
    """Return a project that is deployed to some platforms and committed."""
    made = Team(folder)
    made.git("init", "-q")
    made.write({"aiwg.yaml": f"platforms: [{platforms}]\nsources: [project]\n", ".aiwg/rules/team.md": RULE})
    made.write({".aiwg/skills/guide/SKILL.md": SKILL, ".aiwg/mcp.yaml": SERVER, **(more or {})})
    assert made.aiwg("trust", "--yes") == 0
    assert made.aiwg("deploy", "-q") == 0
    made.commit()
    return made
