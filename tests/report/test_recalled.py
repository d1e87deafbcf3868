"""A report of files that nobody touched since the last run renders nothing, and says what it says otherwise."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwg.commands.deploy import OutputOptions, run_deploy
from aiwg.commands.kept_deliveries import FILE, recall_deliveries
from aiwg.commands.report.snapshot import take_snapshot
from aiwg.core.stamps import GRAIN_NS
from aiwg.deployment.intent import ArtifactFilter, Deploy, Inspect, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.recalled.plan import recalled_plan
from aiwg.deployment.render_outputs import render_outputs
from aiwg.deployment.stages import Placed, Planned, Rendered
from aiwg.deployment.workspace import open_workspace
from aiwg.noop_cache import syncs
from tests.conftest import EVERYTHING, put
from tests.loading.projects import Messy, projects
from tests.report.test_agreement import RULE, SERVER, SKILL, SOME

HERE = Path()
AGENT = "---\nname: seer\ndescription: Sees all.\ntools: [read, grep]\nmodel: fast\n---\nLook.\n"
MESSY = [each for each in projects().values() if not each.start][::6]
PARTS = (
    "old", "new", "strays", "relocations", "refused", "waiting", "lost_permissions", "problems", "in_conflict",
    "deliveries", "plan",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _in_project(project: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the project, as people do."""
    monkeypatch.chdir(project)


def write_source() -> None:
    """Write a source of every kind that is a text, and settings for some platforms."""
    put(HERE / ".aiwg/instructions.md", "Be kind.\n")
    put(HERE / ".aiwg/rules/plain.md", RULE)
    put(HERE / ".aiwg/agents/seer.md", AGENT)
    put(HERE / ".aiwg/commands/greet.md", "---\ndescription: Greets.\n---\nGreet.\n")
    put(HERE / ".aiwg/skills/forms/SKILL.md", SKILL)
    put(HERE / ".aiwg/skills/forms/form.txt", "A form.\n")
    put(HERE / "aiwg.yaml", f"sources: [project]\nplatforms: [{', '.join(SOME)}]\n")


def deploy(source: tuple[str, ...] = (), only: tuple[str, ...] = (), accepting: bool = False) -> None:
    """Deploy as the command line does, once all files are old enough to be trusted."""
    time.sleep(2 * GRAIN_NS / 1e9)
    words = ["deploy", *(f"--only={each}" for each in only), *["--allow-weaker-permissions"] * accepting]
    intent = Deploy(Targets(HERE, "project", SOME, source), ArtifactFilter(only=only), accept_freer=accepting)
    run_deploy(intent, OutputOptions(quiet=True, snapshot_keys=tuple(syncs.keys(words))))


def planned() -> tuple[Planned, bool]:
    """Return the plan of a report, and whether it was recalled. It is the plan that is made anew, too."""
    intent, workspace = Inspect(Targets(HERE, "project")), open_workspace(HERE, "project")
    found = recalled_plan(intent, workspace, lambda: recall_deliveries(workspace))
    anew = plan_deployment(intent, open_workspace(HERE, "project"))
    for part in PARTS:
        assert getattr(found, part) == getattr(anew, part), part
    return found, bool(found.plan.actions) and not found.outputs


@pytest.mark.parametrize("messy", MESSY, ids=[each.name for each in MESSY])
def test_a_recalled_plan_is_the_plan(messy: Messy, project: Path, home: Path) -> None:
    """Beside whatever files of the user's, what is recalled equals what is planned anew."""
    messy.write(project, home)
    write_source()
    deploy()
    _, is_recalled = planned()
    links = any(path.is_symlink() for path in project.rglob("*"))
    assert is_recalled or links or planned()[0].plan.conflicts


def test_all_kinds_are_recalled() -> None:
    """Hooks, servers, permissions and behaviors of a source that was typed are recalled as they were written."""
    put(HERE / "aiwg.yaml", f"allow_weaker_permissions: [{', '.join(SOME)}]\n")
    shutil.copytree(EVERYTHING, "../everything")
    deploy(("../everything",))
    assert planned()[1]


def test_a_deploy_that_accepts_lost_restrictions_is_recalled() -> None:
    """What was accepted for one deploy is said again of a recalled plan, as of one that is made anew."""
    shutil.copytree(EVERYTHING, "../everything")
    deploy(("../everything",), accepting=True)
    found, is_recalled = planned()
    assert is_recalled
    assert found.lost_permissions


def test_a_source_has_the_name_that_it_has_in_a_plan() -> None:
    """Problems of a source that was typed in other words than it is recorded in are found anew."""
    put(HERE / "aiwg.yaml", f"allow_weaker_permissions: [{', '.join(SOME)}]\n")
    deploy((str(EVERYTHING),))
    assert not planned()[1]


def touch(path: str, text: str = "More.\n") -> Callable[[], None]:
    """Return what adds a text to a file."""

    def change() -> None:
        with (HERE / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


CHANGES: dict[str, Callable[[], object]] = {
    "an output is edited": touch("AGENTS.md"),
    "an output is gone": lambda: (HERE / ".claude/agents/seer.md").unlink(),
    "an output is executable": lambda: (HERE / ".claude/agents/seer.md").chmod(0o755),
    "a rule is edited": touch(".aiwg/rules/plain.md"),
    "an artifact is new": lambda: put(HERE / ".aiwg/rules/new.md", RULE),
    "an artifact waits": lambda: put(HERE / ".aiwg/mcp.yaml", SERVER),
    "an artifact is broken": lambda: put(HERE / ".aiwg/rules/plain.md", "---\nglobs: [\n---\n"),
    "the settings change": touch("aiwg.yaml", "exclude: [rule/plain]\n"),
    "a file of yours comes": lambda: put(HERE / "CLAUDE.md", "Mine.\n"),
    "a personal part comes": lambda: put(HERE / ".aiwg/personal/rules/mine.md", RULE),
    "a run was cut off": lambda: put(HERE / ".aiwg/journal.json", "{}"),
    "another home for a tool": lambda: os.environ.update(CODEX_HOME="/elsewhere"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=[*CHANGES])
def test_a_change_is_seen(change: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """After any change nothing is recalled."""
    monkeypatch.setenv("CODEX_HOME", "")
    write_source()
    deploy()
    assert recall_deliveries(open_workspace(HERE, "project")) is not None
    change()
    assert recall_deliveries(open_workspace(HERE, "project")) is None


def test_only_the_last_run_is_believed() -> None:
    """What an earlier run kept, or what somebody damaged, counts as absent."""
    write_source()
    deploy()
    folder = open_workspace(HERE, "project").state.keeping.folder
    assert folder is not None
    earlier = (folder / FILE).read_bytes()
    put(HERE / ".aiwg/rules/new.md", RULE)
    deploy()
    now = (folder / FILE).read_bytes()
    for data in (earlier, now[:-1] + bytes((now[-1] ^ 1,)), now[:50], b""):
        (folder / FILE).write_bytes(data)
        assert recall_deliveries(open_workspace(HERE, "project")) is None
    (folder / FILE).write_bytes(now)
    assert planned()[1]


def test_a_part_of_a_deploy_is_not_recalled() -> None:
    """A deploy that was limited to some artifacts leaves nothing for a report of all."""
    write_source()
    deploy(only=("rule/plain",))
    assert recall_deliveries(open_workspace(HERE, "project")) is None


def test_a_report_renders_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing changed a report renders nothing; after a change it does."""
    write_source()
    deploy()
    rendered: list[Placed] = []

    def render(placed: Placed) -> Rendered:
        rendered.append(placed)
        return render_outputs(placed)

    monkeypatch.setattr("aiwg.deployment.pipeline.render_outputs", render)
    assert take_snapshot(HERE, "project").planned is not None
    assert not rendered
    touch(".aiwg/rules/plain.md")()
    assert take_snapshot(HERE, "project").planned is not None
    assert rendered
