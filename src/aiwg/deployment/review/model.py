"""A review: everything that accepting another state of a source changes, as values that text and JSON are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiwg.audit.auditor import Stop
from aiwg.core.dataclass import dataclass
from aiwg.findings.model import Finding

NEW, CHANGED, GONE, REMOVED = "new", "changed", "gone", "removed"
CURRENT, UNUSED, UPDATE, FIRST = "current", "unused", "update", "first"
"""Results: nothing moved; something moved and nothing in use changed; something in use changed; not accepted before."""


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One file of a source in two states. `lines`: the difference with its marks, None if the bytes are no text."""

    path: str
    artifacts: tuple[str, ...]
    lines: tuple[str, ...] | None
    before: int | None
    after: int | None
    mode: tuple[bool, bool] | None = None

    @property
    def added(self) -> int:
        """Return how many lines come."""
        return sum(line.startswith("+") for line in self.lines or ())

    @property
    def removed(self) -> int:
        """Return how many lines go."""
        return sum(line.startswith("-") for line in self.lines or ())

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of the `files` list of a review. Sizes are bytes, None where there is no file."""
        return {
            "path": self.path,
            "artifacts": list(self.artifacts),
            "diff": None if self.lines is None else "\n".join(self.lines),
            "added": self.added,
            "removed": self.removed,
            "bytes": {"from": self.before, "to": self.after},
            "executable": None if self.mode is None else {"from": self.mode[0], "to": self.mode[1]},
        }


@dataclass(frozen=True, slots=True)
class ArtifactChange:
    """An artifact in use that differs. `tokens`: how many more or fewer every request holds, estimated.

    `restriction`: `removed` or `changed`, if the artifact kept agents from something before; else empty.
    """

    key: str
    change: str
    added: int
    removed: int
    tokens: int
    restriction: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of the `artifacts` list of a review."""
        return {
            "artifact": self.key,
            "change": self.change,
            "added": self.added,
            "removed": self.removed,
            "tokens": self.tokens,
            "restriction": self.restriction or None,
        }


@dataclass(frozen=True, slots=True)
class RunChange:
    """Something that can run or that grants, and differs. `artifact`: its key as people know it.

    `needs_approval`: aiwg deploys it only once it is approved, which it may be; else an agent may run it when a text
    says so. `approved`: it is approved as it is now.
    """

    key: str
    artifact: str
    change: str
    needs_approval: bool
    details: tuple[tuple[str, str], ...]
    approved: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of the `runs` list of a review."""
        return {
            "item": self.key,
            "artifact": self.artifact,
            "change": self.change,
            "needs_approval": self.needs_approval,
            "approved": self.approved,
            "details": [{"what": what, "value": value} for what, value in self.details],
        }


@dataclass(frozen=True, slots=True)
class OverriddenChange:
    """An artifact of the source that one of your own layers replaces, and whose text changed upstream."""

    key: str
    by: str
    change: str

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of the `overridden` list of a review."""
        return {"artifact": self.key, "by": self.by, "change": self.change}


@dataclass(frozen=True, slots=True)
class Review:
    """What differs between two states of a source, of that which is in use.

    `unused`: how many artifacts differ that are not in use. `stops`: findings of the audit that refuse the new state
    until they are accepted; those of the old state are not among them. `barred`: findings that nobody can accept, as
    the policy refuses them. `whole`: artifacts of the new state in use.
    """

    id: str
    result: str
    artifacts: tuple[ArtifactChange, ...] = ()
    files: tuple[FileDiff, ...] = ()
    runs: tuple[RunChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    stops: tuple[Stop, ...] = ()
    overridden: tuple[OverriddenChange, ...] = ()
    barred: tuple[Finding, ...] = ()
    unused: int = 0
    whole: int = 0

    @property
    def tokens(self) -> int:
        """Return how many tokens more or fewer every request holds, estimated."""
        return sum(each.tokens for each in self.artifacts)

    def as_json(self) -> dict[str, Any]:
        """Return the review in the shape that programs rely on."""
        return {
            "id": self.id,
            "result": self.result,
            "tokens": self.tokens,
            "artifacts": [each.as_json() for each in self.artifacts],
            "unused": self.unused,
            "runs": [each.as_json() for each in self.runs],
            "files": [each.as_json() for each in self.files],
            "findings": [*map(_stop_json, self.stops), *(_finding_json(each, None) for each in self.findings)],
            "overridden": [each.as_json() for each in self.overridden],
        }


def _stop_json(stop: Stop) -> dict[str, object]:
    return _finding_json(stop.finding, stop.key)


def _finding_json(finding: Finding, accept: str | None) -> dict[str, object]:
    return {**finding.as_json(), "accept": accept}


def refusing_keys(reviews: Sequence[Review]) -> list[str]:
    """Return what has to be accepted by name before any of the reviews can be, each once."""
    return list(dict.fromkeys(stop.key for review in reviews for stop in review.stops))
