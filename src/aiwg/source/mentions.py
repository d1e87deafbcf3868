"""Mentions in bodies: `@.aiwg/...` names a file of the project, `@$AIWG_ROOT/...` one of the sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from aiwg.artifact.model import Artifact
from aiwg.artifact.prose import prose_spans
from aiwg.errors import Problem

PROJECT_FORM = ".aiwg/"
INSTALLED_FORM = "$AIWG_ROOT/"
MENTION = re.compile(r"(?<![\w`@/])@(?P<target>(?:\.aiwg|\$AIWG_ROOT)/[\w./-]*[\w/])")


def check_mentions(artifacts: Iterable[Artifact], project: Path, roots: Iterable[Path]) -> Iterator[Problem]:
    """Yield an error for each mention of a file that is not there, with the line it stands on."""
    places = list(roots)
    for artifact in artifacts:
        if "@" not in artifact.body:
            continue
        for start, end in prose_spans(artifact.body):
            for match in MENTION.finditer(artifact.body, start, end):
                target = match["target"]
                if not mention_leads_somewhere(target, project, places):
                    line = artifact.origin.line + artifact.body.count("\n", 0, match.start())
                    where = "in the project" if target.startswith(PROJECT_FORM) else "in any source"
                    yield Problem(
                        "error",
                        "broken-mention",
                        f"mentions @{target}, which is not {where}",
                        artifact.origin.file,
                        line,
                        "mend the path, or put it in backticks if it is no mention",
                    )


def mention_leads_somewhere(target: str, project: Path, roots: Iterable[Path]) -> bool:
    """Say whether what a mention names is there: in the project, or in one of the sources."""
    if ".." in target.split("/"):
        return False
    if target.startswith(PROJECT_FORM):
        return (project / target).exists()
    return any((root / target.removeprefix(INSTALLED_FORM)).exists() for root in roots)
