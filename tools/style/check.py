"""Checks the language of pages and messages against `rules.yaml`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from aiwg.core.dataclass import dataclass, field
from style.help import commands, help_slips
from style.messages import messages, room
from style.prose import CODE, Text, long_lines, texts
from style.readability import averages

_SPAN = re.compile(r"`[^`\n]+`")
RULES = Path(__file__).with_name("rules.yaml")


@dataclass(frozen=True)
class Slip:
    """One wording or measure that breaks a rule."""

    path: str
    line: int
    message: str
    key: str
    """The remaining count that it belongs to: a page with its measure, or a folder of the code."""


@dataclass(frozen=True)
class Rules:
    """The rules of the language, ready to use."""

    banned: tuple[tuple[re.Pattern[str], str], ...]
    openings: frozenset[str]
    limits: Mapping[str, int]
    remaining: Mapping[str, float]
    verbs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shared: Sequence[str] = ()
    word_lists: Sequence[str] = ()

    @staticmethod
    def load(path: Path = RULES) -> Rules:
        """Return the rules of a file."""
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        banned = tuple(
            (re.compile(rule["pattern"].replace(" ", r"\s+"), re.IGNORECASE), rule["say"]) for rule in data["banned"]
        )
        return Rules(
            banned,
            frozenset(data["openings"]),
            data["limits"],
            data["remaining"] or {},
            data["verbs"],
            data["shared"],
            data["word_lists"],
        )

    def words(self, line: int, text: str) -> Iterator[tuple[int, str]]:
        """Yield the banned words of a text, with their lines and the better wording."""
        for pattern, say in self.banned:
            for match in pattern.finditer(text):
                found = " ".join(match[0].replace(CODE, "").split()).lstrip(",:; ")
                yield line + text[: match.start()].count("\n"), f'"{found}": write {say}'

    def opening(self, sentence: str) -> str | None:
        """Return the banned word that a sentence begins with, or None."""
        word = re.match(r"[\W_]*(\w+)", sentence)
        return word[1] if word and word[1] in self.openings else None


def check_page(path: str, page: str, rules: Rules) -> Iterator[Slip]:
    """Yield the slips of a page; its averages come first."""
    found = texts(page)
    yield from _averages(path, found, rules)
    for text in found:
        for line, message in rules.words(text.line, text.text):
            yield Slip(path, line, message, f"{path} words")
        for line, sentence in text.sentences():
            if word := rules.opening(sentence):
                yield Slip(path, line, f'begins with "{word}"', f"{path} words")
    for line in long_lines(page, rules.limits["line"]):
        yield Slip(path, line, f"a line of more than {rules.limits['line']} letters", f"{path} lines")


def check_code(path: Path, code: str, rules: Rules) -> Iterator[Slip]:
    """Yield the slips in the messages of a module; the path is the one below src/aiwg."""
    key = f"src/aiwg/{room(path)}"
    for line, written in messages(code) if path.as_posix() not in rules.word_lists else ():
        text = _SPAN.sub(CODE, written)
        for _, message in rules.words(line, text):
            yield Slip(f"src/aiwg/{path}", line, message, key)
        for _, sentence in Text(line, text, flowing=True).sentences():
            if word := rules.opening(sentence):
                yield Slip(f"src/aiwg/{path}", line, f'begins with "{word}"', key)


def check_template(path: Path, text: str, rules: Rules) -> Iterator[Slip]:
    """Yield the slips in the lines and comments of a template; the path is the one below src/aiwg."""
    for number, line in enumerate(text.splitlines(), 1):
        bare = _SPAN.sub(CODE, line).lstrip("#- 0123456789.")
        for _, message in rules.words(number, bare):
            yield Slip(f"src/aiwg/{path}", number, message, f"src/aiwg/{room(path)}")
        for _, sentence in Text(number, bare, flowing=True).sentences():
            if word := rules.opening(sentence):
                yield Slip(f"src/aiwg/{path}", number, f'begins with "{word}"', f"src/aiwg/{room(path)}")


def check_help(root: click.Command, name: str, rules: Rules) -> Iterator[Slip]:
    """Yield the slips in the help texts of a command and of all below it."""
    for message in help_slips(list(commands(root, name)), rules.verbs, rules.shared):
        yield Slip("help", 1, message, "help")


def _averages(path: str, found: Iterable[Text], rules: Rules) -> Iterator[Slip]:
    length, grade = averages(found)
    for name, value, unit in (("length", length, "words"), ("grade", grade, "grade")):
        limit = rules.limits[unit]
        allowed = max(limit, rules.remaining.get(f"{path} {name}", 0))
        if value > limit:
            measure = "words in an average sentence" if name == "length" else "is the Flesch-Kincaid grade"
            yield Slip(path, 1, f"{value} {measure}, at most {allowed}", f"{path} {name}")


def measured(slips: Iterable[Slip]) -> dict[str, float]:
    """Return the count, or the average, of each key."""
    slips = list(slips)
    values: dict[str, float] = dict(Counter(slip.key for slip in slips))
    for slip in slips:
        if slip.key.endswith((" length", " grade")):
            values[slip.key] = float(slip.message.split()[0])
    return values
