"""Remembering a run that left nothing to do: the stamps of all its inputs and outputs, for `syncs` to compare with."""

from __future__ import annotations

import marshal
import os
import time
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from aiwg.core.dataclass import dataclass, field
from aiwg.core.stamps import GRAIN_NS
from aiwg.noop_cache.syncs import EVERY_SCOPE, FILE, LENGTH_BYTES, SCHEMA, SEALED_AS, machine, marking_of, stamp_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _blake2 import blake2b
    from typing import Any

    from aiwg.core.stamps import Stamp
    from aiwg.deployment.stages import Planned
    from aiwg.noop_cache.syncs import Key

EARLIER_FILE = "snapshot.json"
"""What builds of 0.2.0 before its release wrote in place of the snapshot."""

ROWS = 512
"""Stamps in one block: of many files a snapshot is large, and is never held as a whole."""


def remember(deployment: Planned, wanted: Sequence[Key], said: str) -> bytes:
    """Write down the stats of all inputs and outputs of a run that left nothing to do, unless the user changed ours.

    Return the mark of what was written, as `mark_of_last_run` does, empty if nothing was.
    """
    workspace = deployment.workspace
    keeping = workspace.state.keeping
    if not wanted or workspace.scope != "project" or not (folder := keeping.make()):
        return b""
    file = os.path.join(folder, FILE)
    from aiwg.fs.roots import user_manifest
    from aiwg.noop_cache.files import forget, replace_filled
    from aiwg.plan.actions import DRIFT

    if user_manifest().exists():
        wanted = [key for key in wanted if EVERY_SCOPE not in key]
    if deployment.plan.of(*DRIFT):
        forget(file)
        return b""
    moved = {
        name: value
        for adapter in deployment.adapters
        for name, value in _movers(deployment, adapter.data.get("dirs", {}))
    }
    approved = not (deployment.not_deployed or deployment.kept)
    known = {"keys": list(wanted), "said": said, "approved": approved}
    run = {"schema": SCHEMA, **known, "machine": machine(), "environment": moved}
    marking = marking_of()
    young = _Young(workspace.began - GRAIN_NS, time.time_ns() - GRAIN_NS)

    def fill(descriptor: int) -> None:
        keeping.write_sealed(descriptor, _blocks_of(run, deployment, young, marking), SEALED_AS)
        if _changed_meanwhile(deployment, young) or not _stays(young):
            raise _ChangedError
        young.is_settled = True

    replace_filled(file, fill)
    forget(os.path.join(folder, EARLIER_FILE))
    return marking.digest() if young.is_settled else b""


class _ChangedError(OSError):
    """Raised when a file changed while it was remembered: nothing is remembered then."""


@dataclass(slots=True)
class _Young:
    """What of the stamps may not hold. Of all others nothing is kept: there may be many.

    `changed` are the paths that changed since this run began to read, `fresh` are stamps that a change of this very
    moment need not show in; `newest` is the last change of all. `since` and `recently` are the times of both.
    """

    since: int
    recently: int
    changed: dict[str, None] = field(default_factory=dict)
    fresh: dict[str, Stamp] = field(default_factory=dict)
    newest: int = 0
    is_settled: bool = False

    def note(self, path: str, stamp: Stamp | None, is_input: bool) -> None:
        """Keep what may not hold of a path. An output may have changed: this run wrote it."""
        if stamp is None:
            return
        at = stamp[1]
        self.newest = max(self.newest, at)
        if is_input and at >= self.since:
            self.changed[path] = None
        if at >= self.recently:
            self.fresh[path] = stamp


def _blocks_of(run: dict[str, Any], deployment: Planned, young: _Young, marking: blake2b) -> Iterator[bytes]:
    """Yield a snapshot in blocks, and mark it. Of many outputs, only the paths of one block are held."""
    yield _block(run, marking)
    outputs = map(deployment.workspace.roots.full, deployment.new.records)
    for paths, are_inputs in ((iter(sorted(set(_inputs(deployment)))), True), (outputs, False)):
        while stamps := {path: stamp_of(path) for path in islice(paths, ROWS)}:
            for path, stamp in stamps.items():
                young.note(path, stamp, are_inputs)
            yield _block(stamps, marking)


def _block(content: Any, marking: blake2b) -> bytes:
    data = marshal.dumps(content)
    block = len(data).to_bytes(LENGTH_BYTES, "big") + data
    marking.update(block)
    return block


def _stays(young: _Young) -> bool:
    """Say whether the stamps hold also of files that changed a moment ago, once a later change would show in them."""
    wait = young.newest + GRAIN_NS - time.time_ns()
    if not 0 < wait <= GRAIN_NS:
        return True
    time.sleep(wait / 1e9)
    return all(stamp_of(path) == stamp for path, stamp in young.fresh.items())


def _changed_meanwhile(deployment: Planned, young: _Young) -> bool:
    """Say whether an input may have changed since it was read: its stat would stand for what was not deployed."""
    from aiwg.fs.roots import user_manifest
    from aiwg.trust.store import trust_file

    workspace, loaded = deployment.workspace, deployment.loaded
    left = young.changed
    for path in chain(
        (str(layer.root) for layer in loaded.layers),  # their parts are looked at
        map(workspace.roots.full, deployment.new.records),
        # written by us; what the second one says is not read
        (str(workspace.state.manifest), str(user_manifest())),
        # the manifest came into it just now; what else is looked at there has a stat
        (str(workspace.state.folder), workspace.roots.full(workspace.state.folder.name)),
        # written by this run: a typed source is approved as it is now
        (str(trust_file()),) if loaded.consents else (),
    ):
        left.pop(path, None)
    return bool(left)


def _movers(deployment: Planned, dirs: object) -> Iterator[tuple[str, str | None]]:
    for entry in dirs.values() if isinstance(dirs, dict) else ():
        if isinstance(entry, dict) and "env" in entry:
            yield str(entry["env"]), os.environ.get(str(entry["env"]))


def _inputs(deployment: Planned) -> Iterator[str]:
    """Yield the paths whose change could change the plan, but for outputs: sources, settings, adapters, manifest."""
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
        path = str(folder)  # there are many, and each of pathlib's objects costs more than all else here
        yield os.path.dirname(path)
        yield f"{path}/platform.yaml"
    for root in (workspace.project / ".aiwg" / "platforms",):
        yield str(root)
    yield from deployment.loaded.decisions.looked
    if deployment.loaded.packages is not None:
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
