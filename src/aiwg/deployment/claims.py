"""What the recorded platforms of a scope could have written there, links of its folders included."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator

from aiwg.adapter.discover import Registry, load_adapter
from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import UserError
from aiwg.fs.roots import GITIGNORE, Roots
from aiwg.manifest import Manifest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.plan.writable import Link, Writable


@dataclass(slots=True)
class Claims:
    """Answers for one scope. What is made from adapters is made once, and only when somebody asks.

    `view` is how the adapters are seen: one person's parts lie elsewhere than the project's. `further` adds what is
    written beside the places of adapters.
    """

    registry: Registry
    environment: Environment
    roots: Roots
    view: Callable[[Adapter], Adapter] = lambda adapter: adapter
    further: Callable[[Writable], None] = lambda found: None
    _anyone: Writable | None = None
    _made: dict[tuple[frozenset[str], frozenset[str]], Writable] = field(default_factory=dict)

    def of(self, *manifests: Manifest) -> Callable[[], Writable]:
        """Return what gives what the platforms of manifests could have written; those without an adapter nothing.

        It is asked once a path, so it looks through the manifests only when it is asked first.
        """
        found: list[Writable] = []

        def writable() -> Writable:
            if not found:
                packages = frozenset(folder for manifest in manifests for folder in manifest.packages)
                platforms = frozenset(id for manifest in manifests for id in platforms_in(manifest))
                found.append(self._writable(platforms, packages))
            return found[0]

        return writable

    def missing(self, manifest: Manifest) -> list[str]:
        """Return the recorded platforms without an adapter that may be used here."""
        return sorted(id for id in platforms_in(manifest) if id not in self.registry.folders)

    def anyone(self, path: str) -> bool:
        """Say whether any platform that is known has a place at a path; links are not followed."""
        from aiwg.plan.writable import writable_by

        if self._anyone is None:
            self._anyone = writable_by(self._adapters(self.registry.folders), self.roots.scope, self.environment)
        return self._anyone.path(path)

    def _writable(self, platforms: frozenset[str], packages: frozenset[str]) -> Writable:
        from aiwg.plan.writable import writable_by

        known = platforms.intersection({*self.registry.folders, *self.registry.former})
        if (known, packages) not in self._made:
            made = writable_by(self._adapters(known), self.roots.scope, self.environment)
            self.further(made)
            made.links = self._links
            if self.roots.scope == "project":
                made.add_block(re.escape(GITIGNORE))
            made.others = self.anyone if self.roots.scope == "project" else None
            made.packages = packages if self.roots.scope == "project" else frozenset()
            self._made[known, packages] = made
        return self._made[known, packages]

    def _adapters(self, ids: Iterable[str]) -> Iterator[Adapter]:
        """Yield adapters; one that is invalid writes nothing."""
        for id in sorted(ids):
            try:
                if id in self.registry.folders:
                    yield self.view(self.registry.get(id))
                if id in self.registry.former:
                    yield self.view(load_adapter(self.registry.former[id], "project"))
            except UserError:
                continue

    def _links(self, folders: Iterable[str]) -> Iterator[Link]:
        """Yield the folders that are links, or lie in one, to another place of the scope."""
        for folder in folders:
            try:
                real = self.roots.named(os.path.realpath(self.roots.full(folder)))
            except UserError:
                continue
            if real is not None and real != folder:
                yield f"{real}/", f"{folder}/"


def platforms_in(manifest: Manifest) -> set[str]:
    """Return the platforms that a manifest names, in its list, in its records and of the files that were taken over."""
    found = set(manifest.platforms)
    for record in manifest.records.values():
        found.update(record.platforms)
    for original in manifest.originals.values():
        found.update(original.platforms)
    return found
