"""Sources of a project that lie outside it: they say what is read and deployed, so they wait for consent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from aiwg.artifact.ids import shown
from aiwg.core.dataclass import dataclass
from aiwg.core.digest import digest
from aiwg.core.errors import Exit, UserError
from aiwg.source.layers import BUNDLED, PROJECT, USER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.source.fetched.declared import SourceSpec


@dataclass(frozen=True, slots=True)
class Outside:
    """A source outside the project: how it is called, where it lies, and what names it."""

    key: str
    folder: str
    named_in: str

    @property
    def hash(self) -> str:
        """Return the hash that consent is bound to: of the way from the project to the folder, links resolved."""
        return digest(os.fsencode(self.key))


def outside(sources: Iterable[str], project: Path, named_in: str) -> Iterator[Outside]:
    """Yield the sources, as typed or as a file names them, that lie outside the project; links are resolved."""
    base = os.path.realpath(project)
    for source in sources:
        folder = os.path.realpath(os.path.join(project, os.path.expanduser(source)))
        if source not in (BUNDLED, USER, PROJECT) and folder != base and not folder.startswith(f"{base}/"):
            yield Outside(f"source/{os.path.relpath(folder, base)}", folder, named_in)


def waiting_sources(
    project: Path, configured: Sequence[SourceSpec] | None, recorded: Sequence[str], may_read: Callable[[Outside], bool]
) -> list[Outside]:
    """Return the outside sources that nobody approved: of the manifest if it names any, else of aiwg.yaml."""
    found = outside(recorded, project, ".aiwg/manifest.json") if recorded else ()
    found = found if recorded else outside(_folders(configured or ()), project, "aiwg.yaml")
    return [each for each in found if not may_read(each)]


def _folders(sources: Sequence[SourceSpec]) -> Iterable[str]:
    """Return the folders among sources; what is fetched is pinned by the lock instead."""
    named = [each for each in sources if isinstance(each, str)]
    if len(named) == len(sources):
        return named
    from aiwg.source.fetched.declared import folders_of  # only for projects that declare such sources

    return folders_of(sources)


def refuse_waiting(waiting: Sequence[Outside]) -> None:
    """Raise UserError (refused) for the first source that waits for consent, if any."""
    if waiting:
        first = waiting[0]
        raise UserError(
            f"{first.named_in} names a source outside this project: {shown(first.folder)}",
            exit=Exit.REFUSED,
            hint="aiwg reads it only after you approve it: aiwg trust",
        )
