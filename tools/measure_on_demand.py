"""Measures a thousand skills: what each platform sends of them, deployed and on demand, and how long a search takes.

    .venv/bin/python tools/measure_on_demand.py [--write]

Tokens are those of `aiwg budget`. CPU is user and system of the whole process, the best of eight runs. With --write the
tables go into docs/on-demand.md.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "on-demand.md"
START, END = "<!-- measured: make measure-on-demand -->\n", "<!-- /measured -->"
AIWG = Path(sys.executable).parent / "aiwg"
MANY, RUNS = 1000, 8
PLATFORMS = "claude,codex,copilot,cursor,warp,openclaw,factory,opencode,windsurf,hermes,gemini-cli,antigravity"
WORDS = [
    "parse", "table", "form", "invoice", "chart", "deploy", "review", "database", "index", "query", "cache", "test",
    "lint", "format", "migrate", "audit", "network", "image", "video", "sound", "legal", "tax", "contract", "email",
]  # fmt: skip


def write_skills(project: Path) -> None:
    """Write a thousand skills of about 6 KB, with descriptions of about 130 characters."""
    chance = random.Random(1)  # noqa: S311  the same words in every run
    for number in range(MANY):
        first, second, third = chance.sample(WORDS, 3)
        name = f"{first}-{second}-{number}"
        about = f"{first.title()} a {second} with {third}. Use when the user wants to {first}, or has a {second} that"
        body = "\n".join(" ".join(chance.choices(WORDS, k=14)) for _ in range(60))
        file = project / ".aiwg/skills" / name / "SKILL.md"
        file.parent.mkdir(parents=True)
        front = f"---\nname: {name}\ndescription: {about} needs a {third}.\n---\n"
        file.write_text(f"{front}# {first} {second}\n\n{body}\n", encoding="utf-8")


def run(project: Path, *words: str) -> tuple[str, float]:
    """Run aiwg in a project; return its output and the CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "HOME": str(project.parent / "home")}
    done = subprocess.run(  # noqa: S603  our own words
        [str(AIWG), *words], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tokens(project: Path) -> dict[str, int]:
    """Return what every request holds on each platform."""
    found = json.loads(run(project, "budget", "-p", PLATFORMS, "--json")[0])["platforms"]
    return {each["platform"]: each["always_tokens"] for each in found}


def tables() -> str:
    """Return both tables."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        (project.parent / "home").mkdir()
        write_skills(project)
        config = project / "aiwg.yaml"
        config.write_text("sources: [project]\n", encoding="utf-8")
        run(project, "deploy", "-p", PLATFORMS, "-q")
        deployed = tokens(project)
        config.write_text('sources: [project]\non_demand: ["skill/*"]\n', encoding="utf-8")
        run(project, "deploy", "-q")
        on_demand = tokens(project)
        time.sleep(0.1)
        cold = min(_cold(project) for _ in range(3))
        run(project, "find", "invoice", "chart")
        warm = min(run(project, "find", "invoice", "chart")[1] for _ in range(RUNS))
        body = min(run(project, "show", _first(project), "--body")[1] for _ in range(3))
    lines = ["| platform | 1,000 skills deployed | on demand |", "|---|---:|---:|"]
    lines += [f"| `{name}` | {_said(deployed[name])} | {_said(on_demand[name])} |" for name in PLATFORMS.split(",")]
    lines += ["", "| command, with 1,000 skills | CPU |", "|---|---:|"]
    lines += [f"| `aiwg find WORDS`, first run after a change | {cold:.2f} s |"]
    lines += [f"| `aiwg find WORDS`, other runs | {warm:.2f} s |", f"| `aiwg show ID --body` | {body:.2f} s |"]
    return "\n".join(lines) + "\n"


def _cold(project: Path) -> float:
    run(project, "cache", "clean")
    return run(project, "find", "invoice", "chart")[1]


def _first(project: Path) -> str:
    return str(json.loads(run(project, "find", "invoice", "chart", "--json")[0])["results"][0]["artifact"])


def _said(count: int) -> str:
    return f"{count:,}" if count else "no skills"


def main() -> None:
    """Print the tables, or write them into the page."""
    found = tables()
    if "--write" not in sys.argv:
        print(found)
        return
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    PAGE.write_text(before + START + found + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
