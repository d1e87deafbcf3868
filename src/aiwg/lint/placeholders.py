"""Text that `aiwg new` leaves to be replaced, found when it was not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.artifact.markdown_spans import unfenced_lines
from aiwg.findings.model import WARNING, Finding, Rule
from aiwg.lint.target import CheckTarget
from aiwg.source.template_lines import is_left_of_template, is_template_description

PLACEHOLDER = Rule(
    "placeholder",
    WARNING,
    "leftover text of the template",
    "An agent reads it as an instruction without content.",
)
RULES = (PLACEHOLDER,)

_TO_DO = re.compile(r"^(?:[-*] +|<!-- *|[0-9]+[.)] +)?(?:TODO|TBD|FIXME) *(?::|\(|-->|$)")


def check_placeholders(subject: CheckTarget) -> Iterator[Finding]:
    """Yield the lines of a template, and marks of what is to be done, that were left in an artifact."""
    artifact, page = subject.artifact, subject.page
    if not artifact.origin.path:
        return
    description = str(artifact.fields.get("description", ""))
    if is_template_description(description) or description.endswith(("...", "…")) or _TO_DO.match(description):
        yield subject.value_of(PLACEHOLDER, "the description is not written yet", "description", hint="write it")
    for number, line, _ in unfenced_lines(artifact.body):
        bare = line.strip()
        if len(bare) > 3 and (_TO_DO.match(bare) or is_left_of_template(bare)):
            at = page.body_line + number - 1
            message = f'"{bare if len(bare) <= 60 else f"{bare[:59]}…"}" was left in'
            yield subject.found(PLACEHOLDER, message, at, len(line) - len(line.lstrip()) + 1, hint="write it")
