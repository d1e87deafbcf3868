"""What an editor needs of a format: JSON, TOML and YAML each have these functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiwg.core.generics import Protocol
from aiwg.merge.paths import KeyPath, Step


class Format(Protocol):
    """What one format can do; each function takes a text that `parse` accepts and paths in it."""

    TOGETHER: bool
    """Whether a container may be written with all its members at once."""

    def parse(self, text: str) -> object:
        """Return the document; raise CannotEdit when the text is not valid."""

    def stands(self, text: str, path: KeyPath) -> bool:
        """Return whether a container is written itself, and not implied by what it holds."""

    def is_bare(self, text: str, path: KeyPath) -> bool:
        """Return whether an empty container holds no comment either."""

    def is_plain(self, text: str, path: KeyPath) -> bool:
        """Return whether nothing but its entries stands in a container."""

    def line_of(self, text: str, path: KeyPath) -> int | None:
        """Return the line on which a value begins."""

    def insert(self, text: str, parent: KeyPath, step: Step, value: object) -> str:
        """Return the text with a new entry."""

    def replace(self, text: str, path: KeyPath, value: object) -> str:
        """Return the text with another value at the path."""

    def remove(self, text: str, path: KeyPath) -> str:
        """Return the text without what is at the path."""

    def insert_all(self, text: str, parent: KeyPath, members: Sequence[tuple[Step, object]]) -> str | None:
        """Return the text with new entries behind one just inserted; None where they only go one by one."""

    def replace_all(self, text: str, parent: KeyPath, members: Mapping[str, object]) -> str | None:
        """Return the text with other values of members of a mapping; None where they only go one by one."""

    def remove_all(self, text: str, parent: KeyPath, steps: Sequence[Step]) -> str | None:
        """Return the text without some entries, but not all; None where they only go one by one."""
