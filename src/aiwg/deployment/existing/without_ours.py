"""A project as it would be without what aiwg wrote: your own files decide what a platform loads of yours."""

from __future__ import annotations

from aiwg.core.dataclass import replace
from aiwg.core.errors import UserError
from aiwg.fs.tree import FILE as REGULAR
from aiwg.fs.tree import FileTree
from aiwg.loading import StartFolder, TreeReader
from aiwg.loading.overlay import OverlayReader
from aiwg.manifest import BLOCK, FILE, Manifest, Record
from aiwg.merge import block, keys
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.key_paths import decode_path


def without_ours(here: StartFolder, recorded: Manifest) -> StartFolder:
    """Return a project without the files, blocks and keys that a manifest says are aiwg's.

    What cannot be taken apart stays as it is. Reads only the files that aiwg shares with the user.
    """
    gone, added = set[str](), dict[str, str]()
    for path, record in recorded.records.items():
        if path.startswith(("~", "/")):
            continue
        full = f"{here.start}/{path}"
        if record.own == FILE:
            gone.add(full)
            continue
        left = text_without(here.reader, full, record)
        if record.created and (left is None or _is_bare(left)):
            gone.add(full)
        elif left is not None:
            added[full] = left
    if not gone and not added:
        return here
    return replace(here, reader=OverlayReader(here.reader, frozenset(gone), added))


def text_without(reader: TreeReader, path: str, record: Record) -> str | None:
    """Return the text of a shared file without aiwg's part of it; None where there is none."""
    text = reader.text(path)
    if text is None:
        return None
    try:
        if record.own == BLOCK:
            return block.drop(text, record.style, record.lead, record.tail)
        drops = [decode_path(each.path) for each in record.keys if not each.adopted]
        return keys.edit(text, record.format, [], drops).text
    except (EditRefusedError, ValueError):
        return text


def text_beside_block(disk: FileTree, path: str, record: Record | None) -> str | None:
    """Return the user's text in a file of instructions, without a block of aiwg's; None where there is none to read."""
    try:
        actual = disk.look(path)
        text = actual.data.decode("utf-8-sig") if actual.kind == REGULAR else None
        if text is None or record is None or record.own != BLOCK:
            return text
        return block.drop(text, record.style, record.lead, record.tail)
    except (UserError, UnicodeDecodeError, EditRefusedError):
        return None


def _is_bare(text: str) -> bool:
    """Say whether a text holds no more than an empty document does."""
    return text.strip() in ("", "{}")
