"""Keeping the answer of a command that only looked, with everything that it looked at."""

from __future__ import annotations

import marshal
import os
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from aiwg.core.errors import Exit
from aiwg.core.observation import Observation
from aiwg.core.observed_calls import observed
from aiwg.core.questions import names_in
from aiwg.core.stamps import identity, stamp
from aiwg.fs import sealed
from aiwg.noop_cache.answers import SEALED_AS, AnswerPlace
from aiwg.noop_cache.files import keep_newest, replace_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.core.stamps import Seen
    from aiwg.noop_cache.answers import Grouped, ListedFolder

KEPT_EXITS = frozenset({Exit.OK, Exit.SOURCE, Exit.CONFLICT, Exit.DRIFT, Exit.REFUSED, Exit.STATE})
"""What a command ends with that did its work: an interrupted one, or one that could not read, is run again."""

MOST_ANSWERS, MOST_BYTES = 128, 64 * 1024 * 1024
LARGEST = 16 * 1024 * 1024
"""A larger answer, of tens of thousands of files, is not kept."""


class AnswerBeingMade:
    """What a run has said so far."""

    def __init__(self) -> None:
        self.texts: list[tuple[bool, str]] = []
        self.code: int | None = None

    def hear(self, text: str, is_error: bool) -> None:
        """Take in what was written to standard error or output."""
        if self.texts and self.texts[-1][0] == is_error:
            text = self.texts.pop()[1] + text
        self.texts.append((is_error, text))

    def end(self, code: int) -> None:
        """Take in the exit code."""
        self.code = code


@contextmanager
def answer_kept(place: AnswerPlace) -> Iterator[AnswerBeingMade]:
    """Keep the answer of the run inside, if it only looked, and at nothing that has just changed."""
    answer = AnswerBeingMade()
    with observed() as seen:
        yield answer
    if answer.code in KEPT_EXITS and not seen.obstacle:
        _keep(place, answer, seen)


def _keep(place: AnswerPlace, answer: AnswerBeingMade, seen: Observation) -> None:
    variables = {
        name: None if value is None else sealed.keyed_name(value, place.secret)
        for name, value in seen.variables.items()
    }
    listed = _named(seen)
    if listed is None:
        return
    links, targets = _merged(seen, listed)
    content = (
        place.key, time.time(), int(answer.code or 0), answer.texts, variables, [*seen.questions.items()],
        _grouped(links), _grouped(targets), listed,
    )  # fmt: skip
    data = marshal.dumps(content)
    if len(data) > LARGEST:
        return
    try:
        os.makedirs(place.folder, 0o700, exist_ok=True)
        replace_file(place.file, sealed.sealed(data, SEALED_AS, place.folder, place.secret))
        keep_newest(place.folder, MOST_ANSWERS, MOST_BYTES)
    except OSError:  # what is only there to save time is no reason to fail
        return


def _named(seen: Observation) -> dict[str, ListedFolder] | None:
    """Return the folders that were listed, with what stands for their names; None when one has changed since."""
    listed = {}
    for folder, before in seen.listed.items():
        try:
            names = names_in(folder)
            if stamp(os.stat(folder)) != stamp(before):
                return None
        except OSError:
            return None
        listed[folder] = (stamp(before), identity(before), names)
    return listed


def _merged(seen: Observation, listed: Mapping[str, object]) -> tuple[dict[str, Seen], dict[str, Seen]]:
    """Return links and targets without what is told elsewhere: of most paths, which are no links, one look is enough.

    A name that is missing in a folder that is listed needs no look of its own.
    """
    links, targets = dict(seen.links), dict(seen.targets)
    for path, target in seen.targets.items():
        if links.get(path) == target or path in listed:
            del targets[path]
    for path, link in seen.links.items():
        if path in listed and isinstance(link, tuple) and not stat.S_ISLNK(link[-2 if len(link) == 3 else -1]):
            del links[path]
    return links, targets


def _grouped(found: Mapping[str, Seen]) -> Grouped:
    grouped: Grouped = {}
    for path, seen in found.items():
        folder, slash, name = path.rpartition("/")
        grouped.setdefault(folder + slash, []).append((name, seen))
    return grouped
