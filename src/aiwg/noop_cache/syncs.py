"""Remembering the last run, so that a run with nothing to do costs stats and no parsing.

Every input and output is remembered by its stat (times to the nanosecond, size, inode). A file that changed
without changing any of these cannot be told, so nothing younger than the clock's grain is remembered. This module
is imported before everything else, and imports next to nothing.
"""

from __future__ import annotations

import marshal
import os

from aiwg import __version__
from aiwg.core.project_above import is_project, project_above
from aiwg.core.stamps import stamp
from aiwg.fs import sealed

TYPE_CHECKING = False  # typing itself costs more to import than this module takes to run
if TYPE_CHECKING:
    from _blake2 import blake2b
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from aiwg.core.stamps import Stamp

    Key = tuple[str | None, ...]
    """What a command line asks for, and all that the answer depends on and no stamp tells."""

    Content = tuple[dict[str, Any], Iterator[Mapping[str, Stamp | None]]]
    """What a snapshot says of its run, and the stamps of paths."""

SCHEMA, SEALED_AS = "aiwg.snapshot/5", "snapshot"
MOVERS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA", "AIWG_POLICY")

LOUD = frozenset({"--dry-run", "--diff", "--force", "-v", "--verbose", "-h", "--help", "--watch"})
"""Options that want the whole run, whatever was remembered."""

MANNER = frozenset({"--json", "-q", "--quiet"})
"""Options that decide how a result is told, and not what is done."""

PARTIAL = ("--kind", "--only", "--profile", "--copies")
"""Options whose deploy does not stand for a sync."""

ACCEPTING = ("--allow-weaker-permissions", "--accept-freer")
"""Options whose deploy writes all that a sync does, which has more to say without them."""

FILE, JOURNAL = "snapshot", os.path.join(".aiwg", "journal.json")

LENGTH_BYTES = 4
"""Each block of a snapshot comes after its length."""

WHOLE: Key = ("whole",)
"""The key of a run of everything, whatever it accepts: how artifacts arrived in it, they arrive in all."""

EVERY_SCOPE = "every scope"
"""Stands in the key of a sync that would look after the user scope, too."""


def keys(arguments: Sequence[str]) -> list[Key]:
    """Return what a command line asks for; none when it is no plain deploy or sync of a project.

    The first one is its own, the others are asked no more than it does: a deploy that did all there is to do answers
    a sync, and a check, too.
    """
    if not arguments or LOUD.intersection(arguments) or "user" in arguments or "--scope=user" in arguments:
        return []
    if arguments[0] not in ("sync", "deploy") or not _is_project(arguments):
        return []
    if any(argument.startswith("--save") for argument in arguments):
        return []  # the file is to be written, whatever was remembered
    accepting = any(argument.startswith(ACCEPTING) for argument in arguments)
    if accepting and arguments[0] == "sync":
        return []  # the next one without the option finds more to say
    where = (os.getcwd(), *machine())
    sync = [("sync", *where, _project(arguments), scopes) for scopes in (EVERY_SCOPE, "project")]
    if arguments[0] == "sync":
        return sync[1:] if any(argument.startswith("--scope") for argument in arguments) else sync
    asked = [argument for argument in arguments if argument not in MANNER]
    if any(argument.startswith(PARTIAL) for argument in arguments):
        sync = []
    elif accepting:
        sync = [WHOLE]
    return [("deploy", *where, *asked), *sync]


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
    """Return what to say when nothing at all changed since the last run that could have said it, else None.

    With --json it is the whole document.
    """
    project = _project(arguments)
    try:
        wanted = keys(arguments)[:1]
        if not wanted:
            return None
        place = os.getcwd() if project == "." else os.path.realpath(project)
        data = sealed.read_kept(place, FILE, SEALED_AS) or b""
        run, stamps = _content(data)
        if wanted[0] not in run["keys"]:
            return None
        if "--check" in arguments and not run["approved"]:  # a check compares with what all approvals would give
            return None
        if not _holds(project, run, stamps):
            return None
        if "--json" not in arguments:
            return str(run["said"])
        from aiwg.noop_cache.documents import is_document, read_document  # plain runs need none

        return read_document(arguments[0], place, marking_of(data).digest()) if is_document(arguments) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError):
        return None


def _content(data: bytes) -> Content:
    """Return what a snapshot holds. Raises ValueError, TypeError, KeyError or EOFError for anything else."""
    blocks = (marshal.loads(block) for block in _blocks_in(data))  # noqa: S302  only what aiwg sealed comes here
    run = next(blocks, None)
    if run is None or run["schema"] != SCHEMA:
        raise ValueError(SCHEMA)
    return run, blocks


def _blocks_in(data: bytes) -> Iterator[memoryview]:
    view, start = memoryview(data), 0
    while start < len(data):
        end = start + LENGTH_BYTES + int.from_bytes(view[start : start + LENGTH_BYTES], "big")
        if end > len(data):
            raise ValueError(end)
        yield view[start + LENGTH_BYTES : end]
        start = end


def _holds(project: str, run: Mapping[str, Any], stamps: Iterable[Mapping[str, Stamp | None]]) -> bool:
    """Say whether all is as a run left it. Raises OSError for a file that is gone."""
    if any(os.environ.get(name) != value for name, value in run["environment"].items()):
        return False
    return all(map(is_as_stamped, stamps)) and not os.path.lexists(os.path.join(project, JOURNAL))


def is_as_stamped(stamps: Mapping[str, tuple[int, ...] | None]) -> bool:
    """Say whether every path still has its stamp. Raises OSError for one that is gone."""
    lstat = os.lstat  # looked up once: this loop is what a run with nothing to do spends its time on
    for path, known in stamps.items():
        if known is None:
            if os.path.lexists(path):
                return False
        elif stamp(lstat(path)) != known:
            return False
    return True


def stamp_of(path: str) -> Stamp | None:
    """Return the stamp of a path, None where there is nothing."""
    try:
        return stamp(os.lstat(path))
    except OSError:
        return None


def mark_of_last_run(project: str) -> bytes:
    """Return what `remember` returned for the last run in a project; empty if anything may have changed since."""
    try:
        data = sealed.read_kept(os.path.realpath(project), FILE, SEALED_AS) or b""
        run, stamps = _content(data)
        holds = run["machine"] == machine() and _holds(project, run, stamps)
        return marking_of(data).digest() if holds else b""
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError):
        return b""


def machine() -> tuple[str | None, ...]:
    """Return what decides what a run does, wherever it is started."""
    return (__version__, *map(os.environ.get, MOVERS))


def marking_of(data: bytes = b"") -> blake2b:
    """Return what makes the mark of a run from its snapshot."""
    from _blake2 import blake2b  # as for the seals: hashlib takes longer than all else here

    return blake2b(data, digest_size=16)
