"""A finding: one thing that a check has to say, at one place, under a code that stays."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.findings.fix import Fix


OK, INFO, WARNING, ERROR, SKIPPED = LEVELS = ("ok", "info", "warning", "error", "skipped")
"""From what holds to what is broken; skipped: could not be looked at, and the message says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What stands behind a code: a title, its usual level, why it matters, and how `--fix` mends it, if it can."""

    code: str
    level: str
    title: str
    why: str
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, by a check or while sources are loaded, placed and planned.

    `line` and `column` count from 1, columns in code points; `evidence` is what shows it, `hint` what to do next.
    `platform` and `artifact` say whom it concerns, where it is one alone; `platforms` are all platforms that it
    concerns, where several may. `gate` is the level of a decision record that it blocks, 0 for none. `refuses` is the
    `kind/id` of the entry that an error refuses, where the place does not say it. `exit` is the code that an error of
    this kind ends a command with, `fix` how `--fix` repairs it. These three tell no two findings apart.
    """

    code: str
    level: str
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    evidence: str | None = None
    platform: str | None = None
    artifact: str | None = None
    platforms: tuple[str, ...] = ()
    gate: int = 0
    refuses: str | None = field(default=None, compare=False)
    exit: Exit = field(default=Exit.SOURCE, compare=False)
    fix: Fix | None = field(default=None, compare=False)

    @property
    def fixable(self) -> bool:
        """Whether `--fix` can repair this very one."""
        return self.fix is not None

    def where(self) -> str:
        """Return `file:line:column` as far as it is known, or an empty string."""
        if self.file is None:
            return ""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    def as_json(self) -> dict[str, object]:
        """Return the finding in the shape of the `findings` list of every `--json` output."""
        return {
            "level": self.level,
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "platform": self.platform,
            "platforms": list(self.platforms or ([self.platform] if self.platform else [])),
            "artifact": self.artifact,
            "message": self.message,
            "evidence": self.evidence,
            "hint": self.hint,
            "fixable": self.fixable,
        }

    def as_problem(self) -> dict[str, object]:
        """Return the finding in the shape of the `problems` list of every `--json` output.

        `severity` is the name that `level` had: it goes with the next version of each schema.
        """
        return {
            "level": self.level,
            "severity": self.level,
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "message": self.message,
            "hint": self.hint,
        }


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by file and place, those of no file first; what is the same is said once."""
    return sorted(
        set(findings),
        key=lambda each: (each.file or "", each.line or 0, each.column or 0, each.code, each.message),
    )


def worst(findings: Iterable[Finding]) -> str:
    """Return the worst level among findings, `ok` when there are none; skipped does not count."""
    rank = {OK: 0, SKIPPED: 0, INFO: 1, WARNING: 2, ERROR: 3}
    return max((each.level for each in findings if each.level != SKIPPED), key=rank.__getitem__, default=OK)
