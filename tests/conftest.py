"""What all tests share: a home of their own, and deploying a source without the command line around it."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from aiwg.apply import file_system
from aiwg.deployment.intent import NO_FILTER, ArtifactFilter, Deploy, Remove, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.stages import Planned

if TYPE_CHECKING:
    from tests.browser import Browser

# The same examples in every run, so that a landing does not hang on luck; AIWG_RANDOM_TESTS=1 looks for new ones.
# How long a machine takes to make up an example says nothing of the code: a busy one paused for seconds between two.
settings.register_profile(
    "repeatable", derandomize=not os.environ.get("AIWG_RANDOM_TESTS"), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")

# A variable that forbids to keep compiled files would make every start of aiwg, and every worker, compile all again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What is collected stays until the end, so nobody needs to look through it again and again; see below.
gc.disable()

FIXTURES = Path(__file__).parent / "fixtures"
EVERYTHING = FIXTURES / "everything"
PLATFORMS = Path(__file__).parent.parent / "platforms"
PLATFORM_IDS = sorted(folder.parent.name for folder in PLATFORMS.glob("*/platform.yaml"))

# Real clients must be installed first, so only `make conformance` runs them.
collect_ignore = [] if os.environ.get("AIWG_CONFORMANCE") else ["conformance"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes golden files instead of comparing them."""
    parser.addoption("--write-golden", action="store_true", help="write the golden files anew")


SLOW = (
    "tests/crash/test_every_point.py",
    "tests/doctor/test_planted.py",
    "tests/wheel/test_wheel.py",
    "tests/report_page/test_in_browser.py",
    "tests/platforms/test_outputs.py",
    "tests/faults/test_watch.py",
    "tests/growth/test_growth.py",
    "tests/deployment/test_memory.py",
    "tests/deployment/test_teams.py",
    "tests/noop_cache/test_answers.py",
    "tests/deployment/test_promises.py",
    "tests/terminal/test_every_command_fits.py",
    "tests/crash/test_stateful.py",
    "tests/merges/test_unfinished.py",
    "tests/step/test_surroundings.py",
    "tests/importing/test_projects.py",
    "tests/render/test_hook_runner.py",
    "tests/browser/test_browser.py",
    "tests/deployment/test_carried.py",
    "tests/merge/test_round_trip.py",
    "tests/deployment/test_refused.py",
    "tests/faults/test_control_characters.py",
    "tests/platforms/test_schema.py",
    "tests/doctor/test_agrees_with_context.py",
    "tests/integrations/test_rollout.py",
    "tests/step/test_one_document.py",
    "tests/docs/test_site.py",
    "tests/merge/test_hostile.py",
    "tests/importing/test_take_over.py",
    "tests/golden/test_golden.py",
    "tests/lint/test_planted.py",
    "tests/bundle/test_decision_reminder.py",
    "tests/doctor/test_unread.py",
    "tests/faults/test_time_of_patterns.py",
    "tests/faults/test_special_files.py",
    "tests/bundle/test_destructive_guard.py",
    "tests/adr/test_speed.py",
    "tests/importing/test_wrong_types.py",
    "tests/deployment/test_whole_and_limited_tools.py",
    "tests/importing/test_allowed_values.py",
    "tests/step/test_changed.py",
    "tests/on_demand/test_platforms.py",
    "tests/bundle/test_secret_guard.py",
    "tests/deployment/test_touched.py",
)
"""The files that take more than 8 s of CPU, the longest first (2 cores with other work, 2026-12-01)."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow files, and put them first: no worker is left alone with one at the end."""
    order = {Path(__file__).parent.parent / name: number for number, name in enumerate(SLOW)}
    items.sort(key=lambda item: order.get(item.path, len(order)))
    for item in items:
        if item.path in order:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Let garbage be looked for from now on, but not among the tests: no test makes garbage of them."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def disk_that_never_waits() -> Iterator[None]:
    """Let no test of this process wait for the disk: no power is cut here, and thousands of syncs take minutes.

    Tests of the order of syncs see each call all the same, and child processes wait as ever.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: os.fstat(descriptor) and None)
        patch.setattr(file_system, "sync_file_system", lambda descriptor: os.fstat(descriptor) and None)
        yield


MOVES_FOLDERS = (
    "AIWG_POLICY",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "XDG_DATA_HOME",
    "CLAUDE_CONFIG_DIR",
    "CODEX_HOME",
    "COPILOT_HOME",
    "OPENCLAW_STATE_DIR",
    "OPENCLAW_WORKSPACE_DIR",
    "OPENCLAW_CONFIG_PATH",
    "OPENCLAW_HOME",
    "GEMINI_CLI_HOME",
    "QWEN_HOME",
    "OPENCODE_CONFIG_DIR",
)
"""The variables that move folders."""

SHARED = pytest.StashKey[Path]()


@pytest.fixture(autouse=True, scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[None]:
    """Give the tests without a folder of their own one home, and none of the variables that move folders.

    Thousands of tests only look at data: a home for each would cost more than what they test.
    """
    folder = tmp_path_factory.mktemp("shared")
    (folder / "home").mkdir()
    pytestconfig.stash[SHARED] = folder
    with pytest.MonkeyPatch.context() as patch:
        _move_home(folder, patch)
        yield


def _move_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder / "home"))
    monkeypatch.setattr("aiwg.trust.policy.places.account_home", lambda: str(folder / "home"))
    monkeypatch.setattr("aiwg.trust.policy.places.MACHINE_FOLDER", str(folder / "etc" / "aiwg"))
    for name in MOVES_FOLDERS:
        monkeypatch.delenv(name, raising=False)


_numbers = itertools.count()


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test a folder, and in it an empty home.

    It has a number for a name: pytest's own would look through the names of all folders before it for a free one.
    """
    folder = tmp_path_factory.getbasetemp() / f"t{next(_numbers)}"
    (folder / "home").mkdir(parents=True)
    _move_home(folder, monkeypatch)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the empty home folder of a test."""
    return tmp_path / "home"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Leave nothing of a test in the home that others share."""
    yield
    for entry in os.scandir(item.config.stash[SHARED] / "home"):
        shutil.rmtree(entry.path) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a headless Chromium, its home its own; without one a test fails in CI, and is skipped elsewhere."""
    from tests.browser import ChromiumMissingError, open_browser  # only few tests pay for the import

    try:
        with ExitStack() as opened:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("HOME", str(tmp_path_factory.mktemp("browser")))
                chromium = opened.enter_context(open_browser())
            yield chromium
    except ChromiumMissingError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return an empty project."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@dataclass(frozen=True)
class Deployer:
    """Deploys into one project, in this process."""

    project: Path

    def plan(
        self,
        *platforms: str,
        source: Path | None = EVERYTHING,
        scope: str = "project",
        filter: ArtifactFilter = NO_FILTER,
        **more: Any,
    ) -> Planned:
        """Return the plan of a deploy."""
        sources = (str(source),) if source else ()
        return plan_deployment(Deploy(Targets(self.project, scope, platforms, sources), filter, **more))

    def deploy(self, *platforms: str, source: Path | None = EVERYTHING, **more: Any) -> Planned:
        """Deploy and return what was done."""
        return self.carry_out(self.plan(*platforms, source=source, **more))

    def remove(self, *platforms: str, scope: str = "project") -> Planned:
        """Remove the platforms (all when none is named)."""
        return self.carry_out(plan_deployment(Remove(Targets(self.project, scope, platforms))))

    def carry_out(self, planned: Planned) -> Planned:
        """Carry out a plan and return it."""
        assert not planned.plan.conflicts, planned.plan.conflicts
        carry_out(planned)
        return planned


@pytest.fixture
def deployer(project: Path) -> Deployer:
    """Return a deployer for the empty project."""
    return Deployer(project)


def put(file: Path, text: str) -> None:
    """Write a file and its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def tree(folder: Path, skip: tuple[str, ...] = (".aiwg", ".git")) -> dict[str, bytes]:
    """Return every file below a folder with its bytes, except in the top-level folders of `skip`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in skip
    }


def stats(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return the modification time, mode and inode of everything below a folder."""
    return {
        path.relative_to(folder).as_posix(): (info.st_mtime_ns, info.st_mode, info.st_ino)
        for path in sorted(folder.rglob("*"))
        for info in [path.lstat()]
    }


Writer = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Return a function that writes a text file below the test's folder."""

    def write_file(path: str, text: str) -> Path:
        full = tmp_path / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, encoding="utf-8")
        return full

    return write_file
