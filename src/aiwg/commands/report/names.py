"""The numbers of artifacts and paths in a report, and paths as a report shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiwg.artifact.ids import shown
from aiwg.core.dataclass import dataclass, field

REDACTED = "~/..."
"""Stands for a file of the home folder where a report is to be shared."""


@dataclass(slots=True)
class Names:
    """What a report refers to by number. `located` shows an absolute path from the project or the home folder on.

    `is_redacted`: files of the home folder stand in it without their names. `ids` are the names of all artifacts,
    `known_paths` the numbers of the paths of artifacts, by the identity of the paths.
    """

    located: Callable[[str], str]
    is_redacted: bool = False
    numbers: dict[str, int] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    ids: frozenset[str] = frozenset()
    known_paths: dict[tuple[int, str], int] = field(default_factory=dict)
    _path_numbers: dict[str, int] = field(default_factory=dict)
    _sets: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    def artifacts(self, names: Iterable[str]) -> list[int]:
        """Return the numbers of artifacts, by the names that people know: the same list for the same names."""
        names = tuple(names)
        known = self._sets.get(names)
        if known is None:
            known = self._sets[names] = sorted({self.numbers[name] for name in names if name in self.numbers})
        return known

    def path(self, path: str) -> str:
        """Return a path as the report shows it."""
        if self.is_redacted and path.startswith(("~/", "/")):
            return REDACTED
        return path if path.isprintable() else shown(path)

    def folder_of(self, path: str) -> str:
        """Return the folder that holds the artifact at a path: of `skills/a/SKILL.md`, of the skill `a`, `skills`."""
        folder = path.rpartition("/")[0]
        above, _, last = folder.rpartition("/")
        return above if last in self.ids else folder

    def shown(self, path: str) -> str:
        """Return an absolute path from the project or the home folder on."""
        return self.located(path) if path.startswith("/") else path

    def path_number(self, template: str) -> int:
        """Return the number of a path template, which it gets when it is met first."""
        number = self._path_numbers.get(template)
        if number is None:
            number = self._path_numbers[template] = len(self.paths)
            self.paths.append(template)
        return number
