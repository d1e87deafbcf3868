"""Bodies of commands in a platform's own syntax."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from aiwg.render.placeholders import FILE, SHELL, translate_command

CLAUDE = {"args": "$ARGUMENTS", "arg": "${n0}", "file": "@{path}", "shell": "!`{cmd}`"}
"""https://code.claude.com/docs/en/skills: `$ARGUMENTS`, `$0` is the first argument, `@file`, !`command`."""

GEMINI = {"args": "{{args}}", "shell": "!{{cmd}}", "file": "@{{path}}"}
"""https://geminicli.com/docs/cli/custom-commands: `{{args}}`, `!{command}`, `@{path}`."""

KIRO = {"file": "#[[file:{path}]]"}
"""https://kiro.dev/docs/steering: `#[[file:path]]`."""

BODY = "Fix $ARGUMENTS, mainly $2.\nSee @docs/a.md and !`git status`.\n"


@pytest.mark.parametrize(
    ("syntax", "text", "lost"),
    [
        (CLAUDE, "Fix $ARGUMENTS, mainly $1.\nSee @docs/a.md and !`git status`.\n", []),
        (GEMINI, "Fix {{args}}, mainly $2.\nSee @{docs/a.md} and !{git status}.\n", ["$1"]),
        (KIRO, "Fix $ARGUMENTS, mainly $2.\nSee #[[file:docs/a.md]] and !`git status`.\n", ["$1", "$ARGUMENTS", SHELL]),
        ({}, BODY, ["$1", "$ARGUMENTS", SHELL, FILE]),
    ],
)
def test_every_construct_becomes_the_platforms_own(syntax: Mapping[str, str], text: str, lost: list[str]) -> None:
    """Arguments, positions, commands and files are written as the platform reads them, or named as lost."""
    assert translate_command(BODY, syntax) == (text, sorted(lost))


@pytest.mark.parametrize(
    "body",
    [
        "```sh\necho $ARGUMENTS $1 @a.md\n```\n",
        "Write `$1` or `@a.md` so.\n",
        "Ask me@example.com or @nina, or use @types/node and `@x/y.js`.\n",
        "It costs $10, or $ARGUMENTS_TOTAL.\n",
    ],
)
def test_code_and_look_alikes_stay(body: str) -> None:
    """Fenced code, code spans, addresses, names, packages and prices stay byte for byte."""
    assert translate_command(body, GEMINI) == (body, [])
