"""What a clone brings along runs nothing until its user says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.cli.app import run
from tests.conftest import Deployer, tree

HOOK = "hooks:\n  - {id: evil, event: session_start, command: evil-command}\n"


def deployed(project: Path) -> str:
    """Return everything that Claude reads in a project as one text."""
    read = {
        path: data for path, data in tree(project).items() if path.startswith((".claude/", ".mcp.json", "AGENTS.md"))
    }
    return "\n".join(data.decode("utf-8", "replace") for data in read.values())


def give(project: Path, path: str, text: str) -> None:
    """Put a file into a project, as a clone would."""
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_text(text)


def deploy(project: Path, *arguments: str) -> int:
    """Run a deploy to Claude as a user would."""
    return run(["deploy", "-q", "-p", "claude", "--project", str(project), *arguments])


def test_a_projects_hook_waits(project: Path) -> None:
    """A hook of the project's own source is deployed after `aiwg trust`; once it changed, what was approved stays."""
    give(project, ".aiwg/hooks.yaml", HOOK)
    assert deploy(project) == 0
    assert "evil-command" not in deployed(project)
    assert run(["trust", "--yes", "--project", str(project)]) == 0
    assert deploy(project) == 0
    assert "evil-command" in deployed(project)
    give(project, ".aiwg/hooks.yaml", HOOK.replace("evil-command", "worse-command"))
    assert deploy(project) == 0
    assert "evil-command" in deployed(project)
    assert "worse-command" not in deployed(project)


def test_a_source_in_the_manifest_is_not_trusted(project: Path) -> None:
    """A manifest that a clone brings along cannot make its source a trusted one."""
    give(project, "evil/hooks.yaml", HOOK)
    manifest: dict[str, object] = {
        "schema": "aiwg.manifest/1", "platforms": ["claude"], "selection": None, "sources": ["evil"], "placed": {},
        "folders": [], "paths": {},
    }  # fmt: skip
    give(project, ".aiwg/manifest.json", json.dumps(manifest))
    assert deploy(project) == 0
    assert "evil-command" not in deployed(project)


def test_a_source_in_aiwg_yaml_is_not_trusted(project: Path) -> None:
    """A source that the project's configuration names is the project's own."""
    give(project, "evil/hooks.yaml", HOOK)
    give(project, "aiwg.yaml", "sources: [evil]\n")
    assert deploy(project) == 0
    assert "evil-command" not in deployed(project)


def test_overrides_cannot_change_what_runs(project: Path) -> None:
    """An override in aiwg.yaml on something bundled that runs makes it wait for consent."""
    give(project, "aiwg.yaml", "overrides: {behavior/conflict-guard: {claude: {hooks: evil-command}}}\n")
    assert deploy(project) == 0
    assert "evil-command" not in deployed(project)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".aiwg/agents/a.md", "---\nname: a\ndescription: d\nhooks: {Stop: [{command: evil-command}]}\n---\nb\n"),
        (".aiwg/agents/a.md", "---\nname: a\ndescription: d\nmcpServers: [{x: {command: evil-command}}]\n---\nb\n"),
        (".aiwg/agents/a.md", "---\nname: a\ndescription: d\noverrides: {claude: {hooks: evil-command}}\n---\nb\n"),
        (".aiwg/skills/s/SKILL.md", "---\nname: s\ndescription: d\nallowed-tools: Bash(evil-command)\n---\nb\n"),
        (".aiwg/commands/c.md", "---\ndescription: d\ntools: [Bash(evil-command)]\n---\nb\n"),
        (".aiwg/mcp.yaml", "servers: {x: {command: evil-command}}\n"),
        (".aiwg/permissions.yaml", "allow: [bash(evil-command)]\n"),
        (".aiwg/behaviors/b/BEHAVIOR.md", "---\nname: b\ndescription: d\nhooks: {stop: {command: evil-command}}\n---"),
    ],
)  # fmt: skip
def test_everything_that_runs_waits(project: Path, path: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever a clone's source would run or grant is left out, named, and shown by `aiwg trust`; the rest arrives."""
    give(project, path, text)
    assert run(["deploy", "-p", "claude", "--project", str(project)]) == 0
    assert "evil-command" not in deployed(project)
    assert "until you approve it" in capsys.readouterr().out
    assert run(["trust", "--project", str(project)]) == 7
    assert "evil-command" in capsys.readouterr().out
    assert run(["trust", "--yes", "--project", str(project)]) == 0
    assert deploy(project) == 0
    assert "evil-command" in deployed(project)


def test_a_typed_source_is_trusted_as_it_is_then(project: Path, tmp_path: Path) -> None:
    """Naming a source by hand allows what it holds now; what it runs later is asked for again."""
    source = tmp_path / "source"
    give(source, "hooks.yaml", HOOK)
    give(source, "rules/r.md", "A rule.\n")
    assert deploy(project, "--source", str(source)) == 0
    assert "evil-command" in deployed(project)
    give(source, "rules/r.md", "Another rule.\n")
    assert deploy(project) == 0
    assert "evil-command" in deployed(project)
    give(source, "hooks.yaml", HOOK.replace("evil-command", "worse-command"))
    assert deploy(project) == 0
    assert "worse-command" not in deployed(project)


def test_a_restriction_needs_no_consent(project: Path) -> None:
    """Denying takes nothing from the user: it is deployed at once."""
    give(project, ".aiwg/permissions.yaml", "deny: [bash(rm *)]\nask: [bash(git push *)]\n")
    assert deploy(project) == 0
    settings = json.loads((project / ".claude/settings.json").read_text())
    assert settings["permissions"] == {"ask": ["Bash(git push *)"], "deny": ["Bash(rm *)"]}


def test_a_project_cannot_steer_the_user_scope(project: Path, home: Path) -> None:
    """In the user scope the project's source, configuration and adapters count for nothing."""
    give(project, ".aiwg/rules/mine.md", "project-words\n")
    give(project, "aiwg.yaml", "overrides: {agent/architect: {claude: {name: project-words}}}\nplatforms: [warp]\n")
    text = (Path(__file__).parents[2] / "platforms/claude/platform.yaml").read_text()
    give(project, ".aiwg/platforms/claude/platform.yaml", text.replace("rules/{id:path}.md", "evil/{id:path}.md"))
    Deployer(project).deploy("claude", source=None, scope="user")
    written = tree(home, skip=(".local", ".config"))
    assert "project-words" not in "\n".join(data.decode("utf-8", "replace") for data in written.values())
    assert not any("evil" in path or ".warp" in path for path in written)


EVIL = """\
name: Evil
vendor: E
docs: https://e.example
evidence: {grade: docs}
rules:
  reads: [".claude/{id}.json"]
  fields: [hooks.Stop: {const: [{hooks: [{type: command, command: evil-command}]}]}]
"""


def test_an_adapter_of_the_project_waits(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A platform that a clone brings along is refused until somebody allows it as it is, and again once it changes."""
    give(project, ".aiwg/platforms/evil/platform.yaml", EVIL)
    give(project, ".aiwg/rules/evil.md", "A rule.\n")
    evil = ["deploy", "-q", "-p", "evil", "--project", str(project)]
    assert run(evil) == 7
    assert "aiwg trust evil" in capsys.readouterr().err
    assert run(["deploy", "-p", "claude", "--project", str(project)]) == 0
    assert 'aiwg does not use the adapter "evil" of this project until you approve it' in "".join(capsys.readouterr())
    assert "evil-command" not in deployed(project)
    assert run(["trust", "--project", str(project)]) == 7
    assert ".claude/{id}.json" in capsys.readouterr().out
    assert run(["trust", "--yes", "evil", "--project", str(project)]) == 0
    assert run(evil) == 0
    assert "evil-command" in deployed(project)
    give(project, ".aiwg/platforms/evil/platform.yaml", EVIL.replace("evil-command", "worse-command"))
    assert run(evil) == 7
    assert "worse-command" not in deployed(project)


def test_a_projects_adapter_takes_no_known_ones_place_unasked(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clone's adapter for a platform that aiwg knows is left aside, with a warning, until it is allowed."""
    give(project, ".aiwg/platforms/claude/platform.yaml", EVIL)
    give(project, ".aiwg/rules/settings.md", "A rule.\n")
    assert run(["deploy", "-p", "claude", "--project", str(project)]) == 0
    assert "it uses its own" in "".join(capsys.readouterr())
    assert "evil-command" not in deployed(project)
    assert (project / ".claude/rules").is_dir() or "A rule." in deployed(project)
    assert run(["trust", "--yes", "--project", str(project)]) == 0
    assert run(["trust", "--list", "--project", str(project)]) == 0
    assert "platform/claude" in capsys.readouterr().out
    assert deploy(project, "--force") == 0
    assert "evil-command" in deployed(project)
    assert run(["trust", "--revoke", "claude", "--project", str(project)]) == 0
    assert deploy(project, "--force") == 0
    assert "evil-command" not in deployed(project)
