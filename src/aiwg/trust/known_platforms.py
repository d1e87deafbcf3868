"""The platforms that are known in a project, and no more of it: whoever only looks imports nothing that deploys."""

from __future__ import annotations

from pathlib import Path

from aiwg.adapter.discover import Registry, discover
from aiwg.adapter.installed import installed_platforms
from aiwg.source.user import user_folder
from aiwg.trust.platforms import add_platforms_of, platforms_of
from aiwg.trust.store import read_consents


def find_platforms(project: Path | None) -> Registry:
    """Return the platforms to deploy to: bundled, the user's, installed packages', the project's if consented to."""
    registry = discover([(user_folder() / "platforms", "user"), *installed_platforms()])
    if project is not None:
        add_platforms_of(project, registry, read_consents(project))
    return registry


def describe_platforms(project: Path) -> Registry:
    """Return the platforms to tell about: those of the project that wait for consent, too."""
    registry = find_platforms(None)
    registry.add(platforms_of(project), "project")
    return registry
