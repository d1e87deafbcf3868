"""The copy of a fetched source that a project commits: `.aiwg/vendor/<id>/` holds its files as git held them."""

from __future__ import annotations

from pathlib import Path

from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.fetching.translate import RawTree
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.importing.layouts.folder import read_folder
from aiwg.source.fetched.inputs import VENDOR
from aiwg.source.fetched.trees import FileFacts
from aiwg.source.tree_file import TreeFile


@dataclass(frozen=True, slots=True)
class VendoredTree:
    """A vendored copy: all of its files."""

    raw: RawTree
    facts: tuple[FileFacts, ...]


def vendor_path(id: str) -> str:
    """Return where the vendored copy of a source lies, below the project."""
    return f"{PROJECT_FOLDER}/{VENDOR}/{id}"


def vendor_folder(folder: Path, id: str) -> Path | None:
    """Return the vendored copy of a source beside an aiwg.yaml, None when there is none.

    Raises UserError (refused) when it is a link, or lies behind one.
    """
    path = folder
    for part in vendor_path(id).split("/"):
        path = path / part
        if path.is_symlink():
            raise UserError(
                f"{vendor_path(id)} is a link or is behind one.",
                exit=Exit.REFUSED,
                hint="Replace the link by the folder itself.",
            )
        if not path.is_dir():
            return None
    return path


def read_vendored(folder: Path, id: str) -> VendoredTree:
    """Return the files of a vendored copy. Raises UserError (refused) when one of them is no regular file."""
    tree = read_folder(folder, vendor_path(id))
    files: dict[str, TreeFile] = {path: tree[path] for path in tree if path in tree}
    error = next((each for each in tree.findings if each.level == "error"), None)
    if error is not None:
        raise UserError(
            f"{error.where()} {error.message}.", exit=Exit.REFUSED, hint=f"Vendor it again: aiwg vendor {id}"
        )
    facts = tuple((path, file.executable, file.data) for path, file in sorted(files.items()))
    return VendoredTree(RawTree(files, files, {}), facts)
