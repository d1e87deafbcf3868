"""What the manifest records, with what the commits of a merge record beside it: git may have left one side's alone."""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.core.dataclass import replace
from aiwg.deployment.merging.git import GitRepository, repository_of
from aiwg.deployment.workspace import Workspace
from aiwg.manifest import Manifest


def recorded_under_way(workspace: Workspace, recorded: Manifest) -> Manifest:
    """Return what is recorded; while a merge is under way, with what the commits being merged record."""
    repository = repository_of(str(workspace.project)) if workspace.scope == "project" else None
    if repository is None or not repository.is_under_way:
        return recorded
    return _with_commits(workspace, repository, recorded)


def recorded_with(workspace: Workspace, recorded: Manifest, artifacts: Iterable[str]) -> Manifest:
    """Return what is recorded; if that lacks one of these artifacts, with what the commits of a merge record.

    What a teammate committed stays, even if a merge was resolved with the other side's manifest.
    """
    known = {name for record in recorded.records.values() for name in record.artifacts}
    if known.issuperset(artifacts) or workspace.scope != "project":
        return recorded
    repository = repository_of(str(workspace.project))
    return recorded if repository is None else _with_commits(workspace, repository, recorded)


def _with_commits(workspace: Workspace, repository: GitRepository, recorded: Manifest) -> Manifest:
    from aiwg.apply.merged_manifest import united  # both only after a merge
    from aiwg.deployment.merging.versions import MergedCommits

    commits = MergedCommits(repository, workspace.state.shown_manifest)
    commits.ask()
    if not commits.manifests:
        return recorded
    together = united([recorded, *commits.manifests])
    found = replace(recorded, records=together.records, others=together.others, is_cut=True)
    if not recorded.is_cut:  # git merged the head of the manifest, or a person did
        return found
    head = united(commits.manifests, commits.ancestor)
    return replace(found, platforms=head.platforms, selection=head.selection, sources=head.sources)
