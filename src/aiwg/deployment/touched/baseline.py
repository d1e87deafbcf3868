"""The plan that was carried out last, with what finds the parts of it that a saved file touches."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from aiwg.artifact.kinds import EXECUTABLE, KINDS
from aiwg.artifact.model import Artifact
from aiwg.config import IGNORED
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.deployment.intent import Sync
from aiwg.deployment.merging.git import GitRepository, repository_of
from aiwg.deployment.originals.given import NOTHING_TAKEN
from aiwg.deployment.personal.wanted import has_personal, is_personal_wanted
from aiwg.deployment.plan_changes import believed
from aiwg.deployment.render_outputs import inputs_of
from aiwg.deployment.stages import Planned
from aiwg.deployment.workspace import Workspace
from aiwg.fs.git import BLOCK_MARK, exclude_holds
from aiwg.manifest import OUTPUTS, Manifest
from aiwg.manifest.known import KnownManifest
from aiwg.plan.actions import DELETED, EDITED, Plan
from aiwg.render.cache import stands_alone
from aiwg.render.context import Inputs, Lookups
from aiwg.render.delivery import Delivery
from aiwg.render.outputs import Output
from aiwg.source.cache import Key, KnownFile
from aiwg.source.layers import Layer
from aiwg.trust.policy.load import load_policy

PASSING = frozenset({"near-limit", "over-limit", "include", "both-scopes", "git-keeps"})
"""Codes of what is said of a file when it is written, and at no other time."""

TEXTS = ("section", "file", "file-or-entry")
"""How kinds are rendered whose artifacts are texts that stand for themselves."""

Numbers = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class TouchedSource:
    """An artifact of a source, and its files as they were read; `key` is what the cache knows them by."""

    layer: Layer
    key: Key
    artifact: Artifact
    known: KnownFile


@dataclass(frozen=True, slots=True)
class Touched:
    """A plan whose actions are those that some saves touch, beside edits of outputs that stay.

    Its stages are those of the baseline: what came of the edited artifacts since is in `sources`, and the outputs and
    deliveries that differ, by path and by number, are in `outputs` and `deliveries`. All else is as in a whole plan.
    """

    planned: Planned
    sources: tuple[TouchedSource, ...]
    outputs: Mapping[str, Output]
    deliveries: Mapping[int, Delivery]


@dataclass(slots=True)
class SoundEdits:
    """What was found sound already in edits since the whole plan: it is not checked twice, nor on the way back.

    `edits` are the last two versions of artifacts, by key: alike in all that a plan of texts alone needs, but for files
    that they mention. `outputs` are versions, by key, whose files may be written.
    """

    edits: dict[str, tuple[Artifact, Artifact]] = field(default_factory=dict)
    outputs: dict[str, tuple[Artifact, ...]] = field(default_factory=dict)

    def has_edit(self, before: Artifact, after: Artifact) -> bool:
        """Say whether these two versions are known to be alike, whichever of them came first."""
        known = self.edits.get(before.key)
        return known is not None and (
            (known[0] is before and known[1] is after) or (known[0] is after and known[1] is before)
        )

    def has_outputs(self, artifact: Artifact) -> bool:
        """Say whether the files of an artifact were found sound."""
        return any(each is artifact for each in self.outputs.get(artifact.key, ()))

    def add_outputs(self, artifact: Artifact) -> None:
        """Remember that the files of an artifact are sound, and those of the version before."""
        self.outputs[artifact.key] = (artifact, *self.outputs.get(artifact.key, ())[:1])

    def settle(self, artifact: Artifact) -> None:
        """Forget of a version that is written now whatever other files decide, too: these may change."""
        known = self.outputs.get(artifact.key, ())
        if known and not all(map(stands_alone, known)):
            self.outputs[artifact.key] = tuple(filter(stands_alone, known))


@dataclass(slots=True)
class Baseline:
    """A plan that was carried out and left nothing open, where each part of it is, and what came out otherwise since.

    The actions of `planned` are those that come again: edits of outputs, which stay. `manifest` is what was written,
    and goes on with each plan that is carried out. `sources` are the artifacts by the real paths of their files, as
    they are now; so are the outputs and deliveries that changed since. The tables give the numbers of placements and
    gaps by the artifact's key, of deliveries by the name that people know, of outputs by path. `real_roots` are the
    roots of the sources without links.
    """

    planned: Planned
    manifest: KnownManifest
    repository: GitRepository | None
    given: Inputs
    sources: dict[str, TouchedSource]
    files: frozenset[str]
    real_roots: Mapping[Path, str]
    placements: Numbers
    gaps: Numbers
    deliveries: Numbers
    outputs: Mapping[str, int]
    changed_outputs: dict[str, Output] = field(default_factory=dict)
    changed_deliveries: dict[int, Delivery] = field(default_factory=dict)
    sound: SoundEdits = field(default_factory=SoundEdits)
    lookups: Lookups = field(default_factory=Lookups)

    @classmethod
    def of(cls, planned: Planned) -> Baseline | None:
        """Return the baseline that a plan leaves which has just been carried out.

        None where something is open in it that a single text could change: then every plan looks at everything.
        """
        known = planned.loaded.caches.manifest
        if known is None or not _is_settled(planned, known.manifest):
            return None
        placements = planned.placed.placements
        real_roots = {layer.root: os.path.realpath(layer.root) for layer in planned.loaded.layers}
        return cls(
            _as_left(planned, known.manifest),
            known,
            repository_of(str(planned.workspace.project)),
            inputs_of(planned.placed),
            dict(_sources(planned, real_roots)),
            frozenset(_files(planned, real_roots)),
            real_roots,
            _numbers(each.artifact.key for each in placements.placements),
            _numbers(each.artifact.key for each in placements.shortfalls),
            _numbers(name for name, arrivals, _ in planned.deliveries.rows for _ in arrivals),
            {output.path: number for number, output in enumerate(planned.rendered.outputs)},
        )

    @property
    def is_merging(self) -> bool:
        """Say whether git brings other commits in: then what they hold counts, too."""
        return self.repository is not None and self.repository.is_under_way

    def output_at(self, path: str) -> Output:
        """Return the output at a path as it is now."""
        return self.changed_outputs.get(path) or self.planned.rendered.outputs[self.outputs[path]]

    def deliveries_of(self, name: str) -> list[tuple[int, Delivery]]:
        """Return the deliveries of an artifact as they are now, with their numbers; `name` is what people call it."""
        known = self.planned.deliveries
        return [
            (number, self.changed_deliveries.get(number, known[number])) for number in self.deliveries.get(name, ())
        ]

    def take(self, touched: Touched) -> None:
        """Go on from a plan of this baseline that was carried out."""
        self.planned = _as_left(touched.planned, self.manifest.manifest)
        for source in touched.sources:
            self.sources.update(_by_path(source, self.real_roots[source.layer.root]))
            self.sound.settle(source.artifact)
        self.changed_outputs.update(touched.outputs)
        self.changed_deliveries.update(touched.deliveries)


def _as_left(planned: Planned, manifest: Manifest) -> Planned:
    """Return what a plan that was carried out leaves: what is said of every plan, and the edits that stay."""
    left = tuple(action for action in planned.plan.actions if action.action in (EDITED, DELETED))
    problems = tuple(each for each in planned.problems if each.code not in PASSING)
    return replace(planned, plan=Plan(left), problems=problems, old=manifest, new=manifest)


def _numbers(names: Iterable[str]) -> Numbers:
    found = defaultdict[str, list[int]](list)
    for number, name in enumerate(names):
        found[name].append(number)
    return found


def _sources(planned: Planned, real_roots: Mapping[Path, str]) -> Iterator[tuple[str, TouchedSource]]:
    """Yield the real path of each file of the texts that are deployed as they were loaded, with what came of it."""
    loaded = planned.loaded
    layers = {(str(layer.root), layer.name): layer for layer in loaded.layers if layer.locked is None}
    for key, known in loaded.caches.sources.artifacts.of_this_round().items():
        root, name, _, _ = key
        artifact, layer = known.artifact, layers.get((root, name))
        if artifact is None or layer is None or not is_text(artifact):
            continue
        if loaded.catalog.get(artifact.key) is artifact:  # nothing changed it on the way: no setting, no consent
            yield from _by_path(TouchedSource(layer, key, artifact, known), real_roots[layer.root])


def _files(planned: Planned, real_roots: Mapping[Path, str]) -> Iterator[str]:
    """Yield the real path of each file that an artifact was loaded from, or could not be."""
    real = {str(root): path for root, path in real_roots.items()}
    for (root, _, _, _), known in planned.loaded.caches.sources.artifacts.of_this_round().items():
        yield from (f"{real.get(root, root)}/{file.path}" for file in known.files)


def _by_path(source: TouchedSource, root: str) -> Iterator[tuple[str, TouchedSource]]:
    yield from ((f"{root}/{file.path}", source) for file in source.known.files)


def is_text(artifact: Artifact) -> bool:
    """Say whether an artifact is a text that stands for itself: others run something, or are composed of several."""
    kind = KINDS[artifact.kind]
    return kind.rendering in TEXTS and not kind.key_form and artifact.kind not in EXECUTABLE


def _is_settled(planned: Planned, manifest: Manifest) -> bool:
    """Say whether nothing is open in a plan that what a single text says could change."""
    loaded, placed, rendered = planned.loaded, planned.placed, planned.rendered
    return (
        isinstance(loaded.intent, Sync)
        and planned.old is loaded.recorded
        and placed.catalog
        is loaded.catalog  # else something waits for consent in another form: that may not come again
        and believed(manifest, planned.workspace)[0] is manifest
        and manifest.placed == placed.placements.chosen
        and manifest.outputs == OUTPUTS
        and loaded.packages is None
        and not any((rendered.refusals, planned.refused, planned.waiting, planned.lost_permissions, planned.strays))
        and not any((planned.plan.conflicts, planned.relocations, planned.in_conflict, rendered.packages))
        and not any((placed.staying, placed.kept, placed.waiting, placed.placements.own_texts))
        and not any((loaded.consents, loaded.held, loaded.own_texts, loaded.yielded, loaded.on_demand))
        and _is_plain(planned.workspace)
    )


def _is_plain(workspace: Workspace) -> bool:
    """Say whether the sources alone decide what is written: there is no personal part, policy or list for git."""
    project = workspace.project
    return (
        workspace.scope == "project"
        and workspace.config.outputs != IGNORED
        and workspace.taking is NOTHING_TAKEN
        and not (has_personal(project) or is_personal_wanted(workspace))
        and not exclude_holds(project, BLOCK_MARK)
        and not load_policy(project)
    )
