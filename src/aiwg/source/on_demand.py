"""Which artifacts are on demand: by their own word, by their bundle, or by `on_demand:` of aiwg.yaml."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from aiwg.artifact.ids import shown
from aiwg.artifact.model import Artifact
from aiwg.artifact.on_demand import DEPLOY, ON_DEMAND, STAYS, why_never
from aiwg.core.dataclass import dataclass
from aiwg.findings.model import Finding
from aiwg.source.bundles import Bundle
from aiwg.source.exclude import is_at_or_below

SETTING: Final = "on_demand"
SOURCE, BUNDLE, KEPT = "source:", "bundle:", "!"
"""What stands before the name of a source or a bundle, and before a pattern of artifacts that stay deployed."""

NAMED = 5

Members = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class DemandPattern:
    """One entry of `on_demand:`: its text, and its position in the list."""

    text: str
    index: int

    @property
    def keeps(self) -> bool:
        """Say whether it names artifacts that stay deployed."""
        return self.text.startswith(KEPT)

    def covers(self, artifact: Artifact, members: Members) -> bool:
        """Say whether it is about an artifact; `members` are the keys in each bundle."""
        text = self.text.removeprefix(KEPT).removeprefix("./").rstrip("/")
        file = artifact.origin.file
        if text.startswith(SOURCE):
            root = text.removeprefix(SOURCE)
            return root == artifact.origin.layer or any(file.startswith(f"{each}/") for each in (root, f"({root})"))
        if text.startswith(BUNDLE):
            return artifact.key in members.get(text.removeprefix(BUNDLE), ())
        if self.names(artifact) or fnmatch.fnmatchcase(artifact.key, text):
            return True
        return any(is_at_or_below(path, text) for path in (file, artifact.origin.path) if path)

    def names(self, artifact: Artifact) -> bool:
        """Say whether it names this very artifact, so that it cannot be passed over."""
        return self.text.removeprefix(KEPT) in (artifact.key, artifact.id)


def with_delivery(artifacts: Iterable[Artifact], typed: Sequence[str], bundles: Mapping[str, Bundle]) -> list[Artifact]:
    """Return the artifacts, each saying whether it is on demand.

    aiwg.yaml has the last word, then the artifact itself, then its bundles. What cannot be on demand never is.
    """
    patterns = [DemandPattern(text, index) for index, text in enumerate(typed)]
    bundled = {key for bundle in bundles.values() if bundle.delivery == ON_DEMAND for key in bundle.artifacts}
    if not patterns and not bundled:
        return list(artifacts)
    members = _members(bundles)
    return [_delivered(each, patterns, bundled, members) for each in artifacts]


def _members(bundles: Mapping[str, Bundle]) -> Members:
    return {name: frozenset(bundle.artifacts) for name, bundle in bundles.items()}


def _delivered(artifact: Artifact, patterns: Sequence[DemandPattern], bundled: set[str], members: Members) -> Artifact:
    covering = [pattern for pattern in patterns if pattern.covers(artifact, members)]
    wanted = artifact.delivery or (ON_DEMAND if artifact.key in bundled else "")
    if covering:
        wanted = DEPLOY if any(pattern.keeps for pattern in covering) else ON_DEMAND
    if wanted == ON_DEMAND and why_never(artifact.kind, artifact.fields) is not None:
        wanted = ""
    return artifact if wanted == artifact.delivery else artifact.with_(delivery=wanted)


def check_bundle_deliveries(bundles: Iterable[Bundle], artifacts: Mapping[str, Artifact]) -> Iterator[Finding]:
    """Yield an error for each artifact of a bundle on demand that cannot be on demand, with its line."""
    for bundle in bundles:
        if bundle.delivery != ON_DEMAND:
            continue
        for key, line in bundle.lines.items():
            artifact = artifacts.get(key)
            why = why_never(artifact.kind, artifact.fields) if artifact is not None else None
            if why is not None:
                message = f"the bundle {bundle.name} is on demand, and {why[0]}: {shown(key)}"
                hint = f"take {shown(key)} out of the bundle, or put it into another one"
                yield Finding("bad-field", "error", message, bundle.file, line, hint=hint)


def check_patterns(
    artifacts: Sequence[Artifact], typed: Sequence[str], bundles: Mapping[str, Bundle], file: str
) -> Iterator[tuple[int, Finding]]:
    """Yield what is wrong with entries of `on_demand:` in `file`, each with the position of its entry.

    It is an error to name an artifact that cannot be on demand, and a note where a wider pattern covers one.
    """
    members = _members(bundles)
    for index, text in enumerate(typed):
        pattern = DemandPattern(text, index)
        covered = [artifact for artifact in artifacts if pattern.covers(artifact, members)]
        if not covered:
            message = f'{SETTING} has "{shown(text)}", which matches no artifact'
            yield index, Finding("no-artifact", "warning", message, file, hint="all of them: aiwg list")
        if pattern.keeps:
            continue
        never = [(each, why) for each in covered if (why := why_never(each.kind, each.fields)) is not None]
        if not never:
            continue
        refused = [each for each in never if pattern.names(each[0])] or (never if len(never) == len(covered) else [])
        for artifact, (reason, _) in refused[:NAMED]:
            message = f'{SETTING} has "{shown(text)}": {reason} ({shown(artifact.key)})'
            hint = f'remove "{shown(text)}": aiwg always deploys it'
            yield index, Finding("bad-config", "error", message, file, hint=hint)
        if not refused:
            yield index, _stays(text, [artifact.key for artifact, _ in never], file)


def _stays(text: str, keys: Sequence[str], file: str) -> Finding:
    more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
    message = f'of "{shown(text)}" these stay deployed, as they must always be in force: '
    return Finding(STAYS, "info", f"{message}{shown(', '.join(keys[:NAMED]))}{more}", file)
