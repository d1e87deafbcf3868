"""Whether a project is a team's: then one person's own source stays out of what everybody gets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiwg.apply.state import State
from aiwg.core.errors import UserError
from aiwg.deployment.personal.wanted import has_own_source
from aiwg.fs.roots import project_roots
from aiwg.source.layers import USER, Layer
from aiwg.source.user import shown_user_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.config import Config


def is_team_project(project: Path) -> bool:
    """Say whether what is deployed in a project, or the record of it, is committed to git, or can be."""
    from aiwg.fs.checkout import checkout_of  # only where somebody has something of their own
    from aiwg.fs.git import is_in_repository

    if not is_in_repository(project):
        return False
    manifest = State(project_roots(project)).shown_manifest
    try:
        checkout = checkout_of(project)
        return checkout is not None and manifest not in checkout.ignored([manifest])
    except UserError:  # where git cannot say, what is private stays out
        return True


def left_out_note(project: Path, layers: Sequence[Layer], config: Config) -> str:
    """Return a sentence when this user's own source stays out of a team's project altogether, else an empty text."""
    named = USER in (*(config.personal or ()), *(config.sources or ()))
    usual = config.sources is None and config.personal is None
    if named or not usual or any(layer.name == USER for layer in layers) or not has_own_source():
        return ""
    return f"without {shown_user_folder()}: git would commit its content; see docs/teams.md"


def without_users(layers: Sequence[Layer], project: Path) -> list[Layer]:
    """Return the layers of a project: without the user's own where it would be committed."""
    if any(layer.name == USER for layer in layers) and has_own_source() and is_team_project(project):
        return [layer for layer in layers if layer.name != USER]
    return list(layers)
