"""Looking at sources while they are read: what stops a deploy, what is told, what was let through and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aiwg.artifact.model import Artifact, Catalog
from aiwg.audit.collapse import collapsed
from aiwg.audit.names import findings_of_name
from aiwg.audit.scan import look_at_file
from aiwg.core.dataclass import dataclass, field, replace
from aiwg.core.digest import digest
from aiwg.core.errors import Exit
from aiwg.core.stat_cache import GenerationCache
from aiwg.findings.allowances import Suppression, without_settled
from aiwg.findings.model import ERROR, INFO, WARNING, Finding
from aiwg.source.reader import SourceFile
from aiwg.trust.executables import fingerprint
from aiwg.trust.policy.model import PolicyRule

KEY = "audit"
SHORT = 12
"""Hex digits of a hash that tell one finding from another of its code."""


@dataclass(frozen=True, slots=True)
class Audited:
    """What was found in one file: what stands, and how much a line of the file allows."""

    standing: tuple[Finding, ...] = ()
    allowed: int = 0


@dataclass(slots=True)
class Audits:
    """What was found before: by the name and the bytes of a file, and in an artifact that is the same object."""

    files: GenerationCache[tuple[str, bytes], Audited] = field(default_factory=GenerationCache)
    artifacts: GenerationCache[int, tuple[Artifact, tuple[Finding, ...]]] = field(default_factory=GenerationCache)

    def begin(self) -> None:
        """Begin a round: what the last one did not ask for is forgotten."""
        self.files.begin()
        self.artifacts.begin()


NO_AUDITS = Audits(GenerationCache(keeps=False), GenerationCache(keeps=False))
NOTHING = Audited()


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing that stops a deploy until the user consents to it: its finding, and the hash of what it is in."""

    finding: Finding
    hash: str

    @property
    def key(self) -> str:
        """Return the name under which consent to it is kept: it goes by content, not by path."""
        return f"{KEY}/{self.finding.code}/{self.hash[:SHORT]}"


@dataclass(slots=True)
class Auditor:
    """Is shown every file of the sources, then the catalog; collects what there is to say.

    `refused` are the codes that the policy refuses: nobody can let their findings through, which are the `barred` ones.
    """

    known: Audits = field(default_factory=Audits)
    refused: Mapping[str, PolicyRule] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    barred: list[Finding] = field(default_factory=list)
    allowed: int = 0
    settled: int = 0
    files: int = 0
    bytes: int = 0

    def look(self, file: SourceFile, shown: str) -> None:
        """Look at one file that messages call `shown`."""
        self.files += 1
        self.bytes += len(file.data)
        barring = self._barring() if self.refused else ""
        key = (f"{shown}\0{barring}" if barring else shown, file.data)
        audited = self.known.files.get(key)
        if audited is None:
            audited = audited_file(file.data, shown, file.path, barring=barring)
            self.known.files.put(key, audited)
        if audited is not NOTHING:
            self.allowed += audited.allowed
            self._take(audited.standing, digest(file.data))

    def look_at_settings(self, catalog: Catalog) -> None:
        """Look at the fields of all artifacts, behaviors composed."""
        for artifact in catalog:
            findings = self._of_settings(artifact)
            if findings:
                self._take(findings, fingerprint(artifact, catalog))

    def _of_settings(self, artifact: Artifact) -> tuple[Finding, ...]:
        known = self.known.artifacts.get(id(artifact))
        if known is None or known[0] is not artifact:
            from aiwg.audit.settings import findings_of_settings

            known = (artifact, tuple(findings_of_settings(artifact)))
            self.known.artifacts.put(id(artifact), known)
        return known[1]

    def _barring(self) -> str:
        """Return the codes that block, as one text."""
        return " ".join(sorted(code for code, rule in self.refused.items() if rule.blocks))

    def _take(self, findings: Sequence[Finding], hash: str) -> None:
        if self.refused:
            findings = [each for each in findings if not self._is_barred(each)]
        self.stops += [Stop(finding, hash) for finding in findings if finding.level == ERROR]
        self.findings += [finding for finding in findings if finding.level != ERROR]

    def _is_barred(self, finding: Finding) -> bool:
        """Take a finding that the policy refuses, as an error that nobody can let through; say whether it is one."""
        rule = self.refused.get(finding.code)
        if rule is None or not rule.blocks:
            return False
        self.barred.append(replace(finding, level=ERROR, hint=f"the policy refuses it: {rule.where}"))
        return True

    def settle(self, allowances: Sequence[Suppression]) -> None:
        """Let through what the settings of the project allow: hints and warnings, never what stops a deploy."""
        self.findings, passed = without_settled(self.findings, allowances)
        self.settled += len(passed)

    def stopping(self, consents: Mapping[str, str]) -> list[Stop]:
        """Return what stops a deploy: what the user did not consent to, as it is now."""
        return [stop for stop in self.stops if consents.get(stop.key) != stop.hash]

    def _warnings(self) -> Iterator[Finding]:
        """Yield a warning for each file in which the policy refuses something and only warns so far."""
        found = (*self.findings, *(stop.finding for stop in self.stops))
        for code, file in dict.fromkeys((each.code, each.file) for each in found):
            if (rule := self.refused.get(code)) is not None:
                message = f"the policy refuses {code}; it only warns"
                yield Finding("policy-warns", WARNING, message, file, hint=f"the rule: {rule.where}")

    def problems(self, consents: Mapping[str, str]) -> list[Finding]:
        """Return all there is to say about a deploy: what stops it as errors, then warnings, hints and what passed.

        Notes on what a page does not show are for who audits a source; most of them are comments.
        """
        stopping = self.stopping(consents)
        found = [_problem(each) for each in self.barred]
        found += [_problem(stop.finding, f"; if it belongs there: aiwg trust {stop.key}") for stop in stopping]
        found += self._warnings() if self.refused else ()
        found += [_problem(each) for each in self.findings if (each.code, each.level) != ("unseen", INFO)]
        return [*found, *let_through(self.allowed, self.settled, len(self.stops) - len(stopping))]


def audited_file(data: bytes, shown: str, path: str, settings: bool = False, barring: str = "") -> Audited:
    """Return what is found in a file at `path`, which messages call `shown`.

    What its own lines allow is left out and counted: hints and warnings, never what stops a deploy. `barring` are the
    codes of findings that stop it by policy.
    """
    names = list(findings_of_name(path, shown))
    found, uncounted = look_at_file(data, shown, settings)
    if not found and not names:
        return NOTHING
    if b"aiwg-allow:" not in data:
        return Audited(tuple(names + collapsed(found, uncounted)))
    from aiwg.findings.suppressions import allowed_in

    lines = allowed_in(data.decode("utf-8", "replace"))
    codes = barring.split()
    errors = [finding for finding in found if finding.level == ERROR or finding.code in codes]
    others = [finding for finding in found if finding.level != ERROR and finding.code not in codes]
    from aiwg.findings.suppressions import without_allowed

    standing, passed = without_allowed(others, {shown: lines})
    return Audited(tuple(names + collapsed([*errors, *standing], uncounted)), len(passed))


def let_through(allowed: int, settled: int, consented: int) -> list[Finding]:
    """Return a warning that says how much was let through, if anything was."""
    parts = [f"{allowed} by aiwg-allow in their lines"] if allowed else []
    parts += [f"{settled} by checks in aiwg.yaml"] if settled else []
    parts += [f"{consented} by your approval: aiwg trust --list"] if consented else []
    if not parts:
        return []
    count = allowed + settled + consented
    message = f"{count} finding{'s' if count != 1 else ''} of the audit accepted: {', '.join(parts)}"
    return [Finding("let-through", "warning", message)]


def _problem(finding: Finding, way_out: str = "") -> Finding:
    message = finding.message if finding.evidence is None else f"{finding.message}   {finding.evidence}"
    hint = f"{finding.hint}{way_out}"
    exit = Exit.REFUSED if finding.level == ERROR else Exit.SOURCE
    return Finding(finding.code, finding.level, message, finding.file, finding.line, hint=hint, exit=exit)
