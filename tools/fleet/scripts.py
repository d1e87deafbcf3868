"""What runs in each clone: the steps of the rounds, with the CPU of each written to a file beside the others."""

from __future__ import annotations

from pathlib import Path

from bench.bench_room import ROOT

UPDATE = ROOT / "integrations" / "rollout" / "update.sh"
DECLARATION = """\
platforms: [claude, codex, cursor]
sources:
- git: {source}
  ref: v1.0.0
- project
"""


def first(source: str) -> str:
    """Return the shell text of the first round: write aiwg.yaml where there is none, then do what every round does."""
    return f"[ -f aiwg.yaml ] || printf '%s' '{DECLARATION.format(source=source)}' > aiwg.yaml; {update()}"


def update() -> str:
    """Return the shell text of every later round: the script that we ship."""
    return str(UPDATE)


def counted(text: str, folder: Path) -> str:
    """Return a shell text that does the same, and writes the CPU of what it started to a file of its own."""
    return f"({text}); code=$?; times > {folder}/$$; exit $code"


def seconds(folder: Path) -> float:
    """Return the CPU seconds that the counted texts wrote down, and forget them."""
    total = 0.0
    for file in folder.iterdir():
        total += sum(map(_seconds, file.read_text(encoding="utf-8").split()[-2:]))
        file.unlink()
    return total


def _seconds(text: str) -> float:
    minutes, rest = text.rstrip("s").split("m")
    return 60 * float(minutes) + float(rest)
