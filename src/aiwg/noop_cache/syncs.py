"""Remembering the last run, so that a run with nothing to do costs stats and no parsing.

Every input and output is remembered by its stat (times to the nanosecond, size, inode). A file that changed
without changing any of these cannot be told, so nothing younger than the clock's grain is remembered. This module
is imported before everything else, and imports next to nothing.
"""

from __future__ import annotations

import json
import os
import time

from aiwg import __version__
from aiwg.core.project_above import is_project, project_above
from aiwg.core.stamps import GRAIN_NS, stamp
from aiwg.fs import sealed

TYPE_CHECKING = False  # typing itself costs more to import than this module takes to run
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiwg.deployment.stages import Planned

SCHEMA, SEALED_AS = "aiwg.snapshot/4", "snapshot"
MOVERS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA", "AIWG_POLICY")

LOUD = frozenset({"--dry-run", "--diff", "--force", "--json", "-v", "--verbose", "-h", "--help", "--watch"})
"""Options that want the whole run, whatever was remembered."""

PARTIAL = ("--kind", "--only", "--profile", "--allow-weaker-permissions", "--accept-freer", "--copies")
"""Options whose deploy does not stand for a sync."""

FILE, JOURNAL = "snapshot.json", os.path.join(".aiwg", "journal.json")

EVERY_SCOPE = "every scope"
"""Stands in the key of a sync that would look after the user scope, too."""

Stat = list[int]


def keys(arguments: Sequence[str]) -> list[str]:
    """Return what a command line asks for, as texts; none when it is no plain deploy or sync of a project.

    The first one is its own, the others are asked no more than it does: a deploy that did all there is to do answers
    a sync, and a check, too.
    """
    if not arguments or LOUD.intersection(arguments) or "user" in arguments or "--scope=user" in arguments:
        return []
    if arguments[0] not in ("sync", "deploy") or not _is_project(arguments):
        return []
    where = [__version__, os.getcwd(), *(os.environ.get(name) for name in MOVERS)]
    sync = [json.dumps([*where, "sync", _project(arguments), scopes]) for scopes in (EVERY_SCOPE, "project")]
    if arguments[0] == "sync":
        return sync[1:] if any(argument.startswith("--scope") for argument in arguments) else sync
    partial = any(argument.startswith(PARTIAL) for argument in arguments)
    return [json.dumps([*where, *arguments]), *([] if partial else sync)]


def _project(arguments: Sequence[str]) -> str:
    """Return the project folder that a command line names."""
    for number, argument in enumerate(arguments):
        if argument == "--project" and number + 1 < len(arguments):
            return arguments[number + 1]
        if argument.startswith("--project="):
            return argument.partition("=")[2]
    return "."


def _is_project(arguments: Sequence[str]) -> bool:
    """Say whether a command line works in the folder that it names, or in this one: not in a project above."""
    here = os.getcwd()
    return is_project(here) or any(each.startswith("--project") for each in arguments) or not any(project_above(here))


def unchanged(arguments: Sequence[str]) -> str | None:
    """Return what to say when nothing at all changed since the last run that could have said it, else None."""
    project = _project(arguments)
    try:
        wanted = keys(arguments)[:1]
        if not wanted:
            return None
        data = _read(os.getcwd() if project == "." else os.path.realpath(project))
        content = json.loads(data) if data else None
        if content is None or content["schema"] != SCHEMA or wanted[0] not in content["keys"]:
            return None
        if "--check" in arguments and not content["approved"]:  # a check compares with what all approvals would give
            return None
        if any(os.environ.get(name) != value for name, value in content["environment"].items()):
            return None
        return (
            str(content["said"])
            if is_as_stamped(content["stats"]) and not os.path.lexists(os.path.join(project, JOURNAL))
            else None
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def is_as_stamped(stats: dict[str, Stat | None]) -> bool:
    """Say whether every path still has its stat. Raises OSError for one that is gone."""
    lstat = os.lstat  # looked up once: this loop is what a run with nothing to do spends its time on
    for path, stat in stats.items():
        if stat is None:
            if os.path.lexists(path):
                return False
        elif [*stamp(lstat(path))] != stat:
            return False
    return True


def _read(place: str) -> bytes | None:
    """Return what this user's last run here remembered, if it is what aiwg wrote. Raises OSError."""
    base = sealed.state_folder()
    secret = sealed.read_secret(base) if base else None
    if base is None or secret is None:
        return None
    return sealed.read_sealed(os.path.join(sealed.folder_for(place, secret, base), FILE), SEALED_AS, place, secret)


def stamp_of(path: str) -> Stat | None:
    """Return the stamp of a path as JSON keeps it, None where there is nothing."""
    try:
        return [*stamp(os.lstat(path))]  # a list, as JSON gives it back
    except OSError:
        return None


def remember(deployment: Planned, wanted: Sequence[str], said: str) -> None:
    """Write down the stats of all inputs and outputs of a run that left nothing to do, unless the user changed ours."""
    workspace = deployment.workspace
    keeping = workspace.state.keeping
    if not wanted or workspace.scope != "project" or not (folder := keeping.make()):
        return
    file = os.path.join(folder, FILE)
    from aiwg.fs.roots import user_manifest
    from aiwg.noop_cache.files import forget, replace_file
    from aiwg.plan.actions import DRIFT

    if user_manifest().exists():
        wanted = [key for key in wanted if EVERY_SCOPE not in key]
    if deployment.plan.of(*DRIFT):
        forget(file)
        return
    stats = {path: stamp_of(path) for path in sorted(set(_inputs(deployment)))}
    if _changed_meanwhile(deployment, stats):
        return
    newest = max((stat[1] for stat in stats.values() if stat), default=0)
    wait = newest + GRAIN_NS - time.time_ns()
    if 0 < wait <= GRAIN_NS:
        time.sleep(wait / 1e9)
        if stats != {path: stamp_of(path) for path in stats}:
            return
    moved = {
        name: value
        for adapter in deployment.adapters
        for name, value in _movers(deployment, adapter.data.get("dirs", {}))
    }
    approved = not (deployment.not_deployed or deployment.kept)
    known = {"keys": list(wanted), "said": said, "approved": approved}
    content = {"schema": SCHEMA, **known, "environment": moved, "stats": stats}
    replace_file(file, keeping.seal(json.dumps(content).encode(), SEALED_AS))


def _changed_meanwhile(deployment: Planned, stats: dict[str, Stat | None]) -> bool:
    """Say whether an input may have changed since it was read: its stat would stand for what was not deployed."""
    from aiwg.fs.roots import user_manifest
    from aiwg.trust.store import trust_file

    workspace = deployment.workspace
    manifests = {str(workspace.state.manifest), str(user_manifest())}  # written by us; what the second says is not read
    ours = {workspace.roots.full(path) for path in deployment.new.records} | manifests
    ours.add(str(workspace.state.folder))  # the manifest came into it just now; what else is looked at there has a stat
    if deployment.loaded.consents:  # written by this run: a typed source is approved as it is now
        ours.add(str(trust_file()))
    roots = {str(layer.root) for layer in deployment.loaded.layers}  # their parts are looked at one by one
    since = workspace.began - GRAIN_NS
    return any(stat[1] >= since for path, stat in stats.items() if stat and path not in ours and path not in roots)


def _movers(deployment: Planned, dirs: object) -> Iterator[tuple[str, str | None]]:
    for entry in dirs.values() if isinstance(dirs, dict) else ():
        if isinstance(entry, dict) and "env" in entry:
            yield str(entry["env"]), os.environ.get(str(entry["env"]))


def _inputs(deployment: Planned) -> Iterator[str]:
    """Yield every path whose change could change the plan: sources, configuration, adapters, outputs, manifest."""
    from aiwg.fs.roots import IMPORTS_FILE, user_manifest
    from aiwg.trust.store import trust_file

    workspace = deployment.workspace
    yield from deployment.loaded.looked
    for layer in deployment.loaded.layers:
        yield from source_paths(str(layer.root))
    yield str(workspace.project / "aiwg.yaml")
    yield str(trust_file())
    yield str(workspace.state.manifest)
    yield str(user_manifest())  # once there is one, a sync brings the user scope up to date as well
    for folder, _ in workspace.registry.folders.values():
        yield str(folder.parent)
        yield str(folder / "platform.yaml")
    for root in (workspace.project / ".aiwg" / "platforms",):
        yield str(root)
    for path in deployment.new.records:
        yield workspace.roots.full(path)
    yield from deployment.loaded.decisions.looked
    yield from deployment.loaded.packages.looked
    yield str(workspace.project / IMPORTS_FILE)
    for path in deployment.placed.user_files.looked:
        yield workspace.roots.full(path)


def source_paths(root: str) -> Iterator[str]:
    """Yield the parts of a source and everything in them; a part that is missing is yielded too.

    Links are followed, and what they lead to is yielded beside them: its change is a change of the source.
    """
    from aiwg.source.load import PARTS
    from aiwg.source.reader import SKIPPED

    yield root
    for part in PARTS:
        top = os.path.join(root, part)
        yield top
        if os.path.islink(top):
            yield os.path.realpath(top)
        for folder, folders, files in os.walk(top, followlinks=True):
            folders[:] = [name for name in folders if name not in SKIPPED]
            yield folder
            for name in (*files, *folders):
                path = os.path.join(folder, name)
                yield path
                if os.path.islink(path):
                    yield os.path.realpath(path)
