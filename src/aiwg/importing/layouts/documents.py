"""Documents of keys in a tree: JSON with comments, TOML or YAML, by the ending of their names."""

from __future__ import annotations

from typing import Any

from aiwg.importing.layouts.tree import HeldTree
from aiwg.merge import keys
from aiwg.merge.errors import EditRefusedError
from aiwg.render.documents import format_of
from aiwg.source.decoding import DecodingError, decode


class UnreadableDocumentError(ValueError):
    """A file that is no document of keys: the message says why, `line` where."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


def read_document_file(tree: HeldTree, path: str, format: str | None = None) -> Any:
    """Return the document in a file of a tree. Raises UnreadableDocumentError."""
    file = tree.get(path)
    if file is None:
        raise UnreadableDocumentError("cannot be read")
    said = format or format_of(path)
    try:
        text, _ = decode(file.data)
        return keys.parse(text, said if said in ("json", "toml", "yaml") else "json")
    except DecodingError as error:
        raise UnreadableDocumentError(str(error), error.line) from None
    except EditRefusedError as error:
        raise UnreadableDocumentError(error.reason, error.line) from None
    except RecursionError:
        raise UnreadableDocumentError("is nested too deeply") from None
