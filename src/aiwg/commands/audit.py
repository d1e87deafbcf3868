"""What aiwg audit looks at, and how it says what it found. It never says that something is safe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from aiwg.artifact.ids import shown
from aiwg.audit.auditor import Auditor, Stop
from aiwg.audit.executables import ALLOWED, BY_POLICY, FORBIDDEN, TYPED, WAITS, Runner, runners
from aiwg.audit.paths import audit_paths
from aiwg.audit.rules import TITLES
from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit
from aiwg.deployment.personal.plan import read_personal_sources
from aiwg.deployment.sources import layer_names, read_sources
from aiwg.findings.model import ERROR, INFO, WARNING, Finding, in_order
from aiwg.output.console import paint, say, table
from aiwg.output.findings import counted, fails, say_finding, say_json_findings, say_sarif
from aiwg.source.compose import compose
from aiwg.trust.approvals import approvals_for

SCHEMA = "aiwg.audit/1"
FEW = 4
"""How many platforms are named."""

AT_ONCE = 40
"""How many findings are told without -v, the worst first."""


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """How the result is to be said."""

    as_json: bool = False
    as_sarif: bool = False
    strict: bool = False
    verbose: bool = False


@dataclass(slots=True)
class AuditResult:
    """What was looked at, what was found, what would run, and how much was let through."""

    where: str = ""
    findings: list[Finding] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    runs: list[Runner] = field(default_factory=list)
    files: int = 0
    bytes: int = 0
    allowed: int = 0
    settled: int = 0
    consented: int = 0


def run_audit(paths: Sequence[str], sources: Sequence[str], project: Path, manner: AuditOptions) -> int:
    """Look, say what was found, and return the exit code: refused (7) when a deploy would be.

    Raises UserError for a path where nothing is, and for sources that cannot be found.
    """
    return _say_result(_of_paths(paths) if paths else audit_sources(project, sources), manner, project, Path())


def _say_result(result: AuditResult, manner: AuditOptions, *folders: Path) -> int:
    result.findings = in_order(result.findings)
    if manner.as_sarif:
        say_sarif("aiwg audit", TITLES, result.findings, *folders)
    elif manner.as_json:
        _say_json(result)
    else:
        _say(result, manner)
    return Exit.REFUSED if fails(result.findings, manner.strict) else Exit.OK


def run_audit_loaded(project: Path, platforms: Sequence[str], manner: AuditOptions) -> int:
    """Look at all that platforms read in a project, say what was found, and return the exit code.

    Raises UserError when no platform is named, recorded or detected.
    """
    from aiwg.commands.audit_loaded import audit_loaded

    loaded, adapters = audit_loaded(project, platforms)
    names = ", ".join(adapter.name for adapter in adapters[:FEW])
    more = f" and {len(adapters) - FEW} more" if len(adapters) > FEW else ""
    result = AuditResult(
        f"files that {names}{more} read here", files=loaded.files, bytes=loaded.bytes, allowed=loaded.allowed
    )
    result.findings, result.runs = loaded.findings, loaded.runs
    return _say_result(result, manner, project)


def _of_paths(paths: Sequence[str]) -> AuditResult:
    result = AuditResult(", ".join(paths))
    for _, size, audited in audit_paths(paths):
        result.files += 1
        result.bytes += size
        result.allowed += audited.allowed
        result.findings += audited.standing
    return result


def audit_sources(project: Path, explicit: Sequence[str]) -> AuditResult:
    """Return what the audit of a project's sources finds: the usual ones, or those that were named.

    Raises UserError for sources that cannot be found.
    """
    auditor = Auditor(refused=approvals_for(project).policy.refused_codes)
    sources = read_sources(project, explicit, auditor.look)
    catalog, problems = compose(sources.catalog)
    auditor.look_at_settings(catalog)
    if sources.workspace.personal.there and not explicit:
        auditor.look_at_settings(compose(read_personal_sources(sources.workspace, auditor.look).readable)[0])
    auditor.settle(sources.workspace.config.allowances)
    approvals = approvals_for(sources.workspace.project, sources.layers)
    result = AuditResult(layer_names(sources.layers), files=auditor.files, bytes=auditor.bytes, allowed=auditor.allowed)
    result.settled = auditor.settled
    result.stops = auditor.stopping(approvals.consents)
    result.consented = len(auditor.stops) - len(result.stops)
    result.findings = [*auditor.barred, *auditor.findings, *(stop.finding for stop in result.stops)]
    result.findings += [problem for problem in (*sources.problems, *problems) if problem.level == ERROR]
    result.runs = list(runners(catalog, approvals))
    return result


def _say_json(result: AuditResult) -> None:
    say_json_findings(
        SCHEMA,
        result.findings,
        files=result.files,
        bytes=result.bytes,
        runs=[run.as_json() for run in result.runs],
        waiting=sorted({run.name for run in result.runs if run.consent == WAITS} | {stop.key for stop in result.stops}),
        let_through={"allowed": result.allowed, "settled": result.settled, "consented": result.consented},
    )


def _say(result: AuditResult, manner: AuditOptions) -> None:
    size = f"{result.bytes / 1_000_000:.1f} MB" if result.bytes >= 100_000 else f"{result.bytes / 1000:.1f} kB"
    files = "1 file" if result.files == 1 else f"{result.files:,} files"
    say(f"Checked {files} ({size}): {shown(result.where)}")
    told = [finding for finding in result.findings if manner.verbose or finding.level != INFO]
    rank = {ERROR: 0, WARNING: 1}
    told.sort(key=lambda finding: rank.get(finding.level, 2))
    for finding in told if manner.verbose else told[:AT_ONCE]:
        say_finding(finding)
    left = len(result.findings) - (len(told) if manner.verbose else min(len(told), AT_ONCE))
    if left:
        say(f"  ... and {left} more: -v shows all")
    _say_stops(result.stops)
    _say_runs(result.runs)
    _say_end(result)


def _say_stops(stops: Sequence[Stop]) -> None:
    if stops:
        say(f"\n{paint('These findings stop a deploy', 'error')} until you remove or approve them:")
        rows = [[stop.key, shown(stop.finding.where())] for stop in dict.fromkeys(stops)]
        for line in table(sorted(rows)):
            say(line)
        say(f"  {paint('aiwg trust ID', 'hint')}")


def _say_runs(runs: Sequence[Runner]) -> None:
    if not runs:
        return
    say(f"\nThese would run on your machine ({len(runs)}):")
    notes = {
        WAITS: paint("not approved", "warning"),
        ALLOWED: paint("approved by you", "ok"),
        TYPED: "approved: you named its source",
        BY_POLICY: paint("approved by policy", "ok"),
        FORBIDDEN: paint("forbidden by policy", "error"),
    }
    for run in runs:
        note = f"   {notes[run.consent]}" if run.consent in notes else f"   {paint(run.layer, 'faint')}"
        say(f"\n  {paint(shown(run.name), 'ok')}   {shown(f'{run.file}:{run.line}')}{note}")
        for line in table([[what, shown(value)] for what, value in run.details], indent="    "):
            say(line)
    waiting = Counter(run.consent for run in runs)[WAITS]
    if waiting:
        say(f"\n  Not approved: {waiting}. Review with: {paint('aiwg trust', 'hint')}")


def _say_end(result: AuditResult) -> None:
    parts = [counted(result.findings)]
    if result.allowed:
        parts.append(f"{result.allowed} accepted by aiwg-allow in their lines")
    if result.settled:
        parts.append(f"{result.settled} accepted by checks in aiwg.yaml")
    if result.consented:
        parts.append(f"{result.consented} accepted by your approval: aiwg trust --list")
    say(f"\n{'   '.join(parts)}")
    say(paint("The audit cannot find everything. Review sources you don't trust.", "faint"))
