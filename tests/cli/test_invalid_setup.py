"""Commands that only look, where the policy, aiwg.yaml or aiwg.lock cannot be used: each says so, or needs none."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiwg.cli.verbs import COMMANDS

from .conftest import Runner, put

SAYS = ("policy", "yaml", "lock")
"""The files; a command ends with the code of the one that cannot be used, unless the table says otherwise."""

CODES = {"policy": 7, "yaml": 3, "lock": 8}
TEXTS = {"policy": "rules: [\n", "yaml": "bundles: [\n", "lock": "{\n"}

LOOKING: dict[str, tuple[str, ...]] = {
    "status": SAYS,
    "sync --check": SAYS,
    "check": SAYS,
    "deploy -p alpha --dry-run": SAYS,
    "diff": SAYS,
    "list": SAYS,
    "find tidy": SAYS,
    "show tidy": SAYS,
    "budget": ("yaml",),
    "report": SAYS,
    "mentions": SAYS,
    "explain AGENTS.md": SAYS,
    "import --dry-run": ("yaml",),
    "convert --from alpha --to beta --dry-run": ("yaml",),
    "reconcile --dry-run": SAYS,
    "outdated": ("yaml", "lock"),
    "lint": SAYS,
    "audit": SAYS,
    "trust --list": SAYS,
    "remove --dry-run": ("yaml",),
    "undo --dry-run": ("yaml",),
    "context alpha": (),
    "platforms": (),
    "cache": (),
    "adr list": (),
    "docs": (),
    "schema": (),
    "help": (),
    "version": (),
    "completion bash": (),
}
"""Every command that looks without writing, with the files without which it cannot answer."""

OTHERS = frozenset({"init", "add", "update", "remove-source", "vendor", "new", "doc", "mcp", "doctor", "package"})
"""Commands that write or serve; and doctor, which finds it among other things."""

UNDEPLOYED = ("status", "status --json", "report", "list", "lint", "check", "deploy -p alpha --dry-run")
"""Commands that answer where nothing is deployed."""

FETCHED = "sources: [{git: https://git.example/team/context, ref: v1.0.0}, project]\n"


def spoil(file: str, project: Path, home: Path) -> None:
    """Write one of the files so that nobody can use it; a lock counts where a fetched source is declared."""
    if file == "lock":
        put(project / "aiwg.yaml", FETCHED)
    where = home / ".config/aiwg/policy.yaml" if file == "policy" else project / f"aiwg.{file}"
    put(where, TEXTS[file])


def test_every_command_is_in_the_table() -> None:
    """A new command says which of the files it needs."""
    assert {words.split()[0] for words in LOOKING} | OTHERS == set(COMMANDS)


@pytest.mark.parametrize("file", SAYS)
@pytest.mark.parametrize("words", LOOKING)
def test_a_command_reports_the_file_that_it_needs(
    aiwg: Runner, deployed: Path, home: Path, words: str, file: str
) -> None:
    """A command that needs the file ends with its code and names it; any other command answers as ever."""
    usual = aiwg(*words.split(), expect=None).code
    spoil(file, deployed, home)
    said = aiwg(*words.split(), expect=None)
    if file in LOOKING[words]:
        assert said.code == CODES[file]
        assert ("policy.yaml" if file == "policy" else f"aiwg.{file}") in said.out + said.err
    else:
        assert said.code == usual


@pytest.mark.parametrize("file", SAYS)
@pytest.mark.parametrize("words", UNDEPLOYED)
def test_it_is_reported_before_a_deploy(aiwg: Runner, project: Path, home: Path, words: str, file: str) -> None:
    """Where nothing is deployed yet, a command does not say that all is well, or that you can deploy."""
    put(project / ".aiwg/rules/tidy.md", "Tidy up.\n")
    spoil(file, project, home)
    said = aiwg(*words.split(), expect=CODES[file])
    assert ("policy.yaml" if file == "policy" else f"aiwg.{file}") in said.out + said.err


@pytest.mark.parametrize("is_deployed", [True, False])
@pytest.mark.parametrize("file", SAYS)
def test_doctor_and_report_count_one_error(
    aiwg: Runner, project: Path, home: Path, file: str, is_deployed: bool
) -> None:
    """Doctor and the report say it once, and the report's next step is no command for something else."""
    if is_deployed:
        aiwg("deploy", "-p", "alpha,beta")
    spoil(file, project, home)
    for words, code in (("doctor", 5), ("report", CODES[file])):
        said = aiwg(words, "--json", expect=code).json
        errors = [each["code"] for each in said["findings"] if each["level"] == "error"]
        assert len([code for code in errors if code != "installation-incomplete"]) == 1  # the bundle here is small
        assert "Fix the sources" not in [step["title"] for step in said.get("next", [])]
