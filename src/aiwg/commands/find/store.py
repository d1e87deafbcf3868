"""The index of a project in the user's cache: used while no file has changed that it was made of.

It carries a seal of this machine, so what was copied there or damaged counts as absent. It is opened from memory: runs
at the same time do not wait for each other, and one that is cut off leaves the old index or the new one.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiwg import __version__
from aiwg.commands.find.index import SearchIndex
from aiwg.core.dataclass import dataclass
from aiwg.core.stamps import GRAIN_NS
from aiwg.deployment.intent import Targets
from aiwg.fs import sealed
from aiwg.noop_cache.remembering import source_paths
from aiwg.noop_cache.syncs import MOVERS, is_as_stamped, stamp_of

SCHEMA, SEALED_AS = "aiwg.index/1", "find-index"
FOLDER = "find"
"""The folder of the cache, as `aiwg.apply.search_index` calls it, which is not imported to read."""


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """For which project or home and which sources an index is: `file` is where it lies, `key` what it answers.

    `secret` is that of this machine, which seals it.
    """

    place: str
    file: Path
    key: str
    secret: bytes


def found_index(targets: Targets) -> SearchIndex:
    """Return the index of the sources that a command works with. Raises UserError for sources that cannot be used."""
    where = index_place(targets)
    return (stored_index(where) if where is not None else None) or made_index(targets)


def index_place(targets: Targets) -> IndexPlace | None:
    """Return the place of an index, None where this machine can keep none."""
    base = sealed.state_folder()
    secret = sealed.read_secret(base) if base else None
    cache = sealed.cache_folder()
    if base is None or secret is None or cache is None:
        return None
    place = _place(targets)
    wanted = json.dumps([place, targets.scope, *(os.path.realpath(source) for source in targets.sources)])
    key = json.dumps([__version__, wanted, *(os.environ.get(name) for name in MOVERS)])
    name = os.path.basename(sealed.folder_for(wanted, secret, base))
    return IndexPlace(place, Path(cache) / FOLDER / f"{name}.index", key, secret)


def _place(targets: Targets) -> str:
    """Return the real path of the project, or of the home folder in the user scope."""
    folder = targets.project if targets.scope == "project" else os.environ.get("HOME", "")
    return os.path.realpath(folder)


def stored_index(where: IndexPlace) -> SearchIndex | None:
    """Return the index if it is there, and nothing that it was made of has changed."""
    try:
        data = sealed.read_sealed(os.fspath(where.file), SEALED_AS, where.place, where.secret)
        if data is None:
            return None
        head, _, database = data.partition(b"\n")
        known: dict[str, Any] = json.loads(head)
        if known["schema"] != SCHEMA or known["key"] != where.key or not _are_seen(known["stats"]):
            return None
        return SearchIndex.of_bytes(database)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _are_seen(stats: dict[str, list[int] | None]) -> bool:
    """Say whether every path has the stamp that the index says, where it is a list. Raises OSError or TypeError."""
    return is_as_stamped({path: None if each is None else tuple(each) for path, each in stats.items()})


def made_index(targets: Targets) -> SearchIndex:
    """Return a new index of the sources, and keep it in the cache if that can be done.

    Raises UserError for sources that cannot be used.
    """
    from aiwg.commands.find.documents import documents_of
    from aiwg.deployment.on_demand.reading import inputs_of, read_for_agents

    began = time.time_ns()
    sources = read_for_agents(targets)
    index = SearchIndex.of(documents_of(sources))
    paths = {*inputs_of(sources), *(p for layer in sources.loaded.layers for p in source_paths(str(layer.root)))}
    stats = {path: stamp_of(path) for path in sorted(map(os.path.abspath, paths))}  # from whichever folder it is asked
    newest = max((stat[1] for stat in stats.values() if stat), default=0)
    if newest < began - GRAIN_NS:
        _keep(index, stats, targets)
    return index


def _keep(index: SearchIndex, stats: Mapping[str, tuple[int, ...] | None], targets: Targets) -> None:
    from aiwg.apply.search_index import write_index
    from aiwg.apply.user_state import Keeping

    keeping = Keeping(_place(targets))
    database = index.as_bytes()
    if database is None or keeping.make() is None:
        return
    where = index_place(targets)
    if where is not None:
        head = json.dumps({"schema": SCHEMA, "key": where.key, "stats": stats}).encode()
        write_index(where.file, keeping.seal(head + b"\n" + database, SEALED_AS))
