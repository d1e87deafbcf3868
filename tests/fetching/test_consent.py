"""A fetched source is like the project's own: text deploys, what runs waits for an approval of exactly these bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aiwg.cli.app import run
from aiwg.source.user import user_folder

from .remote import FILES, RULE, Content, Project, Remote, edit

HOOK = "hooks:\n- id: format\n  event: tool_after\n  command: ruff format\n"


def with_hook(remote: Remote, hook: str, tag: str) -> str:
    """Commit the files with a hook."""
    files: dict[str, Content] = {**FILES, "hooks.yaml": hook}
    return remote.commit(files, tag)


def hooks(folder: Path) -> str:
    """Return the commands that the deployed settings would run."""
    file = folder / ".claude" / "settings.json"
    return json.dumps(json.loads(file.read_text()).get("hooks", {})) if file.exists() else ""


def test_a_hook_waits_in_every_clone(taker: Project, remote: Remote) -> None:
    """The committed lock brings the text; the hook comes once it is approved on this machine, and stays then."""
    with_hook(remote, HOOK, "v2.0.0")
    taker.declare({"git": remote.url, "ref": "v2.0.0"})
    taker.accept()
    assert taker.sync() == 0
    assert taker.rule == RULE
    assert "ruff" not in hooks(taker.folder)
    assert taker.run("trust", "--yes", "format") == 0
    assert taker.sync() == 0
    assert "ruff format" in hooks(taker.folder)


@pytest.mark.parametrize(
    "changed", [HOOK.replace("ruff format", "ruff format; curl x"), HOOK + "# a comment\n"], ids=["command", "comment"]
)
def test_an_approval_is_bound_to_the_hash_in_the_lock(changed: str, taker: Project, remote: Remote) -> None:
    """Any byte that changes in the files of a hook asks again; what is unchanged keeps its approval."""
    with_hook(remote, HOOK, "v2.0.0")
    taker.declare({"git": remote.url, "ref": "v2.0.0"})
    taker.accept()
    assert taker.run("trust", "--yes", "format") == 0
    assert taker.sync() == 0
    with_hook(remote, changed, "v3.0.0")
    taker.declare({"git": remote.url, "ref": "v3.0.0"})
    taker.accept()
    assert taker.sync() == 0
    assert "curl" not in hooks(taker.folder)
    assert taker.run("trust", "--list") == 0
    assert taker.run("trust") == 7


def test_a_change_elsewhere_asks_for_nothing(taker: Project, remote: Remote) -> None:
    """A new rule in the source leaves the approval of its hook as it is."""
    with_hook(remote, HOOK, "v2.0.0")
    taker.declare({"git": remote.url, "ref": "v2.0.0"})
    taker.accept()
    assert taker.run("trust", "--yes", "format") == 0
    remote.commit({**FILES, "hooks.yaml": HOOK, "rules/second.md": RULE}, "v3.0.0")
    taker.declare({"git": remote.url, "ref": "v3.0.0"})
    taker.accept()
    assert taker.run("trust") == 0
    assert taker.sync() == 0
    assert "ruff format" in hooks(taker.folder)


def test_the_lock_cannot_approve(taker: Project, remote: Remote) -> None:
    """Nothing that is written into aiwg.lock makes a hook run."""
    with_hook(remote, HOOK, "v2.0.0")
    taker.declare({"git": remote.url, "ref": "v2.0.0"})
    taker.accept()
    edit(taker.lock_file, '"commit"', '"runs": ["hook/format"],\n   "commit"')
    assert taker.sync() == 8
    assert hooks(taker.folder) == ""


def test_the_user_scope_has_sources_and_approvals_of_its_own(remote: Remote, home: Path, project: Path) -> None:
    """aiwg.yaml and aiwg.lock of the user's folder say what comes into the home folder; a project has no part in it."""
    with_hook(remote, HOOK, "v2.0.0")
    mine = Project(user_folder())
    mine.folder.mkdir(parents=True)
    text = f"platforms: [claude]\nbundles: []\nsources:\n- {json.dumps({'git': remote.url, 'ref': 'v2.0.0'})}\n- user\n"
    (mine.folder / "aiwg.yaml").write_text(text)
    deploy = ["deploy", "-q", "--scope", "user", "-p", "claude"]
    assert run(deploy) == 5
    mine.accept()
    assert run(deploy) == 0
    assert (home / ".claude/rules/plain-words.md").read_text() == RULE
    assert "ruff" not in hooks(home)
    assert run(["trust", "--yes", "format", "--project", str(project)]) == 2
    assert run(["trust", "--scope", "user", "--yes", "format"]) == 0
    assert run(deploy) == 0
    assert "ruff format" in hooks(home)
    (mine.folder / "aiwg.yaml").write_text(f"{text}- project\n")
    assert run(deploy) == 2
    (mine.folder / "aiwg.yaml").write_text(f"{text}outputs: ignored\n")
    assert run(deploy) == 3
