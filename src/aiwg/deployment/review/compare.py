"""Two states of a source, compared for one project: of what it uses, everything that differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiwg.artifact.fields import LIMITING_FIELDS, LIMITING_KEYS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.audit.auditor import Stop
from aiwg.audit.executables import SCRIPT, runners
from aiwg.core.dataclass import dataclass
from aiwg.core.digest import digest, digest_value
from aiwg.deployment.review.model import (
    CHANGED,
    CURRENT,
    FIRST,
    GONE,
    NEW,
    REMOVED,
    UNUSED,
    UPDATE,
    ArtifactChange,
    FileDiff,
    OverriddenChange,
    Review,
    RunChange,
)
from aiwg.deployment.review.snapshot import SourceSnapshot
from aiwg.deployment.review.text import text_diff
from aiwg.deployment.review.tokens import tokens_in_every_request
from aiwg.findings.model import INFO, Finding
from aiwg.source.locations import restricts
from aiwg.trust.approvals import Approvals
from aiwg.trust.executables import fingerprint, needs_consent


@dataclass(frozen=True, slots=True)
class Usage:
    """What a project uses of a source. `overridden`: by key the file of yours that replaces an artifact."""

    uses: Callable[[str], bool]
    overridden: Mapping[str, str]

    def has(self, key: str) -> bool:
        """Say whether the project gets an artifact from the source."""
        return key not in self.overridden and self.uses(key)


NOBODY = Approvals({})
"""The approvals of a place where nobody approved anything."""

ALL_USED = Usage(lambda key: True, {})


def compare(
    id: str,
    before: SourceSnapshot | None,
    after: SourceSnapshot,
    usage: Usage = ALL_USED,
    approvals: Approvals = NOBODY,
) -> Review:
    """Return what accepting `after` in the place of `before` changes. None: nothing of the source was accepted yet."""
    old = before or SourceSnapshot(after.shown)
    differing = dict(_differing(old, after))
    used = {key: change for key, change in differing.items() if usage.has(key)}
    files = tuple(_files(used, old, after))
    own: dict[str, list[FileDiff]] = {}
    for file in files:
        for key in file.artifacts:
            own.setdefault(key, []).append(file)
    changes = [_artifact_change(key, change, old, after, own.get(key, ())) for key, change in used.items()]
    stops, findings = _new_findings(old, after, usage)
    return Review(
        id,
        _result(before, differing, used),
        tuple(changes),
        files,
        tuple(each for each in _runs(old.composed, after.composed, approvals) if usage.has(each.artifact)),
        tuple(findings),
        tuple(stops),
        tuple(
            OverriddenChange(key, usage.overridden[key], change)
            for key, change in differing.items()
            if before is not None and key in usage.overridden
        ),
        tuple(each for each in after.barred if each in findings),
        len(differing) - len(used),
        sum(usage.has(key) for key in after.artifacts),
    )


def _result(before: SourceSnapshot | None, differing: Mapping[str, str], used: Mapping[str, str]) -> str:
    if before is None:
        return FIRST
    return UPDATE if used else UNUSED if differing else CURRENT


def _differing(old: SourceSnapshot, new: SourceSnapshot) -> Iterator[tuple[str, str]]:
    for key in sorted({*old.artifacts, *new.artifacts}):
        if key not in old.artifacts:
            yield key, NEW
        elif key not in new.artifacts:
            yield key, GONE
        elif old.content_of(key) != new.content_of(key):
            yield key, CHANGED


def _artifact_change(
    key: str, change: str, old: SourceSnapshot, new: SourceSnapshot, diffs: Sequence[FileDiff]
) -> ArtifactChange:
    tokens = tokens_in_every_request(new.artifacts.get(key)) - tokens_in_every_request(old.artifacts.get(key))
    limits = _limits(old.artifacts.get(key), new.artifacts.get(key))
    added, removed = sum(each.added for each in diffs), sum(each.removed for each in diffs)
    return ArtifactChange(key, change, added, removed, tokens, limits)


def _limits(old: Artifact | None, new: Artifact | None) -> str:
    """Return what becomes of that which an artifact kept agents from: `removed`, `changed`, or nothing."""
    before, after = _limiting(old), _limiting(new)
    is_gone_with_it = new is None and old is not None and not restricts(old.kind, old.fields)  # an agent and its limits
    if not before or before == after or is_gone_with_it:
        return ""
    return CHANGED if after else REMOVED


def _limiting(artifact: Artifact | None) -> dict[str, Any]:
    """Return the parts of an artifact that keep agents from something."""
    if artifact is None:
        return {}
    if restricts(artifact.kind, artifact.fields):
        return {**artifact.fields, "": artifact.body}
    every = {**artifact.fields, **artifact.extra}
    return {name: value for name, value in every.items() if name in LIMITING_FIELDS or name in LIMITING_KEYS}


def _files(used: Iterable[str], old: SourceSnapshot, new: SourceSnapshot) -> Iterator[FileDiff]:
    """Yield each file of the artifacts that differ, once, if its bytes or its mode do."""
    owners: dict[str, list[str]] = {}
    for key in used:
        for path in {**old.files_of(key), **new.files_of(key)}:
            owners.setdefault(path, []).append(key)
    for path in sorted(owners):
        if old.files.get(path) != new.files.get(path):
            yield _file_diff(path, tuple(owners[path]), old, new)


def _file_diff(path: str, artifacts: tuple[str, ...], old: SourceSnapshot, new: SourceSnapshot) -> FileDiff:
    a, b = old.files.get(path), new.files.get(path)
    data = (a.data if a else None, b.data if b else None)
    lines = () if data[0] == data[1] else text_diff(*data)
    mode = (a.executable, b.executable) if a and b and a.executable != b.executable else None
    sizes = [None if each is None else len(each) for each in data]
    return FileDiff(path, artifacts, lines, sizes[0], sizes[1], mode)


def _runs(old: Catalog, new: Catalog, approvals: Approvals) -> Iterator[RunChange]:
    """Yield everything that can run and differs: what waits for approval, and the scripts beside a text."""
    before, after = _running(old), _running(new)
    for key in sorted({*before, *after}):
        a, b = before.get(key), after.get(key)
        if a is not None and b is not None and a.state == b.state:
            continue
        here = b or a
        if here is not None:
            change = NEW if a is None else GONE if b is None else CHANGED
            needs = change != GONE and needs_consent(here.artifact)
            details = _details(here, a if change == CHANGED else None)
            approved = needs and approvals.covers(here.artifact, new)
            yield RunChange(key, here.artifact.named, change, needs, details, approved)


@dataclass(frozen=True, slots=True)
class _Running:
    """An artifact that can run something: a hash of all of it, what it is in words, and the hash of each script."""

    artifact: Artifact
    state: str
    details: tuple[tuple[str, str], ...]
    scripts: Mapping[str, str]


def _running(catalog: Catalog) -> dict[str, _Running]:
    found = {}
    for each in runners(catalog, NOBODY):
        artifact = catalog.get(each.name)
        if artifact is not None:
            scripts = {asset.path: digest_value([asset.executable, digest(asset.data)]) for asset in artifact.assets}
            state = digest_value([fingerprint(artifact, catalog), scripts])
            found[each.name] = _Running(artifact, state, each.details, scripts)
    return found


def _details(here: _Running, before: _Running | None) -> tuple[tuple[str, str], ...]:
    """Return what runs, in words; of something that changed without the scripts that did not."""
    same = {path for path, state in here.scripts.items() if before is not None and before.scripts.get(path) == state}
    return tuple(each for each in here.details if each[0] != SCRIPT or each[1].partition("   (")[0] not in same)


def _new_findings(old: SourceSnapshot, new: SourceSnapshot, usage: Usage) -> tuple[list[Stop], list[Finding]]:
    """Return the findings of artifacts in use that the old state did not have, those that stop a deploy apart."""
    unused = {path for key in new.artifacts if not usage.has(key) for path in new.files_of(key)}
    unused -= {path for key in new.artifacts if usage.has(key) for path in new.files_of(key)}
    known = set(map(_same, old.findings))

    def is_used(finding: Finding) -> bool:
        return (finding.file or "").removeprefix(f"{new.shown}/") not in unused

    stopped = {stop.key for stop in old.stops}  # a key goes by content: another file asks again
    stops = {(stop.key, stop.finding): stop for stop in new.stops if stop.key not in stopped and is_used(stop.finding)}
    found = (each for each in dict.fromkeys(new.findings) if is_used(each) and _same(each) not in known)
    return list(stops.values()), [each for each in found if each.level != INFO]


def _same(finding: Finding) -> tuple[str, str | None, str, str | None]:
    """Return what two findings have in common that are one, wherever its line went."""
    return finding.code, finding.file, finding.message, finding.evidence
