"""What the files of bundled adapters say, kept in the user's cache: to parse YAML costs more than a small deploy.

Adapters decide where files are written, so an entry counts only with a seal that is made with the secret of this
machine, of the very text that it was read from and of this version of aiwg.
"""

from __future__ import annotations

import json
import os

from aiwg import __version__
from aiwg.fs import sealed

TYPE_CHECKING = False  # typing itself costs more to import than this
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

FOLDER, SEALED_AS = "adapters", "adapter"


def entry_file(id: str) -> str | None:
    """Return the file where the data of an adapter is kept, None without a usable home. It may be missing."""
    base = sealed.cache_folder()
    return os.path.join(base, FOLDER, f"{id}.json") if base else None


def sealed_entry(id: str, text: str, data: Mapping[str, Any]) -> bytes | None:
    """Return the bytes to keep for an adapter, None while this machine has no secret."""
    secret = _secret()
    return sealed.sealed(json.dumps(data).encode(), SEALED_AS, _place(id, text), secret) if secret else None


def kept_data(id: str, text: str) -> Mapping[str, Any] | None:
    """Return the data of an adapter whose file holds this text, None when it is not kept."""
    file, secret = entry_file(id), _secret()
    if file is None or secret is None:
        return None
    try:
        found = sealed.read_sealed(file, SEALED_AS, _place(id, text), secret)
        return None if found is None else json.loads(found)
    except (OSError, ValueError):
        return None


def _secret() -> bytes | None:
    base = sealed.state_folder()
    return sealed.read_secret(base) if base else None


def _place(id: str, text: str) -> str:
    return f"{__version__}\n{id}\n{len(text)}\n{text}"
