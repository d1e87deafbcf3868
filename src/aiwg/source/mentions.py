"""Mentions in bodies: `@.aiwg/...` names a file of the project, `@$AIWG_ROOT/...` one of the sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aiwg.artifact.model import Artifact
from aiwg.artifact.prose import prose_spans
from aiwg.errors import Problem

PROJECT_FORM = ".aiwg/"
INSTALLED_FORM = "$AIWG_ROOT/"
MENTION = re.compile(r"(?<![\w`@/])@(?P<target>(?:\.aiwg|\$AIWG_ROOT)/[\w./-]*[\w/])")


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
    for start, end in prose_spans(text):
        for match in MENTION.finditer(text, start, end):
            line += text.count("\n", counted, match.start())
            counted = match.start()
            yield Mention(match["target"], line)


def check_mentions(artifacts: Iterable[Artifact], project: Path, roots: Iterable[Path]) -> Iterator[Problem]:
    """Yield an error for each mention of a file that is not there, with the line it stands on."""
    places = list(roots)
    there: dict[str, bool] = {}
    for artifact in artifacts:
        for mention in mentions_in(artifact.body, artifact.origin.line):
            if mention.target not in there:
                there[mention.target] = found_at(mention.target, project, places) is not None
            if not there[mention.target]:
                yield broken(mention, artifact.origin.file)


def broken(mention: Mention, file: str) -> Problem:
    """Return the error for a mention of a file that is not there."""
    where = "in the project" if mention.target.startswith(PROJECT_FORM) else "in any source"
    message = f"mentions @{mention.target}, which is not {where}"
    hint = "mend the path, or put it in backticks if it is no mention"
    return Problem("error", "broken-mention", message, file, mention.line, hint)


def found_at(target: str, project: Path, roots: Iterable[Path]) -> Path | None:
    """Return the file that a mention names, of several sources that of the strongest, or None."""
    if ".." in target.split("/"):
        return None
    inside = target.removeprefix(INSTALLED_FORM)
    places = [project / target] if target.startswith(PROJECT_FORM) else [root / inside for root in roots]
    return next((place for place in reversed(places) if place.exists()), None)
