"""The form of the text itself: marks, line ends, and frontmatter that is not where it must be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.core.strict_yaml import YamlError, parse
from aiwg.findings.fix import FINAL_NEWLINE, LINE_ENDS, MARK, Edit, Fix
from aiwg.findings.model import ERROR, INFO, WARNING, Finding, Rule
from aiwg.lint.file import LintFile

BYTE_ORDER_MARK = Rule(
    "byte-order-mark",
    WARNING,
    "a byte order mark at the start",
    "Some clients then find no frontmatter and skip the file. aiwg deploys the file without the mark.",
    "removes the mark",
)
LINE_END = Rule(
    "line-ends",
    WARNING,
    "Windows or old Macintosh line ends",
    "A script with them does not start: the system looks for an interpreter whose name ends in CR. aiwg deploys text "
    "with LF.",
    "replaces them with LF",
)
NO_FINAL_NEWLINE = Rule(
    "no-final-newline",
    INFO,
    "no line end after the last line",
    "Text that is appended later continues the last line.",
    "adds it",
)
LATE_FRONTMATTER = Rule(
    "late-frontmatter",
    ERROR,
    "text before the frontmatter",
    "Frontmatter counts only on the first line: here clients read it as text, and its fields are lost.",
    "removes blank lines, and moves a comment below the frontmatter",
)
TAB_INDENT = Rule(
    "tab-indent",
    ERROR,
    "a tab as indentation in YAML",
    "YAML does not allow tabs there, so the whole frontmatter is unreadable.",
    "replaces each tab with two spaces, if the result is readable",
)
CONFLICT_MARKERS = Rule(
    "conflict-markers",
    WARNING,
    "markers of a merge conflict",
    "Agents would read both sides.",
)
RULES = (BYTE_ORDER_MARK, LINE_END, NO_FINAL_NEWLINE, LATE_FRONTMATTER, TAB_INDENT, CONFLICT_MARKERS)

_BOM = b"\xef\xbb\xbf"
_BEFORE = re.compile(r"(?:[ \t]*+(?:<!--(?:(?!-->).)*+-->[ \t]*+)?\n)++(?=---[ \t]*+\n[A-Za-z_][\w-]*+:)", re.DOTALL)
"""No two of its parts take the same text: a file that begins with thousands of comments is told in one go."""
_INDENT = re.compile(r"^[ ]*\t[ \t]*")


def check_text(page: LintFile) -> Iterator[Finding]:
    """Yield what is wrong with the form of a text file."""
    data, text = page.source.data, page.text
    if text is None or b"\0" in data:
        return
    if data.startswith(_BOM):
        yield page.found(BYTE_ORDER_MARK, "starts with a byte order mark", 1, 1, fix=Fix(whole=MARK))
    if b"\r" in data:
        yield from _line_ends(page, data)
    if text and not text.endswith("\n"):
        last = len(page.lines)
        message = "the last line has no line end"
        yield page.found(NO_FINAL_NEWLINE, message, last, len(page.lines[-1]) + 1, fix=Fix(whole=FINAL_NEWLINE))
    if "<<<<<<< " in text and ">>>>>>> " in text:
        line = next((number for number, line in enumerate(page.lines, 1) if line.startswith("<<<<<<< ")), None)
        if line is not None:
            yield page.found(CONFLICT_MARKERS, "a merge conflict was not resolved", line, 1)


def check_form(page: LintFile) -> Iterator[Finding]:
    """Yield what is wrong with where the frontmatter stands and how it, or a YAML file, is indented."""
    if page.text is None:
        return
    if page.name.endswith(".md"):
        yield from _late(page)
        yield from _tabs(page, "\n".join(line for _, line in page.front), 2)
    else:
        yield from _tabs(page, page.text, 1)


def _line_ends(page: LintFile, data: bytes) -> Iterator[Finding]:
    windows, alone = b"\r\n" in data, b"\n" not in data
    if windows or alone:
        line = data[: data.find(b"\r\n")].count(b"\n") + 1 if windows else 1
        message = "has Windows line ends (CRLF)" if windows else "has old Macintosh line ends (CR)"
        yield page.found(LINE_END, message, line, fix=Fix(whole=LINE_ENDS))


def _late(page: LintFile) -> Iterator[Finding]:
    """Yield a finding when only blank lines and comments stand before what is plainly meant as frontmatter."""
    text = page.text or ""
    match = _BEFORE.match(text)
    if match is None or (end := text.find("\n---", match.end())) < 0:
        return
    before = match[0]
    first = before.count("\n") + 1
    comment = before.strip()
    edits = [Edit(1, 1, first, 1, "")]
    if comment:
        after = text.count("\n", 0, end + 1) + 2
        edits.append(Edit(after, 1, after, 1, f"{comment}\n"))
    what = "a comment" if comment else "a blank line"
    yield page.found(LATE_FRONTMATTER, f"{what} is before the frontmatter", first, 1, fix=Fix(tuple(edits)),
                     hint="make --- the first line")  # fmt: skip


def _tabs(page: LintFile, yaml: str, first: int) -> Iterator[Finding]:
    if "\t" not in yaml:
        return
    lines = yaml.split("\n")
    tabbed = [(number, match) for number, line in enumerate(lines, first) if (match := _INDENT.match(line))]
    if not tabbed or _reads(yaml):
        return
    spaced = "\n".join(_INDENT.sub(lambda match: match[0].replace("\t", "  "), line) for line in lines)
    number, match = tabbed[0]
    edits = tuple(Edit(at, 1, at, found.end() + 1, found[0].replace("\t", "  ")) for at, found in tabbed)
    fix = Fix(edits) if _reads(spaced) else None
    yield page.found(TAB_INDENT, "is indented with a tab", number, match[0].index("\t") + 1, hint="use spaces", fix=fix)


def _reads(yaml: str) -> bool:
    try:
        parse(yaml)
    except YamlError:
        return False
    return True
