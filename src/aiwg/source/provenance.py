"""Where the bytes of a source come from, as this machine found out: a policy decides by it."""

from __future__ import annotations

from aiwg.core.dataclass import dataclass

OWN = "project"
"""The address of what lies in the project."""

TAG, BRANCH, COMMIT = "tag", "branch", "commit"
"""What the ref of a git source is at its remote; a commit is a full hash."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of one source. Files of a project, its lock among them, only claim one: they are never a proof.

    `address` is the URL that git uses, after `insteadOf`; of a folder its real absolute path; or the word bundled, user
    or project. `declared` is the URL as aiwg.yaml spells it, if that differs. `pinned` says what its ref is, nothing
    for a folder. `proved`: this machine fetched the commit from the address, a ref there leads to it, and the bytes
    are those that were fetched. `signers` are fingerprints of keys with which git verified the commit or its tag here:
    `SHA256:...` of SSH, hex digits of OpenPGP.
    """

    address: str
    declared: str = ""
    pinned: str = ""
    proved: bool = False
    signers: frozenset[str] = frozenset()
