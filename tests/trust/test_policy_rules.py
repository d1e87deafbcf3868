"""What a policy file may say, and what follows from it: the strictest file wins, and a slip blocks everything."""

from __future__ import annotations

import itertools
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiwg.audit.rules import RULES
from aiwg.core.errors import Exit, UserError
from aiwg.source.provenance import BRANCH, COMMIT, TAG, Provenance
from aiwg.trust.policy.model import Policy, PolicyError, PolicyFile, refuse_problems
from aiwg.trust.policy.read import fingerprint_of, parse_policy
from aiwg.trust.policy.schema import AUDIT_CODES

ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ann@example.com"
OPENPGP = "0123456789abcdef0123456789abcdef01234567"
URL = "https://git.example.com/platform/context"
HASH = "a" * 64


def policy_of(text: str, ignored: str = "") -> PolicyFile:
    """Return the policy that a text is."""
    return parse_policy(textwrap.dedent(text).encode(), "policy.yaml", "this machine", 0, ignored)


WRONG = {
    "version: 1\nsorces: {}": (2, "did you mean sources"),
    "version: 1\nsources:\n  alow: []": (3, "did you mean allow"),
    "sources: {}": (1, ""),
    "version: 1\nmode: warm": (2, "did you mean warn"),
    "version: '1'": (1, ""),
    "version: 1\nversion: 1": (2, ""),
    "version: 1\nsources: [a]": (2, ""),
    "version: 1\nsources:\n  allow:\n    - https://git.example.com": (4, "https://git.example.com/platform"),
    "version: 1\nsources:\n  allow: [project]": (3, "deny: [project]"),
    "version: 1\nsources:\n  deny: [projct]": (3, "did you mean project"),
    "version: 1\nsources:\n  require: ['git.example.com/x']": (3, ""),
    "version: 1\nsources:\n  pinned: tags": (3, "did you mean tag"),
    "version: 1\nsources:\n  signed_by: [ann]": (3, ""),
    "version: 1\nsources:\n  signed_by: []": (3, ""),
    "version: 1\nsources:\n  signed_by: [an]\nsigners: {ann: []}": (3, "did you mean ann"),
    "version: 1\nsigners:\n  ann: [ssh-ed25519 AAAA]": (3, "ssh-ed25519"),
    "version: 1\nsigners:\n  ann: [0123]": (3, ""),
    "version: 1\nruns:\n  approve:\n    - {from: [/company]}": (4, ""),
    "version: 1\nruns:\n  approve:\n    - {artifacts: [hook/*]}": (4, "hash"),
    "version: 1\nruns:\n  approve:\n    - {artifacts: [hook/*], from: [project]}": (4, "hash"),
    "version: 1\nruns:\n  approve:\n    - {artifacts: [hook/*], from: [/company, user]}": (4, "hash"),
    "version: 1\nruns:\n  approve:\n    - {artifacts: [], from: [/company]}": (4, ""),
    "version: 1\nruns:\n  approve:\n    - {artifacts: [hooks/*], from: [/company]}": (4, "did you mean hook"),
    "version: 1\nruns:\n  approve:\n    - {artifacts: [hook], from: [/company]}": (4, "hook/*"),
    "version: 1\nruns:\n  approve:\n    - {artifacts: [hook/*], from: [/company], hash: abc}": (4, ""),
    "version: 1\nruns:\n  deny:\n    - {artifacts: [hook/*], from: []}": (4, ""),
    "version: 1\nruns:\n  deny:\n    - {artifacts: [hook/*], hash: abc}": (4, ""),
    "version: 1\naudit:\n  refuse: [inection]": (3, "did you mean injection"),
    "version: 1\nsources: {allow: [": (2, ""),
    "- version: 1": (1, ""),
}


@pytest.mark.parametrize("text", WRONG)
def test_every_slip_blocks_with_its_line(text: str) -> None:
    """A policy with a slip is refused whole, with the line of the slip and what was meant."""
    line, hint = WRONG[text]
    with pytest.raises(PolicyError) as caught:
        policy_of(text)
    assert caught.value.exit is Exit.REFUSED
    assert (caught.value.problems[0].file, caught.value.problems[0].line) == ("policy.yaml", line)
    assert hint in (caught.value.problems[0].hint or "")


def test_a_newer_version_says_so() -> None:
    """A policy of a later format is not read by halves."""
    with pytest.raises(PolicyError, match="version 2"):
        policy_of("version: 2\nnew: thing\n")


def test_the_codes_are_those_of_the_audit() -> None:
    """What a policy can refuse is what the audit finds."""
    assert set(AUDIT_CODES) == set(RULES)


def test_fingerprints_are_those_that_git_prints() -> None:
    """An SSH key is known by the SHA-256 of its blob as ssh-keygen prints it, an OpenPGP key by capital hex digits."""
    assert fingerprint_of(ED25519) == "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA"
    assert fingerprint_of(OPENPGP) == OPENPGP.upper()
    for text in (ED25519.replace("ssh-ed25519", "ssh-rsa"), OPENPGP[:-1], "", "ssh-ed25519", "SHA256:abc"):
        assert fingerprint_of(text) is None


SIGNED = f"""\
    version: 1
    signers: {{release: ["{ED25519}"]}}
    sources: {{pinned: %s, signed_by: [release]}}
"""
KEY = frozenset({fingerprint_of(ED25519) or ""})


def test_pins_and_signatures_of_git_sources() -> None:
    """A git source needs at least the pin that is asked for and one of the signatures; folders and words do not."""
    for wanted, pinned, keys in itertools.product((TAG, COMMIT), (TAG, COMMIT, BRANCH, ""), (KEY, frozenset({"x"}))):
        policy = Policy((policy_of(SIGNED % wanted),))
        problems = policy.check_source(Provenance(URL, pinned=pinned, signers=keys))
        is_pinned = pinned == COMMIT or (wanted == TAG and pinned == TAG)
        assert len(problems) == (not is_pinned) + (keys != KEY)
        assert not policy.check_source(Provenance("/opt/context"))
        assert not policy.check_source(Provenance("project", "/builds/x"))


APPROVAL = f"""\
    version: 1
    signers: {{release: ["{ED25519}"]}}
    runs:
      approve: [{{artifacts: [hook/*]%s}}]
"""


def test_an_approval_needs_all_that_it_names() -> None:
    """Kind, address, hash and signer have to fit; a URL alone approves only what this machine fetched there."""
    rules = itertools.product(("", f", from: ['{URL}']"), ("", f", hash: {HASH}"), ("", ", signed_by: [release]"))
    sources = [
        Provenance(address, pinned=TAG, proved=proved, signers=signers)
        for address in (URL, f"{URL}.git", "https://evil.com/platform/context", "project")
        for proved in (False, True)
        for signers in (frozenset[str](), KEY)
    ]
    for origin, hash, signed in rules:
        if not origin and not hash:
            continue
        policy = Policy((policy_of(APPROVAL % (origin + hash + signed)),))
        for source, name, content in itertools.product(sources, ("hook/fmt", "mcp_server/fmt"), (HASH, "b" * 64)):
            fits = name == "hook/fmt"
            fits &= not origin or (source.address.startswith(URL) and (source.proved or bool(hash)))
            fits &= not hash or content == HASH
            fits &= not signed or source.signers == KEY
            assert (policy.approval_of([name], content, source) is not None) == fits, (origin, hash, signed, source)


def test_an_address_that_git_rewrites_is_judged_by_where_it_leads() -> None:
    """With insteadOf the real address is what is allowed and approved, and either of both may be denied."""
    policy = Policy((policy_of(f"version: 1\nsources: {{allow: ['{URL}'], deny: ['https://evil.com/x']}}"),))
    assert not policy.check_source(Provenance(URL, "company:context"))
    assert policy.check_source(Provenance("https://mirror.evil.com/context", URL))
    assert policy.check_source(Provenance(URL, "https://evil.com/x"))
    assert policy.check_source(Provenance("https://git.example.com/platform/../x"))


def test_an_ignored_file_restricts_and_approves_nothing() -> None:
    """A file that somebody else could write loses its approvals alone."""
    text = f"version: 1\nruns: {{approve: [{{artifacts: ['*'], from: [{URL}]}}], deny: [{{artifacts: [hook/bad]}}]}}"
    source = Provenance(URL, proved=True)
    for ignored in ("", "others can write it"):
        policy = Policy((policy_of(text, ignored),))
        assert (policy.approval_of(["hook/fmt"], HASH, source) is None) == bool(ignored)
        assert policy.denials_of(["hook/bad"], source)


PATTERNS = st.sampled_from([URL, "https://git.example.com/**", "https://github.com/**", "/opt/context", "/opt/**"])
RESTRICTIONS = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(["block", "warn"]),
        "allow": st.lists(PATTERNS, max_size=3),
        "deny": st.lists(PATTERNS | st.sampled_from(["user", "project", "bundled"]), max_size=2),
        "require": st.lists(PATTERNS, max_size=1),
        "pinned": st.sampled_from(["tag", "commit"]),
        "denied": st.lists(st.sampled_from(["hook/*", "*", "mcp_server/wiki", "hook/fmt"]), min_size=1, max_size=2),
        "refuse": st.lists(st.sampled_from(sorted(AUDIT_CODES)), max_size=2),
    },
)
SOURCES = [
    Provenance(URL, pinned=TAG, proved=True), Provenance("https://github.com/x/y", pinned=BRANCH, proved=True),
    Provenance("/opt/context"), Provenance("user"), Provenance("project", "/builds/x"), Provenance("bundled"),
]  # fmt: skip
NAMES = ("hook/fmt", "hook/other", "mcp_server/wiki", "permission/Bash")


def file_of(rules: dict[str, object]) -> PolicyFile:
    """Return a file with some restrictions, and the approvals that all these files share."""
    sources = {key: rules[key] for key in ("allow", "deny", "require", "pinned") if key in rules}
    runs: dict[str, object] = {"approve": [{"artifacts": ["hook/*"], "from": [URL, "/opt/**"]}]}
    if "denied" in rules:
        runs["deny"] = [{"artifacts": rules["denied"]}]
    text = f"version: 1\nmode: {rules.get('mode', 'block')}\nsources: {sources}\nruns: {runs}\n"
    return policy_of(f"{text}audit: {{refuse: {rules.get('refuse', [])}}}\n")


def deployable(policy: Policy) -> set[tuple[str, str]]:
    """Return what may run without a question, by its name and its source; nothing when the sources are not accepted."""
    problems = [problem for source in SOURCES for problem in policy.check_source(source)]
    try:
        refuse_problems([*problems, *policy.check_required(SOURCES)])
    except UserError:
        return set()
    return {
        (name, source.address)
        for name in NAMES
        for source in SOURCES
        if policy.approval_of([name], HASH, source) is not None
        and not any(rule.blocks for rule in policy.denials_of([name], source))
    }


@settings(max_examples=150, deadline=None)
@given(RESTRICTIONS, RESTRICTIONS)
def test_a_further_restriction_never_lets_more_run(one: dict[str, object], other: dict[str, object]) -> None:
    """With one more file of restrictions, what may run and what the audit lets through is the same or less."""
    first, second = file_of(one), file_of(other)
    alone, both = Policy((first,)), Policy((first, second))
    assert deployable(both) <= deployable(alone)
    blocking = {code for code, rule in alone.refused_codes.items() if rule.blocks}
    assert blocking <= {code for code, rule in both.refused_codes.items() if rule.blocks}
    assert deployable(both) == deployable(Policy((second, first)))
