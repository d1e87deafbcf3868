"""Applying changes to a text and, side by side, to its parsed document; and proving that nothing else changed."""

from __future__ import annotations

from collections.abc import Sequence

from aiwg.merge.batches import NO_PATH, Puts, batches_of, neighbours
from aiwg.merge.errors import EditRefusedError
from aiwg.merge.format import Format
from aiwg.merge.lookup import Lookup, Paths, with_members, without_members
from aiwg.merge.paths import (
    MISSING,
    KeyPath,
    dotted,
    get,
    position,
    same,
    with_value,
    without,
    wrapped,
)

MANY = 3
"""So many members of one container are added or removed together."""


class Editor:
    """Applies changes to a text and, side by side, to its parsed document."""

    def __init__(self, format: Format, text: str, made: list[KeyPath], document: object = MISSING) -> None:
        self.format = format
        self.text = text
        self.document = format.parse(text) if document is MISSING else document
        self.made = made
        self.created: list[KeyPath] = []
        self.inserted: list[KeyPath] = []
        self.check_each_insertion = False

    def run(self, puts: Puts, drops: Sequence[KeyPath]) -> None:
        """Drop, then put; a drop that overlaps no put comes last, so no container is empty in between.

        The order of the drops is always the same, so what `check_way_back` finds holds for every caller.
        """
        if not isinstance(self.document, dict):
            raise EditRefusedError(
                f"the file contains {_kind(self.document)} where a mapping is needed", self._line(())
            )
        targets = Paths(path for path, _ in puts)
        drops = [path for path in sorted(drops, key=repr, reverse=True) if path not in targets]
        first = [path for path in drops if targets.overlap(path)]
        self.drop_each(first)
        for parent, batch in batches_of(puts, self.document) if self.format.TOGETHER else [(None, puts)]:
            if parent is not None and get(self.document, parent) is MISSING:
                self.put_together(parent, batch)
            else:
                self.put_each(batch)
        last = [path for path in drops if not targets.overlap(path)]
        for parent in self._emptied(last):
            self.drop(parent)
        self.drop_each(last)

    def put_each(self, puts: Puts) -> None:
        """Set each value as `put` would, in this order; many new members of one container come in together."""
        if not all(path for path, _ in puts):
            raise ValueError(NO_PATH)
        found = Lookup(self.document)
        kinds = [(path[:-1], isinstance(value, dict), found.get(path) is MISSING) for path, value in puts]
        for kind, batch in neighbours(kinds, puts):
            together = self._insert_members if kind[2] else self._replace_members
            done = together(kind[0], batch) if len(batch) >= MANY else 0
            for path, value in batch[done:]:
                self.put(path, value)

    def _insert_members(self, parent: KeyPath, batch: Puts) -> int:
        """Insert members of one container, the first alone and the others together; return how many are in."""
        found = Lookup(self.document)
        if any(found.get(path) is not MISSING for path, _ in batch):
            return 0
        self.put(*batch[0])
        members = [(path[-1], value) for path, value in batch[1:]]
        container = with_members(get(self.document, parent), members)
        before = self.text, self.document
        inserted = [path for path, _ in batch[1:]]
        try:
            text = None if container is MISSING else self.format.insert_all(self.text, parent, members)
            if text is None:
                return 1
            self.text, self.document = text, with_value(self.document, parent, container)
            if self.check_each_insertion:
                self.check_way_back(before[0], inserted, [])
        except EditRefusedError:
            self.text, self.document = before
            return 1
        self.inserted += inserted
        return len(batch)

    def _replace_members(self, parent: KeyPath, batch: Puts) -> int:
        """Replace the values of members of one mapping together; return how many are done, all or none."""
        container = get(self.document, parent)
        members = {path[-1]: value for path, value in batch if isinstance(path[-1], str)}
        if not isinstance(container, dict) or len(members) < len(batch) or not members.keys() <= container.keys():
            return 0
        others = {step: value for step, value in members.items() if not same(container[step], value)}
        try:
            text = self.format.replace_all(self.text, parent, others) if len(others) >= MANY else None
        except EditRefusedError:
            return 0
        if text is None:
            return 0
        self.text, self.document = text, with_value(self.document, parent, {**container, **others})
        return len(batch)

    def drop_each(self, drops: Sequence[KeyPath]) -> None:
        """Remove each value as `drop` would, in this order; many members of one container go together."""
        if not all(drops):
            raise ValueError(NO_PATH)
        for parent, batch in neighbours([path[:-1] for path in drops], drops):
            done = self._drop_members(parent, batch) if len(batch) >= MANY else 0
            for path in batch[done:]:
                self.drop(path)

    def _drop_members(self, parent: KeyPath, batch: Sequence[KeyPath]) -> int:
        """Remove members of one container together, the last alone: it may leave it empty; return how many."""
        found = Lookup(self.document)
        there = [path for path in batch if found.get(path) is not MISSING]
        container = without_members(found.get(parent), [path[-1] for path in there])
        if len(there) < MANY or container is MISSING:
            return 0
        steps = [path[-1] for path in there[:-1]]
        try:
            text = self.format.remove_all(self.text, parent, steps)
        except EditRefusedError:
            return 0
        if text is None:
            return 0
        container = without_members(found.get(parent), steps)
        self.text, self.document = text, with_value(self.document, parent, container)
        self.drop(there[-1])
        return len(batch)

    def put_together(self, parent: KeyPath, batch: Puts) -> None:
        """Add a container that is not there, with its members."""
        paths = [path for path, _ in batch]
        in_mapping = isinstance(paths[0][-1], str)
        members = {path[-1]: value for path, value in batch} if in_mapping else [value for _, value in batch]
        self._check_containers(parent)
        self._insert(parent, members, paths, len(parent) + 1)

    def _emptied(self, drops: Sequence[KeyPath]) -> list[KeyPath]:
        """Return the containers of our making of which all members go, and that hold nothing else."""
        together: dict[str, list[KeyPath]] = {}
        for path in drops:
            together.setdefault(repr(path[:-1]), []).append(path)
        parents = [paths[0][:-1] for paths in together.values() if len(paths) > 1 and len(paths[0]) > 1]
        return [
            parent
            for parent in parents
            if self.format.TOGETHER
            and parent in (*self.made, *self.created)
            and without_members(get(self.document, parent), [path[-1] for path in together[repr(parent)]]) in ([], {})
            and self.format.is_plain(self.text, parent)
        ]

    def put(self, path: KeyPath, value: object) -> None:
        """Set the value at the path, creating what is missing on the way."""
        if not path:
            raise ValueError(NO_PATH)
        current = get(self.document, path)
        if same(current, value):
            return
        self._check_containers(path)
        if current is MISSING:
            self._insert(path, value, [path], len(path))
        else:
            self.text = self.format.replace(self.text, path, value)
            self.document = with_value(self.document, path, value)

    def _insert(self, path: KeyPath, value: object, inserted: list[KeyPath], depth: int) -> None:
        """Insert what is missing at the path; the containers above `depth` that come with it are of our making."""
        known = self._known_steps(path)
        parent, step, rest = path[:known], path[known], path[known + 1 :]
        new = [inserted[0][:length] for length in range(known + 1, depth)]
        if not self.format.stands(self.text, ()):
            new.append(())
        addition = wrapped(rest, value)
        before = self.text
        self.text = self.format.insert(self.text, parent, step, addition)
        self.document = with_value(self.document, (*parent, step), addition)
        self.created += new
        self.inserted += inserted
        if self.check_each_insertion:
            self.check_way_back(before, inserted, new)

    def drop(self, path: KeyPath) -> None:
        """Remove the value at the path, and the containers of ours that this leaves empty."""
        if not path:
            raise ValueError(NO_PATH)
        if get(self.document, path) is MISSING:
            return
        self._check_containers(path)
        above = [path[:length] for length in range(len(path) - 1, -1, -1)]
        implied = [parent for parent in above if not self.format.stands(self.text, parent)]
        self.text = self.format.remove(self.text, path)
        self.document = without(self.document, path)
        for parent in above:
            if not self._prune(parent, parent in implied):
                break

    def _prune(self, path: KeyPath, is_implied: bool) -> bool:
        """Remove the container at the path if it is empty and of our making; return whether it is gone."""
        if get(self.document, path):
            return False
        if path in self.made or path in self.created:
            if not self.format.is_bare(self.text, path):
                return False
            self.text = self.format.remove(self.text, path)
        elif not is_implied:
            return False
        if path:
            self.document = without(self.document, path)
        return True

    def prove(self, puts: Puts, drops: Sequence[KeyPath]) -> None:
        """Raise CannotEdit unless the text, parsed again, is the document with these changes and no other."""
        try:
            after = self.format.parse(self.text)
        except EditRefusedError:
            after = MISSING
        targets = Paths(path for path, _ in puts)
        found = Lookup(after)
        gone = all(found.get(path) is MISSING for path in drops if path not in targets)
        there = all(same(found.get(path), value) for path, value in puts)
        if not (same(after, self.document) and there and (gone or any(map(targets.overlap, drops)))):
            raise EditRefusedError("aiwg cannot edit the file without changing other parts")

    def check_way_back(self, before: str, inserted: Sequence[KeyPath], created: list[KeyPath]) -> None:
        """Raise CannotEdit unless removing what was inserted leads back to the text as it was."""
        back = Editor(self.format, self.text, created, self.document)
        back.run([], inserted)
        if back.text != before:
            raise EditRefusedError("aiwg could not remove the addition again without a trace")

    def still_made(self) -> list[KeyPath]:
        """Return the containers of our making that exist."""
        return [
            path
            for path in dict.fromkeys([*self.made, *self.created])
            if (self.format.stands(self.text, ()) if not path else get(self.document, path) is not MISSING)
        ]

    def _known_steps(self, path: KeyPath) -> int:
        return max(length for length in range(len(path)) if get(self.document, path[:length]) is not MISSING)

    def _check_containers(self, path: KeyPath) -> None:
        """Raise CannotEdit where the path leads through something that is not the container it needs."""
        for length, step in enumerate(path):
            here = get(self.document, path[:length])
            if here is MISSING:
                return
            if isinstance(step, str) and not isinstance(here, dict):
                raise self._misfit(path[:length], here, "a mapping", "{}")
            if not isinstance(step, str):
                if not isinstance(here, list):
                    raise self._misfit(path[:length], here, "a list", "[]")
                position(here, step)

    def _misfit(self, path: KeyPath, found: object, needed: str, empty: str) -> EditRefusedError:
        reason = f"{dotted(path)} is {_kind(found)} where {needed} is needed"
        hint = f"write {empty} there, or remove the key" if found is None else None
        return EditRefusedError(reason, self._line(path), hint)

    def _line(self, path: KeyPath) -> int | None:
        return self.format.line_of(self.text, path)


def _kind(value: object) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return "null" if value is None else "a single value"
