"""What loading a source says, as findings: with a column where one is known, and without what lint says better."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aiwg.core.dataclass import replace
from aiwg.findings.model import ERROR, INFO, WARNING, Finding, Rule
from aiwg.lint.file import LintFile
from aiwg.lint.layout import FLAT_FILE

_TITLES = (
    (
        "bad-yaml",
        "unreadable YAML",
        "aiwg cannot use the file. Some clients load its text, others stop.",
    ),
    ("bad-field", "a value that does not fit its field", "aiwg cannot know the intended meaning."),
    ("bad-name", "an unusable name", "It is reserved on some system, too long, or would leave its folder."),
    ("bad-encoding", "a text that is not UTF-8", "Clients read it as something else, or not at all."),
    ("unclosed-frontmatter", "frontmatter that is never closed", "The whole text is then frontmatter, or none of it."),
    ("empty-file", "an empty file", "Clients list a nameless artifact, or reject it."),
    ("empty-body", "an agent, a rule, a command or instructions without text", "Agents would load an empty text."),
    (
        "no-description",
        "an agent, a skill or a behavior without a description",
        "Most clients do not load it; agents choose by the description.",
    ),
    (
        "long-description",
        "a description of more than 1,024 characters",
        "Some clients reject the file; aiwg shortens the description there.",
    ),
    (
        "no-main-file",
        "a folder in skills or behaviors without its main file",
        "Clients look for exactly SKILL.md; none loads skill.md.",
    ),
    (
        "same-id",
        "two artifacts of one kind with one id",
        "They would be one file; upper and lower case, / and - are the same.",
    ),
    ("same-name", "two files whose names are one on some file systems", "One of them would be lost there."),
    ("not-a-file", "a file of the wrong type", "A folder where a file belongs, a pipe, a device."),
    ("link-outside", "a link out of the source", "It would deploy a file from outside, such as a key."),
    ("link-loop", "a link to one of its own parents", "It has no end."),
    ("broken-link", "a link to nothing", "aiwg finds no file there."),
    ("too-deep", "folders nested too deep", "No platform reads folders that deep."),
    ("too-large", "a file or a source that is too large", "Everything that an agent loads costs tokens."),
    ("too-many-files", "too many files", "A source that large is a mistake."),
    ("unreadable", "an unreadable file", "aiwg does not deploy its content."),
    (
        "no-artifact",
        "a bundle that names an artifact that no source has",
        "Projects that select the bundle miss a part.",
    ),
)
LARGE = Rule("large-file", WARNING, "a file of more than 1 MiB", "Everything that an agent loads costs tokens.")
SERVER_NAME = Rule(
    "server-name",
    INFO,
    "a name of an MCP server that some clients do not accept",
    "aiwg writes _ for the other characters, as clients do in the names of its tools.",
)
RULES = (*(Rule(code, ERROR, title, why) for code, title, why in _TITLES), LARGE, SERVER_NAME)

SAID_BETTER = frozenset({"mended", "no-name", "own-syntax", "broken-mention", "missing-script"})
"""Codes of which lint gives a finding of its own, with a column and a fix."""

_COLUMN = re.compile(r" \(column (\d+)\)")
_VALUE = {"long-description": "description", "no-description": "description", "bad-name": "name"}


def from_loading(problems: Iterable[Finding], pages: dict[str, LintFile]) -> Iterator[Finding]:
    """Yield what loading has said; `pages` are the files as they are shown."""
    for problem in problems:
        if problem.code in SAID_BETTER:
            continue
        page = pages.get(problem.file or "")
        finding = problem
        column = _COLUMN.search(problem.message)
        if column:
            message = _COLUMN.sub("", problem.message)
            finding = replace(finding, message=message, column=int(column[1]))
        elif page is not None and problem.line and problem.code in _VALUE:
            at = page.value_column(problem.line) if problem.line <= len(page.lines) else None
            finding = replace(finding, column=at)
        if problem.code == "passed-over" and page is not None and _is_flat(page.path):
            hint = f"move it to {page.path[:-3]}/{'SKILL' if page.path.startswith('skills') else 'BEHAVIOR'}.md"
            finding = replace(finding, code=FLAT_FILE.code, level=FLAT_FILE.level, hint=hint)
        yield finding


def _is_flat(path: str) -> bool:
    return path.startswith(("skills/", "behaviors/")) and path.endswith(".md")
