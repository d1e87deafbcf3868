"""The parts of edits that were taken, as one plan for the one writer: source files, and what the manifest says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact, Catalog
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.digest import digest
from aiwg.core.read import read_whole
from aiwg.deployment.plan_changes import plan_changes
from aiwg.deployment.render_outputs import place_artifacts, render_outputs
from aiwg.deployment.stages import Planned
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.importing.back.choices import HunkChoice, is_whole, taken_of
from aiwg.importing.back.hunks import Hunk, HunkMisfitError, with_hunks
from aiwg.importing.back.model import SourceEdit, UnreconcilableError
from aiwg.importing.back.records import settled_record
from aiwg.importing.back.write import written
from aiwg.importing.sources import path_of
from aiwg.manifest import Manifest
from aiwg.plan.actions import CREATE, UPDATE, Action, Plan, file_action
from aiwg.source.layers import BUNDLED, PROJECT, Layer, load_layers
from aiwg.trust.approvals import approvals_for
from aiwg.trust.executables import needs_consent

HERE = "."
VENDORED = f"{PROJECT_FOLDER}/vendor"
"""Where the text of fetched sources lies in a project: aiwg writes it, and nobody else."""


@dataclass(frozen=True, slots=True)
class Home:
    """The source file that an artifact is written to: its path, and the file it is copied from, if it is a copy.

    `original` is that file on the disk; None where the artifact has another name there.
    """

    folder: str
    inside: str
    copied_from: str = ""
    original: Path | None = None

    @property
    def path(self) -> str:
        """Return the path in the project."""
        return self.inside if self.folder == HERE else f"{self.folder}/{self.inside}"


@dataclass(slots=True)
class SourceChanges:
    """What some edits make of the sources. `homes` are by artifact, `refused` are reasons by artifact."""

    before: dict[str, bytes | None] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    executable: set[str] = field(default_factory=set)
    homes: dict[str, Home] = field(default_factory=dict)
    catalog: dict[str, Artifact] = field(default_factory=dict)
    refused: dict[str, UnreconcilableError] = field(default_factory=dict)

    def actions(self) -> list[Action]:
        """Return the actions that write the sources."""
        return [
            file_action(
                CREATE if self.before[path] is None else UPDATE, path, self.before[path], data, path in self.executable
            )
            for path, data in sorted(self.after.items())
            if data != self.before[path]
        ]  # fmt: skip


@dataclass(slots=True)
class SourceWriter:
    """Writes artifacts back into the sources of one plan. `pristine` are they as the sources hold them."""

    planned: Planned
    project: Path
    pristine: Catalog

    @classmethod
    def of(cls, planned: Planned, project: Path) -> SourceWriter:
        """Return the writer for a plan."""
        loaded = planned.loaded
        read = load_layers(loaded.layers, project, loaded.workspace.config.exclude, None, loaded.caches.sources)
        return cls(planned, project, read.readable)

    def changes(self, choices: Sequence[HunkChoice]) -> SourceChanges:
        """Return what the parts that were taken make of the sources."""
        result = SourceChanges()
        for key in dict.fromkeys(choice.artifact for choice in choices if choice.is_taken):
            try:
                self._write(key, taken_of(choices, key), result)
            except HunkMisfitError as error:
                file = self.planned.catalog.get(key)
                where = file.origin.file if file else key
                result.refused[key] = UnreconcilableError(
                    f"{error}, or aiwg.yaml overrides it", f"Edit {where} or aiwg.yaml."
                )
            except UnreconcilableError as error:
                result.refused[key] = error
        return result

    def _write(self, key: str, hunks: Sequence[Hunk], result: SourceChanges) -> None:
        shown = self.planned.catalog.get(key)
        own = self.pristine.get(shown.named) if shown is not None else None
        if shown is None or own is None:
            where = shown.origin.file if shown is not None else key
            raise UnreconcilableError(f"aiwg generates it from {where}", f"Edit {where}.")
        after = with_hunks(own, hunks)
        home = self.home_of(own)
        self._put(own, after, home, result)
        result.homes[key] = home
        changed = with_hunks(shown, hunks)
        result.catalog[key] = (
            changed.with_(origin=replace(changed.origin, layer=PROJECT, root="")) if home.copied_from else changed
        )

    def home_of(self, artifact: Artifact) -> Home:
        """Return where an artifact is written: in place where its source may be written, else as a copy."""
        kind = KINDS[artifact.kind]
        layer = next((each for each in self.planned.loaded.layers if _holds(each, artifact)), None)
        if layer is None:
            raise UnreconcilableError(f"aiwg generates it from {artifact.origin.file}", f"Edit {artifact.origin.file}.")
        inside = artifact.origin.path or kind.settings or kind.single
        folder = self.writable(layer)
        if folder:
            return Home(folder, inside)
        target = next((name for each in reversed(self.planned.loaded.layers) if (name := self.writable(each))), "")
        if not target:
            raise UnreconcilableError(
                f"{artifact.origin.file} is in a source that aiwg does not change",
                f"Add `project` to `sources:` in aiwg.yaml, or run: aiwg new {artifact.kind} {artifact.id} --copy",
            )
        known = layer.root / inside if kind.settings or inside == path_of(artifact) else None
        return Home(target, inside if kind.settings else path_of(artifact), artifact.origin.file, known)

    def writable(self, layer: Layer) -> str:
        """Return the folder of a source as paths of a plan begin there, empty for a source that is not this project's.

        The bundled source, the user's own and fetched ones are shared with other projects.
        """
        root = os.path.realpath(layer.root)
        named = HERE if root == os.path.realpath(self.project) else self.planned.workspace.roots.named(root)
        if layer.name == BUNDLED or layer.locked is not None or named is None or _renames(layer):
            return ""
        return "" if named == VENDORED or named.startswith(f"{VENDORED}/") else named

    def _put(self, before: Artifact, after: Artifact, home: Home, result: SourceChanges) -> None:
        data = result.after.get(home.path)
        if home.path not in result.before:
            result.before[home.path] = self._read(home.path)
            data = result.before[home.path]
        base = data
        if home.copied_from and not KINDS[after.kind].settings:
            if data is not None:
                raise UnreconcilableError(f"{home.path} exists already", f"Move your edit into {home.path}.")
            base = None if home.original is None else read_whole(home.original)
        result.after[home.path] = written(base, home.path, before, after)
        known = {asset.path: asset for asset in before.assets}
        for asset in after.assets:
            if home.copied_from or known[asset.path] != asset:
                path = f"{home.path.rpartition('/')[0]}/{asset.path}"
                result.before[path], result.after[path] = self._read(path), asset.data
                if asset.executable:
                    result.executable.add(path)

    def _read(self, path: str) -> bytes | None:
        try:
            return read_whole(self.project / path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreconcilableError(f"aiwg cannot read {path}: {error.strerror}", "") from None

    def planned_with(self, changes: SourceChanges) -> Planned:
        """Return the plan that the changed sources would have; nothing is written.

        Raises UserError where they would be refused.
        """
        loaded = self.planned.loaded
        catalog = Catalog([*loaded.catalog, *changes.catalog.values()])
        old = {key for key, artifact in changes.catalog.items() if artifact.key != key}
        catalog = Catalog(each for each in catalog if each.key not in old)
        return plan_changes(render_outputs(place_artifacts(replace(loaded, catalog=catalog))))


def _renames(layer: Layer) -> bool:
    """Say whether artifacts of a source have other names in this project than in their files."""
    return layer.declared is not None and bool(layer.declared.choice.rename)


def _holds(layer: Layer, artifact: Artifact) -> bool:
    """Say whether an artifact comes from a source, by the file that it was read from."""
    return artifact.origin.file.startswith(f"{layer.shown}/") and artifact.origin.layer == layer.name


def whole_plan(
    changes: SourceChanges, edits: Iterable[SourceEdit], choices: Sequence[HunkChoice], then: Planned, old: Manifest
) -> tuple[Plan, Manifest]:
    """Return the plan that writes the sources, and the manifest beside it.

    What is taken as a whole counts as written by aiwg: the next sync brings it to the form that the source has. Of what
    is taken in part, the rest stays an edit of the user's.
    """
    outputs = {output.path: output for output in (*then.outputs, *then.in_conflict)}
    records = dict(old.records)
    by_path: dict[str, list[SourceEdit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    seen: Mapping[str, bytes] = {
        action.path: action.before for action in then.plan.actions if action.before is not None
    }
    for path, own in by_path.items():
        taken = [each for each in own if any(choice.is_taken for choice in choices if each in choice.edits)]
        if path in records and taken:
            whole = {id(each) for each in taken if is_whole(each, choices)}
            parts = [(each, id(each) in whole) for each in own]
            records[path] = settled_record(records[path], parts, outputs.get(path), seen.get(path))
    actions = changes.actions()
    for edit in (each for own in by_path.values() for each in own if each.respelled is not None):
        there, wanted = edit.respelled or (b"", b"")
        actions.append(replace(file_action(UPDATE, edit.path, there, wanted), backup=True))
        records[edit.path] = replace(records[edit.path], sha256=digest(wanted), form="")
    return Plan(tuple(sorted(actions, key=lambda action: action.path))), replace(old, records=records)


def waiting(then: Planned | None, written: Sequence[Artifact], project: Path) -> Sequence[str]:
    """Return the artifacts that were written and run something that nobody approved here as it is now."""
    if then is None:
        return []
    keys, approvals = {artifact.key for artifact in written}, approvals_for(project)
    return [
        artifact.key
        for artifact in then.catalog
        if artifact.key in keys and needs_consent(artifact) and not approvals.covers(artifact, then.catalog)
    ]
