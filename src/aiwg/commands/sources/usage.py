"""How much of a source a project uses: what is not excluded, not replaced by a layer of yours, and selected."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.commands.sources.place import DeclaringPlace
from aiwg.deployment.personal.team import without_users
from aiwg.deployment.review.compare import Usage
from aiwg.source.exclude import Exclusion
from aiwg.source.fetched.declared import GitSource
from aiwg.source.layers import PROJECT, USER, layers_for
from aiwg.source.load import load_source


def usage_of(place: DeclaringPlace, declared: GitSource) -> Usage:
    """Return what is used of a source in a place, as it is declared now."""
    exclusion = Exclusion.of(place.config.exclude)
    selection = place.workspace.state.read_manifest().selection

    def uses(key: str) -> bool:
        wanted = selection is None or key in selection
        return wanted and not exclusion.leaves_out(key, key.partition("/")[2])

    return Usage(uses, dict(_overriding(place, declared)))


def _overriding(place: DeclaringPlace, declared: GitSource) -> Iterator[tuple[str, str]]:
    """Yield the artifacts of the layers after a source, by key, with their files; other fetched sources aside."""
    configured = list(place.config.sources or ())
    after = configured[configured.index(declared) + 1 :] if declared in configured else [USER, PROJECT]
    local = [each for each in after if not isinstance(each, GitSource)]
    is_project = place.workspace.scope == "project"
    project = place.workspace.project if is_project else None
    if project is None:
        local = [each for each in local if each != PROJECT]
    layers = layers_for(project, (), local, (), place.config.bundles)
    for layer in without_users(layers, project) if project is not None else layers:
        if layer.root.is_dir():
            for artifact in load_source(layer.root, layer.name, layer.shown).artifacts:
                yield artifact.key, artifact.origin.file
