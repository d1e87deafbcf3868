"""An artifact is one canonical unit; a catalog is the layers merged."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping

from aiwg.core.dataclass import dataclass, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that travels with a skill or a behavior: bytes and whether it is executable."""

    path: str
    data: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an artifact comes from: `line` is where its text starts (from 1), `path` its file inside the source.

    `hash` is what aiwg.lock says of the artifact's files, empty for one that was not fetched.
    `root` is the folder of the source; it is empty where the project changed the artifact, which is then its own.
    """

    file: str
    layer: str
    line: int = 1
    lines: Mapping[str, int] = field(default_factory=dict)
    path: str = ""
    hash: str = ""
    root: str = ""

    def line_of(self, key: str) -> int:
        """Return the line a field stands on, or the artifact's first line."""
        return self.lines.get(key, self.line)


@dataclass(frozen=True, slots=True)
class Artifact:
    """One canonical unit: typed fields in source order, a body kept byte for byte, and assets.

    `fields` holds canonical fields by their canonical name; `extra` the keys nobody knows, kept
    for platforms that accept them; `overrides` raw native fields per platform. `delivery` is `on-demand` for one that
    agents look for and nobody deploys, `deploy` where its author says so; empty leaves it to others.
    """

    kind: str
    id: str
    origin: Origin
    fields: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    assets: tuple[Asset, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    composed_from: str = ""
    delivery: str = ""

    @property
    def key(self) -> str:
        """Return `kind/id`, the name used in the manifest, the plan and messages."""
        return sys.intern(f"{self.kind}/{self.id}")  # it is asked for thousands of times, and kept

    @property
    def named(self) -> str:
        """Return the key of the artifact that people know: the behavior that a skill or a hook came from."""
        return self.composed_from or self.key

    def wants(self, names: Iterable[str]) -> bool:
        """Say whether this artifact goes to the platform known by any of `names` (id and aliases)."""
        known = set(names)
        return not known.intersection(self.exclude) and (not self.include or bool(known.intersection(self.include)))

    def with_(self, **changes: Any) -> Artifact:
        """Return a copy with some attributes replaced."""
        return replace(self, **changes)


class Catalog:
    """The merged artifacts by (kind, id), in a fixed order."""

    def __init__(self, artifacts: Iterable[Artifact] = ()) -> None:
        self._by_key: dict[str, Artifact] = {}
        for artifact in artifacts:
            self._by_key[artifact.key] = artifact

    def __iter__(self) -> Iterator[Artifact]:
        return iter(self._by_key[key] for key in sorted(self._by_key))

    def __len__(self) -> int:
        return len(self._by_key)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def get(self, key: str) -> Artifact | None:
        """Return the artifact with this `kind/id`, or None."""
        return self._by_key.get(key)

    def of_kind(self, kind: str) -> list[Artifact]:
        """Return the artifacts of one kind, by id."""
        return [artifact for artifact in self if artifact.kind == kind]

    def only(self, keep: Iterable[str]) -> Catalog:
        """Return a catalog of the artifacts whose key is in `keep`."""
        wanted = set(keep)
        return Catalog(artifact for artifact in self if artifact.key in wanted)
