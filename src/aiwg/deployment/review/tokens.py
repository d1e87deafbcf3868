"""What an artifact adds to every request, as far as its source says it: platforms differ in the rest."""

from __future__ import annotations

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.model import Artifact
from aiwg.core.tokens import tokens


def tokens_in_every_request(artifact: Artifact | None) -> int:
    """Return the estimated tokens of an artifact that every request of a session holds.

    The whole text of instructions and of a rule that is always on; a line with name and description for everything that
    an agent can call for. Texts for some files or some folders come with these alone, and what only the user starts is
    not listed. Hooks, servers and permissions are no text; what the tools of a server cost is unknown.
    """
    if artifact is None:
        return 0
    if KINDS[artifact.kind].is_text:
        if _is_always_on(artifact):
            return tokens(len(artifact.body))
        return _listed(artifact) if artifact.fields.get("activation") == "model" else 0
    if not KINDS[artifact.kind].is_invoked or artifact.fields.get("disable-model-invocation") is True:
        return 0
    return 0 if artifact.fields.get("invocation") == "user" else _listed(artifact)


def _is_always_on(artifact: Artifact) -> bool:
    if artifact.kind != "rule":
        return artifact.id == artifact.kind  # instructions of a folder come with work in it
    return bool(artifact.fields.get("activation", "paths" if artifact.fields.get("paths") else "always") == "always")


def _listed(artifact: Artifact) -> int:
    return tokens(len(f"- {artifact.id}: {artifact.fields.get('description', '')}\n"))
