"""Where home is: variables that move folders, now and at the time of the deploy; root; a home that is none."""

from __future__ import annotations

import os
from collections.abc import Iterator

from aiwg.adapter.model import Adapter
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.workspace import owner_notes
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import ERROR, INFO, WARNING, Finding, Rule
from aiwg.fs.tree import FileTree
from aiwg.placement.resolve import Platform, bind
from aiwg.plan.writable import runner_folder

MOVED = Rule(
    "home-moved",
    ERROR,
    "a variable moved a platform's folder after the deploy",
    "The platform reads one folder, but the deployed files are in another.",
)
VARIABLE = Rule(
    "home-variable",
    INFO,
    "a variable moves a platform's folder",
    "A program that starts without this variable reads another folder.",
)
HOME = Rule("home-odd", WARNING, "HOME is not usable", "aiwg cannot read or write your home folder.")
ROOT = Rule("as-root", WARNING, "you are root", "The owner of a project may be unable to change files that root wrote.")
RULES = (MOVED, VARIABLE, HOME, ROOT)


def check_variables(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the variables that move folders of the platforms looked at."""
    for adapter in subject.adapters:
        for name, value in sorted(subject.environment.variables_used(adapter).items()):
            yield found(VARIABLE, f"{name} is set to {value}", platforms=[adapter.id])


def check_moved(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the platforms whose personal files were deployed to another folder than they read now."""
    if subject.scope != "user" or subject.workspace is None:
        raise CheckSkippedError("variables move only your home folder")
    if subject.manifest is None:
        if subject.failure is not None and is_outside(subject.failure):
            hint = "set the variable that moved it as it was at the deploy"
            file = subject.workspace.state.shown_manifest
            yield found(MOVED, f"lists a folder that no variable names now: {subject.failure.message}", file, hint=hint)
        return
    registry, disk = subject.workspace.registry, FileTree(subject.workspace.roots)
    for id in subject.manifest.platforms:
        if id not in registry.folders or not subject.concerns([id]):
            continue
        platform = bind(registry.get(id), subject.scope, subject.environment)
        variables = _movers(platform.adapter)
        paths = sorted(path for path, record in subject.manifest.records.items() if record.platforms == (id,))
        elsewhere = [path for path in paths if not _is_read(path, platform, disk)] if variables else []
        if elsewhere:
            is_set = set(variables) & set(subject.environment.variables_used(platform.adapter))
            now = f"{' and '.join(sorted(is_set))} {'is' if len(is_set) == 1 else 'are'} set now" if is_set else ""
            now = now or f"{' or '.join(variables)} was set at the deploy and is not set now"
            message = f"{platform.adapter.name} no longer reads this: {now}"
            hint = "set it as before, or deploy to the new folder: aiwg sync --scope user"
            yield found(MOVED, message, elsewhere[0], hint=hint, platforms=[id])


def is_outside(error: UserError) -> bool:
    """Say whether a manifest was refused because a recorded folder is outside all that belongs to the scope now."""
    return error.exit is Exit.REFUSED and "outside the home folder" in error.message


def _movers(adapter: Adapter) -> list[str]:
    """Return the variables that can move an adapter's directories."""
    return sorted(raw["env"] for raw in adapter.data.get("dirs", {}).values() if isinstance(raw, dict) and "env" in raw)


def _is_read(path: str, platform: Platform, disk: FileTree) -> bool:
    """Say whether a platform reads a path as things are now, or a folder that it lies in.

    The runner of hooks lies beside them all, in a folder that no variable moves: the files read name it.
    """
    if path.startswith(runner_folder("user")):
        return True
    starts = {spot.path.partition("{")[0] for bound in platform.cells.values() for spot in bound.reads}
    starts |= {disk.followed(start) for start in starts if start and not start.endswith("/")}
    return any(path == start or (start.endswith("/") and path.startswith(start)) for start in starts)


def check_home(subject: InspectedScope) -> Iterator[Finding]:
    """Yield that there is no usable home folder."""
    if not subject.environment.home:
        value = os.environ.get("HOME", "")
        yield found(HOME, f'HOME is "{value}"' if value else "HOME is not set", hint="set it to a folder that exists")


def check_owner(subject: InspectedScope) -> Iterator[Finding]:
    """Yield that root looks at somebody else's project."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    try:
        notes = owner_notes(subject.workspace)
    except UserError as error:
        raise CheckSkippedError(error.message) from None
    for note in notes:
        yield found(ROOT, note.message, hint=note.hint)


CHECKS = (
    Check("variables", "no variable moves a platform's folder", check_variables),
    Check("moved", "personal files are in the folders that the platforms read", check_moved),
    Check("home", "there is a home folder", check_home),
    Check("owner", "you own the project", check_owner),
)
