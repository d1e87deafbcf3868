"""Names that people type from other tools or from habit, and the command line here that does the same. Data alone.

They are the commands and options of aiwg on npm, rulesync 16.14, ruler 0.3.44, apm 0.35, skills 1.5.18, ai-rulez 4.11,
skillshare (2026-07) and chezmoi 2, with the plain words that a newcomer tries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SAME: Final = {
    "deploy": "use install i apply generate gen compile build write export render link unpack run go start",
    "deploy --dry-run": "plan preview dry-run dryrun simulate",
    "sync": "refresh regenerate resync prune",
    "sync --watch": "watch dev follow",
    "check": "ci",
    "status": "plugin-status st state drift managed",
    "remove": "uninstall delete rm del clean purge destroy eject reset teardown unlink",
    "undo": "revert rollback restore rollback-workspace back",
    "list": "ls l ll catalog artifacts inventory",
    "find WORDS": "discover search lookup",
    "show SUBJECT": "view cat info get describe inspect open",
    "platforms": "platform targets target tools tool steward providers provider clients editors runtimes runtime "
    "presets supported",
    "doctor": "verify health diagnose diagnostics selftest test",
    "doctor --fix": "fix repair heal",
    "lint": "validate validate-metadata",
    "lint --fix": "format fmt",
    "audit": "scan security secrets context-firewall",
    "trust": "approve allow consent permit",
    "budget": "tokens cost stats count analyze",
    "explain FILE": "why where which owner source-path target-path",
    "mentions": "refs references",
    "init": "setup bootstrap new-project start-project config configure",
    "init --ignore": "gitignore ignore",
    "import --dry-run": "migrate-workspace migrate unmanaged",
    "import": "collect adopt absorb",
    "import --from FOLDER": "install-plugin",
    "reconcile": "re-add merge pull",
    "add SOURCE": "fetch a clone marketplace",
    "update": "upgrade lock",
    "outdated": "sources deps updates",
    "remove-source ID": "forget uninstall-plugin remove-plugin",
    "cache clean": "clear-cache",
    "new KIND ID": "create make scaffold touch",
    "new rule ID": "new-bundle scaffold-extension add-rule create-rule",
    "new skill ID": "scaffold-addon scaffold-framework add-skill create-skill",
    "new agent ID": "add-agent create-agent",
    "new behavior ID": "add-behavior",
    "new command ID": "add-command",
    "new hook ID": "add-hook",
    "new mcp ID": "add-mcp add-server",
    "help": "man usage h",
    "docs": "guide manual tutorial doc-pages",
    "version": "runtime-info installation ver about",
    "completion SHELL": "completions autocomplete",
}  # fmt: skip

COMMANDS: Final[Mapping[str, str]] = {name: line for line, names in _SAME.items() for name in names.split()}
"""By another name the command line here, without `aiwg`; where several may be meant, with | between them.

A word in capitals stands for one that the person gives.
"""

_SAME_OPTION: Final = {
    "--platform": "--provider --providers --target --targets -t --tool --tools --agent --agents -a --editor --editors "
    "--ide --client --clients --for --to --only-platform --platforms --preset --presets --runtime --harness",
    "--dry-run": "--dryrun --dry_run --dry -n --preview --plan --what-if --whatif --noop --no-op --simulate --pretend "
    "--check-only",
    "--force": "-f --overwrite --force-overwrite",
    "--scope user": "--global -g --user --home",
    "--scope project": "--local --workspace",
    "--quiet": "--silent -s",
    "--verbose": "--debug --details --long -vv",
    "--project": "--cwd -C --dir --directory --root --project-root --project-dir --base-dir --workdir --folder",
    "--source": "--src --source-dir --input --input-root",
    "--kind": "--features --feature --kinds --type --types",
    "--only": "--skill --skills --rule --rules --artifact --artifacts --include --bundle --bundles --name --filter",
    "--json": "-j --as-json --format=json --output=json --format --output -o",
    "--diff": "--patch --show-diff",
    "--help": "-? --usage",
    "--fix": "--repair --autofix",
    "--yes": "-y --assume-yes --no-confirm --non-interactive --no-input",
    "--into": "--out --out-dir --output-dir --dest",
    "--from": "--source --src",
    "--to": "--target --targets --tool --tools --provider --platform -p",
    "--allow-weaker-permissions": "--allow-weaker",
    "--ref": "--branch --tag --rev --revision --version --commit -b",
}  # fmt: skip

OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(ours for ours, names in _SAME_OPTION.items() if name in names.split())
    for name in dict.fromkeys(" ".join(_SAME_OPTION.values()).split())
}
"""By another option those here that may be meant, the likeliest first; a command takes the first that it has."""

NEEDLESS: Final = frozenset((
    "-y", "--yes", "--assume-yes", "--no-confirm", "--non-interactive", "--no-input", "--interactive",
    "--delete", "--clean", "--copy", "--symlink", "--backup", "--no-backup", "--recursive", "-r", "--all",
))  # fmt: skip
"""Options that aiwg does not need where it has none of that name: it asks nothing there, or does so anyway."""

OTHER_COMMAND: Final[Mapping[tuple[str, str], str]] = {
    ("deploy", "--check"): "sync --check",
    ("deploy", "--watch"): "sync --watch",
    ("deploy", "-w"): "sync --watch",
    ("deploy", "--fix"): "doctor --fix",
    ("deploy", "--gitignore"): "init --ignore",
    ("deploy", "--no-gitignore"): "init --commit",
    ("deploy", "--list"): "list",
    ("deploy", "--all"): "deploy -p all",
    ("sync", "-p"): "deploy",
    ("sync", "--platform"): "deploy",
    ("sync", "--force"): "deploy --force",
    ("sync", "-f"): "deploy --force",
    ("sync", "--dry-run"): "deploy --dry-run",
    ("sync", "-n"): "deploy --dry-run",
    ("status", "--check"): "sync --check",
    ("diff", "--check"): "sync --check",
    ("status", "--watch"): "sync --watch",
    ("status", "--fix"): "doctor --fix",
    ("sync", "--fix"): "doctor --fix",
    ("list", "--platforms"): "platforms",
    ("list", "--tools"): "platforms",
    ("", "-v"): "version",
    ("", "--list"): "list",
    ("", "--init"): "init",
    ("", "--check"): "sync --check",
}
"""Options that belong to another command here: of which command, which option, and the line that does it."""
