"""Files that files include (`@path`): followed as the platform follows them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiwg.adapter.model import Adapter, Cell
from aiwg.artifact.markdown_spans import prose_spans
from aiwg.loading.location import StartFolder
from aiwg.loading.model import LoadedItem

DEEPEST = 10
"""How many files deep includes are followed where nobody knows how far the platform goes."""

_ENDS = ".,;:!?)]}'\""
_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class IncludeChain:
    """How a platform follows includes. `syntax` is what stands before the path."""

    syntax: str
    hops: int
    outside: bool


def way_of(adapter: Adapter, cell: Cell, item: LoadedItem) -> IncludeChain | None:
    """Return how includes in an item are followed, or None where they are not."""
    said: Any = item.place.settings.get("includes", cell.get("includes"))
    text = {**adapter.table(cell, "text"), **item.place.settings.get("text", {})}
    form = text.get("file", "@{path}" if said else None)
    if said is False or not form or "{path}" not in form:
        return None
    said = said if isinstance(said, Mapping) else {}
    return IncludeChain(form.partition("{path}")[0], said.get("hops", DEEPEST), said.get("outside", True))


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
        way = way_of(self.adapter, self.cell, item)
        if way is not None:
            seen = self.seen if self.seen is not None else set()
            seen.add(item.real)
            yield from self._follow(item, way, way.hops, seen)

    def _follow(self, item: LoadedItem, way: IncludeChain, hops: int, seen: set[str]) -> Iterator[LoadedItem]:
        for named in _named(item.text or item.later, way.syntax):
            found = self._found(item, named, way)
            if found is None or not hops:
                continue
            path, text = found
            real = self.here.reader.real(path)
            if real in seen:
                continue
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
                why=f"{item.shown} includes it",
                is_link=False,
                owner=owner,
                artifacts=artifacts,
            )
            yield included
            yield from self._follow(included, way, hops - 1, seen)

    def _found(self, item: LoadedItem, named: str, way: IncludeChain) -> tuple[str, str] | None:
        """Return the path and text of an included file; a broken include is noted."""
        for name in dict.fromkeys((named, named.rstrip(_ENDS))):
            path = self._path(item, name)
            if path is None or (not way.outside and not path.startswith(self.here.top + "/")):
                continue
            text = self.here.reader.text(path)
            if text is not None:
                return path, text
        bare = named.rstrip(_ENDS)
        if bare.endswith((".md", ".mdc", ".txt")):
            self.broken.append((item.shown, bare))
        return None

    def _path(self, item: LoadedItem, named: str) -> str | None:
        if not named or "\0" in named:
            return None
        if named.startswith("~/"):
            home = self.here.environment.home
            return posixpath.normpath(f"{home}/{named[2:]}") if home else None
        return posixpath.normpath(posixpath.join(posixpath.dirname(item.real), named))


def _named(text: str, syntax: str) -> Iterator[str]:
    """Yield the paths that a text includes, those in code aside."""
    if syntax not in text:
        return
    for start, end in prose_spans(text):
        at = text.find(syntax, start, end)
        while at >= 0:
            after = at + len(syntax)
            stop = _BLANK.search(text, after, end)
            last = stop.start() if stop else end
            if (at == 0 or text[at - 1].isspace()) and last > after:
                yield text[after:last]
            at = text.find(syntax, max(last, after), end)
