"""Adapters that a project brings along: they say what is written where, so they wait for consent like what runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from aiwg.adapter.discover import FILE, Registry
from aiwg.core.digest import digest
from aiwg.core.read import read_whole
from aiwg.trust.store import REVOKED


def platforms_of(project: Path) -> Path:
    """Return the folder where a project keeps adapters of its own."""
    return project / ".aiwg" / "platforms"


def consent_key(id: str) -> str:
    """Return the key under which consent to a platform is kept."""
    return f"platform/{id}"


def revoked_key(id: str) -> str:
    """Return the key under which it is kept that consent to a platform was taken back."""
    return f"{REVOKED}{consent_key(id)}"


def platform_fingerprint(folder: Path) -> str:
    """Return the hash that consent to an adapter is bound to; an empty one when it cannot be read."""
    try:
        return digest(read_whole(folder / FILE))
    except OSError:
        return ""


def add_platforms_of(
    project: Path, registry: Registry, consents: Mapping[str, str], is_approved: Callable[[str, str], bool]
) -> None:
    """Add a project's adapters to the registry: those approved as they are now, the others as waiting.

    `is_approved` is asked with the key of the consent and the hash.
    """
    registry.add(
        platforms_of(project),
        "project",
        lambda folder: is_approved(consent_key(folder.name), platform_fingerprint(folder)),
    )
    for id, folder in registry.waiting.items():
        if consents.get(revoked_key(id)) == platform_fingerprint(folder) != "":
            registry.former[id] = folder
