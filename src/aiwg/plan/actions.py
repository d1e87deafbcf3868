"""The states that the triple (desired, recorded, actual) can be in, and the plan they make.

The same table decides for a file, for our block in a file, and for each key of ours.

desired  recorded  actual            action
-------  --------  ----------------  ---------------------------------------------------------
yes      no        absent            create
yes      no        same as desired   adopt      ours from now on, but left behind on remove
yes      no        anything else     conflict   the user's: kept, exit 4, --force backs it up
yes      yes       same as desired   keep
yes      yes       as we wrote it    update
yes      yes       absent            deleted    by the user: stays deleted until --force
yes      yes       edited            edited     kept while our text is what it was, else conflict
no       yes       as we wrote it    delete
no       yes       absent            forget
no       yes       edited            orphan     the user's now: kept and reported
no       yes       adopted           forget     it was there before us
"""

from __future__ import annotations

from collections.abc import Iterable

from aiwg.core.content import Content, bytes_of, content_of
from aiwg.core.dataclass import dataclass, replace
from aiwg.manifest import FILE, Record

CREATE, UPDATE, ADOPT, KEEP, DELETE, FORGET = "create", "update", "adopt", "keep", "delete", "forget"
CONFLICT, EDITED, DELETED, ORPHAN = "conflict", "edited", "deleted", "orphan"

KEEP_OR_REPLACE = (
    "To keep your version, rename or exclude the artifact, or move your text into it. "
    "To replace it: aiwg deploy --force (your file is backed up). See both: aiwg diff"
)
"""The way out of a conflict with the user's own text, told once for all of them."""

TAKE = "take"
"""What `--force` makes of an edit or a conflict: an update with a backup first."""

YOUR_PART = "your part of it"
"""What the reason of a conflict begins with that keeps nothing of ours from being written."""

WRITES = (CREATE, UPDATE, DELETE)
DRIFT = (EDITED, DELETED, ORPHAN)


def decide(desired: str, recorded: str | None, actual: str | None, force: bool) -> str:
    """Return the state of something desired, from hashes; None: not recorded, or not there."""
    if actual is None:
        return CREATE if recorded is None or force else DELETED
    if actual == desired:
        return ADOPT if recorded is None else KEEP
    if actual == recorded:
        return UPDATE
    if force:
        return TAKE
    return EDITED if recorded == desired else CONFLICT


@dataclass(frozen=True, slots=True)
class Action:
    """One path of the plan.

    `notes`: settings of the user's own that a platform would need otherwise. `about`: the artifacts that a conflict is
    about, where these are not all of the file.
    `old` is what was seen, `new` what to write (None: nothing, or a deletion), `record` what the manifest will say
    (None: nothing any more). `reason` and `hint` are for a person. `unsafe`: what is in the way leads out of the scope,
    or could hang or harm whoever opens it.
    """

    action: str
    path: str
    own: str
    old: Content | None = None
    new: Content | None = None
    executable: bool = False
    mode: int | None = None
    record: Record | None = None
    reason: str = ""
    hint: str = ""
    artifacts: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    backup: bool = False
    unsafe: bool = False
    notes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def before(self) -> bytes | None:
        """Return the bytes that were seen."""
        return bytes_of(self.old)

    @property
    def after(self) -> bytes | None:
        """Return the bytes to write."""
        return bytes_of(self.new)

    @property
    def culprits(self) -> tuple[str, ...]:
        """Return the artifacts that cannot be written because of this action."""
        return self.about or self.artifacts

    @property
    def writes(self) -> bool:
        """Say whether this action changes something on disk."""
        return self.action in WRITES


def file_action(
    action: str, path: str, before: bytes | None, after: bytes | None, executable: bool = False, mode: int | None = None
) -> Action:
    """Return the action for a file that is no output of the plan, from its bytes as they are and as they should be."""
    return Action(action, path, FILE, content_of(before), content_of(after), executable, mode)


@dataclass(frozen=True, slots=True)
class Plan:
    """The actions in path order; those that need no look at the disk may stand at the end.

    A file of which some keys are in conflict has two: one writes the others. `restored` are the paths at which a user's
    deletion is taken back.
    """

    actions: tuple[Action, ...] = ()
    restored: frozenset[str] = frozenset()

    def with_more(self, actions: Iterable[Action]) -> Plan:
        """Return the plan with further actions."""
        return replace(self, actions=(*self.actions, *actions))

    def count(self, *kinds: str) -> int:
        """Return how many actions are of these kinds."""
        return sum(action.action in kinds for action in self.actions)

    def of(self, *kinds: str) -> list[Action]:
        """Return the actions of these kinds."""
        return [action for action in self.actions if action.action in kinds]

    @property
    def changes(self) -> list[Action]:
        """Return the actions that write."""
        return [action for action in self.actions if action.writes]

    @property
    def is_stuck(self) -> bool:
        """Say whether there are conflicts and nothing else to do, so that even the manifest stays as it is."""
        return bool(self.conflicts) and not self.of(*WRITES, ADOPT, FORGET)

    @property
    def conflicts(self) -> list[Action]:
        """Return the actions that stop what goes there; it waits with all that belongs to it."""
        return self.of(CONFLICT)
