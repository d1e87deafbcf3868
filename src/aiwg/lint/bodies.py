"""Bodies: empty, long, with a fence that never closes, or with headings that mislead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.markdown_spans import unfenced_lines
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.file import LintFile
from aiwg.lint.target import CheckTarget

NO_BODY = Rule(
    "no-body",
    WARNING,
    "a skill or a behavior without text",
    "An agent that loads it sees only the description again.",
)
LONG_BODY = Rule(
    "long-body",
    WARNING,
    "a skill with a very long body",
    "Agents load the whole body at once. The Agent Skills specification recommends fewer than 500 lines and 5,000 "
    "tokens, with the rest in separate files that agents read on demand.",
)
UNCLOSED_FENCE = Rule(
    "unclosed-fence",
    WARNING,
    "a code fence that is never closed",
    "Everything after it is code: aiwg translates nothing in it, and in a shared file the next text becomes code too.",
)
HEADING_LEVEL = Rule(
    "heading-level",
    INFO,
    "a heading more than one level below the one before",
    "The outline has a gap, so readers and tools may miss the section.",
)
HEADING_NAME = Rule(
    "heading-name",
    INFO,
    "a first heading that shares no word with the name",
    "A copied file often keeps its old heading.",
)
RULES = (NO_BODY, LONG_BODY, UNCLOSED_FENCE, HEADING_LEVEL, HEADING_NAME)

MAX_LINES = 500
MAX_TOKENS = 5000
CHARACTERS_PER_TOKEN = 4
"""A rough measure for English text; no tokenizer of a vendor is asked."""

_HEADING = re.compile(r"^(#{1,6})[ \t]++(.*)$")
_WORD = re.compile(r"[a-z0-9]{3,}")


def check_fences(page: LintFile) -> Iterator[Finding]:
    """Yield the fence of a Markdown file that is never closed."""
    if not page.name.endswith(".md") or ("```" not in page.body and "~~~" not in page.body):
        return
    for number, line, opened in unfenced_lines(page.body):
        if opened:
            column = len(line) - len(line.lstrip()) + 1
            message = f"the code fence {line.strip()[:20]} is never closed"
            yield page.found(UNCLOSED_FENCE, message, page.body_line + number - 1, column,
                             hint="end it with a line of as many backticks or tildes")  # fmt: skip


def check_body(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what is to be said about the length of a body, and its headings."""
    artifact, page = subject.artifact, subject.page
    if not artifact.origin.path:
        return
    if KINDS[artifact.kind].has_folder:
        if not artifact.body.strip():
            yield subject.found(NO_BODY, "has no text after its frontmatter", min(page.body_line, len(page.lines)),
                                hint="describe the task step by step")  # fmt: skip
        yield from _long(subject)
    if "#" in artifact.body:
        yield from _headings(subject)


def _long(subject: CheckTarget) -> Iterator[Finding]:
    body = subject.artifact.body
    lines, tokens = body.count("\n"), len(body) // CHARACTERS_PER_TOKEN
    said = []
    if lines > MAX_LINES:
        said.append(f"{lines:,} lines, and {MAX_LINES} are recommended")
    if tokens > MAX_TOKENS:
        said.append(f"about {tokens:,} tokens, and {MAX_TOKENS:,} are recommended")
    if said:
        yield subject.found(LONG_BODY, f"the body has {'; '.join(said)}", subject.page.body_line, 1,
                            hint="move detail to references/, and name the moment to read it")  # fmt: skip


def _headings(subject: CheckTarget) -> Iterator[Finding]:
    artifact, first, above = subject.artifact, True, 0
    for number, line, _ in unfenced_lines(artifact.body):
        match = _HEADING.match(line) if line.startswith("#") else None
        if match is None:
            continue
        level, title = len(match[1]), match[2].strip("# \t")
        at = subject.page.body_line + number - 1
        if above and level > above + 1:
            message = f"a heading of level {level} follows one of level {above}"
            yield subject.found(HEADING_LEVEL, message, at, 1, hint=f"write {'#' * (above + 1)}")
        if first and not KINDS[artifact.kind].single and level == 1 and not _kin(subject, title):
            message = f'the first heading is "{title}", and the name is {artifact.id}'
            yield subject.found(HEADING_NAME, message, at, level + 2, hint="use the same words in both")
        first, above = False, level


def _kin(subject: CheckTarget, heading: str) -> bool:
    """Say whether a heading shares the beginning of a word with name, title or description."""
    fields = subject.artifact.fields
    named = f"{subject.artifact.id} {fields.get('title', '')} {fields.get('description', '')}".lower()
    words = {word[:4] for word in _WORD.findall(heading.lower())}
    return not words or bool(words & {word[:4] for word in _WORD.findall(named)})
