"""Names that people type who come from the other tool called aiwg, and what does the same here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

COMMANDS: Final[Mapping[str, str]] = {
    "use": "aiwg deploy --platform {platform}",
    "refresh": "aiwg sync",
    "regenerate": "aiwg sync",
    "help": "aiwg --help",
    "version": "aiwg --version",
    "runtime-info": "aiwg --version",
    "installation": "aiwg --version",
    "discover": "aiwg find WORDS",
    "catalog": "aiwg list",
    "steward": "aiwg platforms",
    "plugin-status": "aiwg status",
    "context-firewall": "aiwg audit",
    "validate-metadata": "aiwg lint",
    "migrate-workspace": "aiwg import --dry-run",
    "rollback-workspace": "aiwg undo",
    "install-plugin": "aiwg import --from FOLDER",
    "new-bundle": "aiwg new rule ID",
    "new-project": "aiwg init",
    "scaffold-addon": "aiwg new skill ID",
    "scaffold-extension": "aiwg new rule ID",
    "scaffold-framework": "aiwg new skill ID",
    "add-agent": "aiwg new agent ID",
    "add-behavior": "aiwg new behavior ID",
    "add-command": "aiwg new command ID",
    "add-skill": "aiwg new skill ID",
}
"""Commands of that tool, as its reference lists them, to a command line of this one."""

OPTIONS: Final[Mapping[str, str]] = {"--provider": "--platform", "--providers": "--platform"}


def answer_to(name: str, arguments: Sequence[str]) -> str | None:
    """Return what to say about a command of that tool, in one line; None for one that nothing here stands for."""
    command = COMMANDS.get(name)
    if command is None:
        return None
    return f'this aiwg has no command "{name}": use {command.format(platform=_provider(arguments))}'


def _provider(arguments: Sequence[str]) -> str:
    """Return the name that stands behind the option for a platform, or a word in its place."""
    for number, each in enumerate(arguments):
        head, equals, value = each.partition("=")
        if head in OPTIONS:
            named = value if equals else "".join(arguments[number + 1 : number + 2])
            if named.isprintable() and named.replace("-", "").isalnum() and len(named) <= 32:
                return named
    return "NAME"
