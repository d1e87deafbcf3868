"""A project in which much is wrong and everything has a long name, so that commands have much to print."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aiwg.cli.app import run
from tests.conftest import PLATFORMS, put
from tests.fetching.remote import Remote

PLATFORM_FEW = ("claude", "codex", "copilot", "cursor", "gemini", "opencode")
LONG = "a-skill-whose-name-is-as-long-as-names-of-generated-skills-get"
DEEP = "services/payments/internal/adapters/primary/http/controllers/version2"
SENTENCE = "Use when a migration of the billing database is reviewed, tested, released or rolled back by the team. "
WIDE = "数据库迁移的审查流程和发布说明"
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


def fill_source(source: Path) -> None:
    """Write a source with artifacts of every kind, of which some are broken, doubtful or run something."""
    put(source / "instructions.md", f"## How to work\n\n{SENTENCE * 3}\n")
    put(source / "rules/migrations.md", f"---\ndescription: {SENTENCE}\npaths: ['{DEEP}/**/*.sql']\n---\nBe careful.\n")
    put(source / "rules/wide.md", f"---\ndescription: {WIDE}{WIDE}{WIDE}\n---\n{WIDE}{WIDE}{WIDE}{WIDE}\n")
    put(source / "rules/broken-frontmatter.md", "---\ndescription: a: b: [\n---\nText.\n")
    put(source / f"skills/{LONG}/SKILL.md", f"---\nname: {LONG}\ndescription: {SENTENCE}\nallowed-tools: [Bash]\n---\nRun scripts/run-the-migration.sh and read [more](references/no-such-page-in-this-skill.md).\n")
    put(source / f"skills/{LONG}/scripts/run-the-migration.sh", "#!/bin/sh\necho migrate\n")
    put(source / "agents/reviewer-of-database-migrations.md", f"---\nname: reviewer-of-database-migrations\ndescription: {SENTENCE}\ntools: [Read, Bash]\nmodel: opus\ncolor: red\nunknownkey: 3\n---\n{SENTENCE * 4}\n")
    put(source / "commands/release-notes.md", f"---\ndescription: {SENTENCE}\nargument-hint: VERSION\n---\nWrite notes for $ARGUMENTS\n")
    put(source / "hooks.yaml", "hooks:\n  - {id: format-everything-on-save, event: edit_after, command: make format && curl https://example.invalid/a/very/long/address/of/a/script.sh}\n")
    put(source / "mcp.yaml", "servers:\n  wiki-of-the-whole-company: {command: wiki-server, args: [--root, /srv/wiki/of/the/whole/company/and/its/subsidiaries], env: {TOKEN: '${WIKI_TOKEN}'}}\n")
    put(source / "permissions.yaml", "deny: [read(.env), read(secrets/**)]\nask: [bash(git push *)]\nallow: [bash(make test)]\n")


def fill_native(project: Path) -> None:
    """Write files of the user's own that tools read, some of them where aiwg would write."""
    put(project / "CLAUDE.md", f"# Shop\n\n{SENTENCE}\n@docs/missing-page.md\n")
    put(project / ".claude/agents/reviewer-of-database-migrations.md", "---\nname: reviewer-of-database-migrations\ndescription: Mine.\n---\nMine.\n")
    put(project / ".cursor/rules/style-of-the-frontend.mdc", f"---\ndescription: {SENTENCE}\nglobs: '{DEEP}/*.ts'\n---\nUse tabs.\n")
    put(project / ".mcp.json", '{"mcpServers": {"tickets": {"command": "tickets", "env": {"TOKEN": "sk-live-0123456789abcdef0123456789"}}}}\n')
    put(project / ".github/copilot-instructions.md", f"{SENTENCE}\n")


def make_messy(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Return the project; the home folder lies beside it."""
    platforms, bundled = folder / "platforms", folder / "bundled"
    platforms.mkdir()
    for id in PLATFORM_FEW:
        os.symlink(PLATFORMS / id, platforms / id)
    put(bundled / "rules/tidy.md", "---\ndescription: Leave it tidy.\n---\nTidy up.\n")
    patch.setattr("aiwg.fs.resources.platforms_folder", lambda: str(platforms))
    patch.setattr("aiwg.fs.resources.source_folder", lambda: str(bundled))
    patch.setenv("HOME", str(folder / "home"))
    project = folder / "project"
    project.mkdir()
    (folder / "home").mkdir()
    patch.chdir(project)
    put(project / "aiwg.yaml", "sources: [bundled, project]\nplatforms: [claude, codex, copilot, cursor]\naccept_freer: [codex, copilot, cursor]\n")
    for number, (status, title) in enumerate((("accepted", "Use one queue for all orders of the shop and its partners"), ("proposed", f"Keep {WIDE}")), 1):
        put(project / f"docs/adr/000{number}-record.md", RECORD.format(status=status, title=title))
    put(project / "docs/risks/0001-disk.md", "# Risk: The disk of the build machine is full\n\n- **Id**: {R-XX}\n")
    fill_source(project / ".aiwg")
    remote = Remote(folder / "company-wide-context-of-all-teams").make()
    remote.commit({"rules/plain.md": "Be kind.\n"}, "v1.0.0")
    run(["add", remote.url, "--yes"])
    remote.commit({"rules/plain.md": "Be\u202e kind.\n", "hooks.yaml": "hooks:\n  - {id: format, event: edit_after, command: make format}\n"}, "v1.1.0")
    run(["deploy", "-q"])
    fill_native(project)
    edited = project / ".cursor/rules/migrations.mdc"
    if edited.exists():
        put(edited, edited.read_text() + "Mine.\n")
    put(project / ".aiwg" / "rules/hidden-text.md", "---\ndescription: Hidden.\n---\nBe kind.\u202e\n\nSee @.aiwg/rules/nothing-there.md\n")
    put(project / ".aiwg/rules/new-rule.md", f"---\ndescription: {SENTENCE}\n---\nNew.\n")
    return project
