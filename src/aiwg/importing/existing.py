"""What a source holds already: it is never overwritten; what would be is a conflict, what is equal is there already."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from aiwg.artifact.ids import folded
from aiwg.artifact.kinds import KINDS, SETTINGS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, field
from aiwg.importing.model import Draft
from aiwg.importing.native.read import UnreadableNativeError, read_bytes
from aiwg.importing.sources import LAYER, SourceText, Written, entry_of, is_same, path_of, settings_text
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.keys import KeyPath, Value, edit
from aiwg.source.load import load_source
from aiwg.source.reader import SourceFile


@dataclass(slots=True)
class Addition:
    """What an import adds to a source: new files, changed settings files with what they hold, and what is in the way.

    `there` are the drafts that the source holds already, `conflicts` those of which it holds another text. `settled`
    came from files that were imported before, with others that are taken over by now, and have not changed since.
    """

    creates: list[SourceText] = field(default_factory=list)
    changes: list[tuple[str, bytes, bytes]] = field(default_factory=list)
    added: list[Draft] = field(default_factory=list)
    there: list[Draft] = field(default_factory=list)
    conflicts: list[tuple[Draft, str]] = field(default_factory=list)
    settled: list[Draft] = field(default_factory=list)

    @property
    def known(self) -> list[Draft]:
        """Return the drafts that the source holds already."""
        return [*self.there, *self.settled]


Before = Callable[[Draft], frozenset[str]]
"""Returns the artifacts that all natives of a draft became in an earlier import; nothing when one is new or edited."""


def nothing_before(draft: Draft) -> frozenset[str]:
    """Say of every draft that it was not imported before."""
    return frozenset()


def addition_to(
    root: Path, shown: str, written: Written, untouched: Mapping[str, bytes], before: Before = nothing_before
) -> Addition:
    """Return what drafts add to the source at a root.

    `untouched` are the texts, by path, that `aiwg init` starts with: as long as nobody edited one it gives way.
    """
    known = _known(root, shown)
    keys = {each.key for each in known.values()}
    result = Addition()
    files: dict[str, list[SourceText]] = {}
    for each in written.files:
        files.setdefault(each.artifact.key, []).append(each)
    new: list[Draft] = []
    for draft in written.drafts:
        artifact = draft.artifact
        other = known.get(_folded(artifact.with_(kind=KINDS[artifact.kind].as_skill)))
        if other is not None and is_same(other, artifact):
            result.there.append(draft)
        elif (became := before(draft)) and became <= keys:
            result.settled.append(draft)
        elif other is not None and _gives_way(root, files.get(artifact.key, ()), untouched):
            new.append(draft)
            result.changes += [(each.path, untouched[each.path], each.data) for each in files[artifact.key]]
        elif other is not None or (way := _in_the_way(root, files.get(artifact.key, ()))):
            result.conflicts.append((draft, f"{shown}/{path_of(other)}" if other else f"{shown}/{way}"))
        else:
            new.append(draft)
            result.creates += files.get(artifact.key, ())
    result.added = new
    _add_entries(root, shown, new, result)
    return result


def _known(root: Path, shown: str) -> dict[str, Artifact]:
    if not root.is_dir():
        return {}
    found = load_source(root, LAYER, shown).artifacts
    # a behavior deploys as a skill of its id
    return {_folded(each.with_(kind=KINDS[each.kind].as_skill)): each for each in found}


def _folded(artifact: Artifact) -> str:
    id = artifact.id if artifact.kind == "permission" else folded(artifact.id).replace("/", "-")
    return f"{artifact.kind}/{id}"


def _gives_way(root: Path, files: Sequence[SourceText], untouched: Mapping[str, bytes]) -> bool:
    """Say whether what is there in the place of some files is a text to start from that nobody edited."""
    if len(files) != 1 or files[0].path not in untouched:
        return False
    try:
        return read_bytes(str(root / files[0].path))[0] == untouched[files[0].path]
    except UnreadableNativeError:
        return False


def _in_the_way(root: Path, files: Iterable[SourceText]) -> str:
    return next((each.path for each in files if os.path.lexists(root / each.path)), "")


def _add_entries(root: Path, shown: str, drafts: Sequence[Draft], result: Addition) -> None:
    """Add the entries of settings files: a new file, or an old one with every other byte of it kept."""
    for name in SETTINGS:
        mine = [draft for draft in drafts if KINDS[draft.artifact.kind].settings == name]
        if not mine:
            continue
        artifacts = [draft.artifact for draft in mine]
        file = root / name
        if not os.path.lexists(file):
            text = settings_text(artifacts)
            result.creates.append(SourceText(name, text.encode("utf-8", "surrogatepass"), artifacts[0]))
            continue
        try:
            before, _ = read_bytes(str(file))
            after = edit(before.decode("utf-8"), "yaml", [_put(artifact) for artifact in artifacts]).text.encode()
            result.changes.append((name, before, after))
        except (UnreadableNativeError, UnicodeDecodeError, EditRefusedError):
            result.added = [draft for draft in result.added if draft not in mine]
            result.conflicts += [(draft, f"{shown}/{name}") for draft in mine]


def _put(artifact: Artifact) -> tuple[KeyPath, object]:
    kind, value = KINDS[artifact.kind], entry_of(artifact)
    if kind.entries_as == "map":
        return (kind.sections[0], artifact.id), value
    section = str(artifact.fields["effect"]) if kind.entries_as == "effects" else kind.sections[0]
    return (section, Value(value)), value


def source_files(addition: Addition) -> list[SourceFile]:
    """Return the files that an addition writes, for those who want to look at them."""
    return [SourceFile(each.path, each.data, each.executable) for each in addition.creates]
