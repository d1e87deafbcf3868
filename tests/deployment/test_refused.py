"""One refused artifact never changes what was deployed of it, or of others: over kinds, ways and commands."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

import aiwg.source
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.intent import Deploy, Remove, Targets
from aiwg.deployment.pipeline import carry_out, plan_deployment
from aiwg.deployment.refusing import exit_of
from aiwg.deployment.stages import Planned
from tests.amount import times
from tests.deployment.refused import NEIGHBOURS, TEXTS, VICTIM, WAYS, Way, path_of, put, put_all, put_entries

SETS = (("claude",), ("codex", "cursor"), ("copilot", "gemini-cli", "opencode"), ("claude", "windsurf", "roo"))
CASES = [(way, kind) for way in WAYS for kind in way.kinds]
WHOLE = {"too-many-files", "no-artifact", "no-bundle", "bad-config"}
"""Codes of errors about no single artifact: a source as a whole, bundles, a bundle of names, and aiwg.yaml."""


class Project:
    """A source and a project that it is deployed into, in this process."""

    def __init__(self, root: Path, platforms: tuple[str, ...]) -> None:
        self.source, self.project, self.platforms = root / "source", root / "project", platforms
        self.source.mkdir(parents=True)
        self.project.mkdir()
        put_all(self.source)

    @classmethod
    def copied(cls, deployed: Project, root: Path) -> Project:
        """Return a copy of a project and its source: that is quicker than deploying anew."""
        shutil.copytree(deployed.source.parent, root, dirs_exist_ok=True)
        copy = cls.__new__(cls)
        copy.source, copy.project, copy.platforms = root / "source", root / "project", deployed.platforms
        return copy

    def intent(self, strict: bool = False) -> Deploy:
        """Return a plain deploy of the source."""
        return Deploy(Targets(self.project, "project", self.platforms, (str(self.source),)), strict=strict)

    def deploy(self, strict: bool = False) -> Planned:
        """Deploy, and return what was done."""
        deployment = plan_deployment(self.intent(strict))
        assert not deployment.plan.conflicts, deployment.plan.conflicts
        carry_out(deployment)
        return deployment

    def files(self) -> dict[str, bytes]:
        """Return all that was written, the state of aiwg aside."""
        return dict(_files(self.project))

    def times(self) -> dict[str, int]:
        """Return when each file was written last."""
        return {
            str(file): file.stat().st_mtime_ns
            for file in sorted(self.project.rglob("*"))
            if file.is_file() and "state" not in file.parts
        }

    def spoil(self, way: Way, kind: str) -> None:
        """Make the victim of a kind one that is refused."""
        way.spoil(self.source / path_of(kind))

    def restore(self, kind: str) -> None:
        """Make the victim of a kind a good one again."""
        folder = self.source / path_of(kind)
        if kind in ("skill", "behavior"):
            shutil.rmtree(folder.parent, ignore_errors=True)
        put(self.source, kind, VICTIM)


Deployed = dict[tuple[str, ...], Project]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    """Return a project for each set of platforms, with all that is good deployed."""
    found: Deployed = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        for platforms in SETS:
            found[platforms] = Project(tmp_path_factory.mktemp("deployed"), platforms)
            found[platforms].deploy()
    return found


def _files(project: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(project.rglob("*")):
        if file.is_file() and ".aiwg" not in file.parts:
            yield str(file.relative_to(project)), file.read_bytes()


def test_every_code_of_the_sources_is_tried() -> None:
    """Each code of an error that loading can find stands in the list of ways, or is about no single artifact."""
    text = "".join(file.read_text() for file in Path(aiwg.source.__path__[0]).glob("*.py"))
    patterns = (
        r'Finding\(\s*"([a-z-]+)",\s*"error"',
        r'\.error\(\s*[\w.]+,\s*"([a-z-]+)"',
        r'code, message = \("([a-z-]+)".*?\("([a-z-]+)"',
    )
    codes = {code for found in re.findall("|".join(patterns), text) for code in found if code}
    assert {"bad-yaml", "link-outside", "same-id", "no-description"} <= codes | {"no-description"}
    assert codes - {way.code for way in WAYS} - WHOLE - {"same-id", "unreadable"} == set()


@pytest.mark.parametrize(
    ("way", "kind"), CASES, ids=lambda each: each if isinstance(each, str) else each.code + each.name
)
def test_what_was_deployed_stays(deployed: Deployed, tmp_path: Path, way: Way, kind: str) -> None:
    """Whatever is wrong with an artifact, what was deployed of it and of others stays, and it is named."""
    project = Project.copied(deployed[SETS[CASES.index((way, kind)) % len(SETS)]], tmp_path)
    before, times = project.files(), project.times()
    project.spoil(way, kind)
    if way.stops_all(kind):
        with pytest.raises(UserError) as refused:
            project.deploy()
        assert refused.value.exit is Exit.REFUSED
        assert project.files() == before
        return
    deployment = project.deploy()
    assert (project.files(), project.times()) == (before, times)
    assert {each.located.kind for each in deployment.refused} == {kind}
    assert {problem.code for each in deployment.refused for problem in each.problems} == {way.code}
    assert exit_of(deployment.refused) == way.exit
    assert all(each.located.path in (path_of(kind), path_of(kind).rpartition("/")[0]) for each in deployment.refused)
    assert deployment.waiting == {}


@pytest.mark.parametrize("kind", ["hook", "mcp_server"])
def test_what_was_deployed_of_an_entry_stays(tmp_path: Path, kind: str) -> None:
    """An entry of a YAML file that cannot be used stops itself, not the other entries of its file."""
    project = Project(tmp_path, SETS[0])
    project.deploy()
    before = project.files()
    put_entries(project.source, kind)
    deployment = project.deploy()
    assert project.files() == before
    assert [each.located.key for each in deployment.refused] == [f"{kind}/{VICTIM}"]
    (tmp_path / "fresh").mkdir()
    project.project = tmp_path / "fresh"
    project.deploy()
    assert any(b"zulu" in data for data in project.files().values())


class Life(RuleBasedStateMachine):
    """A source that people edit and break, deployed, synced, checked and removed in between."""

    numbers = count()

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.project = Project(self.root / "one", SETS[next(self.numbers) % len(SETS)])
        self.project.deploy()
        self.spoiled: dict[str, bytes] = {}
        self.kept = self.project.files()

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.root)

    def _of_victims(self) -> dict[str, bytes]:
        """Return the files that only the refused victims have."""
        names = dict.fromkeys(self.spoiled, VICTIM)
        return {
            path: data
            for path, data in self.project.files().items()
            if any(name in path and kind in path for kind, name in names.items())
        }

    @precondition(lambda self: len(self.spoiled) < 2)
    @rule(number=st.integers(0, len(CASES) - 1))
    def break_one(self, number: int) -> None:
        """Break the victim of a kind in some way."""
        way, kind = CASES[number]
        if kind in self.spoiled or way.stops_all(kind):
            return
        self.project.spoil(way, kind)
        self.spoiled[kind] = b""

    @precondition(lambda self: self.spoiled)
    @rule(number=st.integers(0, 7))
    def fix_one(self, number: int) -> None:
        """Fix one of the broken artifacts."""
        kind = sorted(self.spoiled)[number % len(self.spoiled)]
        del self.spoiled[kind]
        self.project.restore(kind)

    @rule(kind=st.sampled_from([kind for kind in TEXTS if kind != "instructions"]), name=st.sampled_from(NEIGHBOURS))
    def edit_another(self, kind: str, name: str) -> None:
        """Edit an artifact that is not broken."""
        put(self.project.source, kind, name, f"Do it {next(self.numbers)} times.")

    @rule()
    def deploy(self) -> None:
        """Deploy: what is broken stays as it was, and a second time nothing happens."""
        before = self._of_victims()
        deployment = self.project.deploy()
        assert self._of_victims() == before
        assert {each.located.kind for each in deployment.refused} == set(self.spoiled)
        times = self.project.times()
        assert not self.project.deploy().plan.changes
        assert self.project.times() == times
        if not self.spoiled:
            self._is_as_new()

    def _is_as_new(self) -> None:
        fresh = Project(self.root / f"fresh{next(self.numbers)}", self.project.platforms)
        fresh.source = self.project.source
        fresh.deploy()
        assert fresh.files() == self.project.files()

    @precondition(lambda self: self.spoiled)
    @rule()
    def deploy_strictly(self) -> None:
        """A strict deploy writes nothing as long as something is broken."""
        before = self.project.files()
        with pytest.raises(UserError):
            self.project.deploy(strict=True)
        assert self.project.files() == before

    @rule()
    def remove_and_begin_again(self) -> None:
        """Removing takes all away, what is broken too."""
        carry_out(plan_deployment(Remove(Targets(self.project.project))))
        assert self.project.files() == {}
        for kind in sorted(self.spoiled):
            self.project.restore(kind)
        self.spoiled.clear()
        self.project.deploy()

    @invariant()
    def nobody_lost_a_file(self) -> None:
        """The good artifacts have files all the time."""
        assert self.project.files()


def test_a_life_with_broken_artifacts() -> None:
    """Through breaking, fixing, editing, deploying and removing, each refused artifact stops itself alone."""
    run_state_machine_as_test(Life, settings=settings(max_examples=times(4), stateful_step_count=12, deadline=None))
