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
    touched: dict[str, TouchedSource] = {}
    for path in paths:
        source = baseline.sources.get(path)
        if source is not None:
            touched[source.artifact.key] = source
        elif not _is_trace(path, baseline):
            return None
    found: list[ArtifactEdit] = []
    for _, source in sorted(touched.items()):
        edit = _edit(baseline, source)
        if edit is None:
            return None
        if edit.after.artifact is not source.artifact:
            found.append(edit)
    return found if all(_is_like_before(edit, baseline) for edit in found) else None


def _edit(baseline: Baseline, source: TouchedSource) -> ArtifactEdit | None:
    """Return an artifact before and after; None when it cannot be read any more, or a file of it came or went."""
    layer, cache = source.layer, baseline.planned.loaded.caches.sources
    loaded = load_again(layer.root, layer.name, layer.shown, source.known.files[0].path, cache)
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
    if _facets(before) != _facets(after) or running_parts(before) != running_parts(after):
        return False
    if before.assets != after.assets and _runs_in_a_hook(after, baseline):
        return False
    if baseline.planned.loaded.pending and "mcp_servers" in after.fields:
        return False  # it brings along the settings of servers, and one of them may wait for consent
    return _said_of(edit.before, baseline) == _said_of(edit.after, baseline)


def _facets(artifact: Artifact) -> tuple[object, ...]:
    """Return what decides where an artifact goes, and what it is called."""
    origin = artifact.origin
    named = (artifact.key, artifact.composed_from, origin.file, origin.path, origin.layer, origin.root, origin.hash)
    return (*named, artifact.include, artifact.exclude, artifact.delivery, variant_of(artifact))


def _runs_in_a_hook(skill: Artifact, baseline: Baseline) -> bool:
    """Say whether a hook runs a file of a skill: its approval is bound to these bytes."""
    return any(each.fields.get("skill") == skill.id for each in baseline.planned.catalog if "skill" in each.fields)


def _said_of(source: TouchedSource, baseline: Baseline) -> tuple[object, ...]:
    """Return all that is said of an artifact before it has a place."""
    loaded, alone = baseline.planned.loaded, Catalog([source.artifact])
    config, roots = loaded.workspace.config, [layer.root for layer in loaded.layers]
    auditor = Auditor(loaded.caches.audits)
    for file in source.known.files:
        auditor.look(file, shown_path(source.layer.shown, file.path))
    auditor.look_at_settings(alone)
    return (
        source.known.problems,
        (auditor.findings, auditor.stops, auditor.allowed),
        list(check_mentions(alone, loaded.workspace.project, roots)),
        unknown_platforms(alone, loaded.workspace.registry),
        list(without_effect(alone, loaded.adapters, config.allowances)),
        list(placeholder_notes(alone, config.allowances)),
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
