"""Sample outputs in the documentation, from the product itself: `samples.yaml` names the projects and commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
FILE = Path(__file__).with_suffix(".yaml")
_MARKER = re.compile(r"(<!-- generated: sample ([\w-]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)
_TIME = re.compile(r"\b\d+\.\d s\b")
SECONDS = 60
"""How long a command may take."""


def with_samples(page: str) -> str:
    """Return a page with the current output in each block. Raises KeyError for a sample that is not in the file."""
    return _MARKER.sub(lambda found: f"{found[1]}{_block(found[2])}{found[3]}", page)


@cache
def _samples() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def _block(name: str) -> str:
    sample = _samples()[name]
    with tempfile.TemporaryDirectory() as folder:
        home, project = Path(folder, "home"), Path(folder, "shop")
        home.mkdir()
        _fill(project, sample)
        for command in sample.get("before", ()):
            _run(command, project, home)
        lines = _run(sample["command"], project, home).rstrip().split("\n")
    shown = _cut(lines, sample.get("from", ""), sample.get("to"))
    return "\n".join(["```text", f"$ aiwg {sample['command']}", *shown, "```", ""])


def _fill(project: Path, sample: Mapping[str, Any]) -> None:
    if "copy" in sample:
        shutil.copytree(ROOT / sample["copy"], project)
    for path, text in sample.get("files", {}).items():
        file = project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _run(command: str, project: Path, home: Path) -> str:
    """Return what a command prints to both streams. Raises ValueError for one that fails."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    done = subprocess.run(  # noqa: S603  the commands of samples.yaml
        [sys.executable, "-m", "aiwg", *command.split()],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode:
        raise ValueError(f"aiwg {command} ended with {done.returncode}: {done.stdout}")
    return _TIME.sub("0.2 s", done.stdout)


def _cut(lines: list[str], first: str, after: str | None) -> list[str]:
    """Return the lines from the first that begins so up to the one before a line that begins otherwise."""
    start = next(number for number, line in enumerate(lines) if line.startswith(first))
    end = next(
        (number for number, line in enumerate(lines) if after and number > start and line.startswith(after)), None
    )
    return lines[start:end]
