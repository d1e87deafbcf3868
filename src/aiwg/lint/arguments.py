"""What is typed after a command's name: where it is put in, and where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiwg.artifact.kinds import KINDS
from aiwg.artifact.markdown_spans import prose_spans
from aiwg.findings.fix import Fix, in_line
from aiwg.findings.model import INFO, WARNING, Finding, Rule
from aiwg.lint.target import CheckTarget

ARGUMENT_NUMBER = Rule(
    "argument-number",
    WARNING,
    "an argument that does not exist",
    "Arguments are $1 to $9, counted from 1 on every platform. $0 and $10 stay as they are.",
)
ARGUMENT_GAP = Rule(
    "argument-gap",
    WARNING,
    "a gap in the arguments",
    "A text with $1 and $3 drops the second word that a person types. This is usually a mistake.",
)
ARGUMENT_NAME = Rule(
    "argument-name",
    WARNING,
    "an unknown placeholder",
    "aiwg replaces only $ARGUMENTS and $1 to $9; $ARGUMENT stays as it is.",
    "writes $ARGUMENTS",
)
ARGUMENT_IN_CODE = Rule(
    "argument-in-code",
    WARNING,
    "arguments only in code",
    "Code stays byte for byte, so platforms with another argument syntax replace nothing there.",
)
ARGUMENT_ELSEWHERE = Rule(
    "argument-elsewhere",
    WARNING,
    "a placeholder outside a command",
    "People type no arguments for a rule or an agent, so it stays as it is.",
)
UNUSED_HINT = Rule(
    "unused-hint",
    INFO,
    "a hint for arguments that the text does not use",
    "Some clients add the typed words at the end, others drop them.",
)
NO_HINT = Rule(
    "no-hint",
    INFO,
    "arguments without a hint",
    "People who type the command do not see which arguments it takes. Add `argument-hint`.",
)
RULES = (
    ARGUMENT_NUMBER,
    ARGUMENT_GAP,
    ARGUMENT_NAME,
    ARGUMENT_IN_CODE,
    ARGUMENT_ELSEWHERE,
    UNUSED_HINT,
    NO_HINT,
)

_WORD = re.compile(r"(?<![\w$\\])\$(?:(?P<number>[0-9]++)(?![\w.,]*[0-9])|(?P<name>[A-Za-z_]+))")
_NEARLY = {"ARGUMENT", "ARGS", "ARG", "arguments", "Arguments", "args", "INPUT"}


def check_arguments(subject: CheckTarget) -> Iterator[Finding]:
    """Yield what is wrong with the placeholders of a body."""
    body = subject.artifact.body
    if "$" not in body and subject.kind != "command":
        return
    if subject.kind == "command":
        yield from _of_command(subject, subject.page.body)
    elif KINDS[subject.kind].is_loaded and not KINDS[subject.kind].has_folder:
        for start, end in prose_spans(body):
            at = body.find("$ARGUMENTS", start, end)
            if at >= 0:
                message = "$ARGUMENTS works only in commands"
                yield subject.found(ARGUMENT_ELSEWHERE, message, *_place(subject, at), hint="put it in backticks")
                return


def _of_command(subject: CheckTarget, body: str) -> Iterator[Finding]:
    numbers: dict[int, int] = {}
    whole = False
    for start, end in prose_spans(body):
        for match in _WORD.finditer(body, start, end):
            if match["name"] == "ARGUMENTS":
                whole = True
            elif match["name"] in _NEARLY:
                yield _nearly(subject, match)
            elif match["number"] and len(match["number"]) < 3:  # a longer one is a price
                numbers.setdefault(int(match["number"]), match.start())
    wrong = [number for number in numbers if not 1 <= number <= 9]
    for number in wrong:
        hint = "the first is $1" if number == 0 else "the last is $9; $ARGUMENTS is the whole text"
        yield subject.found(ARGUMENT_NUMBER, f"there is no ${number}", *_place(subject, numbers.pop(number)), hint=hint)
    missing = [number for number in range(1, max(numbers, default=0)) if number not in numbers]
    if missing and not whole:
        last = max(numbers)
        message = f"uses ${last} and not ${missing[0]}"
        yield subject.found(ARGUMENT_GAP, message, *_place(subject, numbers[last]), hint="count from 1 without a gap")
    in_prose = whole or bool(numbers) or bool(wrong) or "{{args}}" in body or "${input:" in body
    at = body.find("$ARGUMENTS")
    if at >= 0 and not in_prose:
        message = "$ARGUMENTS is only in code, and aiwg does not translate code"
        yield subject.found(ARGUMENT_IN_CODE, message, *_place(subject, at), hint="use it once in a sentence too")
    yield from _hints(subject, in_prose or at >= 0)


def _hints(subject: CheckTarget, uses: bool) -> Iterator[Finding]:
    hint = subject.artifact.fields.get("argument-hint")
    if hint and not uses:
        message = f"the hint is {hint}, but the text uses no arguments"
        yield subject.value_of(UNUSED_HINT, message, "argument-hint", hint="write $ARGUMENTS in the right place")
    elif uses and not hint:
        yield subject.found(
            NO_HINT, "takes arguments, but has no argument-hint", 1, hint='argument-hint: "<what to type>"'
        )


def _nearly(subject: CheckTarget, match: re.Match[str]) -> Finding:
    line, column = _place(subject, match.start())
    fix: Fix | None = None
    if match["name"].upper() in ("ARGUMENT", "ARGUMENTS"):
        fix = in_line(line, column, column + len(match[0]), "$ARGUMENTS")
    return subject.found(
        ARGUMENT_NAME, f"{match[0]} has no effect here", line, column, hint="write $ARGUMENTS", fix=fix
    )


def _place(subject: CheckTarget, at: int) -> tuple[int, int]:
    """Return line and column of an offset of the body."""
    return subject.page.place(at)
