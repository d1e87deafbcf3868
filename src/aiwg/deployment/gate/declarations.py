"""What a deploy reads before it can use a source: the policy, and the lock of fetched sources."""

from __future__ import annotations

from aiwg.deployment.workspace import Workspace, recorded_sources
from aiwg.source.fetched.declared import git_sources
from aiwg.source.fetched.find import not_locked
from aiwg.source.fetched.lock import read_lock
from aiwg.trust.policy.load import load_policy


def check_declarations(workspace: Workspace) -> None:
    """See that no deploy of a workspace has to stop before it reads a source; without the network.

    Raises UserError: refused for a policy that cannot be used, state for a lock that cannot be read, drift for one that
    does not pin what aiwg.yaml declares.
    """
    load_policy(workspace.project)
    declared = git_sources(workspace.config.sources or ())
    if not declared or recorded_sources(workspace):
        return
    lock = read_lock(workspace.config_folder)
    for each in declared:
        if lock.entry_of(each) is None:
            raise not_locked(each, lock)
