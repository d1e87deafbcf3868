"""Links among the files that platforms read: those that a platform refuses, and those that lead nowhere."""

from __future__ import annotations

import os
from collections.abc import Iterator

from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.platform_files import READ_CELLS, SKILL
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import WARNING, Finding, Rule
from aiwg.placement.resolve import Platform

REFUSED = Rule(
    "link-refused",
    WARNING,
    "a platform does not follow a link",
    "Other platforms load the target; this one skips it, usually without a message.",
)
DANGLING = Rule(
    "link-dangling",
    WARNING,
    "a link among the files that platforms read leads nowhere",
    "No platform finds a file there.",
)
RULES = (REFUSED, DANGLING)


def check_followed(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the files behind a link that a platform does not follow, as `aiwg context` says it."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    from aiwg.loading.model import LINK

    refused: dict[tuple[str, str], set[str]] = {}
    for platform in subject.platforms:
        for item in subject.loaded(platform).hidden:
            if item.cause == LINK and item.scope == subject.scope:
                refused.setdefault((item.shown, item.why.removeprefix("refused: ")), set()).add(platform.id)
    for (path, why), ids in sorted(refused.items()):
        verb = "does" if len(ids) == 1 else "do"
        message = f"{subject.names(ids)} {verb} not load it: {why}"
        yield found(REFUSED, message, path, hint="replace the link by a copy", platforms=ids)


def check_ends(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the links in folders of artifacts whose target is not there."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    broken: dict[str, set[str]] = {}
    for platform in subject.platforms:
        for path in _ends(subject, platform):
            if os.path.islink(subject.full(path)) and not os.path.exists(subject.full(path)):
                broken.setdefault(path, set()).add(platform.id)
    for path, ids in sorted(broken.items()):
        target = os.readlink(subject.full(path))
        yield found(DANGLING, f"leads to {target}, which does not exist", path, hint="remove the link", platforms=ids)


def _ends(subject: InspectedScope, platform: Platform) -> Iterator[str]:
    """Yield what may be a link where a platform looks for artifacts: each name there, and a SKILL.md in each folder."""
    for cell in READ_CELLS:
        bound = platform.cells.get(cell)
        for spot in bound.reads if bound else ():
            folder = spot.path.partition("{")[0]
            if spot.selector is not None or not spot.has_own_file or not folder.endswith("/"):
                continue
            for name, entry in sorted(subject.here.reader.entries(subject.full(folder[:-1])).items()):
                yield f"{folder}{name}"
                if entry.is_folder and spot.path.endswith("/"):
                    yield f"{folder}{name}/{SKILL}"


CHECKS = (
    Check("links", "no platform refuses a link", check_followed),
    Check("link-targets", "every link among artifacts leads to a file", check_ends),
)
