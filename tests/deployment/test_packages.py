"""What packages of a monorepo get: all that holds at the project's folder, once, or a note says why not."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pytest

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.stages import Planned
from aiwg.deployment.start_folder import gaps_below
from aiwg.loading import LoadedContext, StartFolder, find_settings_files, look_around
from aiwg.manifest import Record
from tests.conftest import PLATFORM_IDS, put
from tests.loading.memory import HOME, MemoryReader

PACKAGE = "packages/web"
SOURCE = {
    "instructions.md": "Say alpha.\n",
    "rules/always.md": "---\ndescription: Always\nactivation: always\n---\nSay beta.\n",
    "rules/scoped.md": '---\ndescription: Scoped\npaths: ["**/*.py"]\n---\nSay gamma.\n',
    "agents/helper.md": "---\ndescription: Use it to help\n---\nSay delta.\n",
    "skills/release/SKILL.md": "---\ndescription: Use it to release\n---\nSay epsilon.\n",
    "commands/review.md": "---\ndescription: Use it to review\n---\nSay zeta.\n",
    "hooks.yaml": "hooks:\n  - {id: check, event: tool_before, match: [bash], command: ./scripts/check.sh}\n",
    "mcp.yaml": "servers:\n  tickets: {command: tickets}\n",
    "permissions.yaml": 'deny: ["bash(git push *)"]\n',
}
SETS = 30
TEXTS = ("instructions", "rules", "agents", "skills", "commands")


@cache
def planned(ids: Sequence[str], folder: Path) -> Planned:
    """Return the plan of a deploy of the source to some platforms, in a project with one package."""
    project = folder / "-".join(ids)[:100]
    for path, text in SOURCE.items():
        put(project / ".aiwg" / path, text)
    put(project / PACKAGE / "index.js", "")
    put(project / "aiwg.yaml", "packages: [packages/*]\n")
    targets = Targets(project, platforms=tuple(ids), sources=(str(project / ".aiwg"),))
    return plan_deployment(Deploy(targets, accept_freer=True))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the projects of all these tests."""
    return tmp_path_factory.mktemp("packages")


@pytest.fixture(autouse=True)
def _empty_home(home: Path) -> None:
    """No test sees the home folder of who runs it."""


def started(plan: Planned, adapter: Adapter, start: str) -> tuple[LoadedContext, set[tuple[str, str]]]:
    """Return what a platform loads when it is started in a folder of the project, and the settings it reads there."""
    base = "/work/project"
    files = {f"{base}/.git/HEAD": "", f"{base}/{PACKAGE}/index.js": ""}
    files |= {f"{base}/{action.path}": (action.after or b"").decode() for action in plan.plan.actions}
    records = {f"{base}/{path}": record for path, record in plan.new.records.items()}
    here = StartFolder(f"{base}/{start}".rstrip("/"), MemoryReader(files), Environment(HOME))
    settings = {
        (each.kind, artifact)
        for each in find_settings_files(adapter, here)
        if each.state in ("read", "gated")
        for artifact in artifacts_of(records.get(each.path), each.kind, adapter.id)
    }
    return look_around(adapter, here, records=records), settings


def artifacts_of(record: Record | None, cell: str, id: str) -> Iterable[str]:
    """Yield the artifacts that lie in a settings file for a platform."""
    kinds = {"hooks": "hook", "mcp_servers": "mcp_server", "permissions": "permission"}
    if record is None or id not in record.platforms:
        return
    for name in record.artifacts:
        if name.startswith(f"{kinds.get(cell)}/"):
            yield name


def ours(context: LoadedContext) -> dict[str, int]:
    """Return how often a platform takes each artifact of ours for certain, gated ones too; copies by name once."""
    found: dict[str, set[str]] = {}
    for item in context.items:
        if item.is_loaded or item.state == "gated":
            for artifact in item.artifacts:
                found.setdefault(artifact, set()).add(item.shown)
    return {artifact: len(paths) for artifact, paths in found.items()}


def check(ids: Sequence[str], folder: Path) -> None:
    """Check that each platform finds in the package what it finds at the top, and nothing twice but what is said."""
    plan = planned(tuple(ids), folder)
    said = {problem.platform for problem in plan.problems if problem.code == "package-twice"}
    unknown = {(gap.adapter.id, kind) for gap in gaps_below(plan) if not gap.is_known for kind in gap.kinds}
    for adapter in plan.adapters:
        at_top, settings_at_top = started(plan, adapter, "")
        inside, settings_inside = started(plan, adapter, PACKAGE)
        assert set(ours(at_top)) <= set(ours(inside)), adapter.id
        # where it is not known whether those above are read, a copy is written only if a second one does no harm
        assert {kind for kind, _ in settings_at_top - settings_inside} <= {
            kind for id, kind in unknown if id == adapter.id
        }
        doubles = [*inside.doubles, *(each for each in at_top.doubles if any(PACKAGE in path for path in each.paths))]
        more = {each.what for each in doubles if each.certain}
        known = {each.what for each in at_top.doubles if not any(PACKAGE in path for path in each.paths)}
        assert not more - known or adapter.id in said, (adapter.id, more)


@pytest.mark.parametrize("id", PLATFORM_IDS)
def test_a_package_has_what_the_top_has(id: str, folder: Path) -> None:
    """A platform that is started in a package loads everything that it loads at the project's folder, and once."""
    check([id], folder)


@pytest.mark.parametrize("seed", range(SETS))
def test_platforms_do_not_take_each_others_copies_unsaid(seed: int, folder: Path) -> None:
    """In a set of platforms, too, nothing is missing in a package, and no copy is loaded twice without a word."""
    dice = random.Random(seed)
    check(sorted(dice.sample(PLATFORM_IDS, dice.randint(2, 6))), folder)
