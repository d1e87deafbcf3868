"""The packages of a project: what a deploy writes into each, beside what lies at the project's folder."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from aiwg.artifact.ids import shown
from aiwg.artifact.model import Catalog
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.errors import LOST_PERMISSION, Exit
from aiwg.deployment.stages import RenderedPackages
from aiwg.deployment.undelivered import listed
from aiwg.findings.model import Finding
from aiwg.fs.roots import Roots
from aiwg.placement.packages import LoadedAgain, PackagePlacements, place_in_packages
from aiwg.placement.place import Placement, Placements
from aiwg.placement.resolve import Platform
from aiwg.render.cache import RenderCache
from aiwg.render.context import Inputs, RenderContext
from aiwg.render.delivery import Delivery
from aiwg.render.outputs import CollisionError, Output, Outputs
from aiwg.render.packages import in_package, moved, reaches_out, way_up
from aiwg.render.render import RenderedOutputs, render
from aiwg.source.packages import OWN_PROJECT, OWN_REPOSITORY, Packages

LEFT = {OWN_PROJECT: "a separate project (aiwg.yaml or .aiwg/)", OWN_REPOSITORY: "a separate repository"}
"""Why nothing is deployed into a folder, in words."""


@dataclass(frozen=True, slots=True)
class DeployedPackage:
    """What lies in one package: its placements, by paths that start there, and the outputs at their real paths.

    `needed` are the placements before paths in them were made to start at the package; some have no place there.
    """

    folder: str
    needed: tuple[Placement, ...] = ()
    placements: tuple[Placement, ...] = ()
    outputs: tuple[Output, ...] = ()

    @property
    def platforms(self) -> frozenset[str]:
        """Return the platforms that find something of their own there."""
        return frozenset(id for output in self.outputs for id in output.platforms)


@dataclass(frozen=True, slots=True)
class PackageInputs:
    """What rendering the packages of a project takes beside its placements."""

    packages: Packages
    catalog: Catalog
    platforms: Sequence[Platform]
    given: Inputs
    cache: RenderCache
    roots: Roots


def render_packages(found: RenderedOutputs, placements: Placements, inputs: PackageInputs) -> RenderedPackages:
    """Return the outputs of a project with those of its packages."""
    folders = inputs.packages.folders
    notes = list(_left_notes(inputs.packages))
    if not folders:
        return RenderedPackages(found.outputs, (), tuple(notes))
    context = RenderContext(inputs.catalog, {}, placements.placements)
    needed = place_in_packages(_arriving(placements, found.deliveries), inputs.platforms, context.path_of)
    together = Outputs()
    for output in found.outputs:
        together.add(output)
    packages = []
    for folder in folders:
        package, problems = _rendered(folder, needed, placements, inputs)
        notes += [each for each in problems if each not in found.problems]
        kept = []
        for output in package.outputs:
            if (link := _link_above(output.path, folder, inputs.roots)) is not None:
                notes.append(_link_note(link))
                continue
            try:
                together.add(output)
                kept.append(output)
            except CollisionError as error:
                notes.append(Finding("collision", "error", f"{error}; a path can have only one of them"))
        packages.append(replace(package, outputs=tuple(kept)))
    notes += [*_again_notes(needed.again, inputs.platforms), *_reach_notes(packages, inputs)]
    return RenderedPackages(tuple(together.all()), tuple(packages), tuple(dict.fromkeys(notes)))


def _rendered(
    folder: str, needed: PackagePlacements, above: Placements, inputs: PackageInputs
) -> tuple[DeployedPackage, list[Finding]]:
    own = Placements(placements=list(in_package(needed.placements, folder)))
    made = render(
        own, inputs.catalog, inputs.platforms, inputs.given, inputs.cache, way_up(folder), tuple(above.placements)
    )
    outputs = tuple(moved(output, folder) for output in made.outputs)
    return DeployedPackage(folder, tuple(needed.placements), tuple(own.placements), outputs), [
        _as_note(each) for each in made.problems
    ]


def _arriving(placements: Placements, deliveries: Iterable[Delivery]) -> Placements:
    """Return the placements without the platforms that an artifact does not reach: it is the same in a package."""
    lost = {(each.artifact, each.platform) for each in deliveries if each.level == "unsupported"}
    kept = [
        replace(each, platforms=tuple(id for id in each.platforms if (each.artifact.named, id) not in lost))
        if any((each.artifact.named, id) in lost for id in each.platforms)
        else each
        for each in placements.placements
    ]
    return replace(placements, placements=kept)


def _as_note(problem: Finding) -> Finding:
    """Return a problem of a package; a restriction that only packages lose stops no deploy: none held there before."""
    if problem.code != LOST_PERMISSION:
        return problem
    return replace(problem, code="package-loses", message=f"in packages {problem.message}", hint=None, exit=Exit.OK)


def _reach_notes(packages: Iterable[DeployedPackage], inputs: PackageInputs) -> Iterator[Finding]:
    """Yield a warning for each platform whose restrictions cover less in a package than at the project's folder."""
    names = {platform.id: platform.adapter.name for platform in inputs.platforms}
    found = defaultdict[str, set[str]](set)
    for package in packages:
        for placement in package.needed:
            if placement.cell == "permissions" and reaches_out(placement.artifact, package.folder):
                for id in placement.platforms:
                    found[id].add(placement.artifact.id)
    for id, ids in sorted(found.items()):
        message = f"in packages {names[id]} applies these to the package's own files only: {listed(sorted(ids))}"
        yield Finding("package-files", "warning", message, platform=id)


def _left_notes(packages: Packages) -> Iterator[Finding]:
    for why, words in LEFT.items():
        folders = [shown(folder) for folder, found in packages.left if found == why]
        if folders:
            is_one = len(folders) == 1
            message = f"{listed(folders)} {'is' if is_one else 'are each'} {words}: aiwg deploys nothing into it"
            yield Finding("package-left", "info", message, hint=f'exclude it: "!{folders[0]}" under packages:')


def _again_notes(again: Iterable[LoadedAgain], platforms: Iterable[Platform]) -> Iterator[Finding]:
    """Yield a note for each platform that loads copies in packages beside what it finds in the project's folder."""
    names = {platform.id: platform.adapter.name for platform in platforms}
    found = defaultdict[tuple[str, tuple[str, ...], bool], list[str]](list)
    for each in again:
        found[each.platform, each.for_platforms, each.at_top].append(each.artifact)
    for (id, needing, at_top), artifacts in sorted(found.items()):
        what = listed(sorted(set(artifacts)))
        when = "when it works in a package" if at_top else "when it is started in a package"
        whom = "" if needing == (id,) else f", as {listed([names[each] for each in needing])} needs a copy there"
        yield Finding("package-twice", "warning", f"{names[id]} loads {what} twice {when}{whom}", platform=id)


def _link_above(path: str, folder: str, roots: Roots) -> str | None:
    """Return the folder between a package and an output that is a link: what it leads to is written as it is there."""
    inside = path.split("/")[:-1]
    start = folder.count("/") + 1
    parents = ("/".join(inside[:length]) for length in range(start + 1, len(inside) + 1))
    return next((parent for parent in parents if os.path.islink(roots.full(parent))), None)


def _link_note(link: str) -> Finding:
    return Finding("package-link", "info", f"{shown(link)} is a link: nothing of the package is written through it")
