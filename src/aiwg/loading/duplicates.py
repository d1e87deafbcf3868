"""What a platform loads twice: one file by two ways, the same text, the same artifact, the same name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import LOADED_CELLS, TEXT_CELLS
from aiwg.loading.model import LISTED, Duplicate, LoadedItem

CALLED = tuple(cell for cell in LOADED_CELLS if cell not in TEXT_CELLS)
SHORTEST = 40
"""Characters that a text must have so that its standing in another one is no accident."""


def doubles_of(items: Iterable[LoadedItem], adapter: Adapter) -> list[Duplicate]:
    """Return what is loaded twice, certain ones first.

    It is not certain behind a gate of which nobody can say whether it is open, or where nobody knows what the platform
    does with a second copy.
    """
    loaded = [item for item in items if item.is_loaded]
    found: dict[frozenset[str], Duplicate] = {}
    for double in _all(loaded, adapter):
        found.setdefault(frozenset(double.paths), double)
    return sorted(found.values(), key=lambda double: (not double.certain, double.kind, double.paths))


def _all(loaded: list[LoadedItem], adapter: Adapter) -> Iterator[Duplicate]:
    yield from _doubled(loaded, lambda item: item.real, "the same file", adapter)
    yield from _doubled(loaded, _content, "the same text", adapter)
    yield from _contained(loaded, adapter)
    called = [item for item in loaded if item.kind in CALLED and not item.folder and _competes(item, adapter)]
    yield from _doubled(called, lambda item: (item.kind, item.name.lower()), "the same name", adapter)
    yield from _in_plugins(called, adapter)


def _in_plugins(called: list[LoadedItem], adapter: Adapter) -> Iterator[Duplicate]:
    """Yield what a plugin brings once more under a name of the plugin's own: `team:greet` beside `greet`."""
    if not any(item.plugin for item in called):
        return
    from aiwg.loading.plugins.copies import copies_of

    for group in copies_of(called):
        yield _double(group, group[0].name, _plugin_reason(group), adapter)


def _plugin_reason(group: list[LoadedItem]) -> str:
    plugins = " and ".join(dict.fromkeys(item.plugin for item in group if item.plugin))
    same = len({item.later.strip() for item in group}) == 1
    return f"the plugin {plugins} has the same" if same else f"the plugin {plugins} has another one of this name"


def _competes(item: LoadedItem, adapter: Adapter) -> bool:
    """Say whether others of its name stand beside an item: where the model is told of one alone, only to people."""
    return item.when == LISTED or adapter.cells[item.kind].get("winner") != "listed"


def _content(item: LoadedItem) -> str:
    return (item.text + item.later).strip() if item.kind not in CALLED else item.path


def _doubled(
    items: list[LoadedItem], key: Callable[[LoadedItem], object], why: str, adapter: Adapter
) -> Iterator[Duplicate]:
    first: dict[object, LoadedItem] = {}
    groups: dict[object, list[LoadedItem]] = {}  # few items have a double
    for item in items:
        said = key(item)
        if said and (other := first.setdefault(said, item)) is not item:
            groups.setdefault(said, [other]).append(item)
    for said in first if groups else ():
        if (group := groups.get(said)) is not None:
            yield _double(group, group[0].name, why, adapter)


def _contained(items: list[LoadedItem], adapter: Adapter) -> Iterator[Duplicate]:
    """Yield texts that stand in another one, too: a rule that is carried by the instructions as well."""
    whole = [(item, _text_of(item)) for item in items if item.kind == "instructions"]
    lengths = [len(text.strip()) for _, text in whole]
    for item in items if whole else ():
        if item.kind not in TEXT_CELLS:
            continue
        part = _text_of(item).strip()
        for (other, text), length in zip(whole, lengths, strict=True) if len(part) >= SHORTEST else ():
            if other is not item and length > len(part) and _stands_in(part, text):
                yield _double([other, item], item.name, "the first contains the text of the second", adapter)


def _text_of(item: LoadedItem) -> str:
    return item.text + item.later if item.later else item.text


@lru_cache(maxsize=2048)  # forty platforms read the same rules beside the same instructions
def _stands_in(part: str, text: str) -> bool:
    return part in text


def _double(group: list[LoadedItem], what: str, why: str, adapter: Adapter) -> Duplicate:
    gates = [gate for item in group for gate in item.gates]
    kinds = {item.kind for item in group}
    unknown = any(adapter.cells[kind].dedup == "unknown" for kind in kinds) and len(kinds) == 1
    doubtful = [item for item in group if item.is_doubtful]
    if gates:
        why = f"{why}, if you {gates[0]}"
    elif doubtful:
        why = f"{why}, if it follows the link {doubtful[0].shown}"
    elif unknown:
        why = f"{why}; it is unknown if it drops one of them"
    late = sorted((f"{item.folder}/", item.shown_folder) for item in group if item.folder)  # outer folders first
    apart = len(late) == len(group) and not any(inner.startswith(outer) for (outer, _), (inner, _) in pairwise(late))
    if late:
        where = f"{late[0][1]}/"
        why = f"{why}, {f'if you work in {where} and in another folder' if apart else f'after work in {where}'}"
    paths = tuple(path for path, _ in groupby(_said(item) for item in group))
    return Duplicate(group[0].kind, what, paths, why, not (gates or doubtful or unknown or apart))


def _said(item: LoadedItem) -> str:
    return f"{item.shown} (through {item.includer})" if item.parent else item.shown
