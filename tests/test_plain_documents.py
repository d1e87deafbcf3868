"""The plain readers of YAML and TOML against whole parsers."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from aiwg.core.plain_front import plain_front
from aiwg.core.plain_toml import plain_toml

ROUNDS = 4000
PARTS = (
    *(
        "a",
        "Key",
        "b-c",
        "x_1",
        "on",
        "Yes",
        "n",
        "null",
        "true",
        "False",
        "1",
        "-",
        "~",
        "é",
        "\u2028",
        "\x85",
        "\xa0",
    ),
    *(":", ": ", " #", "#", '"', "'", "\\", "\\n", '\\"', ", ", ",", "[", "]", "{", "}", "---", " ", "  ", "\t", "\r"),
    *(
        "\n",
        "\n  ",
        "\nb: ",
        "\na: b\n",
        "k: [a, b]",
        'k: "v"',
        "k:\n  a: b",
        "k: v",
        "!x",
        "&a",
        "*a",
        "|",
        ">",
        "%",
        "@",
    ),
    *('k = "v"\n', 'k = """\nv\n"""\n', "k = [\n", '    "a",\n', "]\n", "k = true\n", "[t]\n", "= ", '"""'),
)


def _by_yaml(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


@pytest.mark.parametrize(("read", "parser"), [(plain_front, _by_yaml), (plain_toml, tomllib.loads)])
def test_what_a_plain_reader_reads_is_what_the_parser_reads(
    read: Callable[[str], dict[str, Any] | None], parser: Callable[[str], Any]
) -> None:
    """A plain reader returns what the parser returns, or nothing."""
    dice, taken = random.Random(7), 0
    for _ in range(ROUNDS):
        text = "".join(dice.choices(PARTS, k=dice.randint(1, 9)))
        found = read(text)
        if found is not None:
            taken += 1
            assert found == parser(text), text
    assert taken > ROUNDS // 300


WRITTEN_YAML = """\
name: some-agent
description: "What it does: this, and that"
tools: [Read, Grep, "Bash(git *)"]
readonly: true
permission:
  edit: deny
  bash: "ask"
model: claude-sonnet/4:latest
"""
WRITTEN_TOML = '''name = "some-agent"
developer_instructions = """
# Heading

Say \\"hello\\" with one \\\\ backslash.
"""
tools = [
    "read",
    "grep",
]
hidden = false
'''


def test_what_aiwg_writes_is_plain() -> None:
    """The usual frontmatter and TOML file of an agent need no parser."""
    assert plain_front(WRITTEN_YAML) == _by_yaml(WRITTEN_YAML)
    assert plain_toml(WRITTEN_TOML) == tomllib.loads(WRITTEN_TOML)
