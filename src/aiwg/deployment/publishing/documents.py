"""The manifest of each package and the list of all packages: keys of ours in files that may hold keys of yours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aiwg.adapter.model import FieldRule
from aiwg.adapter.package_target import PackageDocument, PackageTarget
from aiwg.merge.keys import Member
from aiwg.plan.writable import Writable
from aiwg.render.fields import apply_rules
from aiwg.render.outputs import KeyEntry, KeyPath, KeysOutput
from aiwg.render.values import NameTables

NAME = "name"
"""The key that tells the entries of a list of packages apart."""


def manifest_of(target: PackageTarget, values: Mapping[str, Any], artifacts: Sequence[str]) -> KeysOutput | None:
    """Return the manifest of one package, at its path in the package; None for a target without one."""
    return None if target.manifest is None else _document(target, target.manifest, values, artifacts)


def index_of(
    target: PackageTarget, values: Mapping[str, Any], packages: Iterable[tuple[Mapping[str, Any], Sequence[str]]]
) -> KeysOutput | None:
    """Return the list of packages, each given by its values and artifacts; None for a target without such a list."""
    if target.index is None:
        return None
    listed = list(packages)
    output = _document(target, target.index.document, values, sorted({key for _, keys in listed for key in keys}))
    for each, artifacts in listed:
        keys: KeyPath = (target.index.list, Member(NAME, each[NAME]))
        entry = _made(target.index.entry, each)
        output.entries.append(KeyEntry(keys, entry, tuple(artifacts), (target.id,)))
    return output


def add_documents(targets: Iterable[PackageTarget], found: Writable) -> None:
    """Add the keys that the documents of targets may hold to what aiwg could have written."""
    for target in targets:
        for path, forms in _forms(target):
            found.add_folders(path)
            found.add_keys(path, *forms)


def _forms(target: PackageTarget) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    if target.manifest is not None:
        yield target.manifest.path, [(key,) for key in _keys(target.manifest.fields)]
    if target.index is not None:
        document = target.index.document
        member = (target.index.list, {"member": NAME})
        yield document.path, [member, *((key,) for key in _keys(document.fields))]


def _keys(rules: Iterable[FieldRule]) -> list[str]:
    return list(dict.fromkeys(rule.target.partition(".")[0] for rule in rules))


def _document(
    target: PackageTarget, document: PackageDocument, values: Mapping[str, Any], artifacts: Sequence[str]
) -> KeysOutput:
    native = _made(document.fields, values)
    entries = [KeyEntry((key,), value, tuple(artifacts), (target.id,)) for key, value in native.items()]
    return KeysOutput(document.path, "json", entries)


def _made(rules: Iterable[FieldRule], values: Mapping[str, Any]) -> dict[str, Any]:
    return apply_rules(rules, values, NameTables()).keys
