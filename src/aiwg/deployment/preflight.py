"""What is refused or said about outputs and a plan before anything is applied."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import FOLDERS
from aiwg.artifact.model import Catalog
from aiwg.core.dataclass import replace
from aiwg.core.errors import LOST_PERMISSION, Exit, UserError
from aiwg.deployment.claims import Claims
from aiwg.deployment.existing.context_links import ContextLinks
from aiwg.deployment.user_files import is_include
from aiwg.findings.model import Finding
from aiwg.fs.tree import FileTree
from aiwg.merge import block
from aiwg.plan.actions import Action, Plan
from aiwg.plan.files import says_the_same
from aiwg.plan.manifest_check import Stray
from aiwg.render.outputs import BlockOutput, CollisionError, FileOutput, Output, Outputs
from aiwg.source.layers import Layer

FEW = 3
"""Ended platforms up to which each is warned of by itself."""


def at_real_paths(
    outputs: Iterable[Output], disk: FileTree, claims: Claims, links: ContextLinks
) -> tuple[list[Output], list[Action]]:
    """Return the outputs at their real paths: folders that are links to each other are one place.

    In a project a link is followed only to where some platform has a place: it may have come with a clone. `links` are
    those to another context file: a block goes there.

    Raises UserError when a path would leave the scope.
    """
    result = Outputs()
    blocked: list[Action] = []
    for output in outputs:
        try:
            path = _real_path(output, disk, claims, links)
        except UserError as error:
            if error.exit is not Exit.CONFLICT:
                raise
            blocked.append(_blocked(output, error))
            continue
        there = result.by_path.get(path)
        if there is None and path == output.path:
            result.by_path[path] = output  # nearly all
            continue
        try:
            merged = _at(path, output, there)
            if isinstance(merged, BlockOutput):
                result.by_path[path] = merged
            else:
                result.add(merged)
        except CollisionError as error:
            raise UserError(
                f"{error}: folders on that path are links to each other.",
                hint="Replace the link by a folder, or exclude one of the platforms.",
            ) from None
    return result.all(), blocked


def _at(path: str, output: Output, there: Output | None) -> Output:
    """Return an output at its real path; one with what goes into the same block already.

    Raises CollisionError when one artifact would stand there with two texts.
    """
    if not (isinstance(output, BlockOutput) and isinstance(there, BlockOutput)):
        return output if path == output.path else replace(output, path=path)
    twice = [name for name, section in output.sections.items() if there.sections.get(name, section) != section]
    if twice:
        raise CollisionError(path, twice)
    rooms = [room for room in (output.room, there.room) if room is not None]
    both, readers = {**there.sections, **output.sections}, there.platforms | output.platforms
    return BlockOutput(path, there.style, both, readers, min(rooms, default=None))


def _real_path(output: Output, disk: FileTree, claims: Claims, links: ContextLinks) -> str:
    """Return the path of an output with its links resolved. Raises UserError (conflict) where it may not go there."""
    path = disk.canonical(output.path)
    path = path if isinstance(output, FileOutput) else disk.followed(path)
    if path != output.path and claims.roots.scope == "project" and not claims.anyone(path):
        raise UserError(
            f"a parent folder is a link, and no platform reads {path}.",
            exit=Exit.CONFLICT,
            hint="Replace the link by a folder, or exclude the artifacts for that path.",
        )
    if isinstance(output, BlockOutput) and not any(map(is_include, output.artifacts)):
        return links.target(path) or path
    return path


def _blocked(output: Output, error: UserError) -> Action:
    """Return the conflict of an output that cannot be written where it belongs."""
    return Action(
        "conflict",
        output.path,
        "file",
        reason=error.message.rstrip("."),
        hint=error.hint or "",
        artifacts=output.artifacts,
        platforms=tuple(sorted(output.platforms)),
    )


def keep_out_of_sources(outputs: Iterable[Output], layers: Iterable[Layer], disk: FileTree) -> None:
    """Refuse to write into a source, unless what is there already says the same: then nothing is written."""
    roots = [os.path.realpath(layer.root) for layer in layers if layer.root.is_dir()]
    named = {f"{root}/{part}": disk.roots.named(f"{root}/{part}") for root in roots for part in FOLDERS}
    folders = {f"{name}/": folder for folder, name in named.items() if name is not None}
    base = os.path.realpath(disk.roots.base)
    around = next((folder for folder in named if f"{base}/".startswith(f"{folder}/")), None)
    if around is not None:  # the project lies in a source, and all that is written does
        folders[""] = around
    if not folders:
        return
    starts = tuple(folders)
    for output in outputs:  # their paths are the real ones: links below the root are resolved already
        if not output.path.startswith(starts):
            continue
        inside = next(folder for start, folder in folders.items() if output.path.startswith(start))
        if not (isinstance(output, FileOutput) and says_the_same(output, disk.look(output.path).data)):
            raise UserError(
                f"{output.path} is inside the source {inside}: aiwg would overwrite its own source.",
                hint="Keep the source in another folder, such as .aiwg/, or exclude that platform.",
            )


def ended_notes(adapters: Iterable[Adapter]) -> list[Finding]:
    """Return a warning for each platform that is ending or has ended, one for all where they are many."""
    ended = [adapter for adapter in adapters if adapter.status]
    if len(ended) > FEW:
        listed = ", ".join(f"{each.id} (now {each.successor})" if each.successor else each.id for each in ended)
        message = f"{len(ended)} of these platforms are ending or have ended: {listed}"
        return [Finding("ended", "warning", message, hint="exclude those that you no longer use")]
    notes = []
    for adapter in ended:
        hint = f"use its successor: aiwg deploy --platform {adapter.successor}" if adapter.successor else None
        hint = hint or f"details: aiwg platforms {adapter.id}"
        notes.append(Finding("ended", "warning", f"{adapter.name}: {adapter.status}", hint=hint))
    return notes


def stray_notes(strays: Sequence[Stray], manifest: str, scope: str) -> list[Finding]:
    """Return a warning for what a manifest lists that aiwg cannot have written: it may have come with a clone."""
    notes = []
    gone = [stray for stray in strays if stray.platforms]
    odd = [stray for stray in strays if not stray.platforms]
    if odd:
        message = f"{manifest} lists paths that no adapter writes; aiwg did not touch them: {_listed(odd)}"
        hint = f"see the origin of these lines: git log -p {manifest}" if scope == "project" else None
        notes.append(Finding("not-written", "warning", message, hint=hint))
    if gone:
        names = ", ".join(sorted({name for stray in gone for name in stray.platforms}))
        message = f"aiwg has no adapter for {names} and cannot identify its files there; it keeps {_listed(gone)}"
        notes.append(Finding("not-written", "warning", message, hint="delete them if you do not need them"))
    return notes


def _listed(strays: Sequence[Stray]) -> str:
    named = [f"{stray.path} ({', '.join(stray.keys[:FEW])})" if stray.keys else stray.path for stray in strays]
    return ", ".join(named[:FEW]) + (f" and {len(named) - FEW} more" if len(named) > FEW else "")


def setting_notes(plan: Plan) -> list[Finding]:
    """Return a warning for each setting of the user's own that keeps a platform from reading what is written."""
    return [
        Finding("setting", "warning", f"{note}: {', '.join(action.platforms)} may not read aiwg's files",
                action.path, hint="add the value to your list in that file")
        for action in plan.actions
        for note in action.notes
    ]  # fmt: skip


def marker_problems(outputs: Iterable[Output], catalog: Catalog) -> list[Finding]:
    """Return an error for every source text with a marker in it: our block could not be told from the user's text."""
    problems = []
    for output in outputs:
        if not isinstance(output, BlockOutput):
            continue
        for section in output.sections.values():
            artifact = catalog.get(section.artifact)
            if artifact is None or block.marker_line(section.text, output.style) is None:
                continue
            line = artifact.origin.line + (block.marker_line(artifact.body, output.style) or 1) - 1
            message = f"contains a line that marks aiwg's block in {output.path}"
            hint = "write it differently, for example in backticks in a line"
            problems.append(Finding("marker", "error", message, artifact.origin.file, line, hint=hint))
    return problems


def lost_permissions(problems: Iterable[Finding], accepted: frozenset[str]) -> list[Finding]:
    """Return each deny or ask that some platform cannot enforce, with those of its platforms that nobody accepted."""
    found = []
    for problem in problems:
        left = tuple(id for id in problem.platforms if id not in accepted)
        if problem.code == LOST_PERMISSION and left:
            found.append(replace(problem, platforms=left))
    return found


def how_to_accept(refusals: Iterable[Finding]) -> str:
    """Return what to do about restrictions that would be lost."""
    platforms = ", ".join(sorted({id for problem in refusals for id in problem.platforms}))
    return (
        "Exclude the platform for this rule, or accept the loss: once with --allow-weaker-permissions, "
        f"always with `allow_weaker_permissions: [{platforms}]` in aiwg.yaml."
    )


def stop_on_lost_permissions(refusals: Sequence[Finding]) -> None:
    """Raise UserError (refused) listing every deny and ask that would be lost, if any."""
    if refusals:
        message = "no file was written: some of your restrictions would be lost."
        raise UserError(message, exit=Exit.REFUSED, hint=how_to_accept(refusals), problems=refusals)


def stop_on_errors(problems: Sequence[Finding]) -> None:
    """Raise UserError listing all problems when one of them is an error."""
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        codes = [problem.exit for problem in errors]
        exit = Exit.REFUSED if Exit.REFUSED in codes else Exit.SOURCE if Exit.SOURCE in codes else codes[0]
        count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        raise UserError(f"no file was written: {count} in the sources.", exit=exit, problems=problems)
