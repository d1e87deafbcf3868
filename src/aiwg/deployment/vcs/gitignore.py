"""`outputs: ignored` of aiwg.yaml: a marked block in .gitignore, planned and written like every other block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from aiwg.config import IGNORED
from aiwg.core.dataclass import replace
from aiwg.core.digest import digest
from aiwg.deployment.intent import Deploy, Remove
from aiwg.deployment.stages import Loaded
from aiwg.deployment.workspace import Workspace
from aiwg.findings.model import Finding
from aiwg.fs.git import GitUnavailableError, repository_of
from aiwg.fs.roots import GITIGNORE
from aiwg.fs.tree import FILE, FileTree
from aiwg.manifest import BLOCK, Manifest, Record, SharedPart
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.plan.actions import ADOPT, DELETED, WRITES, Action, Plan
from aiwg.plan.diff import Look, diff
from aiwg.render.outputs import BlockOutput, BlockSection

TYPE_CHECKING = False
if TYPE_CHECKING:  # without a merge it is not loaded
    from aiwg.deployment.merging.settle import Settlement
    from aiwg.plan.private_files import OwnedFiles

LABEL = "list of ignored outputs"
"""Stands in the manifest where the artifacts of an output stand."""

UNTRACK = "git ls-files -ciz --exclude-standard | xargs -0 git rm -q --cached"
"""Takes out of git, and leaves on disk, the files that it tracks and that it would ignore."""

STYLE = "hash"
SHOWN = 4


def with_gitignore(plan: Plan, loaded: Loaded, old: Manifest, disk: FileTree, settled: Settlement | None) -> Plan:
    """Return the plan with the block in .gitignore that it asks for: every path at which all is ours.

    `settled` is what a merge left, if there was one.
    """
    rest = tuple(action for action in plan.actions if action.path != GITIGNORE)
    wanted = loaded.workspace.config.outputs == IGNORED and loaded.workspace.scope == "project"
    look = disk.look if settled is None else settled.looking(disk.look)
    record = old.records.get(GITIGNORE) or (_unrecorded(look, loaded.workspace.claims.anyone) if wanted else None)
    if record is None and not wanted:
        return plan
    from aiwg.plan.private_files import owned_files

    output = ignore_block(owned_files(rest, disk.look)) if wanted and loaded.adapters else None
    known = replace(old, records={GITIGNORE: record} if record else {})
    force = isinstance(loaded.intent, Deploy) and loaded.intent.force
    found = diff([output] if output else [], known, look, force)
    if settled is not None:
        found = settled.over(found, disk.look)
    return replace(plan, actions=(*rest, *found.actions))


def _unrecorded(look: Look, is_output: Callable[[str], bool]) -> Record | None:
    """Return the record of a block that came without its manifest: in it every line names what some adapter writes."""
    actual = look(GITIGNORE)
    try:
        text = actual.data.decode("utf-8")
        found = block.find(text, STYLE) if actual.kind == FILE else None
    except (UnicodeDecodeError, EditRefusedError):
        return None
    from aiwg.plan.private_files import ignored_path

    if found is None or not all(
        line.startswith("/") and is_output(ignored_path(line)) for line in found.body.splitlines()
    ):
        return None
    alone = not block.drop(text, STYLE)
    return Record(BLOCK, digest(found.body.encode()), created=alone, part=SharedPart(style=STYLE), artifacts=(LABEL,))


def are_ignored(workspace: Workspace) -> bool:
    """Say whether aiwg.yaml wants git to ignore the outputs."""
    return workspace.config.outputs == IGNORED


def ignore_block(owned: OwnedFiles) -> BlockOutput | None:
    """Return the block that makes git ignore these files, None when there are none."""
    from aiwg.plan.private_files import ignore_pattern

    lines = [line for path in sorted(owned.whole) if (line := ignore_pattern(path))]
    if not lines:
        return None
    platforms = {id for path in owned.whole for id in owned.whole[path]}
    return BlockOutput(GITIGNORE, STYLE, {LABEL: BlockSection(0, LABEL, "\n".join(lines))}, platforms)


def absent_in_a_clone(plan: Plan, loaded: Loaded) -> frozenset[str]:
    """Return the recorded files that are gone and that git ignores: a clone never had them, so nobody deleted them."""
    gone = [action.path for action in plan.of(DELETED) if action.before is None]
    if not gone or loaded.workspace.scope != "project" or isinstance(loaded.intent, Remove):
        return frozenset()
    if loaded.workspace.state.is_apart:  # these files and the record of them come and go together
        return frozenset()
    return ignored_by_git(loaded, gone)


def ignored_by_git(loaded: Loaded, paths: Sequence[str]) -> frozenset[str]:
    """Return which paths of the project git ignores; where it cannot be asked, aiwg.yaml tells."""
    git = repository_of(loaded.workspace.project)
    try:
        if git is not None:
            return git.ignored(paths)
    except GitUnavailableError:
        pass
    return frozenset(paths if loaded.workspace.config.outputs == IGNORED else ())


def kept_by_git_notes(plan: Plan, loaded: Loaded, disk: FileTree) -> list[Finding]:
    """Return what git keeps although outputs are ignored: files that the user owns a part of. A warning once."""
    if loaded.workspace.config.outputs != IGNORED or loaded.workspace.scope != "project" or not loaded.adapters:
        return []
    from aiwg.plan.private_files import owned_files

    shared = sorted(owned_files((each for each in plan.actions if each.path != GITIGNORE), disk.look).shared)
    if not shared:
        return []
    message = (
        f"aiwg does not ignore {listed(shared)}: {'it contains' if len(shared) == 1 else 'they contain'} your text"
    )
    return [Finding("git-keeps", _level(plan.actions, shared), message, hint="commit it with .aiwg/manifest.json")]


def _level(actions: Iterable[Action], shared: Sequence[str]) -> str:
    new = any(action.path in shared and action.action in (*WRITES, ADOPT) for action in actions)
    return "warning" if new else "info"


def listed(paths: Sequence[str]) -> str:
    """Return paths as a message names them, the first few of many."""
    return ", ".join(paths[:SHOWN]) + (f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else "")
