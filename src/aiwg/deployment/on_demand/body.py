"""The text of an artifact for an agent that asked for it, in no platform's own syntax, with the paths of its files."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from aiwg.artifact.fields import LIMITING_FIELDS
from aiwg.artifact.kinds import KINDS
from aiwg.artifact.markdown_spans import in_prose
from aiwg.artifact.mention_syntax import INSTALLED_FORM, MENTION, PROJECT_FORM
from aiwg.artifact.model import Artifact
from aiwg.core.dataclass import dataclass
from aiwg.deployment.on_demand.reading import READY, ReadableSources

STARTED_BY_USER: Final = "disable-model-invocation"


@dataclass(frozen=True, slots=True)
class ReadableBody:
    """What an agent gets of an artifact. `files` are real paths, `limits` the tool limits that its author set.

    `by_user_only`: its author wants agents to use it only if the user asks for it.
    """

    artifact: Artifact
    text: str
    files: tuple[str, ...]
    limits: Mapping[str, Any]
    by_user_only: bool


def body_of(artifact: Artifact, sources: ReadableSources) -> ReadableBody:
    """Return the text of an artifact and the paths of its files.

    Raises UserError (refused) for one that a deploy would hold back.
    """
    sources.refuse_unapproved(artifact)
    fields = artifact.fields
    limits = {name: fields[name] for name in fields if name in LIMITING_FIELDS and KINDS[artifact.kind].is_invoked}
    by_user = fields.get(STARTED_BY_USER) is True or fields.get("invocation") == "user"
    by_user = by_user or (
        bool(KINDS[artifact.kind].started_by_hand)
        and fields.get("activation", "") in (KINDS[artifact.kind].started_by_hand)
    )
    files = tuple(path for asset in artifact.assets if (path := _asset_path(artifact, asset.path, sources)))
    return ReadableBody(artifact, _with_mentions(artifact, sources), files, limits, by_user)


def _asset_path(artifact: Artifact, asset: str, sources: ReadableSources) -> str:
    """Return the path of a file beside an artifact as an agent here can open it, empty if it is not there."""
    folder = artifact.origin.path.rpartition("/")[0]
    root = artifact.origin.root or _root_of(artifact, sources)
    for name in (
        asset,
        unicodedata.normalize("NFD", asset),
    ):  # names are known in the first form, whatever the disk has
        full = os.path.join(os.path.abspath(root), folder, name)
        if root and os.path.isfile(full):
            return shown_path(full)
    return ""


def _root_of(artifact: Artifact, sources: ReadableSources) -> str:
    """Return the folder of the source of an artifact that aiwg.yaml changed, so that it counts as the project's."""
    layers = sources.loaded.layers
    return next((str(each.root) for each in layers if artifact.origin.file.startswith(f"{each.shown}/")), "")


def shown_path(full: str) -> str:
    """Return an absolute path as the commands of an agent take it: shorter where it is below the current folder."""
    here = Path.cwd()
    return os.path.relpath(full, here) if Path(full).is_relative_to(here) else full


def _with_mentions(artifact: Artifact, sources: ReadableSources) -> str:
    """Return the text with mentions of other artifacts as the commands that print them, and of files as their paths."""
    if "@" not in artifact.body:
        return artifact.body

    def change(match: re.Match[str]) -> str:
        target = match["target"]
        if target.startswith(PROJECT_FORM):
            return f"`{target}`"
        return _mentioned(target.removeprefix(INSTALLED_FORM), sources) or match[0]

    return in_prose(artifact.body, lambda prose: MENTION.sub(change, prose))


def _mentioned(wanted: str, sources: ReadableSources) -> str:
    for other in sources:
        path = other.origin.path
        if wanted == path:
            return f"`aiwg show {other.named} --body`"
        folder = path.rpartition("/")[0]
        is_beside = KINDS[other.named.partition("/")[0]].has_folder and wanted.startswith(f"{folder}/")
        if is_beside and sources.state_of(other) == READY:
            found = _asset_path(other, wanted[len(folder) + 1 :], sources)
            return f"`{found}`" if found else ""
    return ""


def limit_lines(limits: Mapping[str, Any]) -> Iterator[str]:
    """Yield each tool limit as a line: `tools: read, grep`."""
    for name, value in limits.items():
        yield f"{name.replace('_', ' ')}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
