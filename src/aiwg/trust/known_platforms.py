"""The platforms that are known in a project, and no more of it: whoever only looks imports nothing that deploys."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from aiwg.adapter.discover import Registry, discover
from aiwg.adapter.installed import installed_platforms
from aiwg.core.errors import UserError
from aiwg.source.provenance import OWN, Provenance
from aiwg.source.user import user_folder
from aiwg.trust.platforms import add_platforms_of, platforms_of
from aiwg.trust.policy.load import load_policy
from aiwg.trust.store import REVOKED, read_consents


def find_platforms(project: Path | None) -> Registry:
    """Return the platforms to deploy to: bundled, the user's, installed packages', the project's if consented to."""
    registry = discover([(user_folder() / "platforms", "user"), *installed_platforms()])
    if project is not None:
        consents = read_consents(project)
        add_platforms_of(project, registry, consents, _approves(project, consents))
    return registry


def _approves(project: Path, consents: Mapping[str, str]) -> Callable[[str, str], bool]:
    """Return what says whether an adapter of a project is approved: by the user or a policy that does not deny it."""
    if not platforms_of(project).is_dir():
        return lambda key, hash: False
    try:
        policy = load_policy(project)
    except UserError:  # a broken policy approves nothing; what deploys says what is wrong with it
        return lambda key, hash: False
    source = Provenance(OWN, os.path.realpath(project))

    def is_approved(key: str, hash: str) -> bool:
        if not hash or any(rule.blocks for rule in policy.denials_of([key], source)):
            return False
        is_revoked = f"{REVOKED}{key}" in consents
        return consents.get(key) == hash or (not is_revoked and bool(policy.approval_of([key], hash, source)))

    return is_approved


def describe_platforms(project: Path) -> Registry:
    """Return the platforms to tell about: those of the project that wait for consent, too."""
    registry = find_platforms(None)
    registry.add(platforms_of(project), "project")
    return registry
