"""action.yml: its steps run as a runner of GitHub Actions runs them, in a shell, with variables and result files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import put

from .conftest import AIWG, ROOT, texts_of_page

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
STYLE = "---\ndescription: Style.\n---\nWrite short sentences.\n"


@dataclass(frozen=True)
class Job:
    """What a run of the action left: its log, its outputs, the summary of the job, and whether it failed."""

    log: str
    outputs: Mapping[str, str]
    summary: str
    failed: bool


@dataclass(frozen=True)
class Runner:
    """Runs the steps of the action in a repository, with an aiwg that is installed already."""

    folder: Path
    repository: Path

    @property
    def temp(self) -> Path:
        """The folder that a runner empties after each job."""
        return self.folder / "temp"

    def install(self, wheel: str = "") -> None:
        """Put this working copy's aiwg where the first step would install it, so that it finds it there."""
        programs = self.temp / "aiwg/bin"
        programs.mkdir(parents=True, exist_ok=True)
        for name, target in (("aiwg", AIWG), ("python", Path(sys.executable))):
            put(programs / name, f'#!/bin/sh\nexec "{target}" "$@"\n')
            (programs / name).chmod(0o755)
        put(self.temp / "aiwg/installed", f"{ROOT} {wheel}")

    def run(self, **inputs: str) -> Job:
        """Run all steps until one fails, with the defaults of the inputs that are not named."""
        given = {name: str(each["default"]) for name, each in ACTION["inputs"].items()} | inputs
        outputs: dict[str, dict[str, str]] = {}
        log, failed = "", False
        put(self.folder / "summary", "")
        for step in STEPS:
            if "uses" in step or failed:
                continue
            done = self._step(step, given, outputs)
            log += done.stdout
            failed = done.returncode != 0
        of_action = {name: _value(each["value"], given, outputs) for name, each in ACTION["outputs"].items()}
        return Job(log, of_action, (self.folder / "summary").read_text(encoding="utf-8"), failed)

    def _step(
        self, step: dict[str, Any], inputs: Mapping[str, str], outputs: dict[str, dict[str, str]]
    ) -> subprocess.CompletedProcess[str]:
        script, result = self.folder / "script.sh", self.folder / "output"
        put(script, step["run"])
        put(result, "")
        environment = {name: _value(value, inputs, outputs) for name, value in step.get("env", {}).items()}
        environment |= {
            "CI": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(result),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "RUNNER_TEMP": str(self.temp),
        }
        # how a runner starts `shell: bash`
        line = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        done = subprocess.run(
            line, cwd=self.repository, env={**os.environ, **environment}, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=300, check=False,
        )  # fmt: skip
        lines = result.read_text(encoding="utf-8").splitlines()
        outputs[step.get("id", "")] = dict(line.split("=", 1) for line in lines)
        return done


def _value(text: str, inputs: Mapping[str, str], outputs: Mapping[str, Mapping[str, str]]) -> str:
    """Return a text with its expressions replaced, as far as this action uses them."""

    def replaced(found: re.Match[str]) -> str:
        path = found[1].split(".")
        if path[0] == "inputs":
            return inputs[path[1]]
        assert (path[0], path[2]) == ("steps", "outputs")
        return outputs.get(path[1], {}).get(path[3], "")

    return EXPRESSION.sub(replaced, text)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository that is up to date, to be copied."""
    folder = tmp_path_factory.mktemp("deployed")
    put(folder / "aiwg.yaml", "platforms: [claude, cursor]\nbundles: []\n")
    put(folder / ".aiwg/rules/style.md", STYLE)
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    subprocess.run([AIWG, "deploy", "-q", "--project", folder], check=True)
    return folder


@pytest.fixture
def runner(tmp_path: Path, home: Path, deployed: Path) -> Runner:
    """Return a runner whose repository is up to date."""
    shutil.copytree(deployed, tmp_path / "repository")
    found = Runner(tmp_path, tmp_path / "repository")
    found.install()
    return found


def test_no_input_is_part_of_a_script() -> None:
    """Inputs and outputs reach a script as variables only, and actions of others are pinned to a commit."""
    for step in STEPS:
        assert not EXPRESSION.search(step.get("run", "")), step["name"]
        assert "uses" not in step or PINNED.fullmatch(step["uses"]), step["name"]
        assert step.get("shell") == ("bash" if "run" in step else None)
    used = {word for step in STEPS for word in re.findall(r"inputs\.([\w-]+)", json.dumps(step))}
    assert used == set(ACTION["inputs"])


def test_up_to_date(runner: Runner) -> None:
    """A repository that is up to date passes; its summary says so; nothing in it was written."""
    before = subprocess.check_output(["git", "status", "--porcelain", "-uall"], cwd=runner.repository)
    job = runner.run()
    assert not job.failed
    assert (job.outputs["changed"], job.outputs["exit-code"]) == ("false", "0")
    assert "### ✅ aiwg" in job.summary
    assert json.loads(Path(job.outputs["json-file"]).read_text())["ok"] is True
    assert json.loads(Path(job.outputs["sarif-file"]).read_text())["version"] == "2.1.0"
    assert subprocess.check_output(["git", "status", "--porcelain", "-uall"], cwd=runner.repository) == before


def test_stale(runner: Runner) -> None:
    """A changed source fails the job with 5; the summary counts the files of each tool and names the next command."""
    put(runner.repository / ".aiwg/rules/style.md", STYLE + "No jargon.\n")
    job = runner.run()
    assert job.failed
    assert (job.outputs["changed"], job.outputs["exit-code"]) == ("true", "5")
    assert "**Next:** `aiwg sync`" in job.summary
    assert "| Cursor | 1 |" in job.summary
    assert re.search(r"^::error file=\S+,title=aiwg check%3A stale::", job.log, re.MULTILINE)


def test_sync(runner: Runner) -> None:
    """With sync the files are updated, the summary says which, and the next run finds nothing."""
    put(runner.repository / ".aiwg/rules/style.md", STYLE + "No jargon.\n")
    job = runner.run(command="sync")
    assert not job.failed
    assert (job.outputs["changed"], job.outputs["exit-code"]) == ("true", "0")
    assert "file updated" in job.summary or "files updated" in job.summary
    again = runner.run(command="sync", summary="false")
    assert (again.outputs["changed"], again.summary) == ("false", "")


def test_conflict(runner: Runner) -> None:
    """A file that somebody wrote where aiwg writes fails a sync with 4, and stays."""
    put(runner.repository / ".aiwg/agents/reviewer.md", "---\nname: reviewer\ndescription: Reviews.\n---\nReview.\n")
    own = runner.repository / ".claude/agents/reviewer.md"
    put(own, "mine\n")
    job = runner.run(command="sync")
    assert job.failed
    assert job.outputs["exit-code"] == "4"
    assert own.read_text() == "mine\n"
    assert "needs you" in job.summary


def test_waiting(runner: Runner) -> None:
    """A hook that nobody approved and committed fails the check, and the summary names aiwg trust."""
    put(runner.repository / ".aiwg/hooks.yaml", "hooks:\n  - {id: late, event: stop, command: make it}\n")
    job = runner.run(checks="sync")
    assert job.failed
    assert "**Next:** `aiwg trust`" in job.summary


def test_chosen_checks(runner: Runner) -> None:
    """Only the checks that are named run; warnings fail with strict."""
    put(runner.repository / ".aiwg/rules/style.md", STYLE + "See [it](nowhere.md).\n")
    assert runner.run(checks="lint  audit", strict="true").outputs["exit-code"] == "1"


WRONG = (
    ({"project": "nowhere"}, "2"),
    ({"checks": "--help $(touch injected)"}, "2"),
    ({"command": 'check"; touch injected; "'}, ""),
    ({"project": "$(touch injected) `touch injected`; touch injected\n\"' touch injected"}, "2"),
)


def test_a_wrong_input_fails(runner: Runner) -> None:
    """A wrong input fails the job, and no text of an input runs as a command."""
    for inputs, code in WRONG:
        job = runner.run(**inputs)
        assert job.failed, inputs
        assert job.outputs["exit-code"] == code, inputs
    assert not list(runner.folder.rglob("injected"))


def test_names_give_no_commands_to_the_runner(runner: Runner) -> None:
    """Names and texts of a hostile repository give the runner no commands, outputs or links."""
    name = "a%0A::error::b,line=1::`c`](http:d)<img>@octocat"
    put(runner.repository / f".aiwg/skills/x/{name}\n::set-output name=changed::no\n", "x")
    put(runner.repository / ".aiwg/skills/x/SKILL.md", "---\nname: x\ndescription: X.\n---\nX.\n")
    put(runner.repository / ".aiwg/rules/::warning::x.md", STYLE)
    put(runner.repository / ".aiwg/rules/##[error]y.md", "---\ndescription: [\n---\n")
    job = runner.run()
    assert job.failed
    stopped = re.search(r"^::stop-commands::([0-9a-f]{32})$(.*)^::\1::$(.*)", job.log, re.MULTILINE | re.DOTALL)
    assert stopped
    for line in stopped[3].strip().splitlines():
        assert re.fullmatch(
            r"::(error|warning) (file=[^:,]*,)?(line=\d+,)?(col=\d+,)?title=aiwg check%3A [\w-]+::.*", line
        )
    outside = re.sub(r"(`+).*?\1", "", job.summary)
    assert not re.search(r"\]\(|<img|@octocat|::", outside)
    assert set(job.outputs) == set(ACTION["outputs"])


def test_files_of_the_repository_are_no_modules(runner: Runner) -> None:
    """A module of the repository with the name of one of Python's does not run."""
    for module in ("json", "secrets", "venv", "pip", "sitecustomize"):
        put(runner.repository / f"{module}.py", "open('injected', 'w')\n")
    assert not runner.run().failed
    assert not list(runner.folder.rglob("injected"))


def test_an_old_python_is_refused(runner: Runner) -> None:
    """Without a Python of 3.11 or newer, the first step says what to do."""
    shutil.rmtree(runner.temp / "aiwg")
    old = runner.folder / "old-python"
    put(old, "#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    job = runner.run(python=str(old))
    assert job.failed
    assert "::error::aiwg needs Python 3.11 or newer" in job.log


def test_workflows_of_the_page() -> None:
    """The workflows of the page use inputs and outputs that the action has, and actions that are pinned."""
    for text in texts_of_page("github-action", "Use aiwg in GitHub Actions", "yaml"):
        workflow = yaml.safe_load(text)
        for job in workflow["jobs"].values():
            for step in job["steps"]:
                if "/aiwg@" in step.get("uses", ""):
                    assert set(step.get("with", {})) <= set(ACTION["inputs"])
                for name in re.findall(r"steps\.aiwg\.outputs\.([\w-]+)", json.dumps(step)):
                    assert name in ACTION["outputs"]
