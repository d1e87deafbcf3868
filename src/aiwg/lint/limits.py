"""What platforms take of an artifact: descriptions that are cut, files that are split or not written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiwg.artifact.kinds import CELL_OF, KINDS
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.target import CheckTarget
from aiwg.loading.limits import key_measures, text_measures

LONG_FOR_PLATFORM = Rule(
    "over-limit",
    WARNING,
    "more than a platform accepts",
    "aiwg shortens a description, splits a rule, and skips anything else there. It is a warning for the "
    "platforms of the project, or those after -p; without them it is an info about all platforms.",
)
LISTED_SHORT = Rule(
    "listed-short",
    INFO,
    "a description that a platform shows only in part",
    "An agent sees only the beginning when it chooses. Put the important words first.",
)
RULES = (LONG_FOR_PLATFORM, LISTED_SHORT)

FEW = 3


def check_limits(subject: CheckTarget) -> Iterator[Finding]:
    """Yield where an artifact goes beyond what platforms take, one finding for each measure."""
    artifact, around = subject.artifact, subject.around
    if not artifact.origin.path or artifact.kind == "instructions":
        return
    cell_name = CELL_OF[KINDS[artifact.kind].as_skill]
    level = None if around.chosen else INFO
    text, beyond = subject.page.text or "", dict[tuple[str, str], list[str]]()
    for adapter, limits in around.limited(cell_name):
        if artifact.wants(adapter.names):
            for key, said in _beyond(limits, subject, text):
                beyond.setdefault((key, said), []).append(adapter.name)
    for (key, said), names in sorted(beyond.items()):
        if key == "listed":
            if around.chosen:
                yield subject.value_of(LISTED_SHORT, f"{said} by {_few(names)}", "description",
                                       hint="put the important words first")  # fmt: skip
        elif key == "description":
            yield subject.value_of(LONG_FOR_PLATFORM, f"{said} by {_few(names)}: shortened there", key, level=level,
                                   hint="move the detail into the body")  # fmt: skip
        elif key == "name":
            yield subject.found(
                LONG_FOR_PLATFORM, f"{said} by {_few(names)}", 1, level=level, hint="choose a shorter one"
            )
        else:
            then = "written there in parts" if artifact.kind == "rule" else "not written there"
            yield subject.found(LONG_FOR_PLATFORM, f"{said} by {_few(names)}: {then}", subject.page.body_line,
                                level=level, hint="shorten it, or move detail elsewhere")  # fmt: skip


def _beyond(limits: Mapping[str, int], subject: CheckTarget, text: str) -> Iterator[tuple[str, str]]:
    artifact = subject.artifact
    description = str(artifact.fields.get("description", ""))
    for found in key_measures(limits, artifact.id, description):
        is_shown = found.name.startswith("listing_")
        verb = "shown" if is_shown else "taken"
        said = f"the {found.what} has {found.size:,} characters, and {found.limit:,} are {verb}"
        yield "listed" if is_shown else found.what, said
    for found in text_measures(limits, artifact.body, text):
        if found.is_beyond:
            yield found.what, found.said()


def _few(names: list[str]) -> str:
    more = len(names) - FEW
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:FEW])} and {more} more"
