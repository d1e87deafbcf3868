"""A source with every kind in it and nothing wrong, and two platforms that have limits."""

from __future__ import annotations

PLATFORMS = {
    "alpha": """\
name: Alpha Code
vendor: Alpha
docs: https://alpha.example
aliases: [alfa]
evidence: {checked: 2026-11-01, grade: docs}
instructions: [AGENTS.md]
rules:
  reads: [".alpha/rules/{id:path}.md"]
  limits: {file_chars: 3000}
agents:
  reads: [".alpha/agents/{id}.md"]
  fields: [name: id, description, tools: {as: csv}]
  accepts: [x-team]
  limits: {body_chars: 3000, description_chars: 500}
  tools: {read: Look, bash: Terminal}
skills:
  reads: [".alpha/skills/{id}/"]
  limits: {listing_description_chars: 200}
commands: [".alpha/commands/{id}.md"]
hooks:
  reads: [.alpha/settings.json#hooks]
  fields: [type: {const: command}, command]
  shape: grouped
  events: {tool_after: AfterTool, stop: Stop}
  match: regex
mcp_servers: [".alpha/mcp.json#mcpServers.{id}"]
none: [permissions, ignore]
""",
    "beta": """\
name: Beta
vendor: Beta
docs: https://beta.example
evidence: {checked: 2026-11-01, grade: docs}
skills: [".beta/skills/{id}/"]
""",
}
PROJECT_FILES = {
    "aiwg.yaml": "platforms: [alpha, beta]\n",
    "src/api/app.py": "print()\n",
    "tools/format.sh": "#!/bin/sh\n",
    "docs/style.md": "Style.\n",
}
FILES = {
    "instructions.md": "## About this project\n\nRead [the style](docs/style.md) first.\n",
    "rules/api-style.md": """\
---
description: How the API is written.
paths: ["src/**/*.py"]
---
## API style

Every endpoint checks who is asking. See @.aiwg/instructions.md.

```python
check(user)
```
""",
    "agents/reviewer.md": """\
---
name: reviewer
description: Reviews a change before it is merged.
model: balanced
tools: [read, grep]
access: read
skills: [release]
mcp_servers: [tickets]
color: blue
x-team: core
---
# Reviewer

Read the change. Report defects with file and line.
""",
    "skills/release/SKILL.md": """\
---
name: release
description: Use when a release is made, with checks and notes.
metadata: {owner: core}
allowed-tools: Read Bash(git *)
---
# Release

1. Run `sh scripts/check.sh`.
2. Read [the notes](references/notes.md).
""",
    "skills/release/scripts/check.sh": "#!/bin/sh\nexit 0\n",
    "skills/release/references/notes.md": "# Notes\n\nBack to [the skill](../SKILL.md).\n",
    "commands/fix.md": """\
---
description: Fix a bug.
argument-hint: "<what> [where]"
model: fast
agent: reviewer
---
Fix $1 in $2. All that was typed: $ARGUMENTS

```sh
echo "$9"
```
""",
    "behaviors/watch/BEHAVIOR.md": """\
---
name: watch
description: Warns when markers are left in a file.
triggers: ["check the markers", "finish the merge"]
hooks:
  - event: tool_after
    match: [write, edit]
    script: scripts/check.sh
    timeout: 10
---
# Watch

Run `sh scripts/check.sh`.
""",
    "behaviors/watch/scripts/check.sh": "#!/bin/sh\nexit 0\n",
    "hooks.yaml": """\
hooks:
  - id: format
    event: tool_after
    match: [write]
    command: ./tools/format.sh
    timeout: 10
""",
    "mcp.yaml": """\
servers:
  tickets:
    command: npx
    args: ["-y", "tickets-server", "--token", "${TICKETS_TOKEN}"]
    env:
      API_KEY: "${API_KEY}"
      LEVEL: info
    timeout: 30
  search:
    url: https://search.example.com/mcp
    type: http
    headers: {Authorization: "Bearer ${SEARCH_TOKEN}"}
""",
    "permissions.yaml": """\
allow:
  - bash(git status *)
deny:
  - read(.env)
""",
    "ignore": "build/\n",
    "bundles.yaml": "bundles:\n  core:\n    artifacts: [skill/release]\n",
}
SCRIPTS = frozenset({"skills/release/scripts/check.sh", "behaviors/watch/scripts/check.sh"})
