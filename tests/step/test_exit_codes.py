"""Each exit code that docs/exit-codes.md lists is what a real case ends with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from exit_cases import ExitCase, exit_cases

from aiwg.apply import lock
from aiwg.cli.app import run
from aiwg.cli.verbs import COMMANDS
from aiwg.core.errors import Exit
from tests.conftest import put
from tests.fetching.remote import Remote

CASES = exit_cases()
WITHOUT_CODES = {
    "find": "as status", "show": "as status", "platforms": "as status", "report": "as status", "explain": "as status",
    "cache": "0 or 1", "mcp": "speaks a protocol", "docs": "0 or 2", "completion": "0 or 2", "help": "0 or 2",
    "version": "0",
}  # fmt: skip
"""Commands without a row on the page: they end with 0, with 1 if a file cannot be read, and with 2."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.family.split(',')[0]}-{case.code}")
def test_a_case_ends_with_its_code(
    case: ExitCase, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A case of the page ends with its code."""
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(project)
    put(project / "aiwg.yaml", "bundles: []\n")
    _write(project, case.files)
    lines = [*case.first, case.run]
    if any("REMOTE" in line for line in lines):
        remote = Remote(tmp_path / "context").make()
        remote.commit({"rules/far.md": "Be kind.\n"}, "v1.0.0")
        lines = [line.replace("REMOTE", remote.url) for line in lines]
    for line in lines[:-1]:
        assert run(line.split()) == Exit.OK, capsys.readouterr()
    if case.moves:
        remote.commit({"rules/far.md": "Be very kind.\n"}, "v1.1.0")
    _write(project, case.then)
    line = lines[-1]
    if case.held:
        monkeypatch.setattr("aiwg.apply.state.locked", partial(lock.locked, wait=0.0))
        with lock.locked(project):
            assert run(line.split()) == case.code
        return
    capsys.readouterr()
    assert run(line.split()) == case.code, capsys.readouterr()


def _write(project: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        put(project / path, text)


def test_every_command_and_every_code_is_on_the_page() -> None:
    """Each command has a row or a reason for none, and each code but that of an interrupt has a case."""
    named = {name.strip() for case in CASES for name in case.family.split(",")}
    assert named | WITHOUT_CODES.keys() == COMMANDS.keys()
    assert {case.code for case in CASES} == {*map(int, Exit)} - {int(Exit.INTERRUPTED)}


def test_a_conflict_is_listed_for_programs(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With exit code 4 the JSON of deploy and of sync names the path, and says what to do."""
    monkeypatch.chdir(project)
    put(project / "aiwg.yaml", "bundles: []\n")
    put(project / ".aiwg/rules/a.md", "Be kind.\n")
    put(project / ".aiwg/rules/b.md", "Be brief.\n")
    put(project / ".claude/rules/a.md", "Mine.\n")
    assert run(["deploy", "-p", "claude", "--json"]) == Exit.CONFLICT
    told = json.loads(capsys.readouterr().out)
    (found,) = [each for each in told["actions"] if each["action"] == "conflict"]
    assert (found["path"], bool(found["reason"]), bool(found["hint"])) == (".claude/rules/a.md", True, True)
    assert run(["sync", "--json"]) == Exit.CONFLICT
    told = json.loads(capsys.readouterr().out)
    assert [each["about"] for each in told["scopes"][0]["drift"]] == [".claude/rules/a.md"]
