"""The questions of a set-up: each has a first answer, an option that answers it, and may have a reason not to be asked.

A further question is one more `Question`; nothing that runs is ever approved by the first answer of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import click

from aiwg.core.dataclass import dataclass, field
from aiwg.output.console import paint, say

INDENT = " " * 8


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One answer: the word that an option takes, and what a person reads."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, of which Enter takes the first.

    `given` is the answer of an option. `needless`: why it is not asked here; then, and without a terminal, `unasked`
    holds.
    """

    name: str
    text: str
    choices: tuple[AnswerChoice, ...]
    unasked: str
    given: str | None = None
    needless: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether a person has to be asked."""
        return self.given is None and not self.needless


def flags_of(*answered: tuple[Question, str]) -> list[str]:
    """Return the options that give the same answers without questions, but for questions that are not asked."""
    return [f"--{answer}" for question, answer in answered if not question.needless]


@dataclass(slots=True)
class Dialogue:
    """Asks questions one by one, numbered, if there is somebody to ask. `answers` are those of a person, by name."""

    asks: bool
    total: int = 0
    number: int = 0
    answers: dict[str, str] = field(default_factory=dict)

    def expect(self, questions: Iterable[Question]) -> None:
        """Count the questions that will be asked, and say which will not, and why."""
        listed = list(questions)
        self.total = sum(question.is_open for question in listed) if self.asks else 0
        for question in listed if self.total else ():
            if question.given is None and question.needless:
                say(paint(f"Not asked: {question.name}, as {question.needless}.", "faint"))

    def answer(self, question: Question) -> str:
        """Return the word of an answer."""
        if question.given is not None:
            return question.given
        if not self.asks or question.needless:
            return question.unasked
        self.head(question.text)
        for number, choice in enumerate(question.choices, 1):
            say(f"{INDENT}{number}  {choice.label}")
        return self.remember(question.name, self._pick(question.choices))

    def decided(self, questions: Mapping[str, Question]) -> frozenset[str]:
        """Return the keys of the questions that an option or a person answered."""
        return frozenset(key for key, each in questions.items() if each.given or each.name in self.answers)

    def head(self, text: str) -> None:
        """Print the line that a question begins with."""
        self.number += 1
        say(paint(f"{self.number} of {self.total}  {text}", "bold"))

    def remember(self, name: str, answer: str) -> str:
        """Keep an answer of a person, and return it."""
        self.answers[name] = answer
        return answer

    def _pick(self, choices: Sequence[AnswerChoice]) -> str:
        words = [choice.word for choice in choices]
        while True:
            typed = str(click.prompt(f"{INDENT}Answer", default="1", type=str)).strip() or "1"
            if typed in words:
                return typed
            if typed.isdecimal() and 1 <= int(typed) <= len(words):
                return words[int(typed) - 1]
            say(f"{INDENT}Type a number from 1 to {len(words)}.", error=True)
