"""A policy: all files of it hold together, so the strictest of them wins; nothing here reads a file."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from aiwg.core.dataclass import dataclass, field
from aiwg.core.errors import Exit, UserError
from aiwg.source.provenance import COMMIT, TAG, Provenance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.findings.model import Finding
    from aiwg.trust.policy.addresses import Address, SourcePattern

BLOCK, WARN = "block", "warn"


class PolicyError(UserError):
    """A policy that cannot be read or is not valid: nothing may be deployed until somebody repairs it."""

    def __init__(self, message: str, hint: str | None, problems: Sequence[Finding] = ()) -> None:
        super().__init__(message, exit=Exit.REFUSED, hint=hint, problems=problems)


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One entry of a policy file: the line it stands on, and whether it blocks or only warns."""

    file: str
    line: int
    blocks: bool = True

    @property
    def where(self) -> str:
        """Return `file:line`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One thing that a policy does not accept, and the rule that says so."""

    message: str
    rule: PolicyRule


@dataclass(frozen=True, slots=True)
class SourceRule:
    """What a policy says of sources: patterns of one list, on one line."""

    rule: PolicyRule
    pattern: SourcePattern


@dataclass(frozen=True, slots=True)
class ArtifactRule:
    """What may, or must not, run: artifacts by `kind/id`, from where, signed by whom, with which hash; empty: any."""

    rule: PolicyRule
    artifacts: tuple[str, ...]
    sources: tuple[SourcePattern, ...] = ()
    signers: frozenset[str] | None = None
    hash: str = ""

    def is_about(self, names: Iterable[str]) -> bool:
        """Say whether an artifact that is called so is meant."""
        return any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in self.artifacts)


@dataclass(frozen=True, slots=True)
class SignatureRule:
    """The keys of which one must have signed each fetched source."""

    rule: PolicyRule
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One policy file: its owner, what it restricts, what it approves. `ignored`: why its approvals do not hold."""

    path: str
    role: str
    owner: int
    mode: str = BLOCK
    allowed: tuple[SourceRule, ...] | None = None
    allow_rule: PolicyRule | None = None
    denied: tuple[SourceRule, ...] = ()
    required: tuple[SourceRule, ...] = ()
    pinned: tuple[str, PolicyRule] | None = None
    signed: SignatureRule | None = None
    signer_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    approvals: tuple[ArtifactRule, ...] = ()
    denials: tuple[ArtifactRule, ...] = ()
    refused_codes: Mapping[str, PolicyRule] = field(default_factory=dict)
    ignored: str = ""

    @property
    def sources(self) -> Iterator[str]:
        """Yield what the file says of sources, for people."""
        yield from (f"deny {each.pattern.text}" for each in self.denied)
        yield from (f"allow {each.pattern.text}" for each in self.allowed or ())
        yield from (f"require {each.pattern.text}" for each in self.required)
        if self.pinned:
            yield f"pinned: {self.pinned[0]}"
        if self.signed:
            yield "signed"


@dataclass(frozen=True)
class Policy:
    """All policy files that hold for this user here. `looked` are the paths whose change may change it."""

    files: tuple[PolicyFile, ...] = ()
    looked: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files)

    def check_source(self, source: Provenance) -> list[PolicyProblem]:
        """Return what the policy does not accept about a source; nothing when it may be used."""
        pins = (problem for file in self.files for problem in _unproved(source, file))
        return [*self.check_address(source), *pins]

    def check_address(self, source: Provenance) -> list[PolicyProblem]:
        """Return what the policy does not accept about where a source lies, before anything of it is known."""
        return [problem for file in self.files for problem in _misplaced(source, file)]

    def check_required(self, sources: Sequence[Provenance]) -> list[PolicyProblem]:
        """Return a problem for each source that the policy requires and that is not among these."""
        return [
            PolicyProblem(f"the policy requires the source {each.pattern.text}", each.rule)
            for file in self.files
            for each in file.required
            if not any(_is_one_of(source, [each.pattern]) for source in sources)
        ]

    def approval_of(self, names: Iterable[str], hash: str, source: Provenance) -> PolicyRule | None:
        """Return the rule that approves something that can run, by what it is called, its hash and its source."""
        known = tuple(names)
        listed = (rule for file in self.files if not file.ignored for rule in file.approvals)
        return next((each.rule for each in listed if each.is_about(known) and _approves(each, hash, source)), None)

    def approves_some_of(self, source: Provenance) -> bool:
        """Say whether an approval names a source: reading it is approved with what it runs."""
        listed = (rule for file in self.files if not file.ignored for rule in file.approvals)
        return any(rule.sources and rule.signers is None and _is_one_of(source, rule.sources) for rule in listed)

    def denials_of(self, names: Iterable[str], source: Provenance) -> list[PolicyRule]:
        """Return the rules that deny something that can run, those that block first."""
        known = tuple(names)
        listed = [each.rule for each in self._denials if each.is_about(known) and _is_denied(source, each.sources)]
        return sorted(listed, key=lambda rule: not rule.blocks)

    @cached_property
    def _denials(self) -> tuple[ArtifactRule, ...]:
        return tuple(rule for file in self.files for rule in file.denials)

    @property
    def denies_some(self) -> bool:
        """Say whether the policy denies anything that can run."""
        return bool(self._denials)

    @cached_property
    def refused_codes(self) -> Mapping[str, PolicyRule]:
        """Return the codes of audit findings that stop an artifact or warn, each with its strictest rule."""
        found: dict[str, PolicyRule] = {}
        for file in self.files:
            for code, rule in file.refused_codes.items():
                if code not in found or (rule.blocks and not found[code].blocks):
                    found[code] = rule
        return found

    def allowed_signers(self) -> str:
        """Return the SSH keys that any file names, as the text of an `allowed_signers` file of ssh-keygen."""
        keys = {key for file in self.files for listed in file.signer_keys.values() for key in listed if " " in key}
        return "".join(f'* namespaces="git" {key}\n' for key in sorted(keys))


NO_POLICY = Policy()


def refuse_problems(problems: Sequence[PolicyProblem]) -> list[PolicyProblem]:
    """Return the problems that only warn. Raises UserError (refused) for the first one that blocks."""
    stopping = [each for each in problems if each.rule.blocks]
    if stopping:
        first = stopping[0]
        raise UserError(
            f"{first.message} ({first.rule.where}).",
            exit=Exit.REFUSED,
            hint="Change sources in aiwg.yaml, or ask the person who maintains the policy. Details: aiwg doctor",
        )
    return list(problems)


def _misplaced(source: Provenance, file: PolicyFile) -> Iterator[PolicyProblem]:
    shown = source.declared or source.address
    for each in file.denied:
        if _is_denied(source, [each.pattern]):
            yield PolicyProblem(f"the policy denies the source {shown}", each.rule)
            break
    allowed = [each.pattern for each in file.allowed or ()]
    if file.allow_rule and not _is_word(source) and not _is_one_of(source, allowed):
        yield PolicyProblem(f"the policy does not allow the source {shown}", file.allow_rule)


def _unproved(source: Provenance, file: PolicyFile) -> Iterator[PolicyProblem]:
    shown = source.declared or source.address
    if _is_word(source) or source.address.startswith("/"):
        return
    if file.pinned:
        wanted, rule = file.pinned
        if source.pinned not in ((COMMIT,) if wanted == COMMIT else (TAG, COMMIT)):
            yield PolicyProblem(f"the policy wants the source {shown} pinned by a {wanted}", rule)
    if file.signed and not source.signers & file.signed.keys:
        yield PolicyProblem(f"the policy wants the source {shown} signed by one of its signers", file.signed.rule)


def _is_word(source: Provenance) -> bool:
    from aiwg.trust.policy.addresses import WORDS

    return source.address in WORDS


def _approves(each: ArtifactRule, hash: str, source: Provenance) -> bool:
    if each.hash and each.hash != hash:
        return False
    if each.signers is not None and not each.signers & source.signers:
        return False
    if not each.sources:
        return bool(each.hash)
    is_local = _is_word(source) or source.address.startswith("/")
    return _is_one_of(source, each.sources) and (is_local or source.proved or bool(each.hash))


def _is_one_of(source: Provenance, patterns: Sequence[SourcePattern]) -> bool:
    """Say whether a source is what one of some patterns allows. The project's own is known by its folder, too."""
    return any(pattern.matches(address) for address in _exact(source) for pattern in patterns)


def _exact(source: Provenance) -> Iterator[Address]:
    from aiwg.trust.policy.addresses import AddressError, parse_address

    for text in (source.address, source.declared) if _is_word(source) and source.declared else (source.address,):
        try:
            yield parse_address(text)
        except AddressError:
            continue


def _is_denied(source: Provenance, patterns: Sequence[SourcePattern]) -> bool:
    """Say whether a source is what one of some patterns denies, by any of its names; an unclear name is denied."""
    from aiwg.trust.policy.addresses import WORD, AddressError, parse_address

    if not patterns:
        return True
    for text in filter(None, (source.address, source.declared)):
        try:
            address = parse_address(text)
        except AddressError:
            return any(pattern.address.transport != WORD for pattern in patterns)
        if any(pattern.hits(address) for pattern in patterns):
            return True
    return False
