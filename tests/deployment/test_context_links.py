"""Links in the place of context files: followed to another context file of these platforms, and to nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from aiwg.adapter.discover import discover
from aiwg.adapter.environment import Environment
from aiwg.deployment.existing.context_links import ContextLinks
from aiwg.deployment.intent import Deploy, Targets
from aiwg.deployment.pipeline import plan_deployment
from aiwg.deployment.workspace import open_workspace
from aiwg.manifest import Manifest
from tests.conftest import Deployer, put, tree

REGISTRY = discover([])


def _context_files() -> dict[str, str]:
    """Return the files in a project that platforms get a block of instructions in, each with one that writes it."""
    found: dict[str, str] = {}
    environment = Environment.current()
    for adapter in REGISTRY.all():
        cell = adapter.cells.get("instructions")
        for write in cell.writes if cell else ():
            scope, prefix = environment.located(adapter, write.spec)
            path = prefix + next(iter(write.spec.spellings()))
            plain = write.spec.selector is None and not set("{*").intersection(path)
            if scope == "project" and plain and not write.imports:
                found.setdefault(path, adapter.id)
    return found


FILES = _context_files()
NAMES = sorted(FILES)
PAIRS = sorted(
    {(name, NAMES[(index + step) % len(NAMES)]) for index, name in enumerate(NAMES) for step in (3,)}
    | {(name, "AGENTS.md") for name in NAMES if name != "AGENTS.md"}
)
TEXT = "# Mine\n\nMy own words, without a last line end."


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source with instructions and a rule."""
    put(tmp_path / "source/instructions.md", "Build with make.\n")
    put(tmp_path / "source/rules/short.md", "Write short sentences.\n")
    return tmp_path / "source"


def _link(project: Path, name: str, target: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).symlink_to(target)


def test_there_are_files_to_try() -> None:
    """The adapters name more than ten context files of their own."""
    assert len(NAMES) > 10
    assert {"AGENTS.md"} <= set(NAMES)


@pytest.mark.parametrize(("name", "end"), PAIRS, ids="->".join)
def test_a_link_to_a_context_file_is_followed(deployer: Deployer, source: Path, name: str, end: str) -> None:
    """Our block goes into the file, the link stays, a second run does nothing, and a removal restores every byte."""
    project = deployer.project
    put(project / end, TEXT)
    _link(project, name, os.path.relpath(project / end, (project / name).parent))
    before = tree(project)
    planned = deployer.deploy(FILES[name], FILES[end], source=source)
    texts = (project / end).read_text()
    assert texts.startswith(TEXT)
    assert texts.count("Build with make.") == 1
    assert (project / name).is_symlink()
    assert [action.path for action in planned.plan.actions if action.path == name] == []
    again = deployer.plan(FILES[name], FILES[end], source=source)
    assert (again.plan.changes, again.plan.conflicts) == ([], [])
    deployer.remove()
    assert (project / name).is_symlink()
    assert tree(project) == before


Setting = Callable[[Path], None]


def _out(project: Path) -> None:
    put(project.parent / "outside/CLAUDE.md", TEXT)
    _link(project, "AGENTS.md", "../outside/CLAUDE.md")


def _out_and_back(project: Path) -> None:
    put(project / "CLAUDE.md", TEXT)
    (project.parent / "hop").symlink_to(project / "CLAUDE.md")
    _link(project, "AGENTS.md", "../hop")


def _absolute_out(project: Path) -> None:
    put(project.parent / "CLAUDE.md", TEXT)
    _link(project, "AGENTS.md", str(project.parent / "CLAUDE.md"))


def _source_file(project: Path) -> None:
    put(project / ".aiwg/rules/AGENTS.md", TEXT)
    _link(project, "AGENTS.md", ".aiwg/rules/AGENTS.md")


def _typed_source(project: Path) -> None:
    put(project / "context/rules/AGENTS.md", TEXT)
    put(project / "context/instructions.md", "Build with make.\n")
    _link(project, "AGENTS.md", "context/rules/AGENTS.md")


def _code(project: Path) -> None:
    put(project / "src/main.py", TEXT)
    _link(project, "AGENTS.md", "src/main.py")


def _ignore_file(project: Path) -> None:
    put(project / ".cursorignore", "dist/\n")
    _link(project, "AGENTS.md", ".cursorignore")


def _git_folder(project: Path) -> None:
    put(project / ".git/CLAUDE.md", TEXT)
    _link(project, "AGENTS.md", ".git/CLAUDE.md")


def _git_folder_by_a_link(project: Path) -> None:
    put(project / ".git/CLAUDE.md", TEXT)
    _link(project, "docs", ".git")
    _link(project, "AGENTS.md", "docs/CLAUDE.md")


def _git_folder_in_other_case(project: Path) -> None:
    put(project / ".GIT/CLAUDE.md", TEXT)
    _link(project, "AGENTS.md", ".GIT/CLAUDE.md")


def _loop(project: Path) -> None:
    _link(project, "AGENTS.md", "CLAUDE.md")
    _link(project, "CLAUDE.md", "AGENTS.md")


def _itself(project: Path) -> None:
    _link(project, "AGENTS.md", "AGENTS.md")


def _dangling(project: Path) -> None:
    _link(project, "AGENTS.md", "CLAUDE.md")


def _folder(project: Path) -> None:
    (project / "CLAUDE.md").mkdir()
    _link(project, "AGENTS.md", "CLAUDE.md")


def _pipe(project: Path) -> None:
    os.mkfifo(project / "CLAUDE.md")
    _link(project, "AGENTS.md", "CLAUDE.md")


def _other_platform(project: Path) -> None:
    put(project / "replit.md", TEXT)
    _link(project, "AGENTS.md", "replit.md")


HOSTILE: tuple[Setting, ...] = (
    _out, _out_and_back, _absolute_out, _source_file, _typed_source, _code, _ignore_file, _git_folder,
    _git_folder_by_a_link, _git_folder_in_other_case, _loop, _itself, _dangling, _folder, _pipe, _other_platform,
)  # fmt: skip


@pytest.mark.parametrize("setting", HOSTILE, ids=lambda setting: setting.__name__)
def test_no_other_link_is_followed(deployer: Deployer, source: Path, setting: Setting) -> None:
    """A link that leads anywhere else is a conflict as before: nothing is planned behind it."""
    project = deployer.project
    setting(project)
    base = project / "context" if (project / "context").is_dir() else source
    before = tree(project.parent, skip=())
    planned = plan_deployment(Deploy(Targets(project, "project", ("claude", "codex", "cursor"), (str(base),))))
    assert "AGENTS.md" in [action.path for action in planned.plan.conflicts]
    written = {action.path for action in planned.plan.changes}
    assert not written & {"CLAUDE.md", "src/main.py", "replit.md", ".cursorignore", ".git/CLAUDE.md"}
    assert tree(project.parent, skip=()) == before


@pytest.mark.parametrize("end", ["CLAUDE.md", "/CLAUDE.md", "./CLAUDE.md", "docs/../CLAUDE.md"])
def test_every_spelling_of_a_link_inside_is_followed(deployer: Deployer, source: Path, end: str) -> None:
    """Relative and absolute links, and those by way of another folder, lead to the same file."""
    project = deployer.project
    (project / "docs").mkdir()
    put(project / "CLAUDE.md", TEXT)
    _link(project, "AGENTS.md", f"{project}{end}" if end.startswith("/") else end)
    assert deployer.plan("claude", "codex", source=source).plan.conflicts == []


def test_a_chain_of_links_is_followed(deployer: Deployer, source: Path) -> None:
    """Three names of one text get one block, at the end of the chain."""
    project = deployer.project
    put(project / "GEMINI.md", TEXT)
    _link(project, "CLAUDE.md", "GEMINI.md")
    _link(project, "AGENTS.md", "CLAUDE.md")
    deployer.deploy("claude", "codex", "gemini-cli", source=source)
    assert (project / "GEMINI.md").read_text().count("Build with make.") == 1
    deployer.remove()
    assert (project / "GEMINI.md").read_text() == TEXT


def test_a_platform_that_goes_leaves_the_other_its_block(deployer: Deployer, source: Path) -> None:
    """The block in a linked file stays and is removed with the last platform, whoever's file it is."""
    project = deployer.project
    put(project / "CLAUDE.md", TEXT)
    _link(project, "AGENTS.md", "CLAUDE.md")
    deployer.deploy("claude", "codex", source=source)
    deployer.remove("claude")
    assert "Build with make." in (project / "CLAUDE.md").read_text()
    assert deployer.plan(source=source).plan.changes == []
    deployer.remove()
    assert (project / "CLAUDE.md").read_text() == TEXT


def test_a_platform_that_follows_no_link_is_said_to_get_nothing(deployer: Deployer, source: Path) -> None:
    """Where a client refuses a linked file, the delivery says so."""
    project = deployer.project
    put(project / "CLAUDE.md", TEXT)
    _link(project, "AGENTS.md", "CLAUDE.md")
    planned = deployer.plan("claude", "openclaw", source=source)
    [found] = [
        each
        for each in planned.deliveries
        if each.platform == "openclaw" and each.artifact == "instructions/instructions"
    ]
    assert found.level == "unsupported"
    assert "your AGENTS.md is a link, and it follows no links" in found.notes


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=n", "-c", "user.email=n@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_link_that_git_wrote_as_a_text_keeps_its_bytes(deployer: Deployer, source: Path) -> None:
    """Where git makes no links, the block goes into the file that the text names, and the text stays a link to git."""
    project = deployer.project
    put(project / "CLAUDE.md", TEXT)
    _link(project, "AGENTS.md", "CLAUDE.md")
    _git(project, "init", "-q")
    _git(project, "config", "core.symlinks", "false")
    _git(project, "add", "-A")
    (project / "AGENTS.md").unlink()
    (project / "AGENTS.md").write_text("CLAUDE.md")
    planned = deployer.deploy("claude", "codex", source=source)
    assert (project / "AGENTS.md").read_text() == "CLAUDE.md"
    assert (project / "CLAUDE.md").read_text().count("Build with make.") == 1
    assert [problem.code for problem in planned.problems if problem.level == "warning"] == ["link-as-text"]


def test_a_text_of_yours_that_names_a_file_is_no_link(deployer: Deployer, source: Path) -> None:
    """Without a link in git's index such a text is your own, and gets the block itself."""
    project = deployer.project
    put(project / "CLAUDE.md", TEXT)
    put(project / "AGENTS.md", "CLAUDE.md")
    links = ContextLinks(open_workspace(project, "project"), REGISTRY.all(), Manifest())
    assert links.target("AGENTS.md") is None
