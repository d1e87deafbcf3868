"""Which packages a project has: one for each bundle of its own, and one for its artifacts that are in none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.core.suggest import suggest
from aiwg.deployment.publishing.details import PackageDetails, is_package_name
from aiwg.deployment.stages import Loaded
from aiwg.source.bundles import Bundle
from aiwg.source.layers import PROJECT, SOURCE

OWN = (PROJECT, SOURCE)
"""The layers whose artifacts a project publishes as its own; a fetched source belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class PackageContent:
    """One package to be: its name, its purpose, and the keys of its artifacts."""

    name: str
    description: str
    keys: frozenset[str]

    def holds(self, artifact: Artifact) -> bool:
        """Say whether an artifact, or the behavior that it is a part of, is in the package."""
        return artifact.key in self.keys or artifact.named in self.keys


@dataclass(frozen=True, slots=True)
class PackageChoice:
    """The packages that a command is about, and all that could be made, each by name."""

    chosen: tuple[PackageContent, ...]
    offered: tuple[PackageContent, ...]


def packages_to_make(loaded: Loaded, details: PackageDetails, only: Sequence[str]) -> PackageChoice:
    """Return the packages to make; `only` are names of bundles of any source, or of artifacts in a package.

    Raises UserError (usage) for a name that is none, for one that no client takes, and when there is nothing to
    package.
    """
    own = _own_packages(loaded, details)
    taken = {each.name for each in own}
    offered = [*own, *(_of_bundle(bundle) for name, bundle in loaded.bundles.items() if name not in taken)]
    if not only and not own:
        raise UserError(
            "this project has no artifacts of its own to package.",
            exit=Exit.USAGE,
            hint="Name a bundle: aiwg package --only NAME   All: aiwg list",
        )
    chosen = {each.name: each for typed in only for each in _named(typed, own, offered)} if only else own
    ordered = _checked(chosen.values() if isinstance(chosen, dict) else chosen)
    return PackageChoice(tuple(ordered), tuple(sorted(offered, key=lambda each: each.name)))


def settings_to_make(loaded: Loaded, details: PackageDetails) -> PackageChoice:
    """Return the settings for administrators: everything that the project publishes, in one.

    Raises UserError (usage) when there is nothing.
    """
    own = _own_packages(loaded, details)
    if not own:
        raise UserError("this project has no artifacts of its own.", exit=Exit.USAGE, hint="Add one: aiwg new KIND ID")
    whole = PackageContent(details.name, "", frozenset(key for each in own for key in each.keys))
    return PackageChoice((whole,), (whole,))


def _named(typed: str, own: Sequence[PackageContent], offered: Sequence[PackageContent]) -> list[PackageContent]:
    """Return the packages that a typed name means. Raises UserError (usage) for none, suggesting the closest."""
    found = [each for each in offered if each.name == typed] or [each for each in own if _names(each, typed)]
    if not found:
        names = sorted({*(each.name for each in offered), *(key for each in own for key in each.keys)})
        raise UserError(
            f'there is no bundle or artifact "{typed}" to package.',
            exit=Exit.USAGE,
            hint=suggest(typed, names) or f"They are: {', '.join(sorted(each.name for each in offered))}",
        )
    return found


def _names(package: PackageContent, typed: str) -> bool:
    return any(typed in (key, key.partition("/")[2]) for key in package.keys)


def _own_packages(loaded: Loaded, details: PackageDetails) -> list[PackageContent]:
    own = [each for each in loaded.catalog if each.origin.layer in OWN and not each.origin.hash]
    names = {name for each in own for name in (each.key, each.named)}
    known = {name for each in loaded.catalog for name in (each.key, each.named)}
    found = [
        _of_bundle(bundle)
        for bundle in loaded.bundles.values()
        if bundle.layer in OWN and names.intersection(bundle.artifacts) and known.intersection(bundle.artifacts)
    ]
    bundled = {key for each in found for key in each.keys}
    rest = frozenset(each.named for each in own if each.named not in bundled and each.key not in bundled)
    if rest and any(each.name == details.name for each in found):
        raise UserError(
            f"the bundle {details.name} and the package of the artifacts without a bundle have one name.",
            exit=Exit.USAGE,
            hint="Give the second another name in aiwg.yaml: package: {name: NAME}",
        )
    if rest:
        found.append(PackageContent(details.name, "", rest))
    return sorted(found, key=lambda each: each.name)


def _of_bundle(bundle: Bundle) -> PackageContent:
    return PackageContent(bundle.name, bundle.description, frozenset(bundle.artifacts))


def _checked(packages: Iterable[PackageContent]) -> list[PackageContent]:
    found = sorted(packages, key=lambda each: each.name)
    for each in found:
        if not is_package_name(each.name):
            hint = "Use lower-case letters, digits and single hyphens: package: {name: NAME} in aiwg.yaml"
            raise UserError(f'clients take no package with the name "{each.name}".', exit=Exit.USAGE, hint=hint)
    return found
