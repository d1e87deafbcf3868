"""Looking at sources, mending what can be mended, and saying what is left."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from aiwg.adapter.discover import FILE as ADAPTER
from aiwg.adapter.model import Adapter
from aiwg.apply.new_files import StartingFiles
from aiwg.apply.renames import ChangedOnDiskError
from aiwg.artifact.ids import shown
from aiwg.commands.lint_paths import layers_of
from aiwg.core.changes import has_changed
from aiwg.core.dataclass import dataclass
from aiwg.core.errors import Exit, UserError
from aiwg.deployment.personal.wanted import own_layer
from aiwg.deployment.workspace import Workspace, open_workspace, recorded_sources, resolve_platforms, sources_waiting
from aiwg.findings.fix import Fix
from aiwg.findings.model import ERROR, INFO, Finding, in_order
from aiwg.lint.file import LintFile
from aiwg.lint.fixing import mended
from aiwg.lint.project import ProjectFacts
from aiwg.lint.rules import TITLES
from aiwg.lint.runner import below, load_all, look_at, standing
from aiwg.output.console import paint, say
from aiwg.output.findings import counted, fails, say_finding, say_json_findings, say_sarif
from aiwg.source.layers import BUNDLED, USER, Layer, layers_for
from aiwg.trust.external_sources import refuse_waiting

SCHEMA = "aiwg.lint-source/1"
MAX_ROUNDS = 5
"""One edit may wait for another in the same place; what is not settled by then is left to a person."""


@dataclass(frozen=True, slots=True)
class LintRequest:
    """What was asked for."""

    paths: tuple[Path, ...] = ()
    platforms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    project: Path = Path()
    scope: str = "project"
    fix: bool = False
    strict: bool = False
    as_json: bool = False
    as_sarif: bool = False
    verbose: bool = False


@dataclass(frozen=True, slots=True)
class LintResult:
    """What was found, the files, how many findings are allowed, and at how many artifacts was looked."""

    found: list[Finding]
    files: Mapping[str, LintFile]
    allowed: int
    artifacts: int

    @property
    def findings(self) -> list[Finding]:
        """The findings in order."""
        return in_order(self.found)


def run_lint(request: LintRequest) -> int:
    """Say what is wrong with the sources, or with an adapter; return the exit code."""
    adapters = [typed for typed in request.platforms if _is_adapter(typed)]
    if adapters:
        if len(request.platforms) > 1 or request.paths or request.sources or request.fix or request.as_sarif:
            raise UserError("aiwg checks an adapter only by itself.", exit=Exit.USAGE,
                            hint=f"aiwg lint --platform {adapters[0]}")  # fmt: skip
        from aiwg.commands.lint_platform import run_lint_platform

        return run_lint_platform(Path(adapters[0]), request.scope, request.as_json)
    look, wanted = _prepared(request)
    looked, files = look(), list[str]()
    for _ in range(MAX_ROUNDS if request.fix else 0):
        changed = _mend(looked)
        if not changed:
            break
        files += [file for file in changed if file not in files]
        looked = look()
    _say(request, looked, wanted, files)
    return lint_exit(looked, request.strict)


def lint_sources(project: Path) -> LintResult:
    """Return what is wrong with the usual sources of a project.

    Raises UserError like every command that opens a project, and for sources that wait for approval.
    """
    look, _ = _prepared(LintRequest(project=project))
    return look()


def _prepared(request: LintRequest) -> tuple[Callable[[], LintResult], list[Layer]]:
    """Return what looks at the sources that are asked for, again each time it is called, and their layers."""
    workspace = open_workspace(request.project, "project")
    recorded = recorded_sources(workspace)
    if not request.sources:
        refuse_waiting(sources_waiting(workspace))
    usual = layers_for(workspace.project, request.sources, workspace.config.sources, recorded, workspace.config.bundles)
    if workspace.personal.there and not request.sources:
        usual.append(own_layer(workspace.project))
    wanted = layers_of(request.paths, usual) if request.paths else _asked(usual, request)
    every = [*usual, *(layer for layer in wanted if layer not in usual)]
    platforms, chosen = _platforms(workspace, request.platforms)
    return partial(_look, request, workspace, every, wanted, platforms, chosen), wanted


def _is_adapter(typed: str) -> bool:
    """Say whether what was typed as a platform is the folder of an adapter, or a path that should be one."""
    path = Path(typed)
    return path.name == ADAPTER or (path / ADAPTER).is_file() or "/" in typed or path.is_dir()


def _asked(usual: Sequence[Layer], request: LintRequest) -> list[Layer]:
    """Return the layers to look at when no path is named: what ships with aiwg or was fetched only if it is named."""
    return [layer for layer in usual if request.sources or (layer.name != BUNDLED and layer.locked is None)]


def _platforms(workspace: Workspace, typed: Sequence[str]) -> tuple[list[Adapter], bool]:
    """Return the platforms whose limits count, and whether somebody chose them: named, else deployed to, else all."""
    registry = workspace.registry
    recorded = [name for name in workspace.state.read_manifest().platforms if name in registry.folders]
    names = list(typed) or [*recorded, *workspace.config.platforms]
    if not names:
        return registry.all(), False
    chosen = {adapter.id: adapter for name in names for adapter in resolve_platforms(workspace, name)}
    return list(chosen.values()), True


def _look(
    request: LintRequest,
    workspace: Workspace,
    every: Sequence[Layer],
    wanted: Sequence[Layer],
    platforms: Sequence[Adapter],
    chosen: bool,
) -> LintResult:
    layers = load_all(every)
    roots = [layer.root for layer in every]
    around = ProjectFacts(workspace.project, platforms, chosen, workspace.registry, layers.artifacts, roots)
    own = [layer for layer in wanted if _is_own(layer, workspace.project, request)]
    inspected = look_at(layers, wanted, own, around)
    found = below(inspected.findings, {layer.shown: layer.root for layer in wanted}, _narrower(request.paths, wanted))
    stand, allowed = standing(found, inspected.files, workspace.config.allowances)
    count = sum(len(loaded.artifacts) for layer, loaded in layers.loaded if layer in wanted)
    return LintResult(stand, inspected.files, len(allowed), count)


def _is_own(layer: Layer, project: Path, request: LintRequest) -> bool:
    """Say whether a source may be mended: it was named now, is the user's, or lies in the project.

    aiwg.yaml may have come with a clone, and must not choose what is written elsewhere.
    """
    if request.paths or request.sources or layer.name == USER:
        return True
    return Path(os.path.realpath(layer.root)).is_relative_to(os.path.realpath(project))


def _narrower(paths: Sequence[Path], wanted: Sequence[Layer]) -> list[Path]:
    """Return the paths when they are less than the whole of the sources that they lie in."""
    roots = {os.path.realpath(layer.root) for layer in wanted}
    whole = all(
        any(root == real or root.startswith(f"{real}/") for real in map(os.path.realpath, paths)) for root in roots
    )
    return [] if whole else list(paths)


def _mend(looked: LintResult) -> list[str]:
    """Mend what can be mended; return the files that changed, as messages name them.

    Raises UserError (conflict) when one changed meanwhile; of its source nothing was written then.
    """
    by_file: dict[str, list[Fix]] = {}
    for each in looked.found:
        if each.file is not None and each.fix is not None:
            by_file.setdefault(each.file, []).append(each.fix)
    by_root: dict[str, list[tuple[LintFile, bytes, bool]]] = {}
    for file, fixes in by_file.items():
        page = looked.files[file]
        after, executable = mended(page.source.data, fixes), any(fix.executable for fix in fixes)
        if after != page.source.data or executable:
            by_root.setdefault(page.root, []).append((page, after, executable))
    for root, changes in by_root.items():
        _write(Path(root), changes)
    return [page.file for changes in by_root.values() for page, _, _ in changes]


def _write(root: Path, changes: Sequence[tuple[LintFile, bytes, bool]]) -> None:
    try:
        StartingFiles(root).change_all(
            [(page.path, page.source.data, after) for page, after, _ in changes],
            {page.path for page, _, executable in changes if executable},
        )
    except (ChangedOnDiskError, FileNotFoundError) as changed:
        file = changed.args[0] if isinstance(changed, ChangedOnDiskError) and changed.args else "a file"
        message = f"{file} changed meanwhile; aiwg wrote nothing in {root}."
        raise UserError(message, exit=Exit.CONFLICT, hint="Run it again.") from None


def _say(request: LintRequest, looked: LintResult, wanted: Sequence[Layer], files: Sequence[str]) -> None:
    findings = looked.findings
    if request.as_sarif:
        say_sarif("aiwg lint", TITLES, findings, request.project, Path())
        return
    there = [layer.shown for layer in wanted if layer.root.is_dir()]
    if request.as_json:
        more = {
            "changed": has_changed(),
            "sources": there,
            "artifacts": looked.artifacts,
            "mended": list(files),
            "allowed": looked.allowed,
        }
        say_json_findings(SCHEMA, findings, **more)
        return
    for file in files:
        say(f"{paint('fixed', 'ok')}  {shown(file)}")
    told = [finding for finding in findings if request.verbose or finding.level != INFO]
    for finding in told:
        say_finding(finding, indent="")
    if told or files:
        say()
    say(_sum(looked, there, findings, len(findings) - len(told)))


def _sum(looked: LintResult, there: Sequence[str], findings: Sequence[Finding], untold: int) -> str:
    if not there:
        return "aiwg found no source here.   " + paint("aiwg init, or aiwg lint PATH", "hint")
    count = f"{looked.artifacts} artifact{'' if looked.artifacts == 1 else 's'} in {', '.join(map(shown, there))}"
    parts = [f"{counted(findings)}: {count}"]
    if looked.allowed:
        parts.append(f"{looked.allowed} accepted")
    hints = []
    if fixable := sum(finding.fixable for finding in findings):
        hints.append(f"aiwg lint --fix fixes {fixable}")
    if untold:
        hints.append(f"-v shows the note{'' if untold == 1 else 's'}")
    return "; ".join(parts) + (f"   {paint(', '.join(hints), 'hint')}" if hints else "")


def lint_exit(looked: LintResult, strict: bool) -> Exit:
    """Return the code that a check of sources ends with: the worst of its errors; 1 for warnings when strict."""
    exits = {each.exit for each in looked.found if each.level == ERROR}
    for code in (Exit.REFUSED, Exit.SOURCE, Exit.IO):
        if code in exits:
            return code
    return Exit.IO if fails(looked.findings, strict) else Exit.OK
