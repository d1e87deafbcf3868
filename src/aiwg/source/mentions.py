"""Mentions in bodies: `@.aiwg/...` names a file of the project, `@$AIWG_ROOT/...` one of the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.markdown_spans import found_in_prose
from aiwg.artifact.mention_syntax import INSTALLED_FORM, MENTION, PROJECT_FORM
from aiwg.core.dataclass import dataclass
from aiwg.findings.model import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:  # who only looks for a file needs no catalog
    from aiwg.artifact.model import Artifact

INCLUDING = frozenset(kind.name for kind in KINDS.values() if kind.may_include)
"""Kinds in which clients put the text of a file in the place of its mention. Elsewhere it only names the file."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention: what it names, and the line it stands on (from 1)."""

    target: str
    line: int


def mentions_in(text: str, first_line: int = 1) -> Iterator[Mention]:
    """Yield the mentions in the prose of a Markdown text whose first line has the number `first_line`."""
    if "@" not in text:
        return
    line, counted = first_line, 0
    for match in found_in_prose(text, MENTION):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        yield Mention(match["target"], line)


def check_mentions(artifacts: Iterable[Artifact], project: Path, roots: Iterable[Path]) -> Iterator[Finding]:
    """Yield what is wrong with each mention of a file that is not there, with the line it stands on.

    It is an error where a client would include the file, else a warning: a skill also names what it will write. In a
    fetched source it is always a warning.
    """
    places = list(roots)
    there: dict[str, bool] = {}
    for artifact in artifacts:
        for mention in mentions_in(artifact.body, artifact.origin.line):
            if mention.target not in there:
                there[mention.target] = found_at(mention.target, project, places) is not None
            if not there[mention.target]:
                is_yours = not artifact.origin.hash  # who takes a source from elsewhere cannot mend it
                level = "error" if artifact.kind in INCLUDING and is_yours else "warning"
                yield broken(mention, artifact.origin.file, level)


def broken(mention: Mention, file: str, level: str) -> Finding:
    """Return the problem with a mention of a file that is not there."""
    where = "in the project" if mention.target.startswith(PROJECT_FORM) else "in any source"
    message = f"mentions @{mention.target}, which is not {where}"
    hint = "fix the path, or put it in backticks if it is not a mention"
    return Finding("broken-mention", level, message, file, mention.line, hint=hint)


def found_at(target: str, project: Path, roots: Iterable[Path]) -> Path | None:
    """Return the file that a mention names, of several sources that of the strongest, or None."""
    if ".." in target.split("/"):
        return None
    inside = target.removeprefix(INSTALLED_FORM)
    places = [project / target] if target.startswith(PROJECT_FORM) else [root / inside for root in roots]
    return next((place for place in reversed(places) if place.exists()), None)
