"""An edit of a deployed file, as far as it can go back into the source."""

from __future__ import annotations

from aiwg.core.dataclass import dataclass
from aiwg.importing.back.hunks import Hunk
from aiwg.manifest import KeyRecord


class UnreconcilableError(ValueError):
    """An edit that cannot go back into its source: the message says why in a sentence, `way` what to run then."""

    def __init__(self, reason: str, way: str = "") -> None:
        super().__init__(reason)
        self.way = way


@dataclass(frozen=True, slots=True)
class SourceEdit:
    """One edited part of a deployed file: of a whole file, of a block, or of a settings file.

    `artifact` is the key of the artifact that it is of, `hunks` are what it changes there, `entry` the key that it
    stands below in a settings file. `reason` says why it cannot go back, `way` what to run then. `removed`: the user
    took it out of the file. `doubt`: why only a person can say that it is one. `notes` are for a person.
    `respelled`: the source says the same by now, in other words: what is there, and what aiwg would write.
    `old` and `new` are how the manifest knows the entry, and how it would know the edited one.
    """

    path: str
    artifact: str = ""
    hunks: tuple[Hunk, ...] = ()
    entry: str = ""
    reason: str = ""
    way: str = ""
    removed: bool = False
    doubt: str = ""
    notes: tuple[str, ...] = ()
    keeps_secret: bool = False
    respelled: tuple[bytes, bytes] | None = None
    old: KeyRecord | None = None
    new: KeyRecord | None = None

    @property
    def where(self) -> str:
        """Return where it stands, as a person writes it."""
        return f"{self.path}#{self.entry}" if self.entry else self.path
