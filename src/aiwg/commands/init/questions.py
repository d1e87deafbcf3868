"""The questions of a set-up: each has a first answer, an option that answers it, and may have a reason to be skipped.

Nothing that runs is ever approved by the first answer of one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

import click

from aiwg.core.dataclass import dataclass, field
from aiwg.output.console import paint, say, width

TOTAL = 6
"""How many questions there are; a skipped one keeps its number."""

WIDEST, NARROW = 80, 60
"""Columns of a line at most, and those below which answers are indented less."""


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One answer: the word that an option takes, and what a person reads."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, of which Enter takes the first.

    `given` is the answer of an option. `needless`: why aiwg skips it; then, and without a terminal, `unasked` holds.
    """

    number: int
    name: str
    text: str
    choices: tuple[AnswerChoice, ...]
    unasked: str
    given: str | None = None
    needless: str = ""


@dataclass(slots=True)
class Dialogue:
    """Asks questions one by one, if there is somebody to ask. `answers` are those of a person, by name."""

    asks: bool
    answers: dict[str, str] = field(default_factory=dict)

    def answer(self, question: Question) -> str:
        """Return the word of an answer."""
        if not self.is_open(question):
            return question.unasked if question.given is None else question.given
        self.head(question)
        return self.pick(question)

    def pick(self, question: Question) -> str:
        """Return the answer that a person picks, without saying the question again."""
        for number, choice in enumerate(question.choices, 1):
            say_indented(f"{number}  {choice.label}", hanging=3)
        words = [choice.word for choice in question.choices]
        return self.remember(question.name, self._picked(words))

    def is_open(self, question: Question) -> bool:
        """Say whether a person has to be asked; if not, say why."""
        if not self.asks or question.given is not None:
            return False
        if question.needless:
            for line in wrapped(f"{question.number} of {TOTAL}  Skipped: {question.needless}."):
                say(paint(line, "faint"))
        return not question.needless

    def decided(self, questions: Mapping[str, Question]) -> frozenset[str]:
        """Return the keys of the questions that an option or a person answered."""
        return frozenset(key for key, each in questions.items() if each.given or each.name in self.answers)

    def head(self, question: Question) -> None:
        """Print the line that a question begins with."""
        for line in wrapped(f"{question.number} of {TOTAL}  {question.text}", "", indent()):
            say(paint(line, "bold"))

    def remember(self, name: str, answer: str) -> str:
        """Keep an answer of a person, and return it."""
        self.answers[name] = answer
        return answer

    def _picked(self, words: Sequence[str]) -> str:
        while True:
            typed = ask("Answer", "1")
            if typed in words:
                return typed
            if typed.isdecimal() and 1 <= int(typed) <= len(words):
                return words[int(typed) - 1]
            say_indented(f"Type a number from 1 to {len(words)}.", error=True)


def ask(text: str, default: str) -> str:
    """Return what a person types; Enter is the default. Raises click.Abort at the end of the input."""
    typed = click.prompt(f"{indent()}{text}", default=default, type=str)
    return str(typed).strip() or default


def ask_each(names: Iterable[tuple[str, str]]) -> list[str]:
    """Return the names that a person takes, each asked about with its text; Enter takes one."""
    taken: list[str] = []
    everything = False
    for name, text in names:
        say_indented(text)
        answer = "a" if everything else ""
        while answer not in ("y", "n", "a", "q"):
            answer = ask("Import it? y/n/all/quit", "y").lower()[:1]
        if answer == "q":
            break
        everything = answer == "a"
        taken += [name] if answer != "n" else []
    return taken


def indent() -> str:
    """Return what stands before the answers of a question."""
    return " " * (8 if width() >= NARROW else 2)


def wrapped(text: str, first: str = "", rest: str = "  ") -> list[str]:
    """Return a text as lines that fit the terminal; a word that is longer than a line stays whole."""
    room = min(width(), WIDEST)
    return textwrap.wrap(
        text, room, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def say_indented(text: str, hanging: int = 0, error: bool = False) -> None:
    """Print a text below a question."""
    for line in wrapped(text, indent(), indent() + " " * hanging):
        say(line, error)
