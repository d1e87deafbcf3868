"""The layers: bundled, then the user's, then the project's; later ones win by kind and id."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.findings.model import Finding
from aiwg.fs import resources
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.source.cache import NO_SOURCE_CACHE, SourceCache
from aiwg.source.exclude import Exclusion
from aiwg.source.load import PARTS, LoadedSource, load_source
from aiwg.source.locations import Locator, restricts
from aiwg.source.mentions import check_mentions
from aiwg.source.reader import Look, SourceFile
from aiwg.source.refused import Refusals
from aiwg.source.user import shown_user_folder, user_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from aiwg.source.bundles import Bundle
    from aiwg.source.fetched.declared import FolderSource, GitSource, SourceSpec
    from aiwg.source.fetched.lock import LockedSource

BUNDLED, USER, PROJECT, SOURCE = "bundled", "user", "project", "source"
ALL = "all"
"""Stands for every bundle that is on by default, and for what is in no bundle."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One source tree and how far it is trusted: `project` layers may not run anything without consent.

    `bundles`: the parts of it that are wanted, by name; None for all of it. `declared` is the mapping in aiwg.yaml that
    names it, if one does, and `locked` its entry in aiwg.lock if it is fetched: such a layer is a `project` one, too.
    `coming` are files that are about to be written, by path.
    """

    name: str
    root: Path
    shown: str
    bundles: tuple[str, ...] | None = None
    declared: GitSource | FolderSource | None = None
    locked: LockedSource | None = None
    coming: Mapping[str, SourceFile] = field(default_factory=dict)


def layers_for(
    project: Path | None,
    explicit: Sequence[str],
    configured: Sequence[SourceSpec] | None,
    recorded: Sequence[str] = (),
    bundles: tuple[str, ...] | None = None,
) -> list[Layer]:
    """Return the layers, weakest first.

    They are those typed with --source, else those that the manifest remembers, else those of aiwg.yaml, else the
    three usual ones. Only what was typed now is trusted beyond the bundled and the user's own: the manifest and
    aiwg.yaml may have come with a clone. `bundles` are the parts of the bundled source that aiwg.yaml wants.

    Without a project they are those of the user scope, whose aiwg.yaml lies in the user's folder.

    Raises UserError: usage for a source that is not a folder, drift for one that aiwg.lock does not pin.
    """
    if explicit:
        return [_named_layer(Path(text), text, SOURCE) for text in explicit]
    if recorded:
        return [_named_layer(Path(text), text, PROJECT) for text in recorded]
    standard = {
        BUNDLED: Layer(BUNDLED, Path(resources.source_folder()), "(bundled)", bundles),
        USER: Layer(USER, user_folder(), shown_user_folder()),
    }
    if project is not None:
        standard[PROJECT] = Layer(PROJECT, project / PROJECT_FOLDER, PROJECT_FOLDER)
    if configured is None:
        return list(standard.values())
    base = project or user_folder()
    return [_configured_layer(each, base, standard) for each in configured]


def _configured_layer(entry: SourceSpec, base: Path, standard: Mapping[str, Layer]) -> Layer:
    """Return the layer of one entry of `sources:` in the aiwg.yaml of the folder `base`."""
    if isinstance(entry, str):
        if entry == PROJECT and PROJECT not in standard:
            raise UserError("the user scope has no project layer: remove it from sources.", exit=Exit.USAGE)
        if entry in standard:
            return standard[entry]
        return _named_layer(base / os.path.expanduser(entry), entry, PROJECT)
    from aiwg.source.fetched.declared import FolderSource  # only for projects that declare such sources

    if isinstance(entry, FolderSource):
        return replace(_named_layer(base / os.path.expanduser(entry.path), entry.path, PROJECT), declared=entry)
    from aiwg.source.fetched.find import find_tree

    root, locked = find_tree(entry, base)
    return Layer(PROJECT, root, shown_root(entry.id), declared=entry, locked=locked)


def shown_root(id: str) -> str:
    """Return how messages name the root of a fetched source, as they name the bundled one."""
    return f"({id})"


def _named_layer(root: Path, typed: str, name: str) -> Layer:
    from aiwg.fs.submodule import missing_submodule

    if not any(os.path.exists(root / part) for part in PARTS) and (module := missing_submodule(str(root))) is not None:
        import shlex  # an error may cost more

        raise UserError(
            f'the source "{typed}" is a git submodule that is not checked out.',
            exit=Exit.USAGE,
            hint=f"Check it out: git submodule update --init {shlex.quote(os.path.relpath(module))}",
        )
    if not os.path.isdir(root):
        raise UserError(
            f'the source "{typed}" is not a folder.',
            exit=Exit.USAGE,
            hint="Name a folder with agents/, skills/, rules/, ...: aiwg deploy --source DIR",
        )
    if not any((root / part).exists() for part in PARTS):
        raise UserError(
            f'the source "{typed}" has no artifacts.',
            exit=Exit.SOURCE,
            hint=f"It should contain one or more of: {', '.join(PARTS)}",
        )
    return Layer(name, root, os.path.normpath(typed))


@dataclass(slots=True)
class LoadedLayers:
    """The merged catalog and bundles, the problems of all layers, and which artifacts a later layer hid.

    `refused` are the artifacts that are not in the catalog because of errors, with them; `problems` are all others.
    `readable` are those of the catalog, and those that are refused although they can be read. `beneath` are the
    restrictions of yours that the project's own source hides: they hold as long as nobody approved what hides them.
    """

    catalog: Catalog
    problems: list[Finding]
    hidden: dict[str, list[str]]
    bundles: dict[str, Bundle] = field(default_factory=dict)
    refused: Refusals = field(default_factory=Refusals)
    readable: Catalog = field(default_factory=Catalog)
    beneath: dict[str, Artifact] = field(default_factory=dict)

    @property
    def all_problems(self) -> list[Finding]:
        """Return the problems of all artifacts, those that are refused too."""
        return [*(problem for each in self.refused for problem in each.problems), *self.problems]


def load_layers(
    layers: Sequence[Layer],
    project: Path,
    exclude: Iterable[str] = (),
    overrides: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
    cache: SourceCache = NO_SOURCE_CACHE,
    look: Look | None = None,
    on_demand: Sequence[str] = (),
) -> LoadedLayers:
    """Return the catalog of all layers merged. Problems are collected, never raised. `look` is shown every file.

    `on_demand` says which artifacts are not deployed, as aiwg.yaml spells it.
    """
    merged: dict[str, Artifact] = {}
    problems: list[Finding] = []
    hidden: dict[str, list[str]] = {}
    bundles: dict[str, Bundle] = {}
    beneath: dict[str, Artifact] = {}
    fetched: dict[str, Artifact] = {}
    exclusion = Exclusion.of(exclude)
    refused = Refusals(exclusion)
    for layer in (each for each in layers if each.root.is_dir() or each.coming):
        loaded = _load_layer(layer, cache, look, exclusion)
        problems += _take_bundles(layer, loaded)
        refused.add_source(Locator(layer.shown, loaded.artifacts, loaded.unread, loaded.left_out))
        if layer.locked is not None:
            loaded.problems += _met_before(loaded.artifacts, fetched)
        problems += refused.take(loaded.problems)
        bundles |= {bundle.name: bundle for bundle in loaded.bundles}
        beneath |= _restrictions_hidden(layer, loaded.artifacts, merged)
        refused.merge(loaded.artifacts, merged, hidden)
    kept = [_overridden(artifact, (overrides or {}).get(artifact.key, {})) for artifact in merged.values()]
    kept, found = _with_delivery(kept, on_demand, bundles)
    problems += refused.take(found)
    if bundles:
        from aiwg.source.bundles import check_bundles  # most sources have none

        problems += refused.take(check_bundles(bundles.values(), refused.known(merged)))
    problems += refused.take(check_mentions(kept, project, [layer.root for layer in layers]))
    everything = Catalog(kept)
    return LoadedLayers(refused.good(everything), problems, hidden, bundles, refused, everything, beneath)


def _with_delivery(
    artifacts: list[Artifact], on_demand: Sequence[str], bundles: Mapping[str, Bundle]
) -> tuple[list[Artifact], list[Finding]]:
    """Return the artifacts, each saying whether it is on demand, and what is wrong with bundles on demand."""
    if not on_demand and not any(bundle.delivery for bundle in bundles.values()):
        return artifacts, []
    from aiwg.source.on_demand import check_bundle_deliveries, with_delivery  # most sources deploy everything

    wrong = list(check_bundle_deliveries(bundles.values(), {each.key: each for each in artifacts}))
    return with_delivery(artifacts, on_demand, bundles), wrong


def _load_layer(layer: Layer, cache: SourceCache, look: Look | None, exclusion: Exclusion) -> LoadedSource:
    """Return what a layer holds; of a declared one what is chosen, of a fetched one what its lock lists.

    Raises UserError (refused) when the content of a fetched one is not what this machine put there.
    """
    if layer.declared is None:
        return load_source(layer.root, layer.name, layer.shown, cache, look, exclusion, layer.coming)
    from aiwg.source.fetched.chosen import keep_chosen, keep_locked

    choice = layer.declared.choice
    if layer.locked is None:
        loaded = load_source(layer.root, layer.name, layer.shown, cache, look)
        keep_chosen(loaded, choice)
    else:
        from aiwg.source.fetched.find import TreeCheck

        checked = TreeCheck(look)
        loaded = load_source(layer.root, layer.name, layer.shown, cache, checked.look)
        checked.check(layer.root, layer.shown)
        keep_locked(loaded, layer.locked.artifacts, choice)
    wanted = [each for each in loaded.artifacts if not exclusion.leaves_out_artifact(each, layer.shown)]
    loaded.left_out += {each.key for each in loaded.artifacts} - {each.key for each in wanted}
    loaded.artifacts = wanted
    return loaded


def _met_before(artifacts: Iterable[Artifact], fetched: dict[str, Artifact]) -> list[Finding]:
    """Return the errors about artifacts that an earlier fetched source has too, and remember all of them."""
    from aiwg.source.fetched.chosen import name_of, same_names

    both = [each for pair in same_names(artifacts, fetched) for each in pair]
    fetched |= {name_of(each): each for each in artifacts}
    return both


def _take_bundles(layer: Layer, loaded: LoadedSource) -> list[Finding]:
    """Leave out what is in no bundle that is wanted of a layer; return an error for each name that is no bundle."""
    named = {bundle.name: bundle for bundle in loaded.bundles}
    asked = layer.bundles or ()
    wanted = {key for name in asked if name in named for key in named[name].artifacts}
    if layer.bundles is None or ALL in asked:
        usual = {key for bundle in named.values() if bundle.default for key in bundle.artifacts}
        off = {key for bundle in named.values() for key in bundle.artifacts} - usual - wanted
    else:
        off = {artifact.key for artifact in loaded.artifacts} - wanted
    if off:
        loaded.left_out += [artifact.key for artifact in loaded.artifacts if artifact.key in off]
        loaded.artifacts = [artifact for artifact in loaded.artifacts if artifact.key not in off]
    choices = ", ".join([ALL, *sorted(named)])
    return [
        Finding(
            "no-bundle",
            "error",
            f'bundles names "{name}", which is not a part of the bundled source',
            "aiwg.yaml",
            hint=suggest(name, [ALL, *sorted(named)]) or f"they are: {choices}",
        )
        for name in asked
        if name not in named and name != ALL
    ]


def _restrictions_hidden(
    layer: Layer, artifacts: Iterable[Artifact], merged: Mapping[str, Artifact]
) -> dict[str, Artifact]:
    """Return the restrictions of trusted layers that artifacts of an untrusted one hide, by key."""
    weaker = (merged.get(each.key) for each in artifacts) if layer.name == PROJECT else ()
    return {
        each.key: each
        for each in weaker
        if each is not None
        and each.origin.layer != PROJECT
        and KINDS[each.kind].runs_if is not None
        and restricts(each.kind, each.fields)
    }


def _overridden(artifact: Artifact, more: Mapping[str, Mapping[str, Any]]) -> Artifact:
    """Add the overrides of aiwg.yaml; what they touch counts as the project's own, since that file is."""
    if not more:
        return artifact
    both = {name: {**artifact.overrides.get(name, {}), **more.get(name, {})} for name in {*artifact.overrides, *more}}
    return artifact.with_(overrides=both, origin=replace(artifact.origin, layer=PROJECT, root=""))
