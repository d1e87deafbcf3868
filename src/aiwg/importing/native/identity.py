"""The id of a native: what its file is called, or what it calls itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiwg.artifact.ids import file_id, means_a_title, slug
from aiwg.artifact.kinds import KINDS
from aiwg.importing.model import Native

_TAKEN = re.compile(r"(?i)readme\Z")
"""A name that a source passes over."""


def identity(native: Native, front: Mapping[str, Any]) -> tuple[str, str]:
    """Return the id of a native, and the title that its name is for people, if it is one."""
    kind = KINDS[native.kind]
    if native.is_section:
        return native.folder or native.kind, ""
    parts = [file_id(part) or slug(part) for part in native.name.split("/")]
    by_path = "/".join(part for part in parts if part) or f"{native.kind}-1"
    if not kind.nests_ids:
        by_path = by_path.replace("/", "-")
    if _TAKEN.search(by_path):
        by_path += "-text"
    written = front.get("name")
    if not kind.is_named or not isinstance(written, str) or not written.strip():
        return by_path, ""
    said = slug(written)
    if said is not None and not _TAKEN.search(said):
        return said, ""
    return by_path, " ".join(written.split()) if means_a_title(written) else ""
