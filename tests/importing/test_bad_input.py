"""One file in ten is damaged: all others are imported, and the report names each bad one."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.amount import TIMES
from tests.conftest import put, tree
from tests.importing.helping import imported

PLATFORMS = ("claude", "codex", "copilot", "cursor", "gemini-cli", "opencode")
SEEDS = range(3 if TIMES == 1 else 20 * TIMES)


def _front(name: str, *lines: str) -> str:
    return "\n".join(("---", *lines, "---", f"The text of {name} is about {name} alone.", ""))


def _texts() -> Mapping[str, str]:
    """Return files in the forms of six tools, with names and texts that stand nowhere else."""
    found: dict[str, str] = {}
    for number in range(9):
        name = f"c{number}"
        found[f".claude/rules/{name}r.md"] = _front(f"{name}r", 'paths: ["src/**"]')
        found[f".claude/agents/{name}a.md"] = _front(f"{name}a", f"name: {name}a", f"description: Does {name}")
        found[f".claude/commands/{name}c.md"] = _front(f"{name}c", f"description: Runs {name}")
        found[f".claude/skills/{name}s/SKILL.md"] = _front(f"{name}s", f"name: {name}s", f"description: Knows {name}")
        found[f".cursor/rules/{name}u.mdc"] = _front(f"{name}u", f"description: About {name}", "alwaysApply: true")
        found[f".github/instructions/{name}i.instructions.md"] = _front(f"{name}i", 'applyTo: "**"')
        found[f".opencode/agents/{name}o.md"] = _front(f"{name}o", f"description: Helps {name}", "mode: subagent")
        found[f".gemini/commands/{name}g.toml"] = f'description = "Says {name}"\nprompt = "The text of {name}g."\n'
        found[f".codex/agents/{name}x.toml"] = (
            f'name = "{name}x"\ndescription = "Finds {name}"\ndeveloper_instructions = "The text of {name}x."\n'
        )
    return found


def _server(name: str, key: str = "mcpServers") -> str:
    return json.dumps({key: {name: {"command": name}}}, indent=1)


SETTINGS = {
    ".mcp.json": _server("one"),
    ".cursor/mcp.json": _server("two"),
    ".gemini/settings.json": _server("three"),
    ".vscode/mcp.json": _server("four", "servers"),
    ".codex/config.toml": '[mcp_servers.five]\ncommand = "five"\n',
    ".claude/settings.json": json.dumps({"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "six"}]}]}}),
    "opencode.json": json.dumps({"mcp": {"seven": {"type": "local", "command": ["seven"]}}}),
}


def _replaced_by(make: Callable[[Path], Any]) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        file.unlink()
        make(file)

    return damage


def _twice(file: Path) -> None:
    """Let a key stand twice."""
    text = file.read_text()
    if file.suffix == ".json":
        file.write_text(text.replace("{", '{"x": 1, "x": 2, ', 1))
    else:
        file.write_text(text.replace("\n", "\nmore: 1\nmore: 2\n", 1))


DAMAGES: Mapping[str, Callable[[Path], object]] = {
    "latin": lambda file: file.write_bytes(file.read_bytes() + b"\xe9\xff\n"),
    "nul": lambda file: file.write_bytes(file.read_bytes() + b"\0\n"),
    "utf-16": lambda file: file.write_bytes(file.read_text().encode("utf-16")),
    "cut": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 3]),
    "huge": lambda file: file.write_bytes(file.read_bytes() + b"# x\n" * 2_800_000),
    "folder": _replaced_by(Path.mkdir),
    "pipe": _replaced_by(os.mkfifo),
    "loop": _replaced_by(lambda file: file.symlink_to(file.name)),
    "dangling": _replaced_by(lambda file: file.symlink_to("nowhere.md")),
    "closed": lambda file: file.chmod(0),
    "unclosed": lambda file: file.write_text(file.read_text().replace("\n---\n", "\n", 1)),
    "bad-yaml": lambda file: file.write_text(file.read_text().replace("\n", "\nodd: [a, {b\n", 1)),
    "twice": _twice,
    "empty": lambda file: file.write_bytes(b""),
}
READ_ALL_THE_SAME = ("unclosed", "bad-yaml", "twice")
"""What platforms read as far as it goes, and an import too: it says how it was understood."""
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def _fits(damage: str, path: str) -> bool:
    """Say whether a damage makes a file of this form a bad one."""
    is_text = path.endswith((".md", ".mdc"))
    if damage in ("unclosed", "bad-yaml", "twice"):
        return is_text or (damage == "twice" and path.endswith(".json"))
    if damage == "cut":
        return not is_text
    if damage == "empty":
        return path not in SETTINGS
    if damage == "huge":
        return is_text
    if damage == "folder" and path.endswith("SKILL.md"):
        return False  # a folder of skills in a folder of skills
    return not (damage == "closed" and IS_ROOT)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_bad_file_in_ten_stops_no_other(seed: int, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is wrong with a tenth of the files, the rest is imported, and the report names each bad one."""
    files = {**_texts(), **SETTINGS}
    for path, text in files.items():
        put(project / path, text)
    whole = imported(capsys, project, *PLATFORMS, dry_run=True)
    assert len(whole["artifacts"]) == len(files)
    rng = random.Random(seed)
    damaged = {}
    for path in rng.sample(sorted(files), len(files) // 10):
        damaged[path] = rng.choice([each for each in DAMAGES if _fits(each, path)])
        DAMAGES[damaged[path]](project / path)
    report = imported(capsys, project, *PLATFORMS)
    assert report["exit"] == 0
    found = {each["artifact"]: {where.partition("#")[0] for where in each["from"]} for each in report["artifacts"]}
    bad = {each["artifact"] for each in whole["artifacts"] if each["from"][0].partition("#")[0] in damaged}
    assert {each["artifact"] for each in whole["artifacts"]} - bad <= found.keys()
    lost = [each for each in report["differences"] if each["change"] not in ("twice", "more")]
    assert lost == []
    for path, damage in damaged.items():
        notes = [note for note in report["keys"] if note["path"].partition("#")[0] == path]
        said = [note for note in notes if note["level"] in ("unread", "not-loaded", "changed") or note["reason"]]
        assert said, (path, damage)
        if damage in READ_ALL_THE_SAME:
            kept = any(path in places for places in found.values())
            assert kept or any(note["level"] == "not-loaded" for note in notes), (path, damage)
            assert not kept or path.endswith(".json") or any(note["line"] for note in said), (path, damage)
        else:
            assert not any(path in places for places in found.values()), (path, damage)
        if damage == "cut":
            assert all(note["line"] for note in said if note["level"] == "unread"), (path, damage)
    written = {path for path in tree(project, skip=(".git",)) if path.startswith(".aiwg/")}
    assert len(written) > len(files) * 0.7


@pytest.mark.parametrize("damage", sorted(DAMAGES))
@pytest.mark.parametrize("path", [".claude/agents/c0a.md", ".codex/agents/c0x.toml", ".mcp.json", ".codex/config.toml"])
def test_each_damage_is_named(damage: str, path: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each damage to each form of file is in the report of an import of nothing else, and there is no traceback."""
    if not _fits(damage, path):
        pytest.skip("nothing is wrong with such a file")
    put(project / path, {**_texts(), **SETTINGS}[path])
    DAMAGES[damage](project / path)
    report = imported(capsys, project, "claude", "codex")
    notes = [note for note in report["keys"] if note["path"].partition("#")[0] == path]
    assert [note for note in notes if note["level"] in ("unread", "not-loaded", "changed") or note["reason"]]
    unread = any(note["level"] == "unread" for note in notes)
    assert report["exit"] == (3 if unread and not report["artifacts"] else 0)


SLIPS = {
    "tab": "paths:\n\t- docs/**",
    "bracket": 'paths: ["docs/**"]\nowner: [nina',
    "twice": 'owner: nina\npaths: ["docs/**"]\nowner: olga',
    "alias": 'paths: ["docs/**"]\nowner: *nina',
    "glob": "paths: **/*.md",
    "colons": 'owner: nina: olga\nteam: red: blue\npaths: ["docs/**"]',
}


@pytest.mark.parametrize("slip", ["", *SLIPS])
def test_what_was_mended_counts_from_now_on(slip: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report says once that tools heed the keys that they could not read, when aiwg writes them clean."""
    put(project / ".claude/rules/one.md", f"---\n{SLIPS.get(slip, 'paths: docs/**')}\n---\nKeep lines short.\n")
    report = imported(capsys, project, "claude", "copilot")
    said = [note["reason"] for note in report["keys"] if "from now on" in (note["reason"] or "")]
    assert len(said) == bool(slip)
    assert "paths:" in (project / ".aiwg/rules/one.md").read_text()
