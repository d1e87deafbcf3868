"""Writing an import: one plan for the one writer, new files and settings files that grow, nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from aiwg.apply.apply import apply
from aiwg.artifact.kinds import KINDS
from aiwg.core.dataclass import dataclass, replace
from aiwg.core.digest import text_digest
from aiwg.core.errors import Exit, UserError
from aiwg.core.read import read_whole
from aiwg.deployment.existing.imported import FILE as RECORD
from aiwg.deployment.existing.imported import ImportedFile, imported_text, read_imported
from aiwg.deployment.originals.taken import is_taken, own_bytes
from aiwg.deployment.workspace import Workspace
from aiwg.fs.roots import PROJECT_FOLDER
from aiwg.importing.existing import Addition, Before, nothing_before
from aiwg.importing.model import Draft, Native
from aiwg.importing.plan import ImportPlan
from aiwg.importing.sources import path_of
from aiwg.manifest import Manifest
from aiwg.plan.actions import CREATE, UPDATE, Plan, file_action


def prefix_of(root: Path, workspace: Workspace) -> str:
    """Return a source's folder as paths of a plan begin there, with a final slash.

    Raises UserError (usage) for a folder outside the scope.
    """
    full = os.path.realpath(root)
    named = workspace.roots.named(full)
    if named is None:
        hint = "Name a folder inside the project: --into .aiwg"
        raise UserError(f"{root} is outside the project.", exit=Exit.USAGE, hint=hint)
    return f"{named}/" if named else ""


def plan_of(addition: Addition, prefix: str) -> Plan:
    """Return the plan that adds to a source below a prefix."""
    actions = [
        file_action(CREATE, f"{prefix}{each.path}", None, each.data, each.executable) for each in addition.creates
    ]
    actions += [file_action(UPDATE, f"{prefix}{path}", before, after) for path, before, after in addition.changes]
    return Plan(tuple(sorted(actions, key=lambda action: action.path)))


def with_record(plan: Plan, imported: ImportPlan, project: Path, workspace: Workspace) -> Plan:
    """Return the plan of an import that also writes down which of your files each artifact came from.

    Only the project's own source needs it: of another folder's files no platform loads anything here.
    """
    if workspace.scope != "project" or imported.wish.shown != PROJECT_FOLDER:
        return plan
    files = rows_of(imported, project, workspace)
    after = imported_text(files).encode()
    try:
        before: bytes | None = read_whole(project / RECORD)
    except OSError:
        before = None
    if not files or before == after:
        return plan
    kind = CREATE if before is None else UPDATE
    return Plan((*plan.actions, file_action(kind, RECORD, before, after)))


def rows_of(imported: ImportPlan, project: Path, workspace: Workspace) -> list[ImportedFile]:
    """Return the rows of the record of imports, with those of earlier imports and of files that were taken over."""
    root = imported.wish.root
    new = {each.path: each.data for each in imported.addition.creates}
    drafts = (*imported.addition.added, *imported.addition.there)
    recorded = workspace.state.read_manifest()
    where = SourceAndProject(root, project, recorded)
    found = [with_texts(each, draft, new, where) for draft in drafts for each in _files_of(draft)]
    again = {each.artifact for each in found}
    known = read_imported(project)
    return [
        *(
            each
            for each in known
            if each.artifact not in again or is_taken(each.path, each.artifact, recorded, project)
        ),
        *found,
    ]


def imported_before(project: Path, workspace: Workspace) -> Before:
    """Return what says which artifacts the natives of a draft became in an earlier import, if they are as they were.

    Only beside files that were taken over that counts: without these an import finds all that the earlier one did.
    """
    recorded = workspace.state.read_manifest()
    if not recorded.originals:
        return nothing_before
    rows: dict[tuple[str, str], list[ImportedFile]] = {}
    for each in read_imported(project):
        rows.setdefault((each.path, each.entry), []).append(each)

    def before(draft: Draft) -> frozenset[str]:
        found = [_rows_of_native(native, draft, rows) for native in draft.natives]
        known = [row for each in found for row in each]
        is_as_it_was = all(found) and all(_is_as_it_was(row, project, recorded) for row in known)
        return frozenset(row.artifact for row in known) if is_as_it_was else frozenset()

    return before


def _rows_of_native(
    native: Native, draft: Draft, rows: Mapping[tuple[str, str], Sequence[ImportedFile]]
) -> list[ImportedFile]:
    kind = draft.artifact.kind
    found = [row for name in native.names for row in rows.get((name, native.entry), ())]
    found += [row for name in native.names for row in rows.get((name, ""), ()) if row.value in draft.values]
    return [row for row in found if KINDS[row.artifact.partition("/")[0]].settings == KINDS[kind].settings]


def _is_as_it_was(row: ImportedFile, project: Path, recorded: Manifest) -> bool:
    text = own_bytes(project, row.path, recorded)
    return not row.text or (text is not None and text_digest(text) == row.text)


def _files_of(draft: Draft) -> Iterator[ImportedFile]:
    """Yield where a draft came from; of what held a secret no hash is kept."""
    kind = KINDS[draft.artifact.kind]
    for native in draft.natives:
        for name in native.names:
            if name.startswith(("~", "/", "..")):
                continue
            if not native.entry or kind.is_loaded or kind.entries_as == "map":
                yield ImportedFile(draft.artifact.key, name, native.entry)
            elif not draft.has_secret:
                yield from (ImportedFile(draft.artifact.key, name, "", each) for each in draft.values if each)


def write_import(plan: Plan, workspace: Workspace) -> None:
    """Carry out the plan of an import, all of it or nothing; `aiwg undo` takes it back.

    Raises UserError as apply does.
    """
    old = workspace.state.read_manifest()
    apply(plan, old, replace(old), workspace.state, workspace.claims.of)


@dataclass(frozen=True, slots=True)
class SourceAndProject:
    """Where an import writes to and reads from, and what is recorded as aiwg's there."""

    root: Path
    project: Path
    recorded: Manifest


def with_texts(each: ImportedFile, draft: Draft, new: Mapping[str, bytes], where: SourceAndProject) -> ImportedFile:
    """Return a file with the hashes of its text and of the source's, by which a later edit of either is seen.

    `new` are the files that the import writes, by their path in the source; others stand there already.
    """
    if each.entry or not KINDS[draft.artifact.kind].is_loaded:
        return each
    path = path_of(draft.artifact)
    try:
        source = new[path] if path in new else read_whole(where.root / path)
    except OSError:
        return each
    text = own_bytes(where.project, each.path, where.recorded)
    return each if text is None else replace(each, text=text_digest(text), source=text_digest(source))
