"""Runs the common commands in new processes, and says which modules each of them has loaded at its end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import put

RECORD = Path(__file__).parent / "modules.txt"
HEAD = "# The modules of aiwg that each common command loads. Written by `.venv/bin/python -m tests.startup`.\n"
PLATFORMS = ("claude", "codex", "cursor")
CODE = """import atexit, sys
out = sys.argv.pop(1)
atexit.register(lambda: open(out, "w").write("\\n".join(sys.modules)))
from aiwg.__main__ import main
main()
"""


def modules_by_command(folder: Path) -> dict[str, frozenset[str]]:
    """Return what each command loads in a project with a few artifacts; the folder is empty before."""
    home, project, other = folder / "home", folder / "project", folder / "other"
    home.mkdir()
    for place in (project, other):
        put(place / ".aiwg" / "rules" / "style.md", '---\ndescription: "How we write"\n---\nWrite plainly.\n')
        put(place / ".aiwg" / "skills" / "review" / "SKILL.md", "---\nname: review\ndescription: Reviews\n---\nLook.\n")
    options = [part for id in PLATFORMS for part in ("--platform", id)]
    # the adapters of this machine are known after it
    _loaded(folder, home, ["deploy", "-q", "--project", str(other), *options])
    found: dict[str, frozenset[str]] = {}

    def run(name: str, *arguments: str) -> None:
        found[name] = _loaded(folder, home, [*arguments, "--project", str(project)])

    found["version"] = _loaded(folder, home, ["version"])
    run("deploy", "deploy", "-q", *options)
    run("sync without a change", "sync")
    put(project / ".aiwg" / "rules" / "style.md", '---\ndescription: "How we write"\n---\nWrite plain English.\n')
    run("sync", "sync")
    run("status", "status")
    run("doctor", "doctor")
    run("list", "list")
    run("context", "context", "cursor")
    return found


def _loaded(folder: Path, home: Path, arguments: list[str]) -> frozenset[str]:
    out = folder / "modules"
    env = {"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(out), *arguments],
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 5), f"{arguments}: {done.stdout}{done.stderr}"  # doctor finds no client here
    return frozenset(out.read_text(encoding="utf-8").split())


def text_of(found: Mapping[str, frozenset[str]]) -> str:
    """Return the record: a line for each module of aiwg, with the commands that load it."""
    names = sorted({name for loaded in found.values() for name in loaded if name.split(".")[0] == "aiwg"})
    lines = (f"{name}: {', '.join(command for command, loaded in found.items() if name in loaded)}" for name in names)
    return HEAD + "\n".join(lines) + "\n"


def recorded() -> dict[str, frozenset[str]]:
    """Return the modules of the record by command."""
    found: dict[str, set[str]] = {}
    for line in RECORD.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, commands = line.partition(": ")
            for command in commands.split(", "):
                found.setdefault(command, set()).add(name)
    return {command: frozenset(names) for command, names in found.items()}
