"""What the settings of a project say should not be told: `checks: {allow: [{code, paths}]}`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiwg.core.dataclass import dataclass
from aiwg.core.globs import matches
from aiwg.findings.model import Finding


@dataclass(frozen=True, slots=True)
class Suppression:
    """A code that is allowed in the files that a glob of `paths` names; everywhere when there is none."""

    code: str
    paths: tuple[str, ...] = ()

    def lets(self, finding: Finding) -> bool:
        """Say whether it allows a finding; files are told by the paths that findings name."""
        if finding.code != self.code:
            return False
        return not self.paths or any(finding.file is not None and matches(glob, finding.file) for glob in self.paths)


def without_settled(
    findings: Iterable[Finding], allowances: Sequence[Suppression]
) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that stand, and those that the settings allow."""
    standing: list[Finding] = []
    let_through: list[Finding] = []
    for finding in findings:
        (let_through if any(each.lets(finding) for each in allowances) else standing).append(finding)
    return standing, let_through
