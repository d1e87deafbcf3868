"""What the artifacts would run or let an agent do, with what they execute and whether it waits for consent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiwg.artifact.model import Artifact, Catalog
from aiwg.audit.secrets.search import masked
from aiwg.core.dataclass import dataclass
from aiwg.trust.approvals import Approvals
from aiwg.trust.executables import TYPED_LAYER, needs_consent, running_parts
from aiwg.trust.format import shown_details

WAITS, ALLOWED, TYPED, TRUSTED = "waits", "allowed", "typed", "trusted"
"""Waits for consent; allowed by it; allowed by naming its source; from the bundled source or the user's own."""

SCRIPT = "script"
"""What a file beside an artifact that can be run is called."""
BY_POLICY, FORBIDDEN = "policy", "forbidden"
"""Approved by the policy; denied by it."""


@dataclass(frozen=True, slots=True)
class Runner:
    """One artifact that runs something: what, and whether it may. `name` is what `aiwg trust` calls it."""

    name: str
    file: str
    line: int
    layer: str
    consent: str
    details: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of the `runs` list of `aiwg audit --json`."""
        return {
            "artifact": self.name,
            "file": self.file,
            "line": self.line,
            "layer": self.layer,
            "consent": self.consent,
            "details": [{"what": what, "value": value} for what, value in self.details],
        }


def runners(catalog: Catalog, approvals: Approvals) -> Iterator[Runner]:
    """Yield what would run of a catalog whose behaviors are composed, in its order. Secrets are masked."""
    for artifact in catalog:
        details = [*_parts(artifact), *_scripts(artifact)]
        if details:
            origin = artifact.origin
            shown = tuple((what, masked(value)) for what, value in details)
            consent = _consent(artifact, catalog, approvals)
            yield Runner(artifact.key, origin.file, origin.line, origin.layer, consent, shown)


def _consent(artifact: Artifact, catalog: Catalog, approvals: Approvals) -> str:
    if approvals.is_forbidden(artifact):
        return FORBIDDEN
    if needs_consent(artifact):
        by_policy = approvals.policy_approval(artifact, catalog) is not None
        return BY_POLICY if by_policy else ALLOWED if approvals.covers(artifact, catalog) else WAITS
    return TYPED if artifact.origin.layer == TYPED_LAYER else TRUSTED


def _parts(artifact: Artifact) -> list[tuple[str, str]]:
    return shown_details(artifact) if running_parts(artifact) else []


def _scripts(artifact: Artifact) -> Iterator[tuple[str, str]]:
    """Yield the files beside an artifact that can be run: an agent may, when its text says so."""
    for asset in artifact.assets:
        if asset.executable or asset.data.startswith(b"#!"):
            first = asset.data[:80].partition(b"\n")[0].decode("utf-8", "replace")
            interpreter = f"   ({first[2:].strip()})" if first.startswith("#!") else ""
            yield SCRIPT, f"{asset.path}{interpreter}"
