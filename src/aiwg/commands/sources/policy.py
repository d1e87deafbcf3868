"""The policy of this machine about a source: asked before anything is fetched, and again once its origin is proved."""

from __future__ import annotations

from aiwg.commands.sources.place import DeclaringPlace
from aiwg.fetching.fetch import Fetched
from aiwg.fetching.git import Waiting
from aiwg.fetching.prove import prove
from aiwg.source.fetched.declared import GitSource
from aiwg.source.provenance import Provenance
from aiwg.trust.policy.load import load_policy
from aiwg.trust.policy.model import Policy, refuse_problems
from aiwg.trust.policy.places import account_home


def policy_of(place: DeclaringPlace) -> Policy:
    """Return the policy that holds for a place. Raises UserError (refused) for one that cannot be read."""
    return load_policy(place.folder)


def check_before(policy: Policy, declared: GitSource) -> None:
    """Raise UserError (refused) for a source that the policy denies by its address: nothing of it is fetched."""
    if policy:
        refuse_problems(policy.check_address(Provenance(declared.url)))


def check_after(policy: Policy, declared: GitSource, fetched: Fetched, waiting: Waiting) -> None:
    """Raise UserError (refused) for a source that the policy does not accept as it is: its pin, its signers."""
    if policy:
        refuse_problems(policy.check_source(prove(declared, fetched.locked, account_home(), waiting, offline=False)))
