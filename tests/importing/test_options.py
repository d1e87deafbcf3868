"""What is imported from where and to where: scopes, folders, kinds, names, and near texts that a person settles."""

from __future__ import annotations

import json
import os
import pty
import sys
from pathlib import Path

import pytest

from aiwg.core.errors import Exit, UserError
from aiwg.source.user import user_folder
from tests.conftest import Deployer, put, tree
from tests.importing.helping import artifacts_of, imported, notes_of

LONG = "Name each thing for what it does, keep a function short, and test what can break before you commit."


def _everything(folder: Path) -> None:
    """Write one artifact of each kind in the forms of Claude Code and Cursor."""
    put(folder / "CLAUDE.md", "# Shop\n\nUse pnpm.\n")
    put(folder / ".claude" / "rules" / "style.md", "Use tabs.\n")
    put(folder / ".cursor" / "rules" / "names.mdc", "---\nalwaysApply: true\n---\nName things well.\n")
    put(folder / ".claude" / "agents" / "helper.md", "---\nname: helper\ndescription: Helps\n---\nYou help.\n")
    put(folder / ".claude" / "skills" / "pdf" / "SKILL.md", "---\nname: pdf\ndescription: For PDFs\n---\nFill them.\n")
    put(folder / ".claude" / "commands" / "plan.md", "Plan it.\n")
    put(folder / ".mcp.json", '{"mcpServers": {"wiki": {"command": "wiki"}}}')
    settings = {
        "permissions": {"deny": ["Read(.env)"]},
        "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "say stop"}]}]},
    }
    put(folder / ".claude" / "settings.json", json.dumps(settings))


ALL = {
    "instructions/instructions",
    "rule/style",
    "rule/names",
    "agent/helper",
    "skill/pdf",
    "command/plan",
    "mcp_server/wiki",
    "permission/deny read(.env)",
    "hook/stop-say-stop",
}


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"kinds": ("rule",)}, {"rule/style", "rule/names"}),
        ({"kinds": ("rules", "agent")}, {"rule/style", "rule/names", "agent/helper"}),
        ({"only": ("style",)}, {"rule/style"}),
        ({"only": ("rule/style", "skill/pdf")}, {"rule/style", "skill/pdf"}),
        ({"kinds": ("mcp_server",), "only": ("style",)}, set()),
        ({"kinds": ("permission",)}, {"permission/deny read(.env)"}),
        ({}, ALL),
    ],
)
def test_kinds_and_names_limit_an_import(
    options: dict[str, tuple[str, ...]], wanted: set[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only what was asked for is imported, and the rest comes with a later import."""
    _everything(project)
    report = imported(capsys, project, "claude", "cursor", **options)
    assert artifacts_of(report) == wanted
    assert report["exit"] == 0
    assert {each["artifact"] for each in report["differences"]} <= wanted
    assert artifacts_of(imported(capsys, project, "claude", "cursor")) == ALL


def test_a_kind_that_nobody_knows_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip in a kind's name is an error, and nothing is written."""
    _everything(project)
    with pytest.raises(UserError) as caught:
        imported(capsys, project, "claude", kinds=("rulez",))
    assert caught.value.exit == Exit.USAGE
    assert not (project / ".aiwg").exists()


def test_another_folder_is_read_and_left_alone(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a clone elsewhere everything comes into this project's source, and nothing is said to be loaded here."""
    clone = tmp_path / "clone"
    _everything(clone)
    before = tree(clone, skip=())
    report = imported(capsys, project, "claude", "cursor", source=clone)
    assert artifacts_of(report) == ALL
    assert tree(clone, skip=()) == before
    assert not (project / ".aiwg" / "imports.json").exists()
    assert (project / ".aiwg" / "rules" / "style.md").read_text() == "Use tabs.\n"
    put(project / "aiwg.yaml", "sources: [project]\n")
    Deployer(project).deploy("claude", "cursor", source=None, accept_freer=True)
    assert "Use tabs." in " ".join(data.decode() for data in tree(project).values())
    with pytest.raises(UserError) as caught:
        imported(capsys, project, "claude", source=tmp_path / "nowhere")
    assert caught.value.exit == Exit.USAGE


def test_a_source_elsewhere_in_the_project_is_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--into` names a folder of the project; one outside is refused before anything is written."""
    _everything(project)
    report = imported(capsys, project, "claude", into=Path("context/ai"))
    assert report["into"] == "context/ai"
    assert (project / "context" / "ai" / "rules" / "style.md").is_file()
    assert not (project / ".aiwg").exists()
    with pytest.raises(UserError) as caught:
        imported(capsys, project, "claude", into=Path("../elsewhere"))
    assert caught.value.exit == Exit.USAGE
    assert not (project.parent / "elsewhere").exists()


def test_personal_files_come_into_your_own_source(
    project: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--scope user` reads the home folder alone, and a deploy to it writes no text of yours a second time."""
    _everything(project)
    put(home / ".claude" / "CLAUDE.md", "I like short answers.\n")
    put(home / ".claude" / "rules" / "mine.md", "Always be kind.\n")
    put(
        home / ".claude" / "agents" / "mine.md", "---\nname: mine\ndescription: Mine\ntools: Read\n---\nYou are mine.\n"
    )
    put(home / ".claude" / "settings.json", '{"permissions": {"deny": ["Read(.env)"]}}')
    start = tree(home, skip=(".config",))
    here = tree(project, skip=())
    report = imported(capsys, project, "claude", scope="user")
    assert artifacts_of(report) == {
        "instructions/instructions",
        "rule/mine",
        "agent/mine",
        "permission/deny read(.env)",
    }
    assert tree(project, skip=()) == here
    source = user_folder()
    assert (source / "rules" / "mine.md").read_text() == "Always be kind.\n"
    assert imported(capsys, project, "claude", scope="user")["files"] == []
    deployer = Deployer(project)
    for _ in range(2):
        deployer.deploy("claude", "codex", source=source, scope="user", accept_freer=True)
        assert (home / ".claude" / "CLAUDE.md").read_text() == "I like short answers.\n"
        assert "I like short answers." in (home / ".codex" / "AGENTS.md").read_text()
    deployer.remove(scope="user")
    assert {path: data for path, data in tree(home, skip=(".config",)).items() if path in start} == start
    with pytest.raises(UserError) as caught:
        imported(capsys, project, scope="user")
    assert caught.value.exit == Exit.USAGE


@pytest.mark.parametrize("platform", ["claude", "gemini-cli"])
def test_a_project_cannot_hide_a_restriction_of_yours(
    platform: str, project: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What you deny for every tool stays denied when a project denies the same for one, and a server of yours off."""
    put(user_folder() / "permissions.yaml", 'deny: ["bash(rm -rf *)"]\n')
    put(user_folder() / "mcp.yaml", "servers:\n  wiki: {command: wiki, enabled: false}\n")
    put(project / ".claude" / "settings.json", '{"permissions": {"deny": ["Bash(rm -rf:*)"]}}')
    put(project / ".mcp.json", '{"mcpServers": {"wiki": {"command": "evil"}}}')
    report = imported(capsys, project, "claude", "cursor")
    assert "permission/deny bash(rm -rf *)" in artifacts_of(report)
    put(project / "aiwg.yaml", "sources: [user, project]\n")
    catalog = Deployer(project).plan("claude", "gemini-cli", source=None, accept_freer=True).catalog
    denied = catalog.get("permission/deny bash(rm -rf *)")
    assert (denied is not None and denied.wants((platform,))) or _holds_it(project, platform)
    server = catalog.get("mcp_server/wiki")
    assert server is None or server.fields.get("enabled") is False


def _holds_it(project: Path, platform: str) -> bool:
    """Say whether a platform's own file has the denial, so that a deploy leaves it out."""
    return platform == "claude" and "rm -rf" in (project / ".claude" / "settings.json").read_text()


@pytest.mark.parametrize("merge", ["ask", "equal"])
def test_near_texts_are_both_kept_without_a_terminal(
    merge: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nobody can be asked, neither of two near texts is given up."""
    _near(project)
    report = imported(capsys, project, "claude", "cursor", merge=merge)
    assert artifacts_of(report) == {"rule/style", "rule/style-cursor"}
    assert report["apart"] == 2


@pytest.mark.parametrize(
    ("answer", "texts"),
    [("1", ["commit."]), ("2", ["push."]), ("both", ["commit.", "push."]), ("", ["commit.", "push."])],
)
def test_a_person_settles_near_texts(answer: str, texts: list[str], project: Path, home: Path) -> None:
    """At a terminal the difference is shown, and what was chosen is written; to press return keeps both."""
    _near(project)
    output = _at_a_terminal(["import", "-p", "claude,cursor", "--project", str(project)], f"{answer}\n", home)
    assert "contain nearly the same rule" in output
    assert "Traceback" not in output
    rules = sorted((project / ".aiwg" / "rules").glob("*.md"))
    ends = sorted(file.read_text().split()[-1] for file in rules)
    assert ends == sorted(texts)


def _near(project: Path) -> None:
    put(project / ".claude" / "rules" / "style.md", f"{LONG}\n")
    put(project / ".cursor" / "rules" / "style.mdc", f"---\nalwaysApply: true\n---\n{LONG.replace('commit', 'push')}\n")


def _at_a_terminal(arguments: list[str], typed: str, home: Path) -> str:
    """Run aiwg in a terminal of its own, type something, and return what it showed."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update({"HOME": str(home), "TERM": "dumb", "NO_COLOR": "1"})
        os.execv(sys.executable, [sys.executable, "-m", "aiwg", *arguments])
    os.write(terminal, typed.encode())
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # what Linux says at the end of a terminal
            break
        if not piece:
            break
        shown += piece
    os.waitpid(child, 0)
    os.close(terminal)
    return shown.decode("utf-8", "replace")


def test_what_a_rule_cannot_say_stays_for_its_own_tool(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An agent or a rule whose limits other tools cannot say is for no other tool, and the report says so."""
    put(
        project / ".opencode" / "agents" / "odd.md",
        "---\ndescription: Odd\npermission: {edit: ask}\n---\nYou are odd.\n",
    )
    put(project / ".claude" / "rules" / "odd.md", '---\npaths: ["src/**"\n---\nOdd paths.\n')
    report = imported(capsys, project, "claude", "opencode")
    limits = {each["artifact"]: each["platforms"] for each in report["artifacts"]}
    assert limits == {"agent/odd": ["opencode"], "rule/odd": ["claude"]}
    changed = notes_of(report, "changed")
    assert {".opencode/agents/odd.md", ".claude/rules/odd.md"} <= changed.keys()
