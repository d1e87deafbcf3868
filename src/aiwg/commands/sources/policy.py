"""The policy of this machine about a source: asked before anything is fetched, and again once its signers are known."""

from __future__ import annotations

import tempfile

from aiwg.commands.sources.place import DeclaringPlace
from aiwg.fetching.git import Waiting
from aiwg.fetching.repository import open_repository
from aiwg.fetching.resolve import Resolved
from aiwg.fetching.review.history import signature_at
from aiwg.fetching.review.model import Signature
from aiwg.source.fetched.declared import GitSource
from aiwg.source.provenance import Provenance
from aiwg.trust.policy.load import load_policy
from aiwg.trust.policy.model import Policy, refuse_problems

VERIFIED = ("good", "untrusted")
"""Grades of signatures that git verified; whether the key is allowed says the policy."""


def policy_of(place: DeclaringPlace) -> Policy:
    """Return the policy that holds for a place. Raises UserError (refused) for one that cannot be read."""
    return load_policy(place.folder)


def check_before(policy: Policy, declared: GitSource, resolved: Resolved, waiting: Waiting) -> None:
    """Raise UserError (refused) for a source that the policy denies, whoever signed it."""
    if policy:
        signed = [file.signed.rule for file in policy.files if file.signed]
        problems = policy.check_source(_provenance(declared, resolved, waiting, frozenset()))
        refuse_problems([each for each in problems if each.rule not in signed])


def check_after(
    policy: Policy, declared: GitSource, resolved: Resolved, waiting: Waiting, signature: Signature
) -> Signature:
    """Return the signature as the policy's own keys verify it, if they do.

    Raises UserError (refused) for a source that the policy does not accept.
    """
    if not policy:
        return signature
    found = signature
    if signature.grade not in ("good", "none", "bad") and (keys := policy.allowed_signers()):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="aiwg-signers-") as file:
            file.write(keys)
            file.flush()
            found = signature_at(declared.url, resolved, waiting, file.name)
    signers = frozenset({found.key}) if found.grade in VERIFIED and found.key else frozenset()
    refuse_problems(policy.check_source(_provenance(declared, resolved, waiting, signers)))
    return found if found.grade == "good" else signature


def _provenance(declared: GitSource, resolved: Resolved, waiting: Waiting, signers: frozenset[str]) -> Provenance:
    git = open_repository(declared.url, resolved.commit, waiting).git
    code, found, _ = git.ask("ls-remote", "--get-url", "--end-of-options", declared.url)
    address = found.strip() if code == 0 and found.strip() else declared.url
    return Provenance(address, declared.url if address != declared.url else "", resolved.pinned, False, signers)
