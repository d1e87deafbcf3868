"""What formatters do to files, each act on its own: none changes what a file says. And edits that do.

An act takes a text and returns another one, or the same where it finds nothing to do. Fenced code stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

Act = Callable[[str], str]

_PARTS = re.compile(r"(?ms)(^(?:```|~~~).*?^(?:```|~~~)[^\n]*$|\A---\n.*?^---$)")


def _outside_code(change: Act) -> Act:
    """Return an act on what is neither fenced code nor frontmatter."""

    def act(text: str) -> str:
        parts = _PARTS.split(text)
        return "".join(part if number % 2 else change(part) for number, part in enumerate(parts))

    return act


def _in_front(change: Act) -> Act:
    def act(text: str) -> str:
        match = re.match(r"(?ms)\A---\n(.*?^)---$", text)
        return f"---\n{change(match[1])}---{text[match.end() :]}" if match else text

    return act


def _sub(pattern: str, by: str) -> Act:
    return lambda text: re.sub(pattern, by, text)


def _json(indent: int | None, sort_keys: bool = False) -> Act:
    def act(text: str) -> str:
        if sort_keys and re.search(r'"[^"\n]*[* ][^"\n]*": ', text):
            return text  # among patterns the order counts
        return json.dumps(json.loads(text), indent=indent, sort_keys=sort_keys) + "\n"

    return act


def _windows(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _one_end(text: str) -> str:
    return text.rstrip("\n") + "\n"


def _two_ends(text: str) -> str:
    return text + "\n"


MARKDOWN: dict[str, Act] = {
    "blank line behind the frontmatter": _sub(r"(?ms)\A(---\n.*?^---\n)", r"\1\n"),
    "no blank line behind the frontmatter": _sub(r"(?ms)\A(---\n.*?^---\n)\n+", r"\1"),
    "blank lines around headings": _outside_code(_sub(r"(?m)^(#+ .*)$", r"\n\1\n")),
    "blank lines around comments": _outside_code(_sub(r"(?m)^(<!-- .* -->)$", r"\n\1\n")),
    "one blank line only": _outside_code(_sub(r"\n{3,}", "\n\n")),
    "other list marks": _outside_code(_sub(r"(?m)^(\s*)- (?!\[)", r"\1* ")),
    "wider list marks": _outside_code(_sub(r"(?m)^- (?=\S[^\n]*\n(?:\Z|\n|-))", "-   ")),
    "tabs become blanks": _outside_code(_sub(r"(?<=\S)\t", " ")),
    "escaped stars": _outside_code(_sub(r"(?<= )\*(?= )", r"\\*")),
    "other emphasis": _outside_code(_sub(r"(?<![*\w`])\*([a-z]+)\*(?![*\w`])", r"_\1_")),
    "single quotes in the frontmatter": _in_front(_sub(r'(?m): "([^"\'\\\n]*)"$', r": '\1'")),
    "lists of the frontmatter line by line": _in_front(
        lambda front: re.sub(
            r"(?m)^(\w+): \[([^\[\]{}\n\"]+)\]$",
            lambda match: f"{match[1]}:\n" + "\n".join(f"  - {item}" for item in match[2].split(", ")),
            front,
        )
    ),
    "longer fences": _sub(r"(?m)^```(?!`)", "````"),
    "Windows line ends": _windows,
    "one line end at the end": _one_end,
    "more line ends at the end": _two_ends,
}
JSON: dict[str, Act] = {
    "four blanks": _json(4),
    "one line": _json(None),
    "sorted, as ASCII": _json(2, sort_keys=True),
    "Windows line ends": _windows,
    "no line end": lambda text: text.rstrip("\n"),
}
YAML: dict[str, Act] = {
    "single quotes": _sub(r'(?m): "([^"\'\\\n]*)"$', r": '\1'"),
    "document start": lambda text: text if text.startswith("---") else f"---\n{text}",
    "Windows line ends": _windows,
    "more line ends at the end": _two_ends,
}
TOML: dict[str, Act] = {
    "no blanks around the sign": _sub(r"(?m)^(\w+) = (?=[\"\[][^\"\n]*$|\d)", r"\1="),
    "blank lines between tables": _sub(r"(?m)^(\[[^\n]+\])$", r"\n\1"),
    "Windows line ends": _windows,
}
TEXT: dict[str, Act] = {"Windows line ends": _windows, "one line end": _one_end, "more line ends": _two_ends}

ACTS = {"markdown": MARKDOWN, "json": JSON, "yaml": YAML, "toml": TOML, "text": TEXT, "python": TEXT}


def _first(pattern: str, by: str) -> Act:
    return lambda text: re.sub(pattern, by, text, count=1)


EDITS: dict[str, dict[str, Act]] = {
    "markdown": {
        "a word": _first(r"\bMARK-", "MARKS-"),
        "a code line": _first(r"(?m)^(```\w*\n.*)$", r"\1 --force"),
        "the indentation of code": _first(r"(?m)^(```\w*\n)", r"\1  "),
        "no hard line break": _first(r" {2,}\n(?=\S)", "\n"),
        "a longer hard line break": _first(r"  \n(?=\S)", "   \n"),
        "a line in two": _first(r"(?m)^([A-Z]\w+:? \S+) (?=\w)", r"\1\n"),
        "two lines in one": _first(r"(?<=\S)\n(?=Quotes:)", " "),
        "another hard line break": _first(r" {2,}\n(?=\S)", "\\\\\n"),
        "inline code": _first(r"(?<!`)`([^`\n]+)`(?!`)", r"`\1 `"),
        "raw HTML": _first(r"<b>", "<i>"),
        "an entity": _first(r"&amp;", "&"),
        "a backslash less": _first(r"\\\\server", r"\\server"),
        "an escaped placeholder": _first(r"(?<!\\)\$(?=[1A])", r"\\$"),
        "an escaped command": _first(r"!`", r"\\!`"),
        "a word at the end": lambda text: f"{text}\nMore.\n",
        "a zero-width space": _first(r"MARK-", "MARK-\u200b"),
        "a no-break space": _first(r"(?<=\w) (?=\w)", "\u00a0"),
        "a form feed": lambda text: f"{text}\f",
        "a byte order mark": lambda text: f"\ufeff{text}",
        "another key in the frontmatter": _in_front(lambda front: f"{front}x-more: 1\n"),
        "a word in the frontmatter": _in_front(_first(r"(?m)^(\w+: \"?)([A-Za-z])", r"\1x\2")),
        "a key twice": _in_front(lambda front: front + front),
        "hyphens in the frontmatter": _in_front(lambda front: f"{front}# ---\n"),
        "no frontmatter": _sub(r"(?ms)\A---\n.*?^---$", ""),
    },
    "json": {
        "a number for a text": _first(r'": "([^"\\]*)"', r'": 1'),
        "a text for a number": _first(r'": ([0-9]+)', r'": "\1"'),
        "a word": _first(r'": "', '": "x'),
        "a key twice": _first(r'(?m)^(\s+)("[^"]+": )', r"\1\2null,\1\2"),
        "a list turned round": _first(r'\["([^"]+)", "([^"]+)"', r'["\2", "\1"'),
        "hidden character": _first(r'": "', '": "\u2060'),
        "a comment": _first(r"\{", "{ // allow all\n"),
    },
    "yaml": {
        "a word": _first(r"(?m): \"", ': "x'),
        "a key more": lambda text: f"{text}more: true\n",
        "hidden character": lambda text: f"{text}# \u200b\n",
    },
    "toml": {
        "a word": _first(r"(?m)= \"(?!\")", '= "x'),
        "a key more": lambda text: f"more = true\n{text}",
        "hidden character": lambda text: f"{text}# \u200b\n",
    },
    "text": {"a line more": lambda text: f"{text}more\n", "a blank before": lambda text: f" {text}"},
    "python": {"a line more": lambda text: f"{text}print()\n", "another first line": lambda text: f"#!x\n{text}"},
}
"""Edits that change what a file says, by kind."""
COARSE = {"the indentation of code", "inline code", "another hard line break", "a backslash less"} | {
    "an escaped placeholder", "an escaped command", "a key twice", "a list turned round", "a blank before",
    "hyphens in the frontmatter", "another first line", "a comment",
}  # fmt: skip
"""Edits that a normal form may not see: it ignores blanks and marks."""
