"""Proofs of where fetched content came from: this machine saw it, where aiwg.yaml and aiwg.lock only claim it.

A proof lies in the user's cache under a seal of this machine. It is about one entry of the lock at one URL.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Final

from aiwg.fs import sealed
from aiwg.source.fetched.lock import LockedSource
from aiwg.source.fetched.trees import cache_folder, tree_name
from aiwg.source.provenance import Provenance

PROOFS: Final = "proofs"
SEALED_AS: Final = "source-proof"  # at most 16 bytes


def proof_file(locked: LockedSource) -> Path:
    """Return the file of the proof about an entry of the lock. It may be missing."""
    about = json.dumps([locked.url, locked.ref, locked.commit, tree_name(locked)]).encode("utf-8", "surrogatepass")
    return cache_folder() / PROOFS / hashlib.sha256(about).hexdigest()


def proof_bytes(source: Provenance) -> bytes:
    """Return what a proof says of a source, before it is sealed."""
    content = {"address": source.address, "pinned": source.pinned, "proved": source.proved}
    return json.dumps({**content, "signers": sorted(source.signers)}).encode()


def read_proof(locked: LockedSource) -> Provenance:
    """Return what this machine knows of where the content of an entry of the lock comes from; else what is claimed."""
    base = sealed.state_folder()
    secret = sealed.read_secret(base) if base else None
    file = proof_file(locked)
    try:
        data = sealed.read_sealed(os.fspath(file), SEALED_AS, file.name, secret) if secret is not None else None
        found = json.loads(data) if data is not None else None
        if found is not None:
            signers = frozenset(map(str, found["signers"]))
            address, pinned = str(found["address"]), str(found["pinned"])
            return Provenance(address, locked.url, pinned, found["proved"] is True, signers)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return Provenance(locked.url)


def is_proved(locked: LockedSource) -> bool:
    """Say whether this machine has a proof about an entry of the lock."""
    return read_proof(locked).proved
