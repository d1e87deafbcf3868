"""Links among the files that platforms read: those that a platform refuses, and those that lead nowhere."""

from __future__ import annotations

import os
from collections.abc import Iterator

from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.platform_files import READ_CELLS, SKILL
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import WARNING, Finding, Rule
from aiwg.placement.resolve import Platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.loading import LoadedItem

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
    """Yield the files behind a link that a platform does not follow, as `aiwg context` says it.

    A file that the platform loads by another name is not lost: a copy in the link's place would load it twice.
    """
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    from aiwg.loading.model import LINK

    refused: dict[tuple[str, str, str], set[str]] = {}
    for platform in subject.platforms:
        context = subject.loaded(platform)
        loaded = {item.real for item in context.loaded}
        for item in context.hidden:
            if item.cause == LINK and item.scope == subject.scope and item.real not in loaded:
                key = item.shown, item.why.removeprefix("refused: "), _way_out(subject, item)
                refused.setdefault(key, set()).add(platform.id)
    for (path, why, hint), ids in sorted(refused.items()):
        verb = "does" if len(ids) == 1 else "do"
        message = f"{subject.names(ids)} {verb} not load it: {why}"
        yield found(REFUSED, message, path, hint=hint, platforms=ids)


def _way_out(subject: InspectedScope, item: LoadedItem) -> str:
    """Return what to do about a link that is refused: instructions would load twice elsewhere as a copy."""
    is_file = item.kind == "instructions" and os.path.islink(item.path)
    target = subject.shown(item.real)
    return f"make it the file and {target} the link" if is_file else "replace the link by a copy"


def check_ends(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the links in folders of artifacts whose target is not there."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    broken: dict[str, set[str]] = {}
    known: dict[tuple[str, bool], list[str]] = {}
    for platform in subject.platforms:
        for where in _where(platform):
            if where not in known:
                known[where] = [path for path in _links(subject, *where) if not os.path.exists(subject.full(path))]
            for path in known[where]:
                broken.setdefault(path, set()).add(platform.id)
    for path, ids in sorted(broken.items()):
        target = os.readlink(subject.full(path))
        yield found(DANGLING, f"leads to {target}, which does not exist", path, hint="remove the link", platforms=ids)


def _where(platform: Platform) -> Iterator[tuple[str, bool]]:
    """Yield the folders where a platform looks for artifacts, with a slash, and whether these are folders there."""
    for cell in READ_CELLS:
        bound = platform.cells.get(cell)
        for spot in bound.reads if bound else ():
            folder = spot.path.partition("{")[0]
            if spot.selector is None and spot.has_own_file and folder.endswith("/"):
                yield folder, spot.path.endswith("/")


def _links(subject: InspectedScope, folder: str, are_folders: bool) -> Iterator[str]:
    """Yield the links among the names in a folder, and among the files SKILL.md in the folders there."""
    entries = subject.here.reader.entries
    for name, entry in sorted(entries(subject.full(folder[:-1])).items()):
        if entry.is_link:
            yield f"{folder}{name}"
        if entry.is_folder and are_folders:
            skill = entries(subject.full(f"{folder}{name}")).get(SKILL)
            if skill is not None and skill.is_link:
                yield f"{folder}{name}/{SKILL}"


CHECKS = (
    Check("links", "no platform refuses a link", check_followed),
    Check("link-targets", "every link among artifacts leads to a file", check_ends),
)
