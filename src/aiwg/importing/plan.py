"""The whole of an import, up to writing: found, read, merged, checked and compared with what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from aiwg.adapter.model import Adapter
from aiwg.artifact.kinds import KINDS
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.progress import each_of
from aiwg.importing.compare import READERS, differences
from aiwg.importing.existing import Addition, Before, addition_to, nothing_before
from aiwg.importing.find import FoundNatives, Ground, find_natives, own_form
from aiwg.importing.layouts.generated import SortedDrafts, without_generated
from aiwg.importing.layouts.project import SourceReading, for_platforms
from aiwg.importing.merge import Choose, merge
from aiwg.importing.model import UNREAD, Draft, KeyNote, Native, NativeReading, together
from aiwg.importing.native.texts import Naming, read_native
from aiwg.importing.pointers import without_pointers
from aiwg.importing.secrets import without_secrets
from aiwg.importing.sources import as_sources
from aiwg.importing.texts_compared import Difference
from aiwg.manifest import BLOCK, Record
from aiwg.render.context import Inputs


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What a person wants to import: from which platforms, which kinds and names, and into which source.

    `root` is the folder of the source and `shown` how a person writes it. `untouched` are the texts, by path, that
    `aiwg init` starts with. `source` is what the source of another tool holds, and `before` says what earlier imports
    made of files.
    """

    adapters: tuple[Adapter, ...]
    root: Path
    shown: str
    kinds: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    untouched: Mapping[str, bytes] = field(default_factory=dict)
    source: SourceReading | None = None
    before: Before = nothing_before


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """An import that is ready to be written, with all that its report says. `read` counts what was read, by kind.

    `generated` is how many files the tool of another source made of it, `stale` how many of them say something else.
    """

    wish: ImportWish
    natives: tuple[Native, ...]
    read: Mapping[str, int]
    drafts: tuple[Draft, ...]
    notes: tuple[KeyNote, ...]
    addition: Addition
    differences: tuple[Difference, ...]
    merged: int
    apart: int
    generated: int = 0
    stale: int = 0


def plan_import(
    wish: ImportWish, ground: Ground, given: Inputs, choose: Choose | None, every: Callable[[], Sequence[Adapter]]
) -> ImportPlan:
    """Return what an import would write. Nothing is written.

    `every` gives all platforms that are known: a file in another tool's folder is read in that tool's form.
    """
    naming = Naming(given.models)
    alone = wish.source is not None and wish.source.is_alone
    found = FoundNatives(()) if alone else find_natives(wish.adapters, ground)

    def forms(natives: Iterable[Native]) -> list[Native]:
        return in_own_forms(natives, wish.adapters, every)

    natives = forms(found.natives)
    wanted = [native for native in natives if not wish.kinds or native.kind in wish.kinds]
    reading = together(read_one(native, naming, ground.records) for native in each_of("Reading your files", wanted))
    drafts, pointed = without_pointers([without_secrets(draft) for draft in reading.drafts], ground.ours)
    beside = _beside_source(wish, drafts, ground)
    drafts = [*beside.source, *beside.others]
    read = Counter(draft.artifact.kind for draft in (drafts if wish.source else reading.drafts))
    if wish.only:
        drafts = [draft for draft in drafts if not draft.names.isdisjoint(wish.only)]
    merged = merge(drafts, naming, choose, frozenset(adapter.id for adapter in wish.adapters))
    written = as_sources(merged.drafts)
    notes = [*found.notes, *beside.notes, *reading.notes, *pointed, *merged.notes, *written.notes]
    notes += [note for draft in written.drafts for note in draft.notes]
    return ImportPlan(
        wish,
        tuple(wanted),
        read,
        written.drafts,
        tuple(dict.fromkeys(notes)),
        addition_to(wish.root, wish.shown, written, wish.untouched, wish.before),
        tuple(differences(wish.adapters, ground, written.drafts, given, forms)),
        merged.merged,
        merged.apart,
        beside.count,
        beside.stale,
    )


def _beside_source(wish: ImportWish, drafts: Sequence[Draft], ground: Ground) -> SortedDrafts:
    """Return the drafts of another tool's source beside those of native files, without what that tool generated."""
    if wish.source is None:
        return SortedDrafts([], list(drafts))
    wanted = [draft for draft in wish.source.drafts if not wish.kinds or draft.artifact.kind in wish.kinds]
    ids = [adapter.id for adapter in wish.adapters]
    mine = [without_secrets(draft) for draft in for_platforms(wanted, ids)]
    found = without_generated(wish.source.layout, mine, drafts, ground)
    return replace(found, notes=[*wish.source.notes, *found.notes])


def read_one(native: Native, naming: Naming, records: Mapping[str, Record]) -> NativeReading:
    """Return what one native becomes by itself; `records` say which blocks in it are aiwg's."""
    read = READERS.get(KINDS[native.kind].rendering)
    if read is not None:
        return read(native)
    record = records.get(native.path)
    try:
        return read_native(native, naming, record if record is not None and record.own == BLOCK else None)
    except RecursionError:
        return NativeReading(notes=(native.note(UNREAD, "is nested too deeply"),))


def in_own_forms(
    natives: Iterable[Native], chosen: Sequence[Adapter], every: Callable[[], Sequence[Adapter]]
) -> list[Native]:
    """Return natives in the form of the tool whose folder they lie in, even where that tool was not chosen."""
    found = []
    for native in natives:
        each = own_form(native, chosen)
        if each.place.compat:
            each = own_form(each, every())
        found.append(each)
    return found
