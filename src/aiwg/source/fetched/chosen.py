"""The artifacts of a declared source that are wanted, under the names that are wanted for them."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Mapping

from aiwg.artifact.ids import folded
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import replace
from aiwg.findings.model import Finding
from aiwg.source.fetched.declared import SourceChoice
from aiwg.source.load import LoadedSource


def is_wanted(key: str, choice: SourceChoice) -> bool:
    """Say whether a choice takes the artifact that its source calls `key`."""
    taken = not choice.only or any(fnmatch.fnmatchcase(key, pattern) for pattern in choice.only)
    return taken and not any(fnmatch.fnmatchcase(key, pattern) for pattern in choice.exclude)


def keep_chosen(loaded: LoadedSource, choice: SourceChoice) -> None:
    """Leave out what a choice does not take, and give the rest the names that it wants."""
    _keep(loaded, {each.key for each in loaded.artifacts if is_wanted(each.key, choice)})
    loaded.artifacts = [_renamed(each, choice.rename) for each in loaded.artifacts]


def keep_locked(loaded: LoadedSource, hashes: Mapping[str, str], choice: SourceChoice) -> None:
    """Leave out what the lock does not list; each artifact gets its hash and the name that is wanted for it."""
    _keep(loaded, set(hashes))
    loaded.artifacts = [
        _renamed(each.with_(origin=replace(each.origin, hash=hashes[each.key])), choice.rename)
        for each in loaded.artifacts
    ]


def _keep(loaded: LoadedSource, keys: set[str]) -> None:
    loaded.left_out += [each.key for each in loaded.artifacts if each.key not in keys]
    loaded.artifacts = [each for each in loaded.artifacts if each.key in keys]


def _renamed(artifact: Artifact, names: Mapping[str, str]) -> Artifact:
    new = names.get(artifact.key)
    if new is None:
        return artifact
    id = new.partition("/")[2]
    fields = {**artifact.fields, "name": id} if "name" in artifact.fields else artifact.fields
    return artifact.with_(id=id, fields=fields)


def same_names(artifacts: Iterable[Artifact], before: Mapping[str, Artifact]) -> Iterator[tuple[Finding, Finding]]:
    """Yield two errors, one at each place, for every artifact whose kind and id another fetched source has too.

    `before` are the artifacts of the fetched sources that came earlier, by kind and folded id.
    """
    for artifact in artifacts:
        first = before.get(name_of(artifact))
        if first is not None:
            hint = "exclude one with exclude:, or give one another name with rename:, in aiwg.yaml"
            yield tuple(  # type: ignore[misc]  # two
                Finding(
                    "same-id",
                    "error",
                    f"{artifact.key} comes from two fetched sources; the other is {other.origin.file}",
                    one.origin.file,
                    one.origin.line,
                    hint=hint,
                    artifact=one.key,
                )
                for one, other in ((first, artifact), (artifact, first))
            )


def name_of(artifact: Artifact) -> str:
    """Return what two artifacts have in common that some file system takes for one."""
    return f"{artifact.kind}/{artifact.id if artifact.kind == 'permission' else folded(artifact.id)}"
