"""The outcome of checks as Markdown, for the summary of a job or the text of a pull request.

Names and messages come from the repository, which may be hostile. They stand in code spans, in which Markdown knows
no links, no HTML and no mentions, and never in a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aiwg.artifact.ids import shown
from aiwg.findings.model import ERROR, Finding
from aiwg.output.checks.outcome import (
    BLOCKED,
    CHANGED,
    NEW,
    REMOVED,
    CheckOutcome,
    FileChange,
    in_one_line,
    next_command,
    reported,
)

MARK = "<!-- aiwg check -->"
"""The first line of every text, which the page of a code host does not show."""

LISTED = 50
"""Files, and findings, that are listed one by one: a summary of a job may have a megabyte."""

_COLUMNS = (NEW, CHANGED, REMOVED, BLOCKED)
_TITLES = {"new": "new", "changed": "changed", "removed": "removed", "blocked": "needs you"}
_MESSAGE = 300


def markdown(outcomes: Sequence[CheckOutcome], folder: str) -> str:
    """Return the text: one line per check, the next command, the changes for each tool, and the findings."""
    lines = [MARK, f"### {_mark(all(each.is_ok for each in outcomes))} aiwg", ""]
    lines += ["| | check | result |", "|---|---|---|"]
    lines += [f"| {_mark(each.is_ok)} | `{each.command}` | {_plain(each.message)} |" for each in outcomes]
    if command := next_command(outcomes):
        lines += ["", f"**Next:** {_code(command)}"]
    changes = [change for outcome in outcomes for change in outcome.changes]
    if changes:
        lines += ["", *_changes(changes)]
    paths = {f"{folder}/{change.path}" if folder else change.path for change in changes}
    findings = [each for each in reported(outcomes, folder) if each.file not in paths]
    if findings:
        lines += ["", *_listed((_finding_line(each) for each in findings), len(findings))]
    return "\n".join(lines) + "\n"


def _changes(changes: Sequence[FileChange]) -> Iterator[str]:
    """Yield a table with the number of files for each tool, and below it the files, folded."""
    shown_columns = [column for column in _COLUMNS if any(change.effect == column for change in changes)]
    yield f"| tool | {' | '.join(_TITLES[column] for column in shown_columns)} |"
    yield f"|---|{'---:|' * len(shown_columns)}"
    for tool in sorted({tool for change in changes for tool in change.tools}):
        counts = [sum(tool in each.tools and each.effect == column for each in changes) for column in shown_columns]
        yield f"| {_plain(tool)} | {' | '.join(str(count or '') for count in counts)} |"
    yield ""
    yield f"<details><summary>{len(changes)} file{'' if len(changes) == 1 else 's'}</summary>"
    yield ""
    yield from _listed((_change_line(change) for change in changes), len(changes))
    yield ""
    yield "</details>"


def _change_line(change: FileChange) -> str:
    because = f" ({', '.join(_code(name) for name in change.artifacts[:3])})" if change.artifacts else ""
    return f"- {_TITLES[change.effect]}: {_code(change.path)}{because}: {_plain(change.reason)}"


def _finding_line(finding: Finding) -> str:
    level = "**error**" if finding.level == ERROR else finding.level
    place = f" {_code(finding.where())}" if finding.file else ""
    return f"- {level}{place}: {_plain(in_one_line(finding))}"


def _listed(lines: Iterator[str], count: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == LISTED:
            yield f"- ... and {count - LISTED} more"
            return
        yield line


def _mark(is_ok: bool) -> str:
    return "✅" if is_ok else "❌"


def _code(text: str) -> str:
    """Return a code span: its fence is longer than any run of backticks in the text, so that nothing ends it."""
    line = shown(text)
    line = line if len(line) <= _MESSAGE else f"{line[:_MESSAGE]}..."
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line.strip() else ""


def _plain(text: str) -> str:
    """Return a text as it reads, in which no sign has a meaning: all but harmless ones are entities.

    A dot and a colon stay before a space, where they are part of no address. An `@` stands in a code span, so that it
    mentions nobody.
    """
    kept = re.sub(r"[.:](?!\s|$)|[^\w .:,;()/'-]|_", lambda sign: f"&#{ord(sign[0])};", shown(text)[:_MESSAGE])
    return kept.replace("&#64;", "`@`")
