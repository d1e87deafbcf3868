"""Defects of tools, models, arguments, globs, scripts, hooks, servers and permissions."""

# ruff: noqa: E501  a table reads best with few breaks in its rows

from __future__ import annotations

from .defects_of_text import AGENT, BEHAVIOR, COMMAND, RULE, SKILL, of
from .healthy import FILES
from .planting import Defect, add, change, not_executable, whole

SCRIPT = "skills/release/scripts/check.sh"
SECOND = """\
---
name: guard
description: Warns when a lock is left.
triggers: [Check the  markers]
---
Look.
"""

DEFECTS = [
    Defect("unknown tool", change(AGENT, "[read, grep]", "[read, gerp]"), "unknown-tool", AGENT, 5, 15),
    Defect("unknown tool of a skill", change(SKILL, "Read Bash(git *)", "Reed Bash(git *)"), "unknown-tool", SKILL, 5, 16),
    Defect("unknown tool of a hook", change("hooks.yaml", "[write]", "[wriet]"), "unknown-tool", "hooks.yaml", 4, 13),
    Defect("unknown tool of a permission", change("permissions.yaml", "read(.env)", "reed(.env)"), "unknown-tool",
           "permissions.yaml", 4, 5),
    Defect("unknown model", change(AGENT, "balanced", "sonet"), "unknown-model", AGENT, 4, 8),
    Defect("colour that is none", change(AGENT, "color: blue", "color: 12345"), "bad-colour", AGENT, 9, 8),
    Defect("allowed and denied", change(AGENT, "access: read", "deny_tools: [grep]"), "allowed-and-denied", AGENT, 6, 13),
    Defect("access that tools contradict", change(AGENT, "[read, grep]", "[read, edit]"), "access-differs", AGENT, 6, 9),
    Defect("twice in a list", change(AGENT, "[read, grep]", "[read, grep, read]"), "repeated", AGENT, 5, 8, "info"),
    Defect("skill that no source has", change(AGENT, "skills: [release]", "skills: [relase]"), "no-such-artifact", AGENT, 7,
           10),
    Defect("server that no source has", change(AGENT, "[tickets]", "[ticket]"), "no-such-artifact", AGENT, 8, 15),
    Defect("agent that no source has", change(COMMAND, "agent: reviewer", "agent: reviewr"), "no-such-artifact", COMMAND, 5, 8),
    Defect("argument zero", change(COMMAND, "Fix $1", "Fix $0"), "argument-number", COMMAND, 7, 5),
    Defect("argument ten", change(COMMAND, "in $2", "in $2 and $10"), "argument-number", COMMAND, 7, 18),
    Defect("argument that is left out", change(COMMAND, "Fix $1 in $2. All that was typed: $ARGUMENTS", "Fix $1 in $3."),
           "argument-gap", COMMAND, 7, 11),
    Defect("placeholder that is none", change(COMMAND, "$ARGUMENTS", "$ARGUMENT"), "argument-name", COMMAND, 7, 35,
           fixable=True),
    Defect("arguments in code alone", whole("commands/x.md", '---\nargument-hint: "<x>"\ndescription: Does.\n---\n```sh\necho $ARGUMENTS\n```\n'),
           "argument-in-code", "commands/x.md", 6, 6),
    Defect("arguments of a rule", add(RULE, "Think of $ARGUMENTS.\n"), "argument-elsewhere", RULE, 12, 10),
    Defect("hint that is not used", whole("commands/x.md", '---\nargument-hint: "<x>"\ndescription: Does.\n---\nDo it.\n'), "unused-hint",
           "commands/x.md", 2, 16, "info"),
    Defect("arguments without a hint", change(COMMAND, 'argument-hint: "<what> [where]"\n', ""), "no-hint", COMMAND, 1, None,
           "info"),
    Defect("one platform's arguments", change(COMMAND, "$ARGUMENTS", "{{args}}"), "own-syntax", COMMAND, 7, 35, fixable=True),
    Defect("one platform's include", change(COMMAND, "Fix $1", "See @{docs/style.md}. Fix $1"), "own-syntax", COMMAND, 7, 5,
           fixable=True, mended=of(COMMAND, "Fix $1", "See @docs/style.md. Fix $1")),
    Defect("glob that never closes", change(RULE, "src/**/*.py", "src/{a,b"), "bad-field", RULE, 3, None, "error"),
    Defect("glob out of the project", change(RULE, "src/**/*.py", "../src/**"), "bad-field", RULE, 3, None, "error"),
    Defect("glob that names nothing", change(RULE, "src/**/*.py", "lib/**/*.py"), "idle-glob", RULE, 3, 10),
    Defect("paths without effect", change(RULE, "paths:", "activation: always\npaths:"), "unused-paths", RULE, 4, 8),
    Defect("server as registries name it", change("mcp.yaml", "tickets:", "acme/tickets:"), "server-name", "mcp.yaml", 2, None,
           "info", also=frozenset({"no-such-artifact"})),
    Defect("script that may not be run", not_executable(SCRIPT), "not-executable", SCRIPT, 1, 1, fixable=True),
    Defect("script without interpreter", whole(SCRIPT, "exit 0\n"), "no-shebang", SCRIPT, 1, 1, "info"),
    Defect("behavior's script without interpreter", whole("behaviors/watch/scripts/check.sh", "exit 0\n"), "no-shebang",
           "behaviors/watch/scripts/check.sh", 1, 1),
    Defect("script with Windows line ends", whole(SCRIPT, FILES[SCRIPT].replace("\n", "\r\n")), "line-ends", SCRIPT, 1,
           fixable=True),
    Defect("behavior's script that is missing", change(BEHAVIOR, "script: scripts/check.sh", "script: scripts/chek.sh"),
           "missing-script", BEHAVIOR, 8, 13, "error"),
    Defect("hook's script that is missing", change("hooks.yaml", "./tools/format.sh", "./tools/fromat.sh"), "missing-script",
           "hooks.yaml", 5, 14),
    Defect("unknown event", change("hooks.yaml", "tool_after", "tool_afer"), "bad-field", "hooks.yaml", 3, None, "error"),
    Defect("unknown event of a behavior", change(BEHAVIOR, "tool_after", "tool_afer"), "bad-field", BEHAVIOR, 5, None, "error"),
    Defect("filter for an event without a tool", change("hooks.yaml", "tool_after", "stop"), "idle-match", "hooks.yaml", 4, 5),
    Defect("timeout in milliseconds", change("hooks.yaml", "timeout: 10", "timeout: 10000"), "timeout-unit", "hooks.yaml", 6,
           14),
    Defect("server's timeout in milliseconds", change("mcp.yaml", "timeout: 30", "timeout: 30000"), "timeout-unit", "mcp.yaml",
           8, 14),
    Defect("behavior's timeout in milliseconds", change(BEHAVIOR, "timeout: 10", "timeout: 10000"), "timeout-unit", BEHAVIOR,
           9, 14),
    Defect("secret in env", change("mcp.yaml", '"${API_KEY}"', "zb81-7733-aa"), "secret-literal", "mcp.yaml", 6, 16),
    Defect("secret in a header", change("mcp.yaml", "Bearer ${SEARCH_TOKEN}", "Bearer zb81-7733-aa"), "secret-literal",
           "mcp.yaml", 12, 31),
    Defect("secret in args", change("mcp.yaml", '"${TICKETS_TOKEN}"', '"zb81-7733-aa"'), "secret-literal", "mcp.yaml", 4, 48),
    Defect("one platform's variable", change("mcp.yaml", "${API_KEY}", "${env:API_KEY}"), "own-variable", "mcp.yaml", 6, 17,
           fixable=True),
    Defect("shell variable", change("mcp.yaml", "${TICKETS_TOKEN}", "$TICKETS_TOKEN"), "own-variable", "mcp.yaml", 4, 48,
           fixable=True),
    Defect("command with arguments", change("mcp.yaml", '    command: npx\n    args: ["-y", "tickets-server", "--token", '
                                            '"${TICKETS_TOKEN}"]\n', "    command: npx -y tickets-server\n"), "command-words",
           "mcp.yaml", 3, 14),
    Defect("address that is none", change("mcp.yaml", "https://search", "search"), "bad-url", "mcp.yaml", 10, 10),
    Defect("type that is none", change("mcp.yaml", "type: http", "type: htpp"), "unknown-transport", "mcp.yaml", 11, 11),
    Defect("command and url", change("mcp.yaml", "    type: http", "    command: x"), "bad-field", "mcp.yaml", 9, None, "error"),
    Defect("permission that is none", change("permissions.yaml", "read(.env)", "read (.env)"), "bad-field", "permissions.yaml",
           4, None, "error"),
    Defect("allowed and denied at once", change("permissions.yaml", "read(.env)", "bash(git status *)"), "contradiction",
           "permissions.yaml", 4, 5),
    Defect("trigger twice", change(BEHAVIOR, "finish the merge", "Check the markers"), "same-trigger", BEHAVIOR, 4, 34),
    Defect("trigger of two behaviors", whole("behaviors/guard/BEHAVIOR.md", SECOND), "same-trigger",
           BEHAVIOR, 4, 13),
    Defect("triggers that do not fit", change(BEHAVIOR, "finish the merge", "finish " * 150), "triggers-left-out", BEHAVIOR, 4,
           11),
]  # fmt: skip
