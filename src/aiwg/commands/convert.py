"""Convert: what one tool reads, written once in the form of others; nothing is recorded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from aiwg.adapter.environment import Environment
from aiwg.adapter.model import Adapter
from aiwg.apply.new_files import StartingFiles
from aiwg.artifact.model import Artifact, Catalog
from aiwg.commands.loading import records_in
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.workspace import Workspace, open_workspace
from aiwg.importing.convert import ConvertedFiles, converted
from aiwg.importing.find import Ground
from aiwg.importing.plan import ImportPlan, ImportWish, plan_import
from aiwg.loading import DiskReader, StartFolder
from aiwg.output.console import paint, say, say_json
from aiwg.render.context import Inputs
from aiwg.trust.executables import withhold

SCHEMA = "aiwg.convert/1"


@dataclass(frozen=True, slots=True)
class ConvertOptions:
    """What was typed: the project, from which platform, to which, and where to."""

    project: Path
    source: str
    targets: tuple[str, ...]
    out: Path | None = None
    dry_run: bool = False
    as_json: bool = False


def run_convert(options: ConvertOptions) -> int:
    """Write what one platform reads in the form of others; return the exit code. Nothing is overwritten."""
    workspace = open_workspace(options.project, "project")
    registry = workspace.registry
    source, targets = registry.named(options.source), [registry.named(name) for name in options.targets]
    if not targets:
        raise UserError(
            "name the platforms to convert to.", exit=Exit.USAGE, hint="aiwg convert --from claude --to codex"
        )
    plan = _imported(options, workspace, source)
    catalog, held = withhold(Catalog(draft.artifact for draft in plan.drafts), lambda artifact, known: False, {})
    rendered = converted(catalog, targets, workspace.environment, Inputs(workspace.config.models))
    files = rendered.files
    out = options.out or options.project
    there = {path for path in files if os.path.lexists(out / path)}
    if not options.dry_run:
        new = StartingFiles(out)
        for path, (text, executable) in sorted(files.items()):
            if path not in there and not new.create(path, text, executable):
                there.add(path)
    _say(options, plan, files.keys() - there, sorted(there), held, rendered)
    return Exit.CONFLICT if there else Exit.OK


def _imported(options: ConvertOptions, workspace: Workspace, source: Adapter) -> ImportPlan:
    here = StartFolder(os.path.abspath(options.project), DiskReader(), Environment.current())
    ground = Ground(here, "project", records_in(here, options.project))
    wish = ImportWish((source,), options.project / ".aiwg-convert", "")
    given = Inputs(workspace.config.models)
    return plan_import(wish, ground, given, None, workspace.registry.all)


def _say(
    options: ConvertOptions,
    plan: ImportPlan,
    written: Sequence[str] | set[str],
    there: Sequence[str],
    held: Sequence[Artifact],
    rendered: ConvertedFiles,
) -> None:
    waiting = sorted({artifact.key for artifact in held})
    lost = [each for each in rendered.deliveries if each.losses]
    if options.as_json:
        say_json(
            {
                "schema": SCHEMA,
                "changed": bool(written) if options.dry_run else has_changed(),
                "written": sorted(written) if not options.dry_run else [],
                "files": sorted(written),
                "conflicts": list(there),
                "left_out": waiting,
                "losses": [{"artifact": each.artifact, **each.as_json()} for each in lost],
            }
        )
        return
    word = "Would write" if options.dry_run else "Wrote"
    for path in sorted(written):
        say(f"  {paint('+', 'ok')} {path}")
    say(f"{word} {len(written)} file{'' if len(written) == 1 else 's'} from {len(plan.drafts)} artifacts.")
    for path in there:
        say(f"  {paint('conflict', 'error')}  {path} exists already and stays as it is")
    if waiting:
        say(f"Not converted, because they run commands or grant permissions: {', '.join(waiting[:6])}.")
        say(f"  To move them: {paint('aiwg import', 'hint')}, aiwg trust, aiwg deploy")
    if lost:
        say(f"{len(lost)} artifacts lose fields: {paint('--json', 'hint')} lists them.")
