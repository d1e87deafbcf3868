"""A project in which much is wrong and everything has a long name, so that commands have much to print."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aiwg.cli.app import run
from tests.conftest import PLATFORMS, put
from tests.fetching.remote import Remote

FEW_PLATFORMS = ("claude", "codex", "copilot", "cursor", "opencode")
LONG = "a-skill-whose-name-is-as-long-as-names-of-generated-skills-get"
AGENT = "reviewer-of-database-migrations"
DEEP = "services/payments/internal/adapters/primary/http/controllers/version2"
SENTENCE = "Use when a migration of the billing database is reviewed, tested, released or rolled back by the team. "
WIDE = "数据库迁移的审查流程和发布说明"
HOOK = "hooks:\n  - {id: format, event: edit_after, command: make format}\n"
RECORD = """\
---
status: {status}
date: 2026-01-02
---
# {title}

## Context and Problem Statement

Two queues are one too many, and nobody on call can say which of the two holds the order that a customer asks about.

## Considered Options

* One queue
* Two queues

## Decision Outcome

Chosen option: "One queue", because it is simpler.
"""
RECORDS = (("accepted", "Use one queue for all orders of the shop and of its partners"), ("proposed", f"Keep {WIDE}"))
CONFIG = """\
sources: [bundled, project]
platforms: [claude, codex, copilot, cursor]
accept_freer: [codex, copilot, cursor]
"""
SOURCE = {
    "instructions.md": f"## How to work\n\n{SENTENCE * 3}\n",
    "rules/migrations.md": f"---\ndescription: {SENTENCE}\npaths: ['{DEEP}/**/*.sql']\n---\nBe careful.\n",
    "rules/wide.md": f"---\ndescription: {WIDE * 3}\n---\n{WIDE * 4}\n",
    "rules/broken-frontmatter.md": "---\ndescription: a: b: [\n---\nText.\n",
    f"skills/{LONG}/SKILL.md": (
        f"---\nname: {LONG}\ndescription: {SENTENCE}\nallowed-tools: [Bash]\n---\n"
        "Run scripts/run-the-migration.sh and read [more](references/no-such-page-in-this-skill.md).\n"
    ),
    f"skills/{LONG}/scripts/run-the-migration.sh": "#!/bin/sh\necho migrate\n",
    f"agents/{AGENT}.md": (
        f"---\nname: {AGENT}\ndescription: {SENTENCE}\ntools: [Read, Bash]\nmodel: opus\ncolor: red\n"
        f"unknownkey: 3\n---\n{SENTENCE * 4}\n"
    ),
    "commands/release-notes.md": f"---\ndescription: {SENTENCE}\nargument-hint: VERSION\n---\nFor $ARGUMENTS\n",
    "hooks.yaml": (
        "hooks:\n  - {id: format-everything-on-save, event: edit_after, command: make format && "
        "curl https://example.invalid/a/very/long/address/of/a/script.sh}\n"
    ),
    "mcp.yaml": (
        "servers:\n  wiki-of-the-whole-company: {command: wiki-server, env: {TOKEN: '${WIKI_TOKEN}'}, "
        "args: [--root, /srv/wiki/of/the/whole/company/and/its/subsidiaries]}\n"
    ),
    "permissions.yaml": "deny: [read(.env), read(secrets/**)]\nask: [bash(git push *)]\nallow: [bash(make test)]\n",
}
LATER = {
    "CLAUDE.md": f"# Shop\n\n{SENTENCE}\n@docs/missing-page.md\n",
    f".claude/agents/{AGENT}.md": f"---\nname: {AGENT}\ndescription: Mine.\n---\nMine.\n",
    ".cursor/rules/style-of-the-frontend.mdc": (
        f"---\ndescription: {SENTENCE}\nglobs: '{DEEP}/*.ts'\n---\nUse tabs.\n"
    ),
    ".cursor/rules/migrations.mdc": "Mine.\n",
    ".mcp.json": '{"mcpServers": {"tickets": {"command": "tickets", "env": {"TOKEN": "sk-live-0123456789abcdef"}}}}\n',
    ".github/copilot-instructions.md": f"{SENTENCE}\n",
    ".aiwg/rules/hidden-text.md": (
        "---\ndescription: Hidden.\n---\nBe kind.\u202e\n\nSee @.aiwg/rules/nothing-there.md\n"
    ),
    ".aiwg/rules/new-rule.md": f"---\ndescription: {SENTENCE}\n---\nNew.\n",
}
"""What comes after the deploy: edits, files of the user, a rule that is refused and one that is not deployed yet."""


def make_messy(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Return the project; the home folder, the sources and the platforms lie beside it."""
    platforms, project = folder / "platforms", folder / "project"
    platforms.mkdir()
    for id in FEW_PLATFORMS:
        os.symlink(PLATFORMS / id, platforms / id)
    put(folder / "bundled/rules/tidy.md", "---\ndescription: Leave it tidy.\n---\nTidy up.\n")
    patch.setattr("aiwg.fs.resources.platforms_folder", lambda: str(platforms))
    patch.setattr("aiwg.fs.resources.source_folder", lambda: str(folder / "bundled"))
    project.mkdir()
    (folder / "home").mkdir()
    patch.chdir(project)
    put(project / "aiwg.yaml", CONFIG)
    for number, (status, title) in enumerate(RECORDS, 1):
        put(project / f"docs/adr/000{number}-record.md", RECORD.format(status=status, title=title))
    put(project / "docs/risks/0001-disk.md", "# Risk: The disk of the build machine is full\n\n- **Id**: {R-XX}\n")
    for path, text in SOURCE.items():
        put(project / ".aiwg" / path, text)
    remote = Remote(folder / "company-wide-context-of-all-teams").make()
    remote.commit({"rules/plain.md": "Be kind.\n"}, "v1.0.0")
    assert run(["add", remote.url, "--yes"]) == 0
    remote.commit({"rules/plain.md": "Be\u202e kind.\n", "hooks.yaml": HOOK}, "v1.1.0")
    assert run(["deploy", "-q"]) == 0
    for path, text in LATER.items():
        put(project / path, text)
    return project
