"""Lines of the templates of `aiwg new` and `aiwg init` that are to be replaced, found where they were left."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from aiwg.artifact.kinds import NEW_DESCRIPTIONS
from aiwg.artifact.markdown_spans import unfenced_lines
from aiwg.artifact.model import Artifact
from aiwg.core.patterns import lazy_pattern
from aiwg.fs import resources

_FORMER = """\
Say in one sentence what you do, and what you leave to others.
1. Say what to look at first.
2. Say how to judge.
Say what the answer holds, and in which order.
Say what this watches for, and what it does then. Where a platform has hooks, `{{ script }}` runs by itself; elsewhere run it by hand.
Say what to do with what was typed after the command's name (it may be empty): $ARGUMENTS
1. Say the steps, one line each.
- What it is for: ...
- What to leave alone: ...
- Say what to do, and when it does not apply.
Say what this achieves, and what is needed before it starts.
1. Say the steps, one line each. Name the commands to run.
2. Put long material into files beside this one, in references/, scripts/ or assets/, and say when to read them.
Say in one sentence what this rule asks for.
Say what this agent does, and when to use it.
Say what this skill achieves. Use when ...
Say what this command does.
Say what this watches for, and what it does then.
What every agent should know here. Replace these lines.
"""  # noqa: E501  the lines as they were
"""Lines of the templates of earlier versions: projects may still have them."""

_VALUE = lazy_pattern(r"\{\{[^{}]*+\}\}")
_TO_REPLACE = lazy_pattern(r"\bSay\b|\.\.\.$")


def lines_left_in(artifact: Artifact) -> list[tuple[int, str]]:
    """Return the lines of a template left in an artifact: their numbers in the body, 0 for its description."""
    description = str(artifact.fields.get("description", ""))
    found = [(0, description)] if is_template_description(description) else []
    lines = ((number, line.strip()) for number, line, _ in unfenced_lines(artifact.body))
    return [*found, *((number, bare) for number, bare in lines if len(bare) > 3 and is_left_of_template(bare))]


def is_template_description(description: str) -> bool:
    """Return whether a description is one that `aiwg new` writes, or wrote in an earlier version."""
    return description in NEW_DESCRIPTIONS.values() or description in _FORMER.splitlines()


def is_left_of_template(line: str) -> bool:
    """Say whether a line, which is not empty, is one that a template asks to replace."""
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
    wanted += _FORMER.splitlines()
    return re.compile("|".join(_with_any_values(_VALUE.split(line)) for line in wanted))


def _with_any_values(texts: list[str]) -> str:
    """Return the expression for texts with something between each two; each is looked for once, from the left."""
    first, *more = map(re.escape, texts)
    return "".join((first, *(f"(?>.+?{text})" for text in more[:-1]), *(f".+{text}" for text in more[-1:])))
