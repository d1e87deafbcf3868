"""How old the evidence of adapters is, by the newest version of the package that holds the client."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aiwg.adapter.model import Adapter
from stale.registry import PackageRegistry, RegistryError, files_in
from stale.strings import Change, changes, strings_of


@dataclass(frozen=True, slots=True)
class Package:
    """Where a client comes from: the registry, the package that people install, and the one with the program."""

    registry: str
    name: str
    binary: str = ""

    @property
    def is_apart(self) -> bool:
        """Whether the program is published as a package of its own, whose version is the client's."""
        return bool(self.binary) and "{version}" not in self.binary

    def file_of(self, version: str) -> tuple[str, str]:
        """Return name and version of the package that holds the program of a version."""
        if not self.binary:
            return self.name, version
        name, at, tag = self.binary.rpartition("@")
        return (name, tag.replace("{version}", version)) if at and name else (self.binary, version)


@dataclass(frozen=True, slots=True)
class Age:
    """The evidence of one adapter and the newest version of its client; `failure` says why there is none."""

    id: str
    version: str
    checked: str
    newest: str = ""
    failure: str = ""

    @property
    def is_stale(self) -> bool:
        """Whether there is a newer client than the one that the evidence is of."""
        return bool(self.newest) and ordered(self.newest) > ordered(self.version)


def package_of(adapter: Adapter) -> Package | None:
    """Return where the client of an adapter comes from, None where it names no package."""
    said: Mapping[str, str] = adapter.data.get("package", {})
    for registry in ("npm", "pypi"):
        if registry in said:
            return Package(registry, said[registry], said.get("binary", ""))
    return None


def ordered(version: str) -> tuple[tuple[int, str], ...]:
    """Return a version in a form that can be compared: numbers as numbers, and a final version after its drafts."""
    parts = re.findall(r"\d+|[a-z]+", version.lower())
    return (*((int(part), "") if part.isdigit() else (-1, part) for part in parts), (0, ""))


def ages(adapters: Iterable[Adapter], registries: Mapping[str, PackageRegistry]) -> Iterator[Age]:
    """Yield the age of the evidence of each adapter whose client is in a registry."""
    for adapter in adapters:
        package = package_of(adapter)
        if package is None:
            continue
        evidence = adapter.data["evidence"]
        age = Age(adapter.id, str(evidence.get("version", "")), str(evidence.get("checked", "")))
        name = package.binary if package.is_apart else package.name
        try:
            yield Age(age.id, age.version, age.checked, registries[package.registry].newest(name))
        except RegistryError as error:
            yield Age(age.id, age.version, age.checked, failure=str(error))


def changes_since(package: Package, old: str, new: str, registry: PackageRegistry) -> list[Change]:
    """Return what changed in a client's files between two versions. Raises RegistryError."""
    before, after = (
        strings_of(file for each in _packages(package, version) for file in files_in(registry.archive(*each)))
        for version in (old, new)
    )
    return changes(before, after)


def _packages(package: Package, version: str) -> list[tuple[str, str]]:
    """Return the packages to look into: the one with the program, and the one around it where both have one version."""
    program = package.file_of(version)
    return [program] if package.is_apart or not package.binary else [program, (package.name, version)]
