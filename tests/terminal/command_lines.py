"""A command line for every command, with what makes it print much in the messy project."""

from __future__ import annotations

COMMAND_LINES = """\
deploy
deploy -v
deploy -q
deploy --dry-run --diff
deploy -p all --dry-run -v
deploy -p nosuch
deploy --source nowhere
deploy --nosuch-option
nosuch
status
status -v
sync -v
sync -q
sync --check
check
check -v
doctor
doctor -v
doctor --fix
diff
remove
remove -p claude --dry-run -v
remove --dry-run --diff
undo
list
list -v
show rule/migrations
show agent/reviewer-of-database-migrations
platforms
platforms claude
platforms codex --scope user
context claude
context copilot -v
context claude --file services/a.ts
budget
report
report . services
mentions
explain AGENTS.md
explain .claude/agents/reviewer-of-database-migrations.md
init
init -p claude,cursor --start mine --deploy
import
import --dry-run -v
import --dry-run --diff
import --take-over
reconcile
reconcile --dry-run
convert --from claude --to cursor --dry-run
add ../company-wide-context-of-all-teams --dry-run
update --dry-run
outdated
remove-source company-wide-context-of-all-teams
cache
cache prune
vendor
package
package --check
package -v
new rule a-new-rule
new platform my-new-tool --into platforms
adr list
adr new "Something is decided here, and its title is long enough to need a second line"
adr show 1
adr check
adr check 1
adr check -v
adr accept 2
adr reject 2
adr sign 2
adr level 1
adr tag 1 --tag x
adr amend 1 --by 2
adr supersede 1 --by 2
adr status 1 "Somewhat accepted"
adr link 1 relates 2
adr renumber 1
adr search queue
adr index
adr site out
adr expand 1
adr adopt 1
doc list
doc check
doc new risk x
find migrations
schema
help
help deploy
version
find
report
lint
lint -v
lint --fix
lint --platform platforms/my-tool
docs
docs merge conflict
docs nosuchtopic
audit
audit -v
audit --loaded
trust
trust --list
trust --yes
help
help deploy
version
install --targets claude,codex,cursor,copilot --dryrun
"""

FOR_PROGRAMS = {
    "adr export": "prints JSON",
    "adr graph": "prints a graph for Mermaid or Graphviz",
    "completion": "prints a program for the shell",
    "mcp serve": "speaks a protocol on standard output",
}
"""Commands whose output is read by programs, so that no line of it may be broken."""

BY_ROOM = {
    "adr list": "leaves out dates and levels, and cuts titles after a word",
    "budget": "puts the numbers at the end of a row",
    "deploy": "writes the levels beside the numbers instead of above them",
    "init": "deploys, and prints as a deploy does",
    "list": "cuts descriptions after a word",
    "platforms": "leaves out kinds and the evidence",
    "remove": "prints the table of a deploy",
}
"""Commands with a table that shows less, or in another order, where a terminal is narrow."""
