"""Repositories as a company has them: with instructions of their own, old line ends, packages and links."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.fetching.remote import Content, Remote, git

OWN_RULE = "# Money\n\nAmounts are integers, in cents.\n"
CLAUDE = "# Shop\n\nRun `npm test` before you push.\n\n- Keep handlers small.\n"
SETTINGS = '{\n    "permissions": {\n        "deny": ["Read(./.env)"]\n    }\n}\n'
CRLF = b"# Shop\r\n\r\nRun the tests.\r\n- Keep it small.\r\n"
README: Mapping[str, Content] = {"README.md": "# A service\n", "src/main.py": "print('hello')\n"}


def shapes(source: str) -> dict[str, Mapping[str, Content]]:
    """Return the files of each shape by its name. `source` is the URL of the company's source.

    Those with an aiwg.yaml leave out the hooks of the source.
    """
    declared = f'platforms: [claude, codex, cursor]\nsources:\n- git: {source}\n  ref: v1.0.0\n  exclude: ["hook/*"]\n'
    package = '{"name": "shop", "private": true, "workspaces": ["packages/*"]}\n'
    return {
        "plain": README,
        "CLAUDE.md": {**README, "CLAUDE.md": CLAUDE},
        "AGENTS.md with CRLF": {**README, "AGENTS.md": CRLF},
        "own rules and settings": {
            **README,
            ".claude/rules/money.md": OWN_RULE,
            ".claude/settings.json": SETTINGS,
            ".cursor/rules/money.mdc": f"---\nalwaysApply: true\n---\n{OWN_RULE}",
        },
        "workspace": {
            "package.json": package,
            "packages/web/package.json": '{"name": "web"}\n',
            "packages/web/CLAUDE.md": CLAUDE,
            "packages/api/package.json": '{"name": "api"}\n',
        },
        "trunk": README,
        "line ends": {".gitattributes": "* text=auto\n", "old.txt": b"one\r\ntwo\r\n", "AGENTS.md": "# Old\n"},
        "ignored outputs": {**README, ".gitignore": ".claude/\n.env\n"},
        "own source": {**README, "aiwg.yaml": f"{declared}- project\n", ".aiwg/rules/money.md": OWN_RULE},
        "link": {**README, "aiwg.yaml": declared, "AGENTS.md": CLAUDE, "CLAUDE.md": ("120000", "AGENTS.md")},
    }


WITHOUT_HOOKS = ("own source", "link")
"""The shapes that leave out the hooks of the company's source."""

RULE = "---\ndescription: How we write.\n---\n# Plain words\n\nUse plain words.\n"
SECURE = "---\npaths: [src/**]\n---\n# Input\n\nCheck every input at the border.\n"
SKILL = "---\nname: release\ndescription: Use when you release a version\n---\n\nRun scripts/release.sh.\n"
HOOKS = "hooks:\n- id: format\n  event: edit_after\n  command: make format\n"


def company_source(folder: Path) -> Remote:
    """Make the company's source at its first version."""
    remote = Remote(folder).make()
    remote.commit(_company(RULE), "v1.0.0")
    return remote


def new_version(remote: Remote) -> None:
    """Add the second version of the source: one rule has a sentence more."""
    remote.commit(_company(f"{RULE}\nWrite short sentences.\n"), "v1.1.0")


def _company(rule: str) -> dict[str, Content]:
    script: Content = ("100755", "#!/bin/sh\necho release\n")
    return {
        "instructions.md": "Ask before you add a dependency.\n",
        "rules/plain-words.md": rule,
        "rules/input.md": SECURE,
        "skills/release/SKILL.md": SKILL,
        "skills/release/scripts/release.sh": script,
        "hooks.yaml": HOOKS,
    }


def remotes(folder: Path, source: str, count: int) -> Iterator[tuple[str, Remote]]:
    """Make so many remotes, the shapes in turn; yield the name of each one's shape with it."""
    models: dict[str, Remote] = {}
    for name, files in shapes(source).items():
        branch = "trunk" if name == "trunk" else "main"
        models[name] = Remote(folder / "models" / f"{len(models)}.git").make()
        git(models[name].folder, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
        models[name].commit(files, branch=branch)
    names = list(models)
    for number in range(count):
        name = names[number % len(names)]
        made = Remote(folder / f"{number:04}.git")
        shutil.copytree(models[name].folder, made.folder)
        yield name, made
