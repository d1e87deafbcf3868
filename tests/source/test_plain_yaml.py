"""The quick reader of simple frontmatter says what the parser says, or nothing."""

from __future__ import annotations

import random

import pytest

from aiwg.core import strict_yaml
from aiwg.core.plain_yaml import read_plain

CASES = 4000
PIECES = [
    *("name", "a", "true", "no", "null", "~", "0", "-1", "1.5", "1.50", "012", "2024-01-02", "é", "日本", "x-y"),
    *(":", ": ", " #", "#", "- ", "-", "[", "]", "{", "}", ",", ", ", "'", '"', "\\", "*", "&", "!", "|", ">", "%"),
    *("`", "?", "? ", "...", "---", " ", "  ", "\t", "$", "/", "(", ")", "<", ".", "~/x", "\u00a0", "\ufeff"),
    *("Bash(git:*)", "<<", "=", "@"),
]
LEADS = [
    *("name: ", "b: ", "c_d: ", "e-f:", "key:", "- ", "  - ", "# "),
    *("  h: ", "  key:", "    - ", "  - i: ", "    j: ", "-   k: "),
    *("", " ", "  g: ", "name : ", '"q": ', "--- ", "...", "1: ", "- - ", "-"),
]


def said_by_parser(text: str, first_line: int) -> tuple[object, object] | str:
    """Return the value and the lines that the parser finds in a text, or why it refuses it."""
    try:
        document = strict_yaml.parse(text, first_line)
    except strict_yaml.YamlError as error:
        return str(error)
    return document.value, document.lines


def a_text(chosen: random.Random) -> str:
    """Return a few lines, most of them close to what people write."""
    lines = []
    for _ in range(chosen.randint(1, 5)):
        value = "".join(chosen.choice(PIECES) for _ in range(chosen.choice((0, 1, 1, 1, 2, 3))))
        shape = chosen.choice(("{}", "{}", "{}", '"{}"', "'{}'", "[{}]", "[{}, a]", "{} x", "{}\r"))
        lines.append(chosen.choice(LEADS[: chosen.choice((3, 8, 14, len(LEADS)))]) + shape.format(value))
    return "\n".join(lines)


def test_the_quick_reader_agrees_with_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the quick reader reads, it reads with the values and the lines of the parser."""
    monkeypatch.setattr(strict_yaml, "read_plain", lambda text, first_line: None)
    chosen, read = random.Random(7), 0
    for _ in range(CASES):
        text = a_text(chosen)
        found = read_plain(text, 3)
        if found is not None:
            read += 1
            said = said_by_parser(text, 3)
            assert said == found, text
            assert repr(said) == repr(found), text  # 1 and True are equal
    assert read > CASES / 20


@pytest.mark.parametrize(
    "line",
    [
        "name: style",
        'description: "Use it: always"',
        "globs: 'src/**/*.py'",
        'tools: [Read, Grep, "Bash"]',
        "tools: Read, Grep, Bash(git:*)",
        "tags:\n  - a\n  - 1.5\n# a comment\n\nmodel: opus",
        "alwaysApply: true",
        "when: Use this when you (really) need it - e.g. for tests.",
        "applyTo: src/**/*.ts",
        "empty:",
        "hooks:\n  - event: tool_after\n    match: [write, edit]\n    script: x.sh\n  - event: stop\nrequires: [sh]",
        "a:\n  b:\n    c: 1\n  d:\n  - x\n  - y: z\ne: null",
    ],
)
def test_the_usual_forms_are_read_quickly(line: str) -> None:
    """What people write most needs no parser."""
    assert read_plain(line, 1) is not None
