"""The tables of docs/packages.md: the forms of packages, and what clients loaded of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from aiwg.adapter.discover import Registry
from aiwg.adapter.package_target import package_targets
from aiwg.artifact.kinds import KIND_OF_CELL, kinds_said

RECORD = Path(__file__).parent.parent / "tests" / "conformance" / "packaged.yaml"
CLIENTS = RECORD.parent / "clients"
COLUMNS = {
    "skill": "skills",
    "agent": "agents",
    "command": "commands",
    "behavior": "behaviors",
    "hook": "hooks",
    "mcp_server": "servers",
    "rule": "rules",
    "instructions": "instructions",
    "permission": "permissions",
}


def forms_table() -> str:
    """Return the forms with their folders, lists and kinds."""
    rows = ["| form | folder | list of packages | contains |", "|---|---|---|---|"]
    for target in package_targets().values():
        kinds = ", ".join(kinds_said(KIND_OF_CELL[cell]) for cell in target.adapter.cells)
        index = f"`{target.index.document.path}`" if target.index else ""
        folder = target.tree.replace("{name}", "NAME")
        rows.append(f"| `{target.id}` ({target.adapter.name}) | `{folder}/` | {index} | {kinds} |")
    return "\n".join(rows) + "\n"


def clients_table(registry: Registry) -> str:
    """Return what each client loaded of the sample, by kind."""
    record: Mapping[str, Any] = yaml.safe_load(RECORD.read_text(encoding="utf-8"))
    rows = [f"| tool | form | {' | '.join(COLUMNS.values())} |", f"|---|---|{'---|' * len(COLUMNS)}"]
    for client, said in record.items():
        platform = yaml.safe_load((CLIENTS / f"{client}.yaml").read_text(encoding="utf-8"))["platform"]
        for target, artifacts in said["targets"].items():
            cells = " | ".join(_cell(kind, artifacts) for kind in COLUMNS)
            rows.append(f"| {registry.get(platform).name} {said['version']} | `{target}` | {cells} |")
    return "\n".join(rows) + "\n"


def _cell(kind: str, artifacts: Mapping[str, str]) -> str:
    counts = Counter(outcome for key, outcome in artifacts.items() if key.partition("/")[0] == kind)
    counts.pop("unseen", None)
    if len(counts) == 1:
        return {"loaded": "yes", "reported": "reported", "lost": "no", "twice": "twice"}[next(iter(counts))]
    words = {"loaded": "yes", "reported": "reported", "lost": "no", "twice": "twice"}
    return ", ".join(f"{counts[key]} {word}" for key, word in words.items() if counts[key])
