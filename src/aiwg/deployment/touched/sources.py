"""Reading again what was saved: which artifacts the files belong to, and what there is to say of each of them."""

from __future__ import annotations

import os
from collections.abc import Iterable

from aiwg.artifact.ids import shown_path
from aiwg.artifact.kinds import FOLDERS
from aiwg.artifact.mention_syntax import INSTALLED_FORM, PROJECT_FORM
from aiwg.artifact.model import Artifact, Catalog
from aiwg.audit.auditor import Auditor
from aiwg.core.dataclass import dataclass
from aiwg.deployment.existing.placeholders import placeholder_notes
from aiwg.deployment.load_sources import unknown_platforms
from aiwg.deployment.stages import Loaded
from aiwg.deployment.touched.baseline import Baseline, TouchedSource
from aiwg.deployment.undelivered import without_effect
from aiwg.findings.model import Finding
from aiwg.placement.groups import variant_of
from aiwg.source.cache import KnownFile
from aiwg.source.load import load_again
from aiwg.source.mentions import check_mentions, mentions_in
from aiwg.trust.executables import running_parts


@dataclass(frozen=True, slots=True)
class ArtifactEdit:
    """One artifact before and after a save that changed only what it says: its files and its places are the same."""

    before: TouchedSource
    after: TouchedSource

    @property
    def key(self) -> str:
        """Return the key of the artifact."""
        return self.before.artifact.key


def edits_of(baseline: Baseline, paths: Iterable[str]) -> list[ArtifactEdit] | None:
    """Return what saves at these real paths changed, in the order of the keys; None when it may be more than texts.

    It is when a file came or went, when an artifact goes elsewhere or runs something else, and when there is something
    new to say of it, or nothing any more.
    """
    listed = list(paths)
    if not all(path in baseline.sources or _is_trace(path, baseline) for path in listed):
        return None
    edits = [_edit(baseline, source) for source in _sources_at(listed, baseline)]
    found = [edit for edit in edits if edit is not None and edit.after.artifact is not edit.before.artifact]
    return found if None not in edits and all(_is_like_before(edit, baseline) for edit in found) else None


def edits_so_far(baseline: Baseline, paths: Iterable[str]) -> list[ArtifactEdit]:
    """Return those edits at some real paths, other changes left aside, that are sound as they are now."""
    edits = (_edit(baseline, source) for source in _sources_at(paths, baseline))
    found = [edit for edit in edits if edit is not None and edit.after.artifact is not edit.before.artifact]
    return [edit for edit in found if _is_like_before(edit, baseline)]


def _sources_at(paths: Iterable[str], baseline: Baseline) -> list[TouchedSource]:
    """Return the artifacts that some files belong to, in the order of their keys."""
    found = (source for path in paths if (source := baseline.sources.get(path)) is not None)
    return [source for _, source in sorted({source.artifact.key: source for source in found}.items())]


def _edit(baseline: Baseline, source: TouchedSource) -> ArtifactEdit | None:
    """Return an artifact before and after; None when it cannot be read any more, or a file of it came or went."""
    layer, cache = source.layer, baseline.planned.loaded.caches.sources
    path, real_root = source.known.files[0].path, baseline.real_roots[layer.root]
    loaded = load_again(layer.root, layer.name, layer.shown, path, cache, real_root)
    known = cache.artifacts.get(source.key)
    if len(loaded.artifacts) != 1 or known is None or known.artifact is not loaded.artifacts[0]:
        return None
    if tuple(loaded.problems) != known.problems or _paths(known) != _paths(source.known):
        return None
    return ArtifactEdit(source, TouchedSource(layer, source.key, loaded.artifacts[0], known))


def _paths(known: KnownFile) -> list[str]:
    return [file.path for file in known.files]


def _is_like_before(edit: ArtifactEdit, baseline: Baseline) -> bool:
    """Say whether an edited artifact goes to the same places, runs the same, and all that is said of it is the same."""
    before, after = edit.before.artifact, edit.after.artifact
    if not baseline.sound.has_edit(before, after):
        if not _is_alike(edit, baseline):
            return False
        baseline.sound.edits[edit.key] = before, after
    return _said_of_mentions(before, baseline) == _said_of_mentions(after, baseline)


def _is_alike(edit: ArtifactEdit, baseline: Baseline) -> bool:
    """Say the same, but for files that the artifact mentions: these may come and go meanwhile."""
    before, after = edit.before.artifact, edit.after.artifact
    if _facets(before) != _facets(after) or running_parts(before) != running_parts(after):
        return False
    if before.assets != after.assets and _runs_in_a_hook(after, baseline):
        return False
    if baseline.planned.loaded.pending and ("mcp_servers" in after.fields or "mcp_servers" in before.fields):
        return False  # it brings along the settings of servers, and one of them may wait for consent
    if not _has_same_fields(before, after) and _said_of_fields(before, baseline) != _said_of_fields(after, baseline):
        return False
    return _said_of_texts(edit.before, baseline) == _said_of_texts(edit.after, baseline)


def _has_same_fields(before: Artifact, after: Artifact) -> bool:
    """Say whether two versions of an artifact differ at most in the text below their fields."""
    same = before.fields == after.fields and before.extra == after.extra and before.overrides == after.overrides
    return same and before.origin == after.origin


def _facets(artifact: Artifact) -> tuple[object, ...]:
    """Return what decides where an artifact goes, and what it is called."""
    origin = artifact.origin
    named = (artifact.key, artifact.composed_from, origin.file, origin.path, origin.layer, origin.root, origin.hash)
    return (*named, artifact.include, artifact.exclude, artifact.delivery, variant_of(artifact))


def _runs_in_a_hook(skill: Artifact, baseline: Baseline) -> bool:
    """Say whether a hook runs a file of a skill: its approval is bound to these bytes."""
    return any(each.fields.get("skill") == skill.id for each in baseline.planned.catalog if "skill" in each.fields)


def _said_of_fields(artifact: Artifact, baseline: Baseline) -> tuple[object, ...]:
    """Return what is said of the fields of an artifact before it has a place: its platforms, tools and settings."""
    loaded, alone = baseline.planned.loaded, Catalog([artifact])
    allowances, auditor = loaded.workspace.config.allowances, Auditor(loaded.caches.audits)
    auditor.look_at_settings(alone)
    return (
        unknown_platforms(alone, loaded.workspace.registry),
        list(without_effect(alone, loaded.adapters, allowances)),
        (auditor.findings, auditor.stops),
    )


def _said_of_mentions(artifact: Artifact, baseline: Baseline) -> list[Finding]:
    """Return what is said of the files that an artifact mentions."""
    loaded = baseline.planned.loaded
    return list(check_mentions([artifact], loaded.workspace.project, [layer.root for layer in loaded.layers]))


def _said_of_texts(source: TouchedSource, baseline: Baseline) -> tuple[object, ...]:
    """Return all else that is said of an artifact before it has a place."""
    loaded = baseline.planned.loaded
    auditor = Auditor(loaded.caches.audits)
    for file in source.known.files:
        auditor.look(file, shown_path(source.layer.shown, file.path))
    return (
        source.known.problems,
        (auditor.findings, auditor.stops, auditor.allowed),
        list(placeholder_notes([source.artifact], loaded.workspace.config.allowances)),
    )


def _is_trace(path: str, baseline: Baseline) -> bool:
    """Say whether a path is that of a file which an editor wrote on the way, and of which nothing was known."""
    if path in baseline.files or os.path.lexists(path) or not os.path.isdir(os.path.dirname(path)):
        return False
    loaded = baseline.planned.loaded
    for layer in loaded.layers:
        root = f"{os.path.realpath(layer.root)}/"
        inside = path.removeprefix(root)
        if path.startswith(root) and inside.partition("/")[0] in FOLDERS:
            said, names = shown_path(layer.shown, inside), {f"{INSTALLED_FORM}{inside}", f"{PROJECT_FORM}{inside}"}
            return names.isdisjoint(_mentioned(loaded)) and all(said != each.file for each in loaded.problems)
    return False


def _mentioned(loaded: Loaded) -> set[str]:
    """Return the files that texts of the sources mention."""
    known = loaded.caches.sources.artifacts.of_this_round().values()
    bodies = (each.artifact.body for each in known if each.artifact is not None)
    return {mention.target for body in bodies for mention in mentions_in(body)}
