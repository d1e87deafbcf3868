"""What a plan leaves as it is: all outputs of one artifact, or a file that several share, are written together or not.

An artifact that cannot be deployed now keeps what was deployed of it. A file that it shares with others cannot be
written without it, so the others wait too, if they would change there; with them wait all their other files.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

from aiwg.core.dataclass import dataclass, field, replace
from aiwg.fs.tree import ABSENT, FILE, FileState
from aiwg.manifest import BLOCK, KEYS, KeyRecord, Manifest, Record
from aiwg.manifest import FILE as FILE_OWNED
from aiwg.merge import block
from aiwg.merge.errors import EditRefusedError
from aiwg.plan.actions import DELETE, DELETED, EDITED, FORGET, KEEP, ORPHAN, Action, Plan
from aiwg.plan.diff import Look
from aiwg.plan.files import known_again, ours
from aiwg.render.outputs import BlockOutput, FileOutput, KeysOutput, Output


@dataclass(slots=True)
class HeldBack:
    """What is left to plan, and what stays as it is: records of whole files, and of single keys, by path.

    `waiting` are artifacts that could be deployed, each with the file for which it has to wait.
    """

    outputs: list[Output]
    manifest: Manifest
    files: dict[str, Record] = field(default_factory=dict)
    keys: dict[str, tuple[KeyRecord, ...]] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    stay: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()

    def added_to(self, plan: Plan, old: Manifest, look: Look) -> Plan:
        """Return a plan of the rest, in path order, with what stays as it is."""
        if not self.keys and not self.files:
            return plan
        actions = [
            self._with_keys(action, old.records[action.path]) if action.path in self.keys else action
            for action in plan.actions
        ]
        actions += [_kept(path, record, look(path)) for path, record in self.files.items()]
        return replace(plan, actions=tuple(sorted(actions, key=lambda action: action.path)))

    def _with_keys(self, action: Action, old: Record) -> Action:
        """Return the action for a file in which some keys stay as they are, and so does their record."""
        staying = self.keys[action.path]
        if action.action == DELETE:
            return action  # the user took them away, and with them all that was left
        base = action.record if action.record is not None and action.record.own == KEYS else old.with_keys(())
        new = {_identity(key.path): key for key in base.keys}
        known = {_identity(key.path): key for key in old.keys}
        keys = [
            self._owned(new.pop(name), key) if name in new else key
            for name, key in known.items()
            if name in new or key in staying
        ]
        keys += new.values()
        record = replace(
            base.with_keys(keys),
            artifacts=tuple(sorted({*base.artifacts, *(name for key in keys for name in key.artifacts)})),
            platforms=tuple(sorted({*base.platforms, *(name for key in staying for name in key.platforms)})),
            created=old.created,
        )
        kind = KEEP if action.action in (FORGET, ORPHAN) else action.action
        return replace(action, action=kind, record=record)

    def _owned(self, new: KeyRecord, old: KeyRecord) -> KeyRecord:
        """Return the record of a key that one of those that stay wanted, too."""
        stay = self.stay.intersection(old.artifacts)
        if not stay:
            return new
        platforms = {*new.platforms, *self.platforms.intersection(old.platforms)}
        return replace(new, artifacts=tuple(sorted({*new.artifacts, *stay})), platforms=tuple(sorted(platforms)))


def hold(
    artifacts: Collection[str],
    waiting: Mapping[str, str],
    outputs: Iterable[Output],
    old: Manifest,
    platforms: Collection[str],
    look: Look,
) -> HeldBack:
    """Return what stays as it is so that nothing changes that was deployed of some artifacts, and the rest.

    `waiting` are others that wait for them, each with why. What only platforms read that are not served any more does
    not stay.
    """
    listed = list(outputs)
    if not artifacts:
        return HeldBack(listed, old)
    desired = {output.path: output for output in listed}
    run = _Holding({*artifacts, *waiting}, desired, old, frozenset(platforms), look, {}, dict(waiting))
    while run.grow():
        pass
    return run.held()


@dataclass(slots=True)
class _Holding:
    """Finding out, round after round, what waits for what. `stay` are the artifacts of which nothing changes."""

    stay: set[str]
    desired: Mapping[str, Output]
    old: Manifest
    platforms: frozenset[str]
    look: Look
    files: dict[str, Record] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)

    def grow(self) -> bool:
        """Keep the files in which something stays, and let those wait that would change there; say if any do."""
        before = len(self.stay)
        for path, record in self.old.records.items():
            if path in self.files or self.stay.isdisjoint(record.artifacts):
                continue
            output = self.desired.get(path)
            read_by = tuple(name for name in record.platforms if name in self.platforms)
            if _is_keys(record, output) or (not read_by and output is None):
                continue
            also = {*read_by, *output.platforms} if output else read_by
            self.files[path] = replace(record, platforms=tuple(sorted(also)))
            for artifact in self._changing(record, output):
                if artifact not in self.stay:
                    self.stay.add(artifact)
                    self.waiting[artifact] = path
        return len(self.stay) > before

    def _changing(self, record: Record, output: Output | None) -> Iterable[str]:
        """Return the artifacts that would change in a file if it were written."""
        if isinstance(output, FileOutput) and record.own == FILE_OWNED:
            same = output.content.sha256 == record.sha256 and output.executable == record.executable
            return () if same else (*record.artifacts, *output.artifacts)
        if isinstance(output, BlockOutput) and record.own == BLOCK:
            text = self._block(output.path, record)
            same_there = {name for name, section in output.sections.items() if _is_part(section.text, text, record)}
            return [name for name in {*record.artifacts, *output.sections} if name not in same_there]
        return (*record.artifacts, *(output.artifacts if output else ()))

    def _block(self, path: str, record: Record) -> str:
        actual = self.look(path)
        try:
            found = block.find(actual.data.decode("utf-8"), record.style) if actual.kind == FILE else None
        except (EditRefusedError, UnicodeDecodeError):
            return ""
        return found.body if found else ""

    def held(self) -> HeldBack:
        """Return what stays, and what is left to plan."""
        records = {path: record for path, record in self.old.records.items() if path not in self.files}
        keys = dict[str, tuple[KeyRecord, ...]]()
        outputs = [left for output in self.desired.values() if (left := self._left(output)) is not None]
        wanted = {output.path: output for output in outputs if isinstance(output, KeysOutput)}
        for path, record in records.items():
            if record.own != KEYS or self.stay.isdisjoint(record.artifacts):
                continue
            keys[path] = staying = self._staying_keys(record, wanted.get(path))
            if staying:
                records[path] = record.with_keys(key for key in record.keys if key not in staying)
        rest = replace(self.old, records=records)
        return HeldBack(outputs, rest, self.files, keys, self.waiting, frozenset(self.stay), self.platforms)

    def _left(self, output: Output) -> Output | None:
        """Return what is left of an output without what waits; None when that is nothing."""
        if output.path in self.files:
            return None
        if self.stay.isdisjoint(output.artifacts):
            return output
        if isinstance(output, FileOutput):
            return None if self.stay.issuperset(output.artifacts) else output
        if isinstance(output, BlockOutput):
            sections = {name: section for name, section in output.sections.items() if name not in self.stay}
            return replace(output, sections=sections) if sections else None
        entries = [entry for entry in output.entries if not self.stay.issuperset(entry.artifacts)]
        return replace(output, entries=entries) if entries else None

    def _staying_keys(self, record: Record, output: KeysOutput | None) -> tuple[KeyRecord, ...]:
        from aiwg.merge.key_paths import encode_path

        wanted = {_identity(encode_path(entry.path)) for entry in output.entries} if output else set()
        return tuple(
            key
            for key in record.keys
            if not self.stay.isdisjoint(key.artifacts)
            and not self.platforms.isdisjoint(key.platforms)
            and _identity(key.path) not in wanted
        )


def with_records_of(platforms: Collection[str], plan: Plan, old: Manifest) -> Plan:
    """Return a plan in which what some platforms alone had stays, and they stay among the readers of the rest."""
    if not platforms:
        return plan
    actions = []
    for action in plan.actions:
        record = old.records.get(action.path)
        readers = set(platforms).intersection(record.platforms) if record is not None else set()
        if record is not None and readers and action.record is None:
            action = replace(action, action=KEEP, new=None, record=record, reason="", hint="", backup=False)
        elif readers and action.record is not None:
            names = tuple(sorted({*action.record.platforms, *readers}))
            action = replace(action, record=replace(action.record, platforms=names))
        actions.append(action)
    return replace(plan, actions=tuple(actions))


def _is_keys(record: Record, output: Output | None) -> bool:
    """Say whether a file is shared key by key, before and now: then its keys stay one by one."""
    return record.own == KEYS and (output is None or isinstance(output, KeysOutput))


def _identity(path: Iterable[object]) -> str:
    return json.dumps(list(path), sort_keys=True, ensure_ascii=False)


def _is_part(text: str, body: str, record: Record) -> bool:
    between = "\n\n" if record.style == "html" else "\n"
    return f"{between}{text}{between}" in f"{between}{body.rstrip()}{between}"


def _says_ours(path: str, data: bytes, record: Record) -> bool:
    return ours(data, record) or known_again(path, data, record)


def _kept(path: str, record: Record, actual: FileState) -> Action:
    """Return the action for a file that stays as it is, whatever the user made of it."""
    kind = KEEP
    if record.own == FILE_OWNED and actual.kind == ABSENT:
        kind = DELETED
    elif record.own == FILE_OWNED and not (actual.kind == FILE and _says_ours(path, actual.data, record)):
        kind = EDITED
    before = actual.content if actual.kind == FILE else None
    reason = {KEEP: "", DELETED: "you deleted it", EDITED: "you edited it"}[kind]
    return Action(
        kind, path, record.own, before, before, actual.executable, actual.mode or None, record, reason,
        artifacts=record.artifacts, platforms=record.platforms,
    )  # fmt: skip
