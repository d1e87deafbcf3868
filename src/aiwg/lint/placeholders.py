"""Text that `aiwg new` leaves to be replaced, found when it was not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from aiwg.artifact.kinds import NEW_DESCRIPTIONS
from aiwg.artifact.markdown_spans import unfenced_lines
from aiwg.artifact.model import Artifact
from aiwg.findings.model import WARNING, Finding, Rule
from aiwg.fs import resources
from aiwg.lint.target import CheckTarget

PLACEHOLDER = Rule(
    "placeholder",
    WARNING,
    "text of the template that was left in",
    "An agent reads it as an instruction, and it says nothing.",
)
RULES = (PLACEHOLDER,)

_TO_DO = re.compile(r"^(?:[-*] +|<!-- *|[0-9]+[.)] +)?(?:TODO|TBD|FIXME) *(?::|\(|-->|$)")
_VALUE = re.compile(r"\{\{[^{}]*+\}\}")
_TO_REPLACE = re.compile(r"\bSay\b|\.\.\.$")


def check_placeholders(subject: CheckTarget) -> Iterator[Finding]:
    """Yield the lines of a template, and marks of what is to be done, that were left in an artifact."""
    artifact, page = subject.artifact, subject.page
    if not artifact.origin.path:
        return
    description = str(artifact.fields.get("description", ""))
    if description in NEW_DESCRIPTIONS.values() or description.endswith(("...", "…")) or _TO_DO.match(description):
        yield subject.value_of(PLACEHOLDER, "the description was not written yet", "description", hint="write it")
    for number, line, _ in unfenced_lines(artifact.body):
        bare = line.strip()
        if len(bare) > 3 and (_TO_DO.match(bare) or _is_left(bare)):
            at = page.body_line + number - 1
            message = f'"{bare if len(bare) <= 60 else f"{bare[:59]}…"}" was left in'
            yield subject.found(PLACEHOLDER, message, at, len(line) - len(line.lstrip()) + 1, hint="write it")


def lines_left_in(artifact: Artifact) -> list[tuple[int, str]]:
    """Return the lines of a template left in an artifact: their numbers in the body, 0 for its description."""
    description = str(artifact.fields.get("description", ""))
    found = [(0, description)] if description in NEW_DESCRIPTIONS.values() else []
    lines = ((number, line.strip()) for number, line, _ in unfenced_lines(artifact.body))
    return [*found, *((number, bare) for number, bare in lines if len(bare) > 3 and _is_left(bare))]


def _is_left(line: str) -> bool:
    return ("Say" in line or line[-1] in ".:") and _of_template(line)


def _of_template(line: str) -> bool:
    return line in NEW_DESCRIPTIONS.values() or _template_lines().fullmatch(line) is not None


@cache
def _template_lines() -> re.Pattern[str]:
    """Return the lines of the templates that are to be replaced; what is filled in there is any text."""
    lines = {
        line.strip()
        for file in sorted(Path(resources.templates_folder()).glob("*.md.j2"))
        if file.name != "example-rule.md.j2"  # a rule to keep
        for line in file.read_text(encoding="utf-8").splitlines()
    }
    wanted = [line for line in sorted(lines) if _TO_REPLACE.search(line) and not line.startswith("{")]
    return re.compile("|".join(_with_any_values(_VALUE.split(line)) for line in wanted))


def _with_any_values(texts: list[str]) -> str:
    """Return the expression for texts with something between each two; each is looked for once, from the left."""
    first, *more = map(re.escape, texts)
    return "".join((first, *(f"(?>.+?{text})" for text in more[:-1]), *(f".+{text}" for text in more[-1:])))
