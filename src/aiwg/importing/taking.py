"""Which native files an import has understood so well that aiwg can write them, and why it has not the others."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from aiwg.artifact.kinds import KINDS
from aiwg.core.dataclass import dataclass
from aiwg.importing.find import Ground
from aiwg.importing.model import KEPT, RAW, Draft, KeyNote, Native
from aiwg.importing.plan import ImportPlan
from aiwg.importing.secrets import holds_secret
from aiwg.loading.settings import document_format

_UNDERSTOOD = (KEPT, RAW)
WITH_SECRET = "it contains a secret"  # noqa: S105  # a sentence, no password


@dataclass(frozen=True, slots=True)
class Takeable:
    """A native that aiwg can write: a file, or an entry of a settings file. `path` is that of the file in the project.

    `drafts` are the artifacts that it is in the source, `beside` the files that travel with it.
    """

    path: str
    native: Native
    drafts: tuple[Draft, ...]
    beside: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Return where it stands, as a person writes it."""
        return self.native.where

    @property
    def is_shared(self) -> bool:
        """Say whether it is an entry of a file that may hold other things, too."""
        return self.native.place.spec.selector is not None

    @property
    def artifacts(self) -> tuple[str, ...]:
        """Return the keys of its artifacts."""
        return tuple(sorted({draft.artifact.key for draft in self.drafts}))


@dataclass(frozen=True, slots=True)
class Untaken:
    """A native that stays the user's, and why."""

    where: str
    reason: str


def split_natives(plan: ImportPlan, ground: Ground) -> tuple[list[Takeable], list[Untaken]]:
    """Return the natives of an import that aiwg can write, and the others with the reason."""
    drafts: dict[tuple[str, str, str], list[Draft]] = defaultdict(list)
    for draft in plan.drafts:
        for native in draft.natives:
            drafts[_key(native)].append(draft)
    notes: dict[str, list[KeyNote]] = defaultdict(list)
    for note in plan.notes:
        notes[note.path].append(note)
    reasons = _reasons_of_drafts(plan)
    taken, left = list[Takeable](), list[Untaken]()
    root, secret = ground.here.reader.real(ground.root), dict[str, bool]()
    for native in plan.natives:
        mine = tuple(drafts.get(_key(native), ()))
        if not mine and not notes[native.where]:
            continue  # all that it holds is aiwg's already
        if native.path not in secret:
            format = document_format(native.path) if native.place.spec.selector is not None else ""
            secret[native.path] = holds_secret(ground.here.reader.text(native.path) or "", format)
        why = _why_not(native, mine, notes[native.where], reasons) or (WITH_SECRET if secret[native.path] else "")
        if why:
            left.append(Untaken(native.where, why))
        else:
            path = posixpath.relpath(native.path, root)
            taken.append(Takeable(path, native, mine, tuple(_beside(path, native, mine))))
    known = {each.where for each in left} | {native.where for native in plan.natives}
    left += [Untaken(note.path, note.reason) for note in plan.notes if note.path not in known and not note.key]
    return taken, list({each.where: each for each in reversed(left)}.values())[::-1]


def _key(native: Native) -> tuple[str, str, str]:
    return native.cell.kind, native.path, native.entry


def _reasons_of_drafts(plan: ImportPlan) -> Mapping[str, str]:
    """Return why artifacts cannot be given back to their tools, by key."""
    names = {adapter.id: adapter.name for adapter in plan.wish.adapters}
    found = {
        each.artifact: f"{names.get(each.platform, each.platform)}: {each.reason or each.change}"
        for each in plan.differences
    }
    found |= {draft.artifact.key: "aiwg imported it before, so it stays as it is" for draft in plan.addition.settled}
    return found | {draft.artifact.key: f"{path} has another text" for draft, path in plan.addition.conflicts}


def _why_not(native: Native, drafts: Sequence[Draft], notes: Sequence[KeyNote], reasons: Mapping[str, str]) -> str:
    bad = next((note for note in notes if note.level not in _UNDERSTOOD and not note.renames), None)
    if bad is not None:
        return f"{bad.key}: {bad.reason}" if bad.key and bad.reason else bad.reason or f"{bad.key} is unknown to aiwg"
    if not drafts:
        return "aiwg imported no artifact from it"
    if any(draft.has_secret for draft in drafts):
        return WITH_SECRET
    return next((reasons[draft.artifact.key] for draft in drafts if draft.artifact.key in reasons), "")


def _beside(path: str, native: Native, drafts: Sequence[Draft]) -> Iterator[str]:
    """Yield the files that travel with a skill."""
    if not KINDS[native.kind].has_folder:
        return
    folder = posixpath.dirname(path)
    yield from (f"{folder}/{asset.path}" for draft in drafts for asset in draft.artifact.assets)
