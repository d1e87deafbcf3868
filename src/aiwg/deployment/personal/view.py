"""A platform as one person's parts see it: written are its local files, and files of their own that git can exclude."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aiwg.adapter.model import Adapter, Cell, Write
from aiwg.core.dataclass import replace


def all_free(path: str) -> bool:
    """Say of every path that it is not the project's: what one person's parts could have written at any time."""
    return True


def personal_view(
    adapter: Adapter, is_free: Callable[[str], bool] = all_free, is_ours: Callable[[str], bool] = all_free
) -> Adapter:
    """Return an adapter that writes only what can stay out of git.

    These are the files that the platform keeps for one person, then the files that each artifact has for itself, then
    shared files with keys. `is_free` says that a file is not the project's, `is_ours` that nobody else has made it.
    """
    cells = {
        name: replace(cell, writes=tuple(_writes(cell, is_free, is_ours)), switches=cell.get("switch_off", {}))
        for name, cell in adapter.cells.items()
    }
    return replace(adapter, cells=cells)


def shared_files(adapter: Adapter) -> Iterator[str]:
    """Yield the shared files of a project, with keys in them, that an adapter writes."""
    for cell in adapter.cells.values():
        yield from (path for write in cell.writes if _is_shared(write) for path in write.spec.spellings())


def local_files(adapter: Adapter) -> Iterator[str]:
    """Yield the files that a platform keeps for one person, those in the project's top folder."""
    for cell in adapter.cells.values():
        yield from (path for write in cell.local for path in write.spec.spellings())
        yield from (where.partition("#")[0] for where in cell.get("switch_off", {}))


def _is_shared(write: Write) -> bool:
    return not write.spec.anchor and write.spec.selector is not None and not write.spec.has_id


def _writes(cell: Cell, is_free: Callable[[str], bool], is_ours: Callable[[str], bool]) -> Iterator[Write]:
    local = {write.spec.text for write in cell.local}
    yield from (write for write in cell.local if is_free(write.spec.rest))
    for write in cell.writes:
        if write.spec.anchor or write.spec.text in local or write.imports:
            continue
        shared = list(write.spec.spellings()) if _is_shared(write) else []
        if write.spec.has_id or (shared and all(is_free(path) and is_ours(path) for path in shared)):
            yield write
