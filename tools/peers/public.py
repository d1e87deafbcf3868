"""Public repositories taken as sources by their URL, through copies on this machine: added, deployed, removed again.

    python tools/peers/public.py anthropics/skills=/mirrors/skills.git wshobson/agents=/mirrors/agents.git#PLUGIN

Behind a `#` stand the plugins to take of a marketplace. git's `insteadOf` makes each copy the repository at GitHub, so
aiwg reads the URL that people type. Nothing of the repositories is kept. With --write the table goes into
docs/sources.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
AIWG = ROOT / ".venv" / "bin" / "aiwg"
PLATFORMS = "claude,codex,copilot,cursor"
BEGIN, END = "<!-- measured: public -->", "<!-- /measured -->"
OWN = {
    "aiwg.yaml": "# ours\nbundles: []\nsources: [project]\n",
    ".aiwg/rules/mine.md": "Mine.\n",
    "AGENTS.md": "Mine\n",
}


@dataclass(frozen=True)
class Told:
    """How a command ended, what it printed, and its CPU time in seconds."""

    code: int
    out: str
    error: str
    seconds: float


class Room:
    """A home and a project, in which one repository is a source."""

    def __init__(self, folder: Path, name: str, copy: Path) -> None:
        self.home, self.project = folder / "home", folder / "project"
        self.home.mkdir()
        for path, text in OWN.items():
            file = self.project / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        self.url = f"https://github.com/{name}.git"
        setting = (f"url.file://{copy}.insteadOf", self.url)
        subprocess.run(["git", "config", "--global", *setting], env=self.environment, check=True)  # noqa: S603, S607

    @property
    def environment(self) -> dict[str, str]:
        """Return an environment without settings of this machine."""
        return {"HOME": str(self.home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}

    def run(self, *arguments: str) -> Told:
        """Run aiwg in the project."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(  # noqa: S603
            [AIWG, *arguments], cwd=self.project, env=self.environment, text=True, capture_output=True, check=False
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Told(done.returncode, done.stdout, done.stderr, spent)

    def tree(self) -> dict[str, bytes]:
        """Return every file of the project."""
        files = (path for path in self.project.rglob("*") if path.is_file())
        return {path.relative_to(self.project).as_posix(): path.read_bytes() for path in files}


def accepted(room: Room, plugins: list[str]) -> tuple[list[str], dict[str, Any], Told]:
    """Add a source as somebody does who accepts every finding; return the words, the review and how it went."""
    words = ["add", room.url, *(f"--plugin={name}" for name in plugins)]
    looked = room.run(*words, "--dry-run", "--json")
    review = json.loads(looked.out)
    if "sources" not in review:
        return [], review, looked
    stops = [each["accept"] for each in review["sources"][0]["findings"] if each["accept"]]
    return stops, review["sources"][0], room.run(*words, "--yes", *(f"--accept={key}" for key in dict.fromkeys(stops)))


def measure(name: str, copy: Path, plugins: list[str]) -> list[str]:
    """Return the row of one repository."""
    with tempfile.TemporaryDirectory(prefix="aiwg-public-") as folder:
        room = Room(Path(folder), name, copy)
        room.run("deploy", "-p", PLATFORMS, "-q")
        before = room.tree()
        stops, review, added = accepted(room, plugins)
        shown = f"{name} ({', '.join(plugins)})" if plugins else name
        if added.code:
            said = (added.error or added.out).strip().splitlines()
            return [shown, f"not added: {said[0] if said else added.code}", "", "", "", "", ""]
        errors = sum(each["level"] == "error" and not each["accept"] for each in review["findings"])
        deployed = room.run("deploy", "-p", PLATFORMS, "-q")
        files = len(room.tree()) - len(before)
        room.run("remove-source", name.rpartition("/")[2].lower())
        synced = room.run("sync", "-q")
        after = room.tree()
        left = {path for path in {*before, *after} if before.get(path) != after.get(path)} - {".aiwg/manifest.json"}
        clean = "nothing" if not left and synced.code == 0 else f"{len(left)} files, exit {synced.code}"
        return [
            shown, str(len(review["artifacts"])), str(errors), str(len(set(stops))),
            f"{added.seconds:.1f}", f"exit {deployed.code}, {files:,} files, {deployed.seconds:.1f}", clean,
        ]  # fmt: skip


def main() -> None:
    """Measure each repository that is named and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", metavar="OWNER/NAME=GITDIR[#PLUGIN,...]")
    parser.add_argument("--write", action="store_true", help="put the table into docs/sources.md")
    options = parser.parse_args()
    head = [
        "repository",
        "artifacts",
        "refused",
        "findings to accept",
        "add, CPU s",
        "deploy to 4, CPU s",
        "left after",
    ]
    rows = [head]
    for each in options.repositories:
        name, _, rest = each.partition("=")
        copy, _, plugins = rest.partition("#")
        rows.append(measure(name, Path(copy), [part for part in plugins.split(",") if part]))
        print(" | ".join(rows[-1]), flush=True)
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{'---|' * len(head)}")
    found = "\n".join([*lines, "", f"Measured on {date.today()}: `tools/peers/public.py`."])
    print(found)
    if options.write:
        page = ROOT / "docs" / "sources.md"
        text = page.read_text(encoding="utf-8")
        start, _, rest = text.partition(BEGIN)
        page.write_text(f"{start}{BEGIN}\n{found}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
