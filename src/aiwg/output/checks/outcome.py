"""The outcome of one check, in a form that every CI system can be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, first_exit
from aiwg.findings.model import ERROR, WARNING, Finding
from aiwg.output.findings import summary
from aiwg.output.placed import placed_in_repository

NEW, CHANGED, REMOVED, BLOCKED = "new", "changed", "removed", "blocked"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One deployed file that is not as its source makes it.

    `effect`: a sync makes the file (new), changes it, removes it, or leaves it alone (blocked: your edit or your file).
    """

    path: str
    effect: str
    reason: str
    artifacts: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of the `changes` list of `aiwg check --json`."""
        return {
            "path": self.path,
            "effect": self.effect,
            "reason": self.reason,
            "artifacts": list(self.artifacts),
            "tools": list(self.tools),
        }


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """The result of one command: its exit code, one line about it, its findings, and the one next command.

    `is_change`: a sync would write, change or delete a file, the manifest too, or did.
    """

    command: str
    exit: Exit
    message: str
    findings: tuple[Finding, ...] = ()
    next_command: str = ""
    changes: tuple[FileChange, ...] = ()
    is_change: bool = False

    @property
    def is_ok(self) -> bool:
        """Whether the check passed."""
        return self.exit == Exit.OK

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of the `checks` list of `aiwg check --json`."""
        return {
            "command": self.command,
            "ok": self.is_ok,
            "exit": int(self.exit),
            "message": self.message,
            "next": None if self.is_ok else self.next_command or None,
            "findings": [finding.as_json() for finding in self.findings],
            "summary": summary(self.findings),
        }


def exit_of(outcomes: Iterable[CheckOutcome]) -> Exit:
    """Return the exit code of several checks together."""
    return first_exit(*(outcome.exit for outcome in outcomes))


def next_command(outcomes: Iterable[CheckOutcome]) -> str:
    """Return the command to run first: that of the first check that failed; empty where none did."""
    return next((each.next_command for each in outcomes if not each.is_ok and each.next_command), "")


def outcomes_json(schema: str, outcomes: Sequence[CheckOutcome]) -> dict[str, Any]:
    """Return all outcomes in the versioned shape that programs rely on."""
    code = exit_of(outcomes)
    return {
        "schema": schema,
        "changed": any(outcome.is_change for outcome in outcomes),
        "ok": code == Exit.OK,
        "exit": int(code),
        "next": next_command(outcomes) or None,
        "checks": [outcome.as_json() for outcome in outcomes],
        "changes": [change.as_json() for outcome in outcomes for change in outcome.changes],
    }


def in_one_line(finding: Finding) -> str:
    """Return what a finding says, and what to do, as one line."""
    return f"{finding.message.rstrip('.')}. {finding.hint}" if finding.hint else finding.message


def reported(outcomes: Iterable[CheckOutcome], folder: str) -> list[Finding]:
    """Return the errors and warnings of all checks, each once, errors first, with paths from the repository's root.

    Findings of one code in one line are one: checks that find it both tell its column differently.

    `folder` is the project's folder in its repository, empty for the root. A finding about a file outside of the
    repository has no file any more: its message names it.
    """
    found: dict[tuple[object, ...], Finding] = {}
    for outcome in outcomes:
        for finding in outcome.findings:
            if finding.level in (ERROR, WARNING):
                each = placed_in_repository(finding, folder)
                key = (each.code, each.file, each.line, None if each.line else each.message)
                if key not in found or (each.column or 0) > (found[key].column or 0):
                    found[key] = each
    return sorted(found.values(), key=lambda finding: finding.level != ERROR)
