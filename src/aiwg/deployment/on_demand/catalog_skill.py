"""The skill that is deployed in the place of all artifacts on demand: when and how an agent looks for one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from aiwg.artifact.kinds import KINDS, kinds_said, plural
from aiwg.artifact.model import Artifact, Origin
from aiwg.source.bundles import Bundle
from aiwg.source.layers import BUNDLED

IDS: Final = {"project": "aiwg-catalog", "user": "aiwg-catalog-user"}
"""The id of the skill by scope: a platform reads both scopes, and each has artifacts of its own."""

KIND: Final = "skill"
FILE: Final = "the artifacts on demand"
"""What messages name as its source: it is made from all of them."""

MOST_AREAS, MOST_CHARS = 12, 32
"""Areas that the text names, and characters of the name of one: the text must not grow with the sources."""

_DESCRIPTION = (
    "Finds {what} that are not loaded here. Use before a task that needs special knowledge, a fixed procedure or a "
    "format, and when the user names a skill or an agent that you do not have."
)
_BODY = """# Find what is not loaded

{total} can be read on demand: {kinds}.

1. Run `aiwg find{scope} WORDS` with two to five words about the task. The best match comes first.
2. Run `aiwg show ID --body{scope}` with the id that fits. Follow the text as if it had been loaded. It ends with the
   paths of its files: read a file when the text refers to it.
3. If nothing fits, try other words once, then go on without.

Both commands only read. Take over the role that an agent's text describes. Use a command only if the user asked for
it. If the text needs approval, ask the user to run `aiwg trust`, and do not read its files in another way.

Areas: {areas}
"""


def catalog_key(scope: str) -> str:
    """Return the key of the catalog skill of a scope."""
    return f"{KIND}/{IDS[scope]}"


def catalog_skill(artifacts: Sequence[Artifact], bundles: Mapping[str, Bundle], scope: str) -> Artifact:
    """Return the catalog skill for the artifacts on demand: its size does not depend on their number."""
    kinds = Counter(artifact.named.partition("/")[0] for artifact in artifacts)
    named = [kind for kind in KINDS if kinds[kind]]
    option = "" if scope == "project" else f" --scope {scope}"
    body = _BODY.format(
        total=f"{len(artifacts)} artifact{'' if len(artifacts) == 1 else 's'}",
        kinds=", ".join(plural(kind, kinds[kind]) for kind in named),
        scope=option,
        areas=_areas(artifacts, bundles),
    )
    what = [kinds_said(kind) for kind in named]
    listed = " and ".join([*([", ".join(what[:-1])] if len(what) > 1 else []), what[-1]])
    fields = {"name": IDS[scope], "description": _DESCRIPTION.format(what=listed)}
    return Artifact(KIND, IDS[scope], Origin(FILE, BUNDLED), fields, body)


def reading_commands(artifacts: Iterable[Artifact], scope: str) -> dict[str, str]:
    """Return the command that prints each artifact on demand, by its path in its source: its file, or its folder."""
    option = "" if scope == "project" else f" --scope {scope}"
    found = {}
    for artifact in artifacts:
        path, kind = artifact.origin.path, KINDS[artifact.named.partition("/")[0]]
        found[path.rpartition("/")[0] if kind.has_folder else path] = f"aiwg show {artifact.named} --body{option}"
    return found


def _areas(artifacts: Iterable[Artifact], bundles: Mapping[str, Bundle]) -> str:
    """Return the largest areas with their counts: bundles, and sources for what is in no bundle."""
    of_bundles: dict[str, list[str]] = {}
    for bundle in bundles.values():
        for key in bundle.artifacts:
            of_bundles.setdefault(key, []).append(bundle.name)
    counts: Counter[str] = Counter()
    for artifact in artifacts:
        counts.update(of_bundles.get(artifact.named) or [_area(artifact)])
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{name[:MOST_CHARS]} ({count})" for name, count in ranked[:MOST_AREAS])
    more = len(ranked) - MOST_AREAS
    return f"{listed}, and {more} more" if more > 0 else listed


def _area(artifact: Artifact) -> str:
    """Return the folder that groups an artifact with others, else its source, in characters that no client reads."""
    above = artifact.origin.path.split("/")[1 : -2 if KINDS[artifact.named.partition("/")[0]].has_folder else -1]
    root = artifact.origin.file.partition("/")[0]
    name = above[0] if above else root if root.startswith("(") else artifact.origin.layer
    plain = "".join(char if char.isalnum() or char in "-_. " else "-" for char in name).strip("-. ")
    return plain or artifact.origin.layer
