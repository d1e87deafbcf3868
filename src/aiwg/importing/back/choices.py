"""The parts of all edits of one artifact together: equal ones once, and those of which only one can be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, field
from aiwg.importing.back.hunks import Hunk, HunkMisfitError, with_hunks
from aiwg.importing.back.limits import weakened
from aiwg.importing.back.model import SourceEdit


@dataclass(slots=True, eq=False)
class HunkChoice:
    """One part of an edit, for a person to take or to leave. `edits` are all those that it is a part of.

    `weaker` says which restriction it takes away, `doubt` why aiwg is not sure that it is an edit, `rivals` are the
    parts of other files that say something else in its place.
    """

    artifact: str
    hunk: Hunk
    edits: list[SourceEdit]
    weaker: str = ""
    rivals: list[HunkChoice] = field(default_factory=list)
    is_taken: bool = False

    @property
    def doubt(self) -> str:
        """Return why aiwg is not sure, an empty text where one of the edits is certain."""
        return "" if any(not each.doubt for each in self.edits) else self.edits[0].doubt

    @property
    def removes(self) -> bool:
        """Say whether it leaves an artifact out, because the user took it out of a file."""
        return all(each.removed for each in self.edits)

    @property
    def wheres(self) -> list[str]:
        """Return where it was edited, as a person writes it."""
        return list(dict.fromkeys(each.where for each in self.edits))


def choices_of(edits: Iterable[SourceEdit], find: Callable[[str], Artifact | None]) -> list[HunkChoice]:
    """Return the parts of edits, by artifact in the order of the edits; those in which several agree are one."""
    found: dict[str, list[HunkChoice]] = {}
    for edit in edits:
        known = found.setdefault(edit.artifact, [])
        for hunk in () if edit.reason else edit.hunks:
            same = next((each for each in known if each.hunk == hunk), None)
            if same is not None:
                same.edits.append(edit)
            else:
                known.append(HunkChoice(edit.artifact, hunk, [edit]))
    for key, choices in found.items():
        artifact = find(key)
        for choice in choices:
            choice.rivals = [each for each in choices if each is not choice and each.hunk.overlaps(choice.hunk)]
            choice.weaker = _weakened(artifact, choice.hunk) if artifact else ""
        choices.sort(key=lambda each: (each.hunk.part, each.hunk.name, each.hunk.start))
    return [choice for choices in found.values() for choice in choices]


def _weakened(artifact: Artifact, hunk: Hunk) -> str:
    try:
        return weakened(artifact, with_hunks(artifact, [hunk]))
    except HunkMisfitError:
        return ""


def taken_of(choices: Sequence[HunkChoice], artifact: str) -> list[Hunk]:
    """Return the parts that are taken of the edits of an artifact."""
    return [each.hunk for each in choices if each.is_taken and each.artifact == artifact]


def is_whole(edit: SourceEdit, choices: Sequence[HunkChoice]) -> bool:
    """Say whether all of an edit is taken."""
    own = [each for each in choices if edit in each.edits]
    return bool(own) and all(each.is_taken for each in own)
