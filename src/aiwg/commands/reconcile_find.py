"""Which deployed files were edited, and what each edit means for the artifacts they were made of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aiwg.adapter.environment import Environment
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.digest import digest
from aiwg.deployment.stages import Planned
from aiwg.importing.back.bases import both_changed
from aiwg.importing.back.entries import edited_entries
from aiwg.importing.back.hunks import PLATFORMS, Hunk, hunks_of
from aiwg.importing.back.model import SourceEdit, UnreconcilableError
from aiwg.importing.back.sections import EditedSection, body_of, edited_sections, is_empty, with_section
from aiwg.importing.back.settings import AGAIN, edit_of_entry, edited_items, edited_settings_file
from aiwg.importing.back.texts import FileReader, edited_asset, edited_file, has_new_secret, parsed_settings
from aiwg.importing.find import Ground
from aiwg.importing.native.texts import Naming
from aiwg.loading import DiskReader, StartFolder
from aiwg.manifest import BLOCK, FILE, KEYS, Record
from aiwg.plan.actions import CONFLICT, CREATE, DELETED, EDITED, Action
from aiwg.render.outputs import BlockOutput, FileOutput, KeysOutput, Output
from aiwg.source.decoding import DecodingError, decode

if TYPE_CHECKING:
    from aiwg.placement.place import Placement

BOTH = "its source changed there too; accepting the edit reverts that change"
"""Why an edit waits for a person: where nobody can tell the change of the file from that of the source."""


@dataclass(slots=True)
class Finder:
    """Finds the edits of one plan, which was made as if everything were approved: an edit runs nothing by itself.

    `merged` are the texts of files and blocks with what their sources changed meanwhile. To see whether a later plan
    writes them, they are `expected` there.
    """

    planned: Planned
    project: Path
    expected: Mapping[str, str] | None = None
    merged: dict[str, str] = field(default_factory=dict)

    def edits(self) -> list[SourceEdit]:
        """Return what a person edited in files that the manifest says aiwg wrote, by path."""
        planned = self.planned
        outputs = {output.path: output for output in (*planned.outputs, *planned.in_conflict)}
        found: list[SourceEdit] = []
        for action in {each.path: each for each in reversed(planned.plan.actions)}.values():
            output, record = outputs.get(action.path), planned.old.records.get(action.path)
            if output is None or record is None or not output.artifacts:
                continue
            try:
                found += self._edits_of(action, output, record)
            except UnreconcilableError as error:
                found.append(SourceEdit(action.path, ", ".join(action.artifacts), reason=str(error), way=error.way))
        reasons = {(each.path, each.artifact, each.reason): each for each in found if each.reason}
        listed = [*(each for each in found if not each.reason), *reasons.values()]
        return sorted(listed, key=lambda each: (each.path, each.artifact, each.entry))

    def _edits_of(self, action: Action, output: Output, record: Record) -> Iterator[SourceEdit]:
        if isinstance(output, KeysOutput) and record.own == KEYS and action.action != CREATE:
            yield from self._of_keys(output, record)
        elif action.action == DELETED:
            yield self._removed_file(output)
        elif action.action in (EDITED, CONFLICT) and action.before is not None:
            text = _text(action.before, action.path)
            if isinstance(output, FileOutput) and record.own == FILE and not _is_as_written(action.before, record):
                yield from self._of_file(output, record, action.before, text)
            elif isinstance(output, BlockOutput) and record.own == BLOCK:
                yield from self._of_block(output, record, text)

    def _named(self, name: str) -> list[Artifact]:
        """Return the artifacts that a person knows by a name: of a behavior its skill, then its hooks."""
        artifact = self.planned.catalog.get(name)
        if artifact is not None:
            return [artifact]
        found = [each for each in self.planned.catalog if each.named == name]
        return sorted(found, key=lambda each: not KINDS[each.kind].is_loaded)

    def _one(self, artifacts: Sequence[str], path: str) -> Artifact:
        found = self._named(artifacts[0]) if len(artifacts) == 1 else []
        if not found and not any(name.partition("/")[0] in KINDS for name in artifacts):
            raise UnreconcilableError(f"{path} contains no text of a source: aiwg generates it", AGAIN)
        if not found:
            named = " and ".join(artifacts[:3])
            raise UnreconcilableError(f"aiwg makes {path} from {named}", f"Edit their sources. {AGAIN}")
        return found[0]

    def _of_file(self, output: FileOutput, record: Record, data: bytes, actual: str) -> Iterator[SourceEdit]:
        path = output.path
        if output.items is not None:
            yield from edited_items(output, actual, self._placements(), self.planned.catalog.get)
            return
        artifact = self._one(output.artifacts, path)
        changed = edited_asset(artifact, output, data)
        if changed is not None:
            if has_new_secret(output.data, data):
                raise UnreconcilableError(
                    f"{path} contains a secret now, and aiwg copies no secrets", "Remove the secret."
                )
            yield SourceEdit(path, artifact.key, hunks_of(artifact, changed))
            return
        desired = _text(output.data, path)
        merged, doubt = self._with_source(path, desired, actual, record)
        if KINDS[artifact.kind].rendering in ("section", "file", "file-or-entry"):
            changed = edited_file(artifact, self._reader(output), (desired, merged), self._inside(path))
        else:
            changed = edited_settings_file(artifact, self._placements(), (desired, merged), path)
        hunks = hunks_of(artifact, changed)
        if not hunks and record.sha256 != digest(output.data):
            yield SourceEdit(path, artifact.key, respelled=(data, output.data))
            return
        yield SourceEdit(path, artifact.key, hunks, doubt=doubt)

    def _with_source(self, path: str, desired: str, actual: str, record: Record) -> tuple[str, str]:
        """Return an edited text with what its source changed since it was written, and why that is not certain."""
        doubt = ""
        if self.expected is not None:
            actual = self.expected.get(path, actual)
        elif record.sha256 != digest(desired.encode("utf-8", "surrogatepass")):
            both = both_changed(desired, actual, record.sha256)
            actual, doubt = (both.merged, "") if both else (actual, BOTH)
        self.merged[path] = actual
        return actual, doubt

    def _reader(self, output: FileOutput) -> FileReader:
        start = os.path.abspath(self.project)
        package = self._package(output.path)
        here = StartFolder(f"{start}/{package}" if package else start, DiskReader(), Environment.current())
        adapters = [adapter for adapter in self.planned.adapters if adapter.id in output.platforms]
        return FileReader(adapters, Ground(here, "project", {}), Naming(self.planned.workspace.config.models))

    def _package(self, path: str) -> str:
        packages = self.planned.loaded.packages
        folders = packages.folders if packages is not None else ()
        return max((folder for folder in folders if path.startswith(f"{folder}/")), key=len, default="")

    def _inside(self, path: str) -> str:
        package = self._package(path)
        return path[len(package) + 1 :] if package else path

    def _placements(self) -> Sequence[Placement]:
        return self.planned.placed.placements.placements

    def _of_block(self, output: BlockOutput, record: Record, text: str) -> Iterator[SourceEdit]:
        body, desired = body_of(text, output.style, output.path), output.body
        if digest(body.encode()) == record.sha256:
            return
        body, doubt = self._with_source(output.path, desired, body, record)
        if has_new_secret(desired.encode(), body.encode()):
            raise UnreconcilableError(
                f"{output.path} contains a secret now, and aiwg copies no secrets", "Remove the secret."
            )
        for section in edited_sections(output, body):
            try:
                yield self._of_section(output, section, doubt)
            except UnreconcilableError as error:
                yield SourceEdit(output.path, section.artifact, reason=str(error), way=error.way)

    def _of_section(self, output: BlockOutput, section: EditedSection, doubt: str) -> SourceEdit:
        if section.why:
            raise UnreconcilableError(section.why, f"Edit their sources. {AGAIN}")
        artifact = self._one((section.artifact,), output.path)
        if is_empty(artifact, section.before, section.after):
            return self._left_out(
                SourceEdit(output.path, artifact.key, removed=True, doubt=doubt), sorted(output.platforms)
            )
        changed = with_section(artifact, section.before, section.after)
        return SourceEdit(output.path, artifact.key, hunks_of(artifact, changed), doubt=doubt)

    def _removed_file(self, output: Output) -> SourceEdit:
        """Return what a deleted file means: its artifact is left out there, where it is one and all of it."""
        path = output.path
        if len(output.artifacts) != 1:
            reason = f"you deleted aiwg's part of {path}, which contains {len(output.artifacts)} artifacts"
            raise UnreconcilableError(reason, "To write it again: aiwg deploy --force.")
        artifact = self._one(output.artifacts, path)
        if isinstance(output, FileOutput) and edited_asset(artifact, output, b"") is not None:
            raise UnreconcilableError(
                f"you deleted {path}, which belongs to {artifact.key}", f"Delete it next to {artifact.origin.file} too."
            )
        return self._left_out(SourceEdit(path, artifact.key, removed=True), sorted(output.platforms))

    def _left_out(self, edit: SourceEdit, platforms: Sequence[str]) -> SourceEdit:
        """Return the edit that leaves an artifact out on some platforms. Raises UnreconcilableError."""
        artifact = self._one((edit.artifact,), edit.path)
        if artifact.kind == "ignore":
            way = "To write it again: aiwg deploy --force. To remove it everywhere: delete its source."
            raise UnreconcilableError(f"an ignore list has no `platforms:` to exclude {edit.path}", way)
        rest = tuple(name for name in artifact.include if name not in platforms)
        others = [id for id in platforms if id not in artifact.include]
        after = rest, tuple(dict.fromkeys((*artifact.exclude, *others)))
        return replace(edit, hunks=(Hunk(PLATFORMS, "platforms", (artifact.include, artifact.exclude), after),))

    def _of_keys(self, output: KeysOutput, record: Record) -> Iterator[SourceEdit]:
        path, naming = output.path, Naming(self.planned.workspace.config.models)
        document = parsed_settings(self.project / path, output.format, path)
        for each in edited_entries(output, record, document):
            found = self._named(each.key.artifacts[0]) if len(each.key.artifacts) == 1 else []
            if not found:
                continue
            artifact = found[0]
            try:
                artifact = self._of_kind_there(found, each.key.path)
                edit = edit_of_entry(each, artifact, self._placements(), naming, path)
                yield self._left_out(edit, sorted(each.key.platforms)) if edit.removed else edit
            except UnreconcilableError as error:
                yield SourceEdit(path, artifact.key, reason=str(error), way=error.way)

    def _of_kind_there(self, found: Sequence[Artifact], path: object) -> Artifact:
        artifact = found[-1]
        if artifact.composed_from:
            raise UnreconcilableError(
                f"it comes from {artifact.composed_from}, which contains all its hooks",
                f"Edit {artifact.origin.file}.",
            )
        return artifact


def _is_as_written(data: bytes, record: Record) -> bool:
    return digest(data) == record.sha256 or digest(data.replace(b"\r\n", b"\n")) == record.sha256


def _text(data: bytes, path: str) -> str:
    try:
        return decode(data)[0]
    except DecodingError as error:
        raise UnreconcilableError(f"{path} {error}", f"Save {path} as UTF-8, then run this again.") from None
