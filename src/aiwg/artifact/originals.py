"""Files of yours that an import took over: where their bytes are kept, and what the manifest says of them."""

from __future__ import annotations

from collections.abc import Mapping

from aiwg.artifact.recorded_paths import key_path, texts
from aiwg.core.dataclass import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FOLDER = ".aiwg/originals"
SUFFIX = ".original"
"""Ends the name of every file that is kept: several tools look for their files in all folders of a project."""


@dataclass(frozen=True, slots=True)
class Original:
    """What is known of a file that was taken over: the hash of its text with LF line ends, and whether it may be run.

    `platforms` loaded it, and `artifacts` came from it. Of a settings file that others write in, too, `keys` are the
    paths of the values that were taken, and `rest` is the hash of the file without them; else all of it was taken.
    """

    sha256: str
    executable: bool = False
    artifacts: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    format: str = ""
    keys: tuple[tuple[Any, ...], ...] = ()
    rest: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as the manifest holds it."""
        shared = {"format": self.format, "keys": [list(path) for path in self.keys], "rest": self.rest}
        return {
            "sha256": self.sha256,
            **({"executable": True} if self.executable else {}),
            "artifacts": list(self.artifacts),
            "platforms": list(self.platforms),
            **(shared if self.keys else {}),
        }


def kept_at(path: str) -> str:
    """Return where the bytes of a file that was taken over are kept."""
    return f"{FOLDER}/{path}{SUFFIX}"


def parse_original(entry: Mapping[str, Any], formats: tuple[str, ...]) -> Original:
    """Return an original as the manifest holds it. Raises KeyError, TypeError or ValueError for anything else."""
    keys = tuple(key_path(path) for path in entry.get("keys", ()))
    format = str(entry.get("format", ""))
    if keys and format not in formats:
        raise ValueError(f"unknown format {format}")
    return Original(
        str(entry["sha256"]),
        bool(entry.get("executable")),
        tuple(texts(entry["artifacts"])),
        tuple(texts(entry["platforms"])),
        format,
        keys,
        str(entry.get("rest", "")),
    )
