"""SARIF of every command names files from the root of the repository, wherever the project and the person are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Runner, put

COMMANDS = (
    "lint --sarif",
    "lint --sarif {project}/.aiwg",
    "audit --sarif",
    "audit --sarif {project}/.aiwg",
    "audit --sarif --loaded -p alpha",
    "doctor --sarif",
    "adr check --sarif",
    "check --save sarif={log}",
)
"""Every command that makes SARIF; `check` saves what the first ones print."""

HIDDEN = "Keep it\u200b short.\n\n[See](missing.md)\n"
RECORD = "# 1. Use it\n\n## Status\n\nSuperseded by 7\n"


def uris(log: Any) -> Iterator[str]:
    """Yield the place of each result that has one."""
    for result in log["runs"][0]["results"]:
        for location in result.get("locations", ()):
            yield location["physicalLocation"]["artifactLocation"]["uri"]


@pytest.mark.parametrize("start", ["project", "elsewhere"])
@pytest.mark.parametrize("repository", ["project", "above", "none"])
@pytest.mark.parametrize("words", COMMANDS)
def test_files_are_named_from_the_repository(
    aiwg: Runner,
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    repository: str,
    start: str,
) -> None:
    """Each place is a file or a folder below the repository's root, and something is found there."""
    aiwg("deploy", "-p", "alpha")
    put(project / ".aiwg/rules/quiet.md", HIDDEN)
    put(project / ".alpha/agents/mine.md", "---\nname: mine\ndescription: Mine.\n---\n" + HIDDEN)
    put(project / ".agents/skills/notes/SKILL.md", "mine\n")
    put(project / "docs/adr/0001-use-it.md", RECORD)
    root = {"project": project, "above": project.parent, "none": project}[repository]
    if repository != "none":
        (root / ".git").mkdir()
    if start == "elsewhere":
        monkeypatch.chdir(project / ".aiwg/rules")
    log = tmp_path / "saved.sarif"
    filled = words.format(project=project, log=log).split()
    said = aiwg(*filled, "--project", str(project), expect=None)
    placed = uris(json.loads(log.read_text() if log.exists() else said.out))
    found = [each for each in placed if not each.startswith("bundled/")]  # the bundle here is small, as doctor says
    assert found
    assert [each for each in found if not (root / each).exists()] == []


def test_lint_audit_and_check_name_them_alike(aiwg: Runner, project: Path, tmp_path: Path) -> None:
    """What lint and audit print is in the log of a check, at the same places."""
    aiwg("deploy", "-p", "alpha")
    (project.parent / ".git").mkdir()
    put(project / ".aiwg/rules/quiet.md", HIDDEN)
    aiwg("check", "lint", "audit", "--save", f"sarif={tmp_path / 'saved.sarif'}", expect=None)
    saved = set(uris(json.loads((tmp_path / "saved.sarif").read_text())))
    printed = {each for words in ("lint", "audit") for each in uris(aiwg(words, "--sarif", expect=None).json)}
    assert saved == printed == {"project/.aiwg/rules/quiet.md"}
