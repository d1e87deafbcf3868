"""Another tool that imports what a project has, on the same projects, judged in the same way.

Of the tools that we know rulesync alone has an importer and is in a registry: `rulesync import -t TOOL`, one tool at a
time. ruler 0.3.44 and apm-cli 0.35.0 have none. agentsync, skillshare and ai-rulez are programs that no registry has.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import platform_sets
from bench.bench_room import CACHE

from import_projects import judge
from import_projects.trial import Trial, cost

PACKAGE = "rulesync@17.0.0"
ALSO = {
    "claude": ("claudecode-legacy",),
    "copilot": ("copilotcli",),
    "augment": ("augmentcode-legacy",),
    "antigravity": ("antigravity-cli",),
    "windsurf": ("devin",),
    "zoo-code": ("zoocode",),
}
"""Further names that rulesync has for what a platform reads."""

FOR_ALL = ("agentsmd", "agentsskills")


def program() -> Path | None:
    """Return where rulesync is, installed if need be; None where it cannot be had."""
    folder = CACHE / "import-rulesync"
    found = folder / "node_modules" / ".bin" / "rulesync"
    if not found.exists() and shutil.which("npm") is not None:
        words = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE]
        subprocess.run(words, check=False)  # noqa: S603 - ours
    return found if found.exists() else None


def measured(
    project: Path, work: Path, tools: Sequence[str], loaded: Sequence[Sequence[str]], rulesync: Path
) -> dict[str, Any]:
    """Return how many of the loaded texts of a project rulesync has after an import from each of its tools in turn.

    `loaded` are the paths of each text. What a project keeps in .rulesync already is taken away: it was not imported.
    """
    trial = Trial(project, work)
    source = trial.folder / ".rulesync"
    shutil.rmtree(source, ignore_errors=True)
    pairs = platform_sets.load().pairs
    targets = [name for tool in tools for name in (pairs.get(tool, ""), *ALSO.get(tool, ())) if name]
    failed, cpu = [], 0.0
    for target in dict.fromkeys((*FOR_ALL, *targets)):
        found = cost([str(rulesync), "import", "-t", target, "-f", "*"], trial)
        cpu += found.cpu
        if found.code:
            failed.append(target)
    held, everything = judge.bodies_in(source), judge.all_text(source)
    wanted = {paths[0] for paths in loaded}
    texts = [each for each in judge.native_texts(trial.folder, sorted(wanted)) if wanted & set(each.paths)]
    kept = [judge.is_held(each, held, everything) or judge.without_includes(trial.folder, each, held) for each in texts]
    return {"loaded": len(texts), "held": sum(kept), "failed": failed, "cpu": round(cpu, 1)}
