"""One state of a source as the review compares it: its artifacts, their bytes, and the findings of the audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.audit.auditor import Auditor, Stop
from aiwg.core.dataclass import dataclass, field
from aiwg.core.digest import digest, digest_value
from aiwg.findings.model import ERROR, Finding
from aiwg.source.compose import compose
from aiwg.source.fetched.chosen import keep_chosen, keep_locked
from aiwg.source.fetched.declared import SourceChoice
from aiwg.source.load import load_source
from aiwg.source.reader import SourceFile
from aiwg.trust.executables import UNTRUSTED_LAYER
from aiwg.trust.policy.model import PolicyRule

NOTHING_REFUSED: Mapping[str, PolicyRule] = {}
EVERYTHING = SourceChoice()
"""The choice of all artifacts of a source, under their own names."""


@dataclass(frozen=True, slots=True)
class SourceSnapshot:
    """One state of a source, which messages call `shown`. `files` are those read, by their path in it.

    `stops` refuse a deploy until somebody accepts them; `barred` are findings that the policy refuses.
    """

    shown: str
    artifacts: Mapping[str, Artifact] = field(default_factory=dict)
    files: Mapping[str, SourceFile] = field(default_factory=dict)
    composed: Catalog = field(default_factory=Catalog)
    findings: tuple[Finding, ...] = ()
    stops: tuple[Stop, ...] = ()
    barred: tuple[Finding, ...] = ()

    def files_of(self, key: str) -> Mapping[str, SourceFile]:
        """Return the files that an artifact of this state is made of, by their path in the source."""
        artifact = self.artifacts.get(key)
        if artifact is None:
            return {}
        return {path: self.files[path] for path in _paths_of(artifact, self.shown) if path in self.files}

    def content_of(self, key: str) -> str | None:
        """Return a hash of all that an artifact of this state says, None for one that is not in it.

        Two artifacts with one hash deploy alike. Entries of one settings file have a hash each.
        """
        artifact = self.artifacts.get(key)
        if artifact is None:
            return None
        if KINDS[artifact.kind].settings:
            said = [dict(artifact.fields), dict(artifact.extra), {k: dict(v) for k, v in artifact.overrides.items()}]
            return digest_value([*said, list(artifact.include), list(artifact.exclude)])
        if artifact.origin.hash:
            return artifact.origin.hash
        files = self.files_of(key)
        return digest_value([[path, files[path].executable, digest(files[path].data)] for path in sorted(files)])


def read_snapshot(
    root: Path,
    shown: str,
    choice: SourceChoice = EVERYTHING,
    hashes: Mapping[str, str] | None = None,
    refused: Mapping[str, PolicyRule] = NOTHING_REFUSED,
) -> SourceSnapshot:
    """Return the state of a source that lies in a folder, of the artifacts that are chosen. Problems become findings.

    `hashes`: the artifacts that aiwg.lock lists, with their hashes; None for a folder that is not locked. `refused` are
    the codes of findings that the policy refuses.
    """
    files: dict[str, SourceFile] = {}
    auditor = Auditor(refused=refused)
    loaded = load_source(root, UNTRUSTED_LAYER, shown, look=lambda file, name: files.update({file.path: file}))
    if hashes is None:
        keep_chosen(loaded, choice)
    else:
        keep_locked(loaded, hashes, choice)
    artifacts = {artifact.key: artifact for artifact in loaded.artifacts}
    for path in dict.fromkeys(path for each in loaded.artifacts for path in _paths_of(each, shown)):
        if path in files:
            auditor.look(files[path], f"{shown}/{path}")
    composed, problems = compose(Catalog(loaded.artifacts))
    auditor.look_at_settings(composed)
    broken = [each for each in (*loaded.problems, *problems) if each.level == ERROR]
    findings = (*broken, *auditor.barred, *auditor.findings)
    return SourceSnapshot(shown, artifacts, files, composed, findings, tuple(auditor.stops), tuple(auditor.barred))


def _paths_of(artifact: Artifact, shown: str) -> Iterator[str]:
    path = artifact.origin.path or artifact.origin.file.removeprefix(f"{shown}/")
    yield path
    folder = path.rpartition("/")[0]
    yield from (f"{folder}/{asset.path}" for asset in artifact.assets)
