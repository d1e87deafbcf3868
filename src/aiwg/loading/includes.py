"""Files that files include (`@path`): followed as the platform follows them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from aiwg.adapter.model import Adapter, Cell
from aiwg.core.dataclass import dataclass, replace
from aiwg.loading.include_syntax import IncludeSyntax, bare, named_in, spellings, syntax_of
from aiwg.loading.location import StartFolder
from aiwg.loading.model import GATED, LoadedItem


@dataclass(slots=True)
class Includer:
    """Follows the includes of one platform's items.

    `owner` says whose a file is (by path, text and scope), `seen` are the files that count once for all of them.
    """

    adapter: Adapter
    cell: Cell
    here: StartFolder
    owner: Callable[[str, str, str], tuple[str, tuple[str, ...]]]
    seen: set[str] | None
    broken: list[tuple[str, str]]

    def following(self, item: LoadedItem) -> Iterator[LoadedItem]:
        """Yield what an item includes, and what that does, in the order of the text."""
        way = syntax_of(self.adapter, self.cell, item.place)
        if way is not None:
            seen = self.seen if self.seen is not None and not way.again else set()
            seen.add(item.real)
            yield from self._follow(item, way, way.hops, seen)

    def _follow(self, item: LoadedItem, way: IncludeSyntax, hops: int, seen: set[str]) -> Iterator[LoadedItem]:
        for named in named_in(item.text or item.later, way.syntax):
            found = self._found(item, named, way)
            if found is None or not hops:
                continue
            path, text = found
            real = self.here.reader.real(path)
            if real in seen:
                continue
            if not way.again:
                seen.add(real)
            owner, artifacts = self.owner(path, text, item.scope)
            included = replace(
                item,
                path=path,
                shown=self.here.shown(path),
                real=real,
                text=text if item.text else "",
                later="" if item.text else text,
                parent=item.path,
                includer=item.shown,
                why=item.why if item.state == GATED else f"{item.shown} includes it",
                is_link=False,
                owner=owner,
                artifacts=artifacts,
            )
            yield included
            yield from self._follow(included, way, hops - 1, {*seen, real} if way.again else seen)

    def _found(self, item: LoadedItem, named: str, way: IncludeSyntax) -> tuple[str, str] | None:
        """Return the path and text of an included file; a broken include is noted."""
        for name in (named,) if way.exact else spellings(named):
            path = self._path(item, name)
            if path is None or not (way.outside or path.startswith(self._border(item) + "/")):
                continue
            text = self.here.reader.text(path)
            if text is not None:
                return path, text
        if bare(named).endswith((".md", ".mdc", ".txt")):
            self.broken.append((item.shown, bare(named)))
        return None

    def _border(self, item: LoadedItem) -> str:
        """Return the folder that includes may not leave: the work tree, or the file's own folder outside of it."""
        inside = item.path.startswith(self.here.top + "/")
        return self.here.top if inside else posixpath.dirname(item.path)

    def _path(self, item: LoadedItem, named: str) -> str | None:
        if not named or "\0" in named:
            return None
        if named.startswith("~/"):
            home = self.here.environment.home
            return posixpath.normpath(f"{home}/{named[2:]}") if home else None
        return posixpath.normpath(posixpath.join(posixpath.dirname(item.real), named))
