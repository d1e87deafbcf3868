"""How much of the instruction files a platform reads: what lies beyond is cut, mostly without a word."""

from __future__ import annotations

from collections.abc import Iterator

from aiwg.adapter.paths import PROJECT
from aiwg.doctor.model import Check, CheckSkippedError, found
from aiwg.doctor.scope import InspectedScope
from aiwg.findings.model import ERROR, INFO, Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aiwg.loading import LoadedContext

OVER = Rule(
    "over-limit",
    ERROR,
    "a file is longer than a platform reads",
    "The platform cuts the rest or drops the file, silently. It is a warning if the reaction is unknown.",
)
NEAR = Rule(
    "near-limit",
    INFO,
    "a file is nearly longer than a platform reads",
    "With a little more text, the platform cuts it.",
)
RULES = (OVER, NEAR)


def check_limits(subject: InspectedScope) -> Iterator[Finding]:
    """Yield the instruction files of which a platform would cut the end."""
    if subject.workspace is None:
        raise CheckSkippedError("there is no scope to look at")
    limited = [each for each in subject.platforms if "instructions" in each.cells]
    for platform in limited:
        if not platform.cells["instructions"].cell.get("limits"):
            continue
        from aiwg.loading.limits import limit_message, limit_severity  # what else doctor looks at needs nothing of it

        for each in subject.loaded(platform).sizes:
            if each.kind != "instructions" or each.scope != subject.scope:
                continue
            message = limit_message(each, platform.adapter.name, is_together(subject.loaded(platform)))
            who, level = [platform.id], limit_severity(each)
            if each.is_beyond:
                hint = "shorten it, or limit rules to paths"
                yield found(OVER, message, each.path, hint=hint, level=level, platforms=who)
            else:
                yield found(NEAR, message, each.path, platforms=who)


def is_together(context: LoadedContext) -> bool:
    """Say whether the project's instructions that every request holds are several files."""
    return sum(item.kind == "instructions" and item.scope == PROJECT for item in context.always) > 1


CHECKS = (Check("limits", "no instruction file is cut", check_limits),)
