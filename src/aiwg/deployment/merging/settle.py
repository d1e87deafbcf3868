"""Settling what a merge left: each generated file gets the record of what stands in it, so that a plan can be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aiwg.core.content import Content
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.deployment.merging.versions import MergedCommits
from aiwg.fs.tree import ABSENT, FILE, FileState
from aiwg.manifest import BLOCK, KEYS, Manifest, Record
from aiwg.manifest import FILE as FILE_OWNED
from aiwg.merge.conflicts import has_markers, lines_of, marker_of
from aiwg.merge.errors import EditRefusedError
from aiwg.plan.actions import CONFLICT, KEEP, UPDATE, WRITES, YOUR_PART, Action, Plan
from aiwg.plan.diff import Look
from aiwg.plan.manifest_check import OF_OUTPUT
from aiwg.plan.merged import Versions, form_of, settle_file
from aiwg.plan.merged_blocks import settle_block
from aiwg.plan.merged_keys import settle_keys
from aiwg.render.outputs import KeysOutput, Output

RESOLVE = "Resolve it, then run: aiwg sync"


@dataclass(frozen=True, slots=True)
class Settlement:
    """The manifest with records of what a merge left on disk.

    `texts` are those of files without the conflicts in aiwg's part: they are planned in the place of what is there.
    `reasons` say of paths why they could not be settled, `conflicts` are those in which git sees a conflict.
    """

    manifest: Manifest
    texts: Mapping[str, FileState] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()

    def looking(self, look: Look) -> Look:
        """Return what looks at the disk and sees the settled texts."""
        return lambda path: self.texts[path] if path in self.texts else look(path)

    def over(self, plan: Plan, look: Look) -> Plan:
        """Return a plan that was made for the settled texts as one for what is really there."""
        actions = [self._real(action, look) for action in plan.actions]
        return replace(plan, actions=(*actions, *self._left_to_the_user(actions, look)))

    def _left_to_the_user(self, actions: Iterable[Action], look: Look) -> Iterator[Action]:
        """Yield a conflict for each shared file in whose other part a conflict is left."""
        for action in actions:
            if action.path in self.conflicts and action.own == BLOCK and action.action != CONFLICT:
                data = action.after if action.writes else look(action.path).data
                lines = lines_of((data or b"").decode("utf-8", "replace"))
                line = next((number for number, line in enumerate(lines, 1) if marker_of(line)[0] == "<"), 0)
                if line:
                    reason = f"{YOUR_PART} has a merge conflict (line {line})"
                    yield Action(CONFLICT, action.path, BLOCK, look(action.path).content, reason=reason, hint=RESOLVE)

    def _real(self, action: Action, look: Look) -> Action:
        if action.path in self.reasons and not action.writes:
            return replace(action, action=CONFLICT, reason=self.reasons[action.path], hint=RESOLVE)
        if action.path not in self.texts or action.action == CONFLICT:
            return action
        there, settled = look(action.path), self.texts[action.path]
        if action.action in WRITES:
            return replace(action, old=there.content, action=KEEP if action.new == there.content else action.action)
        return replace(action, action=UPDATE, old=there.content, new=settled.content, reason="", hint="")


def settle_all(
    commits: MergedCommits, old: Manifest, outputs: Iterable[Output], paths: Iterable[str], look: Look
) -> Settlement:
    """Return what a merge left at these paths and at those that only some versions record, settled.

    `old` is what can be believed of the manifest on disk.
    """
    run = _Settling(commits, old, {output.path: output for output in outputs}, look)
    for path in sorted({*paths, *commits.unmerged, *commits.dropped(old)}):
        run.settle(path)
    folders = sorted({folder for each in (old, *commits.manifests) for folder in each.folders})
    manifest = replace(old, records=dict(sorted(run.records.items())), folders=folders, is_cut=True)
    return Settlement(manifest, run.texts, run.reasons, frozenset(commits.unmerged if commits.answers else paths))


@dataclass(slots=True)
class _Settling:
    """One settling under way."""

    commits: MergedCommits
    old: Manifest
    outputs: Mapping[str, Output]
    look: Look
    records: dict[str, Record] = field(default_factory=dict)
    texts: dict[str, FileState] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.records = dict(self.old.records)

    def settle(self, path: str) -> None:
        """Find out what stands at one path."""
        actual = self.look(path)
        versions = self.commits.at(path, self.old, actual.data)
        if not versions.records:
            return
        if actual.kind == ABSENT:
            if not self.commits.is_everywhere(path):  # a merge took it away, and not the user
                self.records.pop(path, None)
            return
        if actual.kind != FILE:
            return
        try:
            record = self._settled(path, actual, versions)
        except (EditRefusedError, UnicodeDecodeError, ValueError) as error:
            reason = error.reason if isinstance(error, EditRefusedError) else "it contains a merge conflict"
            self.reasons[path] = reason
            return
        if record is not None:
            self.records[path] = record

    def _settled(self, path: str, actual: FileState, versions: Versions) -> Record | None:
        own = self._own(path, versions)
        if own == FILE_OWNED:
            found = settle_file(path, actual.data, versions)
            if found is None and path in self.commits.unmerged and has_markers(actual.data.decode("utf-8", "replace")):
                raise EditRefusedError("it has a merge conflict, and one branch edited it")
        else:
            found = self._settled_part(path, actual.data.decode("utf-8"), own, versions)
        if found is None:
            return None
        data, record = found
        if data != actual.data:
            self.texts[path] = replace(actual, content=Content(data))
        is_new = own != KEYS and not record.form and record not in versions.records
        return replace(record, form=form_of(path, data, record)) if is_new else record

    def _settled_part(self, path: str, text: str, own: str, versions: Versions) -> tuple[bytes, Record] | None:
        if own == BLOCK:
            found = settle_block(text, versions)
        else:
            output = self.outputs.get(path)
            wanted = [entry.path for entry in output.entries] if isinstance(output, KeysOutput) else []
            found = settle_keys(text, versions, wanted)
        return None if found is None else (found[0].encode(), found[1])

    def _own(self, path: str, versions: Versions) -> str:
        output = self.outputs.get(path)
        own = OF_OUTPUT[type(output)] if output is not None else versions.records[0].own
        return own if versions.owned_as(own) else versions.records[0].own
